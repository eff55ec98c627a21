import { fileURLToPath } from "node:url";

/** The folder of the clone, with a slash at its end. Everything is found from here, never from the working directory. */
export const root = fileURLToPath(new URL("../", import.meta.url));
