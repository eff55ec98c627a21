/** A text without its accents and in small letters, so that "rene" finds "René". */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
