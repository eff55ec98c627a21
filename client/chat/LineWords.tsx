import { drawnColour } from "../../shared/colour.ts";
import type { MemberId } from "../../shared/ids.ts";
import { type Colour, memberColour } from "../ui/memberColour.ts";
import type { Mention } from "./chatDraft.ts";
import { lineParts } from "./lineParts.ts";

export interface LineWordsProps {
  text: string;
  mentions: readonly Mention[];
  me: MemberId;
  colourOf: (member: MemberId) => Colour | undefined;
}

/** What was said, with its links and the names of those who are mentioned. All of it is text of others: nothing is taken as markup. */
export function LineWords({ text, mentions, me, colourOf }: LineWordsProps) {
  return lineParts(text, mentions).map((part, index) => {
    // A line never changes, so its parts keep their places.
    const key = index;
    switch (part.part) {
      case "link":
        return (
          <a key={key} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        );
      case "mention":
        return (
          <bdi
            key={key}
            className="chat-mention"
            data-me={part.mention.member === me || undefined}
            {...memberColour(colourOf(part.mention.member) ?? drawnColour(""))}
          >
            {part.text}
          </bdi>
        );
      default:
        return part.text;
    }
  });
}
