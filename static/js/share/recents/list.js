/**
 * Recents: the last experiments of this browser, the newest first, as they are kept in its storage.
 *
 * An experiment is known by its id, which is the digest of what it is. Its numbers are on the
 * server; its link brings it back even where the server has forgotten them.
 *
 * @typedef {object} Recent
 * @property {string} id
 * @property {"descent" | "training"} kind
 * @property {number} time  when it ran, in milliseconds since 1970
 * @property {string} title
 * @property {string} link  the fragment of its page; empty where it would be too long to keep
 * @property {string} picture  as the address of an image; empty where there is none
 */

export const MOST = 30;
/** More of these nobody needs, and a browser's storage holds five million letters. */
const [LONGEST_LINK, LONGEST_PICTURE, LONGEST_TITLE] = [8_000, 16_000, 160];
const ID = /^[0-9a-f]{32}$/;
const PICTURE = /^data:image\/(svg\+xml|png|webp)[;,]/;

/**
 * An entry as it is kept: what is too long stays out.
 * @param {Recent} entry
 * @returns {Recent}
 */
export const bounded = ({ title, link, picture, ...rest }) => ({
  ...rest,
  title: title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE - 1)}…` : title,
  link: link.length > LONGEST_LINK ? "" : link,
  picture: picture.length > LONGEST_PICTURE ? "" : picture,
});

/**
 * The list in a text, with what makes no sense left out: other versions may have written it.
 * @param {string | null} text
 * @returns {Recent[]}
 */
export function readList(text) {
  try {
    const given = JSON.parse(text ?? "[]");
    return Array.isArray(given) ? given.filter(isSound).slice(0, MOST).map(bounded) : [];
  } catch {
    return [];
  }
}

/**
 * @param {any} entry
 * @returns {entry is Recent}
 */
const isSound = (entry) =>
  entry !== null &&
  typeof entry === "object" &&
  ID.test(entry.id) &&
  (entry.kind === "descent" || entry.kind === "training") &&
  Number.isFinite(entry.time) &&
  ["title", "link", "picture"].every((name) => typeof entry[name] === "string") &&
  (entry.picture === "" || PICTURE.test(entry.picture));

/**
 * With an experiment in front, once.
 * @param {readonly Recent[]} list
 * @param {Recent} entry
 * @param {string} [instead]  the id of one whose place it takes
 */
export const added = (list, entry, instead = "") =>
  [bounded(entry), ...list.filter(({ id }) => id !== entry.id && id !== instead)].slice(0, MOST);

/**
 * @param {readonly Recent[]} list
 * @param {string} id
 */
export const removed = (list, id) => list.filter((entry) => entry.id !== id);

/**
 * How long ago something was, in words.
 * @param {number} time
 * @param {number} now
 */
export function ago(time, now) {
  const minutes = Math.floor((now - time) / 60_000);
  if (minutes < 1) return "just now";
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  if (minutes < 60) return words.format(-minutes, "minute");
  if (minutes < 24 * 60) return words.format(-Math.floor(minutes / 60), "hour");
  return words.format(-Math.floor(minutes / (24 * 60)), "day");
}
