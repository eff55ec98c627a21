/** The value below which `share` of the values lie. Sorts in place: rows have hundreds of thousands of them. */
export function percentile(values, share) {
  if (values.length === 0) return Number.NaN;
  values.sort((a, b) => a - b);
  return values[Math.min(values.length - 1, Math.ceil(values.length * share) - 1)];
}

export function median(values) {
  return percentile([...values], 0.5);
}

/** The median of each figure over the repeats. */
export function mediansOf(repeats) {
  const keys = Object.keys(repeats[0]);
  return Object.fromEntries(keys.map((key) => [key, median(repeats.map((figures) => figures[key]))]));
}

/** What the server used between two reports. */
export function used(before, after) {
  const userMs = after.userMs - before.userMs;
  const systemMs = after.systemMs - before.systemMs;
  return { cpuMs: userMs + systemMs, systemMs };
}
