import type { WebSocketRoute } from "@playwright/test";
import type { Person } from "./people.ts";

/** The connection between one page and the server, for stories in which it fails. */
export interface Line {
  /** Ends what is open and lets nothing new through. */
  cut(): Promise<void>;
  mend(): void;
}

/** To be taken before the page opens a document. What the browser says of a cut line is no complaint then. */
export async function lineOf(person: Person): Promise<Line> {
  let isCut = false;
  let open: WebSocketRoute | null = null;
  person.problems.expects(/WebSocket/);
  await person.page.routeWebSocket(/\/api\/sync\//, (socket) => {
    if (isCut) {
      void socket.close({ code: 1011 });
      return;
    }
    socket.connectToServer();
    open = socket;
  });
  return {
    async cut() {
      isCut = true;
      await open?.close({ code: 1011 });
    },
    mend() {
      isCut = false;
    },
  };
}
