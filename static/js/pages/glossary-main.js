/** Start the glossary, which has a header and nothing else that moves. */

import { createTheme } from "../ui/theme.js";
import { mountHeader } from "../ui/shell/shell.js";

mountHeader(createTheme());
