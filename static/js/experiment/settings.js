/**
 * Settings: what all runs of an experiment share, for instance its steps or its batches, as the
 * server declares them: range, default and help have no other source. Where a page offers less than
 * the engine takes, the declaration says so, with the reason.
 *
 * @import {Knob} from "./catalogue.js"
 * @typedef {Omit<Knob, "kind"> & {kind: Knob["kind"] | "object" | "structure", required: boolean,
 *   nullable: boolean, most: number | null, rule: {name: string, help: string, limit: number |
 *   null} | null, parts: Setting[], reason?: string}} Setting
 *   most: how many values it lists at most; null where it is a single one
 */

const PLAIN = new Set(["number", "integer", "flag", "choice"]);

export class Settings {
  /** @param {readonly Setting[]} declared */
  constructor(declared) {
    this.declared = declared;
  }

  /**
   * A setting by its path, for instance "steps" or "network.seed".
   * @param {string} path
   * @returns {Setting}
   */
  get(path) {
    const [name, ...rest] = path.split(".");
    const found = this.declared.find((setting) => setting.name === name);
    if (!found) throw new RangeError(`there is no setting “${path}”`);
    return rest.length ? new Settings(found.parts).get(rest.join(".")) : found;
  }

  /** Whether a spec may have a field. @param {string} name */
  takes(name) {
    return name === "kind" || this.declared.some((setting) => setting.name === name);
  }

  /** Those that are one number, choice or yes and no. */
  get plain() {
    return this.declared.filter(({ kind, most }) => PLAIN.has(kind) && most === null);
  }

  /** Those that one control turns: they have a value in every experiment. @returns {Knob[]} */
  get knobs() {
    return /** @type {Knob[]} */ (this.plain.filter(({ nullable }) => !nullable));
  }

  /**
   * The plain settings of a spec with gaps, completed by what is usual. Throws RangeError
   * where one is beyond what the page offers; the server checks the rest.
   * @param {Record<string, any>} given
   * @param {Record<string, any>} [usual] where that differs from the defaults
   * @returns {Record<string, any>}
   */
  complete(given, usual = {}) {
    return Object.fromEntries(
      this.plain.map((setting) => {
        const value = given[setting.name] ?? usual[setting.name] ?? setting.default;
        return [setting.name, setting.reason === undefined ? value : withinCap(setting, value)];
      }),
    );
  }

  /** Whether a field is as usual. @param {string} name @param {unknown} value */
  isUsual(name, value) {
    return this.plain.some((setting) => setting.name === name && setting.default === value);
  }
}

/**
 * @param {Setting} setting
 * @param {any} value
 */
function withinCap({ name, min, max, reason }, value) {
  if (Number.isInteger(value) && value >= Number(min) && value <= Number(max)) return value;
  const range = `${min} to ${Number(max).toLocaleString("en-US")}`;
  throw new RangeError(`${name} must be a whole number from ${range}: ${reason}`);
}
