import { carets } from "./carets.mjs";
import { documents } from "./documents.mjs";
import { join } from "./join.mjs";
import { library, longLibrary } from "./library.mjs";
import { memory } from "./memory.mjs";
import { rejoin } from "./rejoin.mjs";
import { restart } from "./restart.mjs";
import { revoking } from "./revoking.mjs";
import { saturated, saturatedUnlimited } from "./saturated.mjs";
import { typist } from "./typist.mjs";

/** In the order in which they are measured and printed. */
export const rows = [
  typist,
  documents,
  saturated,
  saturatedUnlimited,
  join,
  carets,
  memory,
  rejoin,
  restart,
  revoking,
  library,
  longLibrary,
];
