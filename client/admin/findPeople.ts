import type { Person } from "../../shared/accountsApi.ts";
import { folded } from "../../shared/folded.ts";

/** People whose name or e-mail address contains every word that was typed, whatever its case and accents. */
export function findPeople(people: readonly Person[], text: string): Person[] {
  const words = folded(text).split(/\s+/).filter(Boolean);
  return people.filter(({ name, email }) => {
    const about = folded(`${name} ${email ?? ""}`);
    return words.every((word) => about.includes(word));
  });
}
