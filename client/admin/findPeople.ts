import type { Person } from "../../shared/accountsApi.ts";

/** People whose name or e-mail address contains every word that was typed, whatever its case and accents. */
export function findPeople(people: readonly Person[], text: string): Person[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  return people.filter(({ name, email }) => {
    const folded = fold(`${name} ${email ?? ""}`);
    return words.every((word) => folded.includes(word));
  });
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
