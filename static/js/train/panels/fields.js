/**
 * Fields: controls that say themselves what the server finds wrong with them, for instance a batch
 * larger than the data.
 */

import { h } from "../../ui/dom.js";

export class Fields {
  /** @type {Map<string, {host: HTMLElement, words: HTMLElement}>} by path */
  places = new Map();

  /**
   * Let complaints about a path and all below it show at an element.
   * @param {string} path such as "network.layers"
   * @param {HTMLElement} host
   */
  add(path, host) {
    const words = h("span", { class: "wrong", role: "alert", hidden: true });
    host.append(words);
    this.places.set(path, { host, words });
  }

  /**
   * Say what is wrong with a field; an empty path takes everything back. Whether there is a place
   * for it.
   * @param {string} path
   * @param {string} text
   */
  complain(path, text) {
    const known = [...this.places.keys()]
      .filter((own) => path === own || path.startsWith(`${own}.`) || path.startsWith(`${own}[`))
      .sort((a, b) => b.length - a.length)[0];
    for (const [own, { host, words }] of this.places) {
      const here = own === known && Boolean(text);
      words.hidden = !here;
      words.textContent = here ? text : "";
      host.classList.toggle("mistaken", here);
    }
    return known !== undefined && Boolean(text);
  }
}
