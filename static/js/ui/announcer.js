/**
 * The announcer: says how the race stands to those who listen instead of looking, once things have
 * come to rest, for instance after a pause.
 */

const PAUSE = 700;

/**
 * @param {HTMLElement} host a polite live region
 * @param {() => string} sentence
 */
export function createAnnouncer(host, sentence, pause = PAUSE) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const say = () => {
    const text = sentence();
    if (text && host.textContent !== text) host.textContent = text;
  };
  return {
    /** Something has changed: speak if nothing else does for a moment. */
    rest() {
      clearTimeout(timer);
      timer = setTimeout(say, pause);
    },
    /** It moves again: numbers that are old by the time they are heard help nobody. */
    hush() {
      clearTimeout(timer);
    },
    destroy() {
      clearTimeout(timer);
    },
  };
}
