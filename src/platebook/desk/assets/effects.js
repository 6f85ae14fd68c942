/** Says what a change cost: more pages, captions that moved to a page of their own, new findings. */

import { notice } from "./edits.js";
import { on, plate } from "./store.js";

let before = null;

on("state", (state) => {
  // After a switch of printer, trim or theme everything may differ, which is what was asked for.
  const asked = before && JSON.stringify(before.options) === JSON.stringify(state.options);
  if (asked && state.pages.length && state.digest !== before.digest) {
    const words = effects(before, state);
    if (words.length) notice(words.join(" "), { after: true });
  }
  if (state.pages.length) before = state;
});

/** Sentences about what else changed between two versions of a story. */
function effects(old, state) {
  const words = [];
  const [was, is] = [old.pages.length, state.pages.length];
  if (was !== is) words.push(`The printed book has ${is} pages now; it had ${was}.`);
  const [alone, apart] = [facing(old), facing(state)];
  for (const id of apart) {
    if (alone.has(id)) continue;
    words.push(`The caption of “${name(id)}” has moved to a page beside the photograph.`);
  }
  for (const id of alone) {
    if (apart.has(id) || !plate(id)) continue;
    words.push(`The caption of “${name(id)}” is back under the photograph.`);
  }
  const known = new Set(old.findings.map(key));
  const fresh = state.findings.filter((each) => each.severity !== "note" && !known.has(key(each)));
  if (fresh.length === 1) words.push(`New: ${fresh[0].message}.`);
  if (fresh.length > 1) words.push(`${fresh.length} new findings.`);
  return words;
}

/** Ids of the plates whose caption has a page of its own. */
function facing(state) {
  return new Set(state.pages.filter((page) => page.kind === "caption").map((page) => page.plate));
}

function name(id) {
  return plate(id)?.title || id;
}

/** A finding without its line, which moves with every edit above it. */
function key(finding) {
  return [finding.code, finding.plate, finding.message].join("\n");
}
