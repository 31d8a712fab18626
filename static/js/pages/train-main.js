/** Start the train page. */

import { find } from "../ui/dom.js";
import { mount } from "./train.js";

mount(find(document, "#train", HTMLElement));
