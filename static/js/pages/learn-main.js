/** Start the map of the chapter. */

import { find } from "../dom.js";
import { mount } from "./learn.js";

mount(find(document, "#chapter", HTMLElement));
