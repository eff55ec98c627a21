import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Tests that need a page say so themselves: `// @vitest-environment happy-dom` in their first line.
    environment: "node",
    include: ["{client,server,shared,scripts}/**/*.test.{ts,tsx,mjs}"],
    exclude: ["**/node_modules/**", "dist/**", "bench/**", "e2e/**"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    teardownTimeout: 10_000,
    restoreMocks: true,
  },
});
