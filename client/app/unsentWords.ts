const checks = new Set<() => boolean>();

/** Tells the page of something that may hold words the server does not have, for as long as the tab lives. */
export function holdsUnsent(check: () => boolean): void {
  checks.add(check);
}

/** Whether something is only in this tab. The library asks without knowing documents, whose code it does without. */
export function anythingUnsent(): boolean {
  return [...checks].some((check) => check());
}
