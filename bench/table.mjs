/** How the bench speaks: one table a row, each figure beside those of the peers, the goal and whether it was met. */

const names = { relay: "relay", stock: "stock", "stock-disk": "stock on disk", ambo: "Ambo", "ambo-unlimited": "Ambo" };

/** @returns {{ text: string, goals: { label: string, told: string, met: boolean }[] }} */
export function tableOf(row, measured) {
  const stock = row.servers.find((server) => server.startsWith("stock"));
  const ours = row.servers.find((server) => server.startsWith("ambo"));
  const goals = [];
  const lines = row.figures.map((figure) => {
    const values = row.servers.map((server) => format(measured[server]?.[figure.key], figure.unit));
    const ratio = measured[ours]?.[figure.key] / measured[stock]?.[figure.key];
    if (figure.most !== undefined) {
      const value = measured[ours]?.[figure.key];
      const met = value <= figure.most;
      goals.push({
        label: `${row.title}: ${figure.label}`,
        told: `${values.at(-1)}, goal ${figure.most} ${figure.unit}`,
        met,
      });
      return [figure.label, ...values, "", `≤ ${figure.most} ${figure.unit} ${met ? "met" : "NOT MET"}`];
    }
    if (figure.note || !Number.isFinite(ratio)) return [figure.label, ...values, "", ""];
    if (figure.goal === undefined) return [figure.label, ...values, times(ratio), ""];
    const met = figure.more ? ratio >= figure.goal : ratio <= figure.goal;
    const floor = measured.relay?.[figure.key] / measured[stock]?.[figure.key];
    const relay = Number.isFinite(floor) ? `; the relay, which does nothing, has ${floor.toFixed(2)}x` : "";
    const told = `${ratio.toFixed(2)}x, goal ${figure.goal}x${relay}`;
    goals.push({ label: `${row.title}: ${figure.label}`, told, met });
    return [
      figure.label,
      ...values,
      times(ratio),
      `${figure.more ? "≥" : "≤"} ${figure.goal}x ${met ? "met" : "NOT MET"}`,
    ];
  });
  const head = ["", ...row.servers.map((server) => names[server]), "to stock", "goal"];
  return { text: [row.title, ...columns([head, ...lines]), `  Where the time goes: ${row.where}`].join("\n"), goals };
}

function columns(table) {
  const widths = table[0].map((_, column) => Math.max(...table.map((cells) => cells[column].length)));
  return table.map((cells) =>
    `  ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join("  ")}`.trimEnd(),
  );
}

function format(value, unit) {
  if (value === undefined || Number.isNaN(value)) return "-";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`;
}

function times(ratio) {
  return `${ratio >= 10 ? ratio.toFixed(1) : ratio.toFixed(2)}x`;
}
