import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./ui/mantine.ts";
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/source-serif-4/wght.css";
import "@fontsource-variable/source-serif-4/wght-italic.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./ui/fonts.css";
import "./ui/tokens.css";
import "./ui/mantine.css";
import "./ui/base.css";
import { App } from "./app/App.tsx";
import { ErrorBoundary } from "./app/ErrorBoundary.tsx";
import { startI18n } from "./app/i18n.ts";
import { createQueryClient } from "./app/queryClient.ts";

startI18n();
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root.");
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <App queryClient={createQueryClient()} />
    </ErrorBoundary>
  </StrictMode>,
);
