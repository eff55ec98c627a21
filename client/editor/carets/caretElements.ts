import { drawnColour } from "../../../shared/colour.ts";
import { idleAfterMs } from "../../../shared/presence.ts";
import { memberColour } from "../../ui/memberColour.ts";

export interface CaretOwner {
  name: string;
  /** As presence carries it. */
  color: string;
  /** Null for a session that does not tell: then it is idle when its caret has not moved for long. */
  isIdle: boolean | null;
}

/** How long a name stays after its caret moved. */
export const nameMs = 2_000;

/** Everything closer to the right edge than this gets its name on the left side. */
const roomForName = 160;
const nameHeight = 13;

/** Whether the names of two carets would cover each other. */
function meet(one: DOMRect, other: DOMRect): boolean {
  return Math.abs(one.bottom - other.bottom) < nameHeight && Math.abs(one.left - other.left) < roomForName;
}

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

  dress(client: number, { name, color, isIdle }: CaretOwner): void {
    const { element } = this.#caretOf(client);
    element.dataset.name = name;
    wear(element, color);
    if (isIdle === null) delete element.dataset.idle;
    else element.dataset.idle = String(isIdle);
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
      }, idleAfterMs),
    ];
  }

  /**
   * Puts names that would leave the page on the other side of their carets, and one above the other where carets stand
   * together. Reads the layout: once a frame at most.
   */
  keepApart(bounds: DOMRect, clients: Iterable<number>): void {
    const shown = [...this.#carets.values()]
      .filter(({ element }) => element.dataset.state === "moving" && element.isConnected)
      .map(({ element }) => ({ element, box: element.getBoundingClientRect(), row: Number(element.dataset.row ?? 0) }));
    for (const client of clients) {
      const mine = shown.find(({ element }) => element === this.#carets.get(client)?.element);
      if (!mine) continue;
      mine.element.dataset.side = mine.box.left > bounds.right - roomForName ? "left" : "right";
      const beside = shown.filter((other) => other !== mine && meet(mine.box, other.box)).map(({ row }) => row);
      mine.row = [0, 1, 2].find((row) => !beside.includes(row)) ?? 0;
      mine.element.dataset.row = String(mine.row);
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
    element.dataset.state = "resting";
    const caret = { element, timers: [] };
    this.#carets.set(client, caret);
    return caret;
  }
}

function wear(element: HTMLElement, color: string): void {
  const { style, ...attributes } = memberColour(drawnColour(color));
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  for (const [name, value] of Object.entries(style ?? {})) element.style.setProperty(name, String(value));
}
