/**
 * MathML: formulas that the server has rendered, taken over element by element from a list of what
 * a formula needs, so that nothing else can come with them.
 */

const MATHML = "http://www.w3.org/1998/Math/MathML";
const ELEMENTS = new Set(
  (
    "math mrow mi mn mo mtext mspace msub msup msubsup mfrac msqrt mroot mover munder munderover " +
    "mstyle " +
    "mtable mtr mtd mpadded mphantom merror"
  ).split(" "),
);
const ATTRIBUTES = new Set(
  (
    "display displaystyle scriptlevel stretchy accent accentunder width height depth mathvariant " +
    "lspace " +
    "rspace linethickness fence separator form columnalign"
  ).split(" "),
);

/**
 * The formula as an element of this page; null for text that is none.
 * @param {string} mathml
 * @returns {Element | null}
 */
export function formula(mathml) {
  const root = new DOMParser().parseFromString(mathml, "application/xml").documentElement;
  return root.localName === "math" ? taken(root) : null;
}

/**
 * @param {Element} from
 * @returns {Element | null}
 */
function taken(from) {
  if (from.namespaceURI !== MATHML || !ELEMENTS.has(from.localName)) return null;
  const made = document.createElementNS(MATHML, from.localName);
  for (const { name, value } of from.attributes)
    if (ATTRIBUTES.has(name)) made.setAttribute(name, value);
  for (const child of from.childNodes) {
    if (child.nodeType === 3) made.append(child.nodeValue ?? "");
    else if (child.nodeType === 1) {
      const copy = taken(/** @type {Element} */ (child));
      if (copy) made.append(copy);
    }
  }
  return made;
}
