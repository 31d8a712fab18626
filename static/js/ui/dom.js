/**
 * DOM helpers: elements from one call, for instance h("button", {class: "quiet", onclick: save},
 * "Save").
 */

export { formula } from "./mathml.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [props] functions become listeners (onclick), the rest
 *   attributes; false and null are left out
 * @param {...(Node | string | null)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  dress(element, props);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [props]
 * @param {...Node} children
 */
export function svg(tag, props = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  dress(element, props);
  element.append(...children);
  return element;
}

/**
 * @param {Element} element
 * @param {Record<string, unknown>} props
 */
function dress(element, props) {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function")
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * The one element that a page must have; an Error naming it otherwise.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
export function find(root, selector, type) {
  const element = root.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`the page has no ${selector}`);
  return element;
}

/**
 * Call `action` at most once every `pause` milliseconds, with the latest arguments.
 * @template {unknown[]} A
 * @param {number} pause
 * @param {(...values: A) => void} action
 */
export function throttle(pause, action) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {A} */
  let latest;
  let last = -Infinity;
  const fire = () => {
    timer = undefined;
    last = performance.now();
    action(...latest);
  };
  const call = (/** @type {A} */ ...values) => {
    latest = values;
    timer ??= setTimeout(fire, Math.max(0, last + pause - performance.now()));
  };
  call.cancel = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  return call;
}
