/**
 * Snippets: an experiment as something to type elsewhere, for instance a curl command or the
 * constructor of a PyTorch optimizer.
 *
 * @import {Spec} from "./spec.js"
 * @typedef {{label: string, pytorch: string | null, keras: string | null, optax: string | null,
 *   reasons: Record<string, string>, programs: Record<string, string | null>}} Equivalents
 * @typedef {{python: string, runs: Equivalents[]}} Code  as the server writes it
 */

export const FRAMEWORKS = /** @type {const} */ ({
  pytorch: "PyTorch",
  keras: "Keras",
  optax: "optax",
});

/**
 * A text as one word of a POSIX shell.
 * @param {string} text
 */
const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * Commands that race the experiment on this server and fetch its numbers.
 * @param {Spec} spec
 * @param {string} base the absolute address of the API
 * @param {string} id
 */
export const curl = (spec, base, id) =>
  [
    `curl ${quote(`${base}/experiments`)} \\`,
    `  -H 'content-type: application/json' -H 'prefer: wait=10' \\`,
    `  -d ${quote(JSON.stringify(spec))}`,
    "",
    `curl ${quote(`${base}/experiments/${id}/result?format=csv`)} -o race.csv`,
  ].join("\n");

/** @param {Spec} spec */
export const specFile = (spec) => JSON.stringify(spec, null, 2);

/**
 * Why a framework has no code for a run.
 * @param {keyof typeof FRAMEWORKS} framework
 * @param {Equivalents} run
 */
const reason = (framework, { reasons }) =>
  `# ${reasons[framework] ?? `${FRAMEWORKS[framework]} has no optimizer that computes the same`}`;

/**
 * The constructor of each run in one framework; its comment says what it leaves out.
 * @param {keyof typeof FRAMEWORKS} framework
 * @param {Equivalents[]} runs
 */
export const constructors = (framework, runs) =>
  runs.map((run) => `# ${run.label}\n${run[framework] ?? reason(framework, run)}`).join("\n\n");

/**
 * Each run as a whole program in one framework, one after the other.
 * @param {keyof typeof FRAMEWORKS} framework
 * @param {Equivalents[]} runs
 */
export const programs = (framework, runs) =>
  runs
    .map((run) => {
      const without = run[framework]
        ? "# There is no whole program for this one; the constructor is:\n" + run[framework]
        : reason(framework, run);
      return `# ${run.label}\n${run.programs[framework] ?? without}`;
    })
    .join("\n\n");

/**
 * The address that brings an experiment back.
 * @param {string} page the address of the page
 * @param {string} fragment
 * @param {{embed?: boolean, loop?: boolean}} [options]
 */
export function linkTo(page, fragment, { embed = false, loop = false } = {}) {
  const url = new URL(page);
  url.search = "";
  if (embed) url.searchParams.set("embed", "1");
  if (embed && loop) url.searchParams.set("loop", "1");
  url.hash = fragment;
  return url.href;
}

/**
 * HTML that shows a race in another page.
 * @param {string} address
 * @param {string} title
 */
export function embedCode(address, title) {
  const escapeHtml = (/** @type {string} */ text) =>
    text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  const [src, name] = [escapeHtml(address), escapeHtml(title)];
  return (
    `<iframe src="${src}" title="${name}" width="640" height="400" ` +
    'style="border:0" loading="lazy" allowfullscreen></iframe>'
  );
}
