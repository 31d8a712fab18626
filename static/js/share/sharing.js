/**
 * Sharing: everything by which an experiment leaves the page, such as its link, a picture or a
 * slide.
 *
 * @import {Api} from "../client/api.js"
 * @import {Hello} from "../client/stream.js"
 * @import {Player} from "../experiment/player.js"
 * @import {Raced} from "../experiment/spec.js"
 * @import {LineStyle} from "../plot/overlay.js"
 * @import {Figure} from "../plot/picture.js"
 * @import {Scene} from "./recorder.js"
 * @typedef {object} Subject  what is shared
 * @property {() => {spec: Raced, hello: Hello} | null} current  the experiment on stage
 * @property {() => readonly LineStyle[]} styles  by entry
 * @property {() => string} title
 * @property {() => string} name  what its files are called after
 * @property {() => string} brief  its title with the place in front, for lists
 * @property {() => Promise<string>} thumbnail  a small picture, as the address of an image; empty
 *   where there is none
 * @property {Record<string, {title: () => string, draw: () => Promise<Figure>}>} pictures  by the
 *   name the dialog gives them
 * @property {() => Promise<Scene>} scene  of the film
 */

import { isEmbedded, mountEmbed } from "./embed.js";
import { mountExport } from "./export-dialog.js";
import { mountShare } from "./share-dialog.js";
import { linkTo } from "../experiment/snippets.js";

/** As many digits of an id as files have in their names. */
const SHORT = 8;

/**
 * @param {HTMLElement} root
 * @param {object} collaborators
 * @param {Pick<Api, "base" | "code">} collaborators.api
 * @param {string} collaborators.root  the prefix of the server's addresses
 * @param {string} [collaborators.ancestors]  whom the server lets embed its pages
 * @param {Player} collaborators.player
 * @param {(run: number) => void} collaborators.toggle
 * @param {() => string} collaborators.missing  why nothing can be exported; "" where it can
 * @param {() => string} collaborators.unnumbered  why its numbers cannot be saved
 * @param {Subject} subject
 */
export function mountSharing(
  root,
  { api, root: prefix, ancestors = "'self'", player, toggle, missing, unnumbered },
  subject,
) {
  const { title, name, pictures, scene } = subject;
  const undos = [
    mountShare({
      link: (options) => linkTo(window.location.href, window.location.hash.slice(1), options),
      short() {
        const id = subject.current()?.hello.id;
        return id ? new URL(`${prefix}/r/${id.slice(0, SHORT)}`, window.location.href).href : "";
      },
      title,
      ancestors,
    }),
    mountExport({
      base: api.base,
      code: api.code,
      experiment() {
        const current = subject.current();
        return current && { id: current.hello.id, spec: current.spec };
      },
      ...{ player, name, pictures, scene, missing, unnumbered },
    }),
  ];
  const embed = isEmbedded() ? mountEmbed(root, { subject, player, toggle }) : null;
  return {
    /** Another experiment, or other runs that are shown. */
    show: () => embed?.show(),
    destroy() {
      for (const undo of undos) undo();
    },
  };
}
