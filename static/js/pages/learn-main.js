/** Start the map of the chapter. */

import { find } from "../ui/dom.js";
import { mount } from "./learn.js";

mount(find(document, "#chapter", HTMLElement));
