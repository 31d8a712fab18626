/** Start the train page. */

import { find } from "../dom.js";
import { mount } from "./train.js";

mount(find(document, "#train", HTMLElement));
