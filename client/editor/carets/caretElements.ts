export interface CaretOwner {
  name: string;
  color: string;
}

/** How long a name stays after its caret moved. */
export const nameMs = 2_000;
/** After how long without a movement a person counts as idle. */
export const idleMs = 60_000;

/** Everything closer to the right edge than this gets its name on the left side. */
const roomForName = 160;

/**
 * The drawn carets, one element a session. An element outlives the redrawing of the text around it, so that a name
 * that is being shown is not begun anew with every letter.
 *
 * The name is an attribute drawn by the sheet: it is no text of the page, so neither selection nor search nor a screen
 * reader meets it.
 */
export class CaretElements {
  readonly #carets = new Map<number, { element: HTMLElement; timers: ReturnType<typeof setTimeout>[] }>();

  elementOf(client: number): HTMLElement {
    return this.#caretOf(client).element;
  }

  /** Dresses a caret. `color` has been checked: it reaches a style property. */
  dress(client: number, { name, color }: CaretOwner): void {
    const { element } = this.#caretOf(client);
    element.dataset.name = name;
    element.style.setProperty("--hex", color);
  }

  showMovement(client: number): void {
    const caret = this.#caretOf(client);
    for (const timer of caret.timers) clearTimeout(timer);
    const { dataset } = caret.element;
    dataset.state = "moving";
    caret.timers = [
      setTimeout(() => {
        dataset.state = "resting";
      }, nameMs),
      setTimeout(() => {
        dataset.state = "idle";
      }, idleMs),
    ];
  }

  /** Puts names that would leave the page on the other side of their carets. Reads the layout: once a frame at most. */
  keepWithin(bounds: DOMRect, clients: Iterable<number>): void {
    for (const client of clients) {
      const caret = this.#carets.get(client);
      if (!caret?.element.isConnected) continue;
      caret.element.dataset.side =
        caret.element.getBoundingClientRect().left > bounds.right - roomForName ? "left" : "right";
    }
  }

  remove(client: number): void {
    for (const timer of this.#carets.get(client)?.timers ?? []) clearTimeout(timer);
    this.#carets.delete(client);
  }

  close(): void {
    for (const client of [...this.#carets.keys()]) this.remove(client);
  }

  #caretOf(client: number) {
    const known = this.#carets.get(client);
    if (known) return known;
    const element = document.createElement("span");
    element.className = "remote-caret";
    element.setAttribute("aria-hidden", "true");
    element.dataset.hex = "";
    element.dataset.state = "resting";
    const caret = { element, timers: [] };
    this.#carets.set(client, caret);
    return caret;
  }
}
