import type { ReactNode } from "react";
import { Link } from "wouter";
import "./PageBar.css";

export interface PageBarProps {
  /** The wordmark. */
  name: string;
  /** What following the wordmark does; absent on the page that it leads to. */
  homeLabel?: string;
  /** What stands at the end. */
  children: ReactNode;
}

/** The bar on top of a page: where we are at its start, what is always at hand at its end. */
export function PageBar({ name, homeLabel, children }: PageBarProps) {
  return (
    <header className="page-bar">
      {homeLabel === undefined ? (
        <span className="wordmark">{name}</span>
      ) : (
        <Link className="wordmark" href="/" title={homeLabel}>
          {name}
        </Link>
      )}
      <span className="page-bar-end">{children}</span>
    </header>
  );
}
