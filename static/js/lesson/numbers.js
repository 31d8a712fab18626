/**
 * The numbers of a figure as a table, a row for each point of each layer, as CSV.
 *
 * @typedef {number | string | null} Cell
 * @typedef {{kind: string, name?: string, label?: string, steps?: boolean} & Record<string, any>}
 *   Layer
 * @typedef {{panels: {title: string, layers: Layer[]}[], facts: {label: string, value: Cell, unit:
 *   string}[]}} FigureData  as the API gives it
 */

const COLUMNS = ["panel", "kind", "name", "step", "x", "y", "low", "high", "z"];

/**
 * @param {Layer} layer
 * @returns {Partial<Record<string, Cell>>[]} cells by column
 */
function rowsOf(layer) {
  const { kind } = layer;
  if (kind === "contour")
    return layer.z.flatMap((/** @type {Cell[]} */ row, /** @type {number} */ j) =>
      row.map((z, i) => ({ x: layer.x[i], y: layer.y[j], z })),
    );
  if (kind === "film")
    return layer.frames.flatMap(([xs, ys] = [[], []], /** @type {number} */ frame) =>
      xs.map((/** @type {Cell} */ x, /** @type {number} */ i) => ({
        step: layer.since[frame],
        x,
        y: ys[i],
      })),
    );
  if (kind === "band")
    return layer.x.map((/** @type {Cell} */ x, /** @type {number} */ i) => ({
      x,
      low: layer.low[i],
      high: layer.high[i],
    }));
  if (kind === "rule" || kind === "mark") return [{ x: layer.x, y: layer.y }];
  return layer.x.map((/** @type {Cell} */ x, /** @type {number} */ i) => ({
    step: layer.steps ? i : null,
    x,
    y: layer.y[i],
  }));
}

/**
 * A cell of CSV: quoted where a comma, a quote or a line break would end it.
 * @param {Cell} [value]
 */
const cell = (value) => {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** @param {FigureData} figure */
export function toCsv({ panels, facts }) {
  const rows = panels.flatMap(({ title, layers }) =>
    layers.flatMap((layer) =>
      rowsOf(layer).map((row) => ({
        panel: title,
        kind: layer.kind,
        name: layer.name || layer.label || "",
        ...row,
      })),
    ),
  );
  const factRows = facts.map(({ label, value, unit }) => ({
    kind: "fact",
    name: unit ? `${label} (${unit})` : label,
    y: value,
  }));
  return [
    COLUMNS,
    ...[...rows, ...factRows].map((row) => COLUMNS.map((name) => /** @type {any} */ (row)[name])),
  ]
    .map((cells) => cells.map(cell).join(","))
    .join("\r\n")
    .concat("\r\n");
}
