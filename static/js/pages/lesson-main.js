/** Start a lesson. */

import { find } from "../ui/dom.js";
import { mount } from "./lesson.js";

mount(find(document, "#lesson", HTMLElement));
