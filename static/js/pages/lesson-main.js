/** Start a lesson. */

import { find } from "../dom.js";
import { mount } from "./lesson.js";

mount(find(document, "#lesson", HTMLElement));
