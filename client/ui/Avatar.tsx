import { initials as initialsOf } from "./initials.ts";
import { type Colour, memberColour } from "./memberColour.ts";
import "./Avatar.css";

export interface AvatarProps {
  name: string;
  /** Chosen ones; else they come from the name. */
  initials?: string | null;
  /** Neutral without one: a colour belongs to a person in a document, not to a person as such. */
  color?: Colour;
  size?: "small" | "medium" | "large";
  /** Idle people fade. */
  faded?: boolean;
}

/** A person's initials in their colour. It is a picture of a name that stands beside it or in a label around it. */
export function Avatar({ name, initials, color, size = "medium", faded = false }: AvatarProps) {
  return (
    <span className="avatar" data-size={size} data-faded={faded || undefined} aria-hidden {...memberColour(color)}>
      {initials ?? initialsOf(name)}
    </span>
  );
}

export interface AvatarStackProps {
  people: readonly { id: string; name: string; initials?: string | null; color?: Colour; faded?: boolean }[];
  /** Says who they are, for those who do not see initials and for the tooltip. */
  label: string;
  max?: number;
  size?: "small" | "medium";
}

/** People as overlapping initials; those who do not fit are a number. */
export function AvatarStack({ people, label, max = 4, size = "medium" }: AvatarStackProps) {
  const shown = people.length > max ? people.slice(0, max - 1) : people;
  const hidden = people.length - shown.length;
  return (
    <span className="avatar-stack" role="img" aria-label={label} title={label}>
      {shown.map((person) => (
        <Avatar
          key={person.id}
          name={person.name}
          initials={person.initials}
          color={person.color}
          faded={person.faded}
          size={size}
        />
      ))}
      {hidden > 0 && (
        <span className="avatar" data-size={size} aria-hidden>
          +{hidden}
        </span>
      )}
    </span>
  );
}
