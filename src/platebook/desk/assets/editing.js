/** Editing in place: loads its parts in the order in which they need one another. */

import "./edits.js";
import "./fields.js";
import "./focus.js";
import "./order.js";
import "./editor.js";
import "./photographs.js";
import "./alts.js";
import "./start.js";
