/**
 * A name as a letter to somebody else may show it: anybody chooses one, and mail programs make links of what looks like an address. All
 * of its letters stay.
 */
export function nameInLetter(name: string): string {
  return name
    .replace(/[\s/\\:@]+/gu, " ")
    .replace(/([.。．｡])(?=\S)/gu, "$1 ")
    .trim();
}
