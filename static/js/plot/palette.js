/**
 * The palette: how a run looks everywhere, for instance green, solid, with a star at its head.
 *
 * Colours are Okabe and Ito's (2008), told apart by colour-blind eyes, darker on paper and lighter
 * on dark where contrast asks for it. Dash and head marker say the same thing a second time.
 *
 * @typedef {"circle" | "square" | "diamond" | "star" | "triangle-up" | "triangle-down" | "cross" |
 *   "hexagon"} Marker
 * @typedef {{light: string, dark: string, dash: number[], marker: Marker}} Style
 */

/** @type {Record<string, Omit<Style, "marker" | "dash">>} */
export const INKS = {
  grey: { light: "#5a6069", dark: "#b4bac4" },
  blue: { light: "#0072b2", dark: "#56b4e9" },
  vermilion: { light: "#d55e00", dark: "#f58a3c" },
  green: { light: "#00845f", dark: "#2fd6a3" },
  purple: { light: "#b0568a", dark: "#e79ac3" },
  orange: { light: "#b57c00", dark: "#f0b429" },
  sky: { light: "#2c8fc9", dark: "#9bd4f5" },
  olive: { light: "#7d7a00", dark: "#f0e442" },
};

/** @type {Style[]} */
export const STYLES = [
  { ...INKS.grey, dash: [2, 3], marker: "circle" },
  { ...INKS.blue, dash: [], marker: "square" },
  { ...INKS.vermilion, dash: [8, 4], marker: "diamond" },
  { ...INKS.green, dash: [], marker: "star" },
  { ...INKS.purple, dash: [10, 3, 2, 3], marker: "triangle-up" },
  { ...INKS.orange, dash: [4, 3], marker: "triangle-down" },
  { ...INKS.sky, dash: [12, 4], marker: "cross" },
  { ...INKS.olive, dash: [6, 3, 2, 3, 2, 3], marker: "hexagon" },
];

/**
 * The four that nearly every comparison holds keep their looks whichever others race beside them.
 */
const KEPT = new Map([
  ["gd", 0],
  ["momentum", 1],
  ["rmsprop", 2],
  ["adam", 3],
]);

/**
 * One style a run, in the ink that was chosen for it.
 * @param {readonly {optimizer: string}[]} runs
 * @param {readonly (string | null)[]} inks
 * @returns {Style[]}
 */
export const styled = (runs, inks) =>
  assign(runs.map(({ optimizer }) => optimizer)).map((style, run) => ({
    ...style,
    ...INKS[inks[run] ?? ""],
  }));

/**
 * One style a run: the kept ones first, then the next that is free; beyond eight runs they repeat.
 * @param {readonly string[]} optimizers
 * @returns {Style[]}
 */
export function assign(optimizers) {
  /** @type {Set<number>} */
  const taken = new Set();
  const kept = optimizers.map((name) => {
    const index = KEPT.get(name);
    if (index === undefined || taken.has(index)) return null;
    taken.add(index);
    return index;
  });
  let extra = 0;
  return kept.map((index) => {
    if (index !== null) return STYLES[index];
    const order = [4, 5, 6, 7, 0, 1, 2, 3];
    const free = order.find((candidate) => !taken.has(candidate)) ?? order[extra++ % order.length];
    taken.add(free);
    return STYLES[free];
  });
}

/**
 * The surface from its floor (0) to its heights (1), where it fades into the paper.
 * @type {Record<"light" | "dark", [number, string][]>}
 */
export const TINTS = {
  light: [
    [0, "#b9d5e4"],
    [0.45, "#dceaf0"],
    [1, "#fbfaf7"],
  ],
  dark: [
    [0, "#1f4d68"],
    [0.45, "#1c2f3d"],
    [1, "#16181b"],
  ],
};

/**
 * The tint at a share of the height, as [red, green, blue].
 * @param {"light" | "dark"} theme
 * @param {number} share
 */
export function tint(theme, share) {
  const stops = TINTS[theme];
  const above = stops.findIndex(([at], i) => i > 0 && at >= share);
  const upper = above < 0 ? stops.length - 1 : above;
  const [[from, low], [to, high]] = [stops[upper - 1], stops[upper]];
  const part = Math.min(1, Math.max(0, (share - from) / (to - from)));
  return [1, 3, 5].map((at) => {
    const [a, b] = [low, high].map((hex) => parseInt(hex.slice(at, at + 2), 16));
    return Math.round(a + part * (b - a));
  });
}
