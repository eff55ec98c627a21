/** Text in which every second part, from the second on, is what was searched for. */
export function Marked({ parts }: { parts: readonly string[] }) {
  return parts.map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other names
      <mark key={index}>{part}</mark>
    ) : (
      part
    ),
  );
}
