/** Whether shortcuts are written with ⌘. Only for showing them: the keys themselves are told apart by ProseMirror. */
export const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);
