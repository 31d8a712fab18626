/**
 * Links that people have keep meaning what they meant, and are written as they were:
 * `golden-links.json` holds each with what it asks for. A new key joins by a link of its own; what
 * is kept there does not change.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { withSettings as turn } from "../../static/js/lesson/experiment.js";
import * as races from "../../static/js/race/link.js";
import * as trainings from "../../static/js/train/link.js";
import { catalogue } from "./samples.js";
import { catalogue as trained } from "./training-samples.js";

/** What a page makes of a link, in the words of the file, and the link that it makes of that. */
const PAGES = {
  race: {
    read(link) {
      const { spec, display, viewState, story } = races.fromLink(link, catalogue);
      return { spec, ...neutral(display), view: viewState, story };
    },
    write: ({ spec, hidden, inks, view, story }) =>
      races.fragmentOf({
        spec,
        display: { hidden: new Set(hidden), inks },
        viewState: view,
        story,
      }),
  },
  train: {
    read(link) {
      const { spec, display, viewState, story, pins } = trainings.fromLink(link, trained);
      return { spec, ...neutral(display), view: viewState, story, pins };
    },
    write: ({ spec, hidden, inks, view, story, pins }) =>
      trainings.fragmentOf(
        { spec, display: { hidden: new Set(hidden), inks }, viewState: view, story, pins },
        trained,
      ),
  },
};
const neutral = ({ hidden, inks }) => ({ hidden: [...hidden], inks });

const { links, lessons } = JSON.parse(
  readFileSync(new URL("golden-links.json", import.meta.url), "utf8"),
);

for (const { about, page, link, canonical, ...kept } of links)
  test(`a link of the page ${page} stays good: ${about}`, () => {
    const { read, write } = PAGES[page];
    assert.deepEqual(read(`#${link}`), kept);
    assert.equal(write(read(`#${link}`)), canonical);
    assert.deepEqual(read(`#${canonical}`), kept);
    assert.equal(write(kept), canonical);
  });

// Lessons are read by the server: tests/app/test_contract.py has the same links.
for (const { lesson, query, knobs, values, canonical } of lessons)
  test(`a lesson's address stays as it is: ${lesson}?${query}`, () => {
    const given = turn({ name: lesson, knobs, frees: {} }, {}, values);
    const told = Object.entries(given).map(([name, value]) => [name, String(value)]);
    assert.equal(new URLSearchParams(told).toString(), canonical);
  });
