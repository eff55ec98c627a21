import { useCallback } from "react";
import { useSearchParams } from "wouter";
import { type Order, orders, type View, views } from "../../shared/library.ts";

export interface LibraryAddress {
  view: View;
  order: Order;
  /** What was searched for when the page was left for one of the documents found; empty otherwise. */
  text: string;
  setOrder: (order: Order) => void;
  /** Writes what is searched for into the address, so that the way back leads to it. */
  keepText: (text: string) => void;
}

/** View, order and search of the library stand in the address: a reload keeps them, and the way back leads to them. */
export function useLibraryAddress(): LibraryAddress {
  const [asked, setAsked] = useSearchParams();
  const view = views.find((known) => known === asked.get("view")) ?? "all";
  const order = orders.find((known) => known === asked.get("order")) ?? "changed";
  const text = asked.get("q") ?? "";
  return {
    view,
    order,
    text,
    setOrder: useCallback(
      (next) => setAsked(searchPart({ view, order: next, text }), { replace: true }),
      [setAsked, view, text],
    ),
    keepText: useCallback(
      (next) => setAsked(searchPart({ view, order, text: next }), { replace: true }),
      [setAsked, view, order],
    ),
  };
}

/** Where a view lies, in the order that is chosen now. */
export function addressOf(view: View, order: Order): string {
  const asked = searchPart({ view, order, text: "" });
  return asked.size === 0 ? "/" : `/?${asked}`;
}

function searchPart({ view, order, text }: { view: View; order: Order; text: string }): URLSearchParams {
  const asked = new URLSearchParams();
  if (view !== "all") asked.set("view", view);
  if (order !== "changed") asked.set("order", order);
  if (text !== "") asked.set("q", text);
  return asked;
}
