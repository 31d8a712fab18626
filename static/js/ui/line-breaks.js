/**
 * Breaking: a long formula in pieces, each of which begins with a relation, a plus or a minus, so
 * that a narrow column breaks it there instead of cutting it off. Browsers do not break formulas
 * themselves.
 */

const MATHML = "http://www.w3.org/1998/Math/MathML";
const RELATIONS = new Set(["=", "←", "≤", "≥"]);
const SIGNS = new Set(["+", "−", "-"]);

/**
 * What the parts of a row are to its lines: "line" where one may begin, "sign" for a minus that
 * belongs to its number.
 * @param {{operator: string, closes: boolean}[]} parts  `operator`: the sign of an operator, empty
 *   for anything
 *   else; `closes`: whether a bracket ends there, bare or raised to a power
 * @returns {("line" | "sign" | "")[]}
 */
export function roles(parts) {
  let depth = 0;
  return parts.map(({ operator, closes }, i) => {
    if (closes) depth -= 1;
    if (operator === "(") depth += 1;
    const before = parts[i - 1];
    const binary = before !== undefined && (before.closes || before.operator === "");
    if (SIGNS.has(operator) && !binary) return "sign";
    return depth === 0 && i > 0 && (RELATIONS.has(operator) || SIGNS.has(operator)) ? "line" : "";
  });
}

/**
 * The same formula as a row of smaller ones; itself where nothing can be broken.
 * @param {Element} math
 * @returns {Element[]}
 */
export function broken(math) {
  const row =
    math.children.length === 1 && math.children[0].localName === "mrow" ? math.children[0] : math;
  const parts = [...row.children];
  const found = roles(
    parts.map((part) => ({
      operator: part.localName === "mo" ? (part.textContent ?? "").trim() : "",
      closes:
        (part.localName === "mo" ? part : part.firstElementChild)?.textContent?.trim() === ")",
    })),
  );
  // Browsers take an operator for a sign only where a row begins.
  for (const [i, part] of parts.entries())
    if (found[i] === "sign") part.setAttribute("form", "prefix");
  const starts = parts.flatMap((_, i) => (found[i] === "line" ? [i] : []));
  if (starts.length === 0) return [math];
  const edges = [0, ...starts, parts.length];
  return edges.slice(1).map((end, i) => {
    const piece = document.createElementNS(MATHML, "math");
    piece.append(...parts.slice(edges[i], end));
    // At the beginning of a formula an operator would be taken for a sign, without the space before
    // it.
    if (i > 0) piece.firstElementChild?.setAttribute("form", "infix");
    return piece;
  });
}
