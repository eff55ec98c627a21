import type {
  orders as Orders,
  templates as Templates,
  trashDays as TrashDays,
  views as Views,
} from "../../shared/libraryApi.ts";

/*
 * What shared/libraryApi.ts lists, as values of the page. To import them from there would bring the parser of questions along, which
 * tries to compile itself and is stopped by the security policy. The types are those very lists, so the two cannot part.
 */
export const views: typeof Views = ["all", "mine", "shared", "starred", "archived", "trash"];
export const orders: typeof Orders = ["changed", "name"];
export const templates: typeof Templates = [
  "meeting-notes",
  "essay-with-peer-review",
  "project-brief",
  "class-handout",
];
export const trashDays: typeof TrashDays = 30;
