interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface Size {
  width: number;
  height: number;
}

const gap = 8;

/** Where a floating menu goes, in the window's coordinates: on the wished side of what it belongs to, if it fits there. */
export function placeBeside(
  anchor: Box,
  menu: Size,
  room: Size,
  side: "above" | "below",
): { left: number; top: number } {
  const above = anchor.top - menu.height - gap;
  const below = anchor.bottom + gap;
  const fitsAbove = above >= gap;
  const fitsBelow = below + menu.height <= room.height - gap;
  const top = side === "above" ? (fitsAbove || !fitsBelow ? above : below) : fitsBelow || !fitsAbove ? below : above;
  const wished = side === "above" ? (anchor.left + anchor.right - menu.width) / 2 : anchor.left;
  return {
    left: clamp(wished, gap, room.width - menu.width - gap),
    top: clamp(top, gap, room.height - menu.height - gap),
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
