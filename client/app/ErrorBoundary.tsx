import i18next from "i18next";
import { Component, type ReactNode } from "react";

export interface ErrorBoundaryProps {
  children: ReactNode;
  /** What can still be shown, for example the document as the server reads it. */
  readOnlyView?: (error: unknown) => ReactNode;
  /** A change of it gives the children another try, for example the address. */
  resetKey?: string;
}

interface State {
  failed: { error: unknown } | null;
  resetKey: string | undefined;
}

/** Stands where a page would turn blank: says so, offers to load again, and shows what can still be read. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, State> {
  override state: State = { failed: null, resetKey: this.props.resetKey };

  static getDerivedStateFromError(error: unknown): Pick<State, "failed"> {
    return { failed: { error } };
  }

  static getDerivedStateFromProps({ resetKey }: ErrorBoundaryProps, state: State): State | null {
    return resetKey === state.resetKey ? null : { failed: null, resetKey };
  }

  override render(): ReactNode {
    if (this.state.failed === null) return this.props.children;
    const reading = this.props.readOnlyView?.(this.state.failed.error);
    return reading === undefined ? <Broken /> : <BrokenWithReading reading={reading} />;
  }
}

// These use nothing that may itself be what broke: no kit, no hooks.
function Broken() {
  return (
    <main className="notice" role="alert">
      <h1>{i18next.t("app.broken.title")}</h1>
      <p>{i18next.t("app.broken.sentence")}</p>
      <Ways />
    </main>
  );
}

function BrokenWithReading({ reading }: { reading: ReactNode }) {
  return (
    <main className="broken-reading">
      <div className="broken-strip" role="alert">
        <h1>{i18next.t("app.broken.title")}</h1>
        <p>{i18next.t("app.broken.sentence")}</p>
        <Ways />
      </div>
      <p className="broken-label">{i18next.t("document.reading.label")}</p>
      {/* What is shown instead may break as well. */}
      <ErrorBoundary readOnlyView={() => null}>{reading}</ErrorBoundary>
    </main>
  );
}

function Ways() {
  return (
    <div className="notice-ways">
      <button type="button" className="plain-button" onClick={() => window.location.reload()}>
        {i18next.t("app.reload")}
      </button>
      {window.location.pathname !== "/" && (
        <a className="plain-button quiet" href="/">
          {i18next.t("app.back")}
        </a>
      )}
    </div>
  );
}
