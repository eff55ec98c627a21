/** What a close frame can carry (RFC 6455, section 5.5). */
const maxReasonBytes = 123;

/** A sentence as a close frame can carry it. */
export function closeReason(sentence: string): string {
  return cutToBytes(sentence, maxReasonBytes);
}

/** The longest beginning of `text` that fits, never half a code point. */
export function cutToBytes(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  let cut = "";
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    cut += character;
  }
  return cut;
}
