import type { Template } from "../../../shared/library.ts";
import type { TemplateText } from "./blocks.ts";
import { classHandout } from "./classHandout.ts";
import { essayWithPeerReview } from "./essayWithPeerReview.ts";
import { meetingNotes } from "./meetingNotes.ts";
import { projectBrief } from "./projectBrief.ts";

export const templateLanguages = ["en", "de"] as const;
export type TemplateLanguage = (typeof templateLanguages)[number];

const texts: Record<Template, Record<TemplateLanguage, TemplateText>> = {
  "meeting-notes": meetingNotes,
  "essay-with-peer-review": essayWithPeerReview,
  "project-brief": projectBrief,
  "class-handout": classHandout,
};

export function templateText(template: Template, language: TemplateLanguage): TemplateText {
  return texts[template][language];
}

/** The first of these languages, such as "de-AT", that templates are written in; English where there is none. */
export function templateLanguage(wanted: readonly (string | undefined)[]): TemplateLanguage {
  for (const language of wanted) {
    const found = templateLanguages.find((known) => language?.toLowerCase().split("-")[0] === known);
    if (found !== undefined) return found;
  }
  return "en";
}
