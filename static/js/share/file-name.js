/**
 * File names that every system takes: short, in small ASCII letters, and with the beginning of the
 * experiment's id, for instance descentlab-own-surface-157992a1.svg.
 */

const LONGEST = 80;

/**
 * @param {string} name  of what is shown, in whatever letters
 * @param {string} what  of the file, if there are several of one experiment
 * @param {string} id
 * @param {string} extension
 */
export function fileName(name, what, id, extension) {
  const end = `${what ? `-${plain(what)}` : ""}-${id.slice(0, 8)}.${extension}`;
  const start = `descentlab-${plain(name) || "experiment"}`;
  return start.slice(0, LONGEST - end.length).replace(/-+$/, "") + end;
}

/** @param {string} text */
const plain = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
