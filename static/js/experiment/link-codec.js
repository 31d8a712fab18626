/**
 * Links: an experiment as the fragment of an address, for instance
 * #surface=himmelblau&steps=120&runs=!((optimizer:adam)).
 *
 * Every field of the spec is one parameter. Nested values use a notation of characters that survive
 * in addresses: (key:value,…) for objects, !(a,b) for lists, !t !f !n for true, false, null, '…'
 * for text that is no plain word.
 */

const WORD = /^[A-Za-z_][\w.-]*$/;
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?/;
/** Anybody can write a link: deeper ones would exhaust the stack before they could be refused. */
const DEEPEST = 16;

/**
 * @param {unknown} value
 * @returns {string}
 */
export function write(value) {
  if (value === null || value === undefined) return "!n";
  if (value === true) return "!t";
  if (value === false) return "!f";
  if (typeof value === "number") return String(value);
  if (typeof value === "string")
    return WORD.test(value) ? value : `'${value.replace(/[!']/g, "!$&")}'`;
  if (Array.isArray(value)) return `!(${value.map(write).join(",")})`;
  const fields = Object.entries(/** @type {object} */ (value)).filter(
    ([, field]) => field !== undefined,
  );
  return `(${fields.map(([key, field]) => `${write(key)}:${write(field)}`).join(",")})`;
}

/**
 * The value of a text; throws SyntaxError naming the place where it stops making sense.
 * @param {string} text
 * @returns {unknown}
 */
export function read(text) {
  let at = 0;

  /** @returns {never} */
  const fail = () => {
    throw new SyntaxError(`cannot be read from character ${at + 1}`);
  };
  /** @param {string} token */
  const take = (token) => {
    const follows = text.startsWith(token, at);
    if (follows) at += token.length;
    return follows;
  };
  /**
   * @param {number} depth
   * @returns {unknown}
   */
  const value = (depth) => {
    if (depth > DEEPEST) fail();
    if (take("!n")) return null;
    if (take("!t")) return true;
    if (take("!f")) return false;
    if (take("'")) return quotedText();
    if (take("!(")) return take(")") ? [] : list(() => value(depth + 1));
    if (take("(")) return take(")") ? {} : Object.fromEntries(list(() => field(depth)));
    const number = NUMBER.exec(text.slice(at));
    if (number) {
      at += number[0].length;
      return Number(number[0]);
    }
    return word();
  };
  const word = () => {
    const [match] = /^[A-Za-z_][\w.-]*/.exec(text.slice(at)) ?? fail();
    at += match.length;
    return match;
  };
  const quotedText = () => {
    let result = "";
    while (!take("'")) {
      take("!");
      result += text[at++] ?? fail();
    }
    return result;
  };
  /** @param {number} depth */
  const field = (depth) => {
    const key = take("'") ? quotedText() : word();
    return take(":") ? /** @type {const} */ ([key, value(depth + 1)]) : fail();
  };
  /**
   * @template T
   * @param {() => T} item
   */
  const list = (item) => {
    const items = [item()];
    while (take(",")) items.push(item());
    return take(")") ? items : fail();
  };

  const result = value(0);
  return at === text.length ? result : fail();
}

/** Characters that may stand in a fragment as they are; everything else is percent-encoded. */
const encode = (/** @type {string} */ text) =>
  encodeURIComponent(text).replace(/%(?:3A|2C|2F|40|24|20)/g, (code) =>
    code === "%20" ? "+" : decodeURIComponent(code),
  );

const decode = (/** @type {string} */ text) => decodeURIComponent(text.replaceAll("+", " "));

/**
 * The fragment of an experiment, without the #.
 * @param {Record<string, unknown>} fields
 */
export const toFragment = (fields) =>
  Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => `${encode(key)}=${encode(write(value))}`)
    .join("&");

/**
 * The fields of a fragment; null for an empty one. Throws SyntaxError naming the parameter that
 * cannot be read.
 * @param {string} fragment with or without the #
 * @returns {Record<string, unknown> | null}
 */
export function fromFragment(fragment) {
  const text = fragment.replace(/^#/, "");
  if (!text) return null;
  return Object.fromEntries(
    text.split("&").map((pair) => {
      const [key, rest] = [pair.split("=", 1)[0], pair.slice(pair.indexOf("=") + 1)];
      try {
        if (!pair.includes("=")) throw new SyntaxError("has no value");
        return [decode(key), read(decode(rest))];
      } catch (error) {
        throw new SyntaxError(
          `${key.slice(0, 40)} ${error instanceof SyntaxError ? error.message : "is damaged"}`,
        );
      }
    }),
  );
}
