/** Start the race page. */

import { find } from "../ui/dom.js";
import { mount } from "./race.js";

mount(find(document, "#race", HTMLElement));
