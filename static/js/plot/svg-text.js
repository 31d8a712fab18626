/**
 * SVG as text: elements from one call, for instance tag("path", {d, fill}), with everything escaped
 * that people have written; numbers are short, so that files stay small.
 */

/** @param {string} text */
export const escaped = (text) =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

/** A number with two digits after the point at most. @param {number} value */
export const short = (value) => String(Math.round(value * 100) / 100);

/**
 * @param {string} name
 * @param {Record<string, string | number | undefined>} attributes  undefined is left out
 * @param {string} [content]  SVG; words have to be escaped
 */
export function tag(name, attributes, content = "") {
  const list = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        ` ${key}="${typeof value === "number" ? short(value) : escaped(value ?? "")}"`,
    );
  const open = `<${name}${list.join("")}`;
  return content ? `${open}>${content}</${name}>` : `${open}/>`;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} text
 * @param {Record<string, string | number | undefined>} attributes
 */
export const words = (x, y, text, attributes) =>
  tag("text", { x, y, ...attributes }, escaped(text));

/** Points as the steps of a path. @param {readonly (readonly [number, number])[]} points */
export const polyline = (points) =>
  points.length ? `M${points.map(([x, y]) => `${short(x)} ${short(y)}`).join("L")}` : "";
