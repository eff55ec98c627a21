import type { AppendListener } from "../updateLog.ts";

/** A listener that writes down what it hears. `isOver` resolves once nothing more can come. */
export function hears(heard: string[], name: string): { listener: AppendListener; isOver: Promise<void> } {
  let over = (): void => {};
  const isOver = new Promise<void>((resolve) => {
    over = resolve;
  });
  const listener: AppendListener = {
    written: (last) => heard.push(`${name} written ${last}`),
    durable() {
      heard.push(`${name} durable`);
      over();
    },
    moved(head) {
      heard.push(`${name} moved ${head.seq}`);
      over();
    },
    failed(error) {
      heard.push(`${name} failed ${error instanceof Error ? error.message : String(error)}`);
      over();
    },
  };
  return { listener, isOver };
}
