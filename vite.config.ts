import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const server = `http://127.0.0.1:${process.env.PORT ?? 3000}`;

/** What only the document page may load: the library and the sign-in page must come up without it. */
const editorModules = /\/node_modules\/(?:@tiptap|prosemirror-[a-z]+|yjs|y-protocols|y-websocket|lib0)\//;

/** Two builds share this file: the page (`vite build`) and the server (`vite build --ssr server/main.ts`). */
export default defineConfig(({ isSsrBuild }) => ({
  plugins: isSsrBuild ? [] : [react(), keepEditorApart(), keepOut()],
  publicDir: isSsrBuild ? false : "client/public",
  server: {
    port: 5173,
    // The Host header stays the page's own, because the server compares it with Origin.
    proxy: { "/api": { target: server, ws: true }, "/healthz": server },
  },
  // The server's packages go into its file: reading hundreds of small ones is most of what a start takes. LevelDB is a binary.
  ssr: { noExternal: true, external: ["classic-level"] },
  build: isSsrBuild
    ? { outDir: "dist/server", target: "node20", minify: false, sourcemap: true, emptyOutDir: true }
    : {
        outDir: "dist/client",
        target: "baseline-widely-available",
        // The content security policy allows no `data:` fonts.
        assetsInlineLimit: 0,
        // The polyfill would be an inline script; every browser of the target preloads by itself.
        modulePreload: { polyfill: false },
        emptyOutDir: true,
        chunkSizeWarningLimit: 700,
        rolldownOptions: {
          output: {
            codeSplitting: {
              groups: [
                // Named first, because the editor needs them too and would otherwise draw them into its own chunk.
                {
                  name: "vendor",
                  priority: 2,
                  test: /\/node_modules\/(?:react|react-dom|scheduler|use-sync-external-store|@floating-ui|@mantine|@tanstack|i18next|react-i18next)\//,
                },
                { name: "editor", priority: 1, test: editorModules },
              ],
            },
          },
        },
      },
}));

/** Fails the build when the first page would have to load the editor, which no reviewer would notice. */
function keepEditorApart(): Plugin {
  return {
    name: "ambo:keep-editor-apart",
    apply: "build",
    generateBundle(_options, bundle) {
      const waiting = Object.values(bundle)
        .filter((file) => file.type === "chunk" && file.isEntry)
        .map((file) => file.fileName);
      const seen = new Set<string>();
      for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
        const chunk = bundle[name];
        if (chunk?.type !== "chunk" || seen.has(name)) continue;
        seen.add(name);
        const stray = chunk.moduleIds.find((id) => editorModules.test(id));
        if (stray !== undefined) this.error(`The first page would load ${stray}: import it lazily.`);
        waiting.push(...chunk.imports);
      }
    },
  };
}

/** What a page may not hold at all: the validator tries out `eval` when it is loaded, which the content security policy reports. */
const serverModules = /\/node_modules\/zod\//;

/** Fails the build when a value of one of them comes in with a contract of shared/; types cost nothing. */
function keepOut(): Plugin {
  return {
    name: "ambo:keep-out",
    apply: "build",
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        const stray = chunk.moduleIds.find((id) => serverModules.test(id));
        if (stray !== undefined)
          this.error(`The page would load ${stray}: import only types of the contracts in shared/.`);
      }
    },
  };
}
