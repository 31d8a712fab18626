/**
 * The lesson link: the way back to the lesson from which an experiment was opened.
 *
 * @param {HTMLElement} host
 */
export function mountLessonLink(host) {
  let from = "";
  return {
    /** Its address; empty where there is none. */
    get from() {
      return from;
    },
    /** @param {string} address  checked, for anybody can write a link */
    show(address) {
      from = address;
      host.hidden = !from;
      if (from) host.setAttribute("href", from);
      else host.removeAttribute("href");
    },
  };
}
