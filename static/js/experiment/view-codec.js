/**
 * Sights: how an experiment is looked at, as a link holds it: what is as usual stays out, what
 * makes no sense is
 * left out.
 */

/** @type {(choices: unknown[]) => (value: unknown) => boolean} */
export const oneOf = (choices) => (value) => choices.includes(value);

/** @param {unknown} value */
export const index = (value) => typeof value === "number" && Number.isInteger(value) && value >= 0;

/**
 * The way in and out of links for sights of one kind.
 * @template {Record<string, any>} Sight
 * @param {Sight} plain  what is usual
 * @param {Record<keyof Sight, (value: unknown) => boolean>} sound  whether a value makes sense
 */
export function sights(plain, sound) {
  const names = /** @type {(keyof Sight)[]} */ (Object.keys(plain));
  return {
    /**
     * A sight for a link; undefined where all is as usual.
     * @param {Sight} sight
     * @returns {Partial<Sight> | undefined}
     */
    write(sight) {
      const chosen = names.filter((name) => sight[name] !== plain[name]);
      return chosen.length
        ? /** @type {Partial<Sight>} */ (
            Object.fromEntries(chosen.map((name) => [name, sight[name]]))
          )
        : undefined;
    },
    /**
     * @param {unknown} given
     * @returns {Sight}
     */
    read(given) {
      const told = given !== null && typeof given === "object" ? /** @type {any} */ (given) : {};
      const kept = names.filter((name) => Object.hasOwn(told, name) && sound[name](told[name]));
      return { ...plain, ...Object.fromEntries(kept.map((name) => [name, told[name]])) };
    },
  };
}
