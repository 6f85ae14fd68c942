/** The order of the plates, changed in the flat plan: by drag, and by keys with a spoken place. */

import { edits, load, make, notice, refuse } from "./edits.js";
import { current, look, on, reading, store } from "./store.js";

/** The plates that an opening shows, in reading order. */
function platesOf(opening) {
  return [...new Set(reading(opening).map((page) => page.plate).filter(Boolean))];
}

/** Moves plates that stand together in front of another plate or behind it. */
async function move(plates, where) {
  const ids = () => edits.manifest.plates.map((each) => each.id).join();
  const before = ids();
  let { status, body } = await make("move", { plates, ...where });
  if (status === 409) {
    await load();
    // Another window may have changed a text only.
    if (ids() === before) ({ status, body } = await make("move", { plates, ...where }));
  }
  if (status === 409) notice("The order was changed by another program or window: look at it, and move again.");
  else if (status !== 200) refuse(body);
  if (status !== 200) return load();
  await load();
  const order = edits.manifest.plates.map((each) => each.id);
  const at = order.indexOf(plates[0]);
  if (at < 0) return;
  const title = store.state?.plates.find((each) => each.id === plates[0])?.title || plates[0];
  const home = edits.manifest.plates[at].section;
  const section = home == null ? "" : `, section ${home + 1}`;
  notice(`${title}: now plate ${at + 1} of ${order.length}${section}`);
}

let nudged = Promise.resolve();

/** Moves plates one place earlier (-1) or later (1), from where the move before it has put them. */
export function nudge(plates, by) {
  const next = () => moveBy(plates, by);
  nudged = nudged.then(next, next);
}

/** Between sections plates enter the next one. */
async function moveBy(plates, by) {
  const order = edits.manifest?.plates ?? [];
  const at = order.findIndex((each) => each.id === plates[0]);
  const own = order[at];
  const next = by < 0 ? order[at - 1] : order[at + plates.length];
  if (!own || !next) return notice(by < 0 ? "This is the first plate." : "This is the last plate.");
  const inside = next.section === own.section;
  return move(plates, (by > 0) === inside ? { after: next.id } : { before: next.id });
}

let dragged = null;
/** Plates that keys have moved: the next key moves the same ones, whatever stands beside them now. */
let held = null;
on("look", () => (held = null));

function mark(item, side) {
  document.querySelectorAll(".drop-before, .drop-after").forEach((each) => each.classList.remove("drop-before", "drop-after"));
  item?.classList.add(`drop-${side}`);
}

/** Whether the pointer is over the first or the second half of an opening, as the plan is read. */
function sideOf(event, item) {
  const box = item.getBoundingClientRect();
  const columns = item.parentElement.clientWidth > 1.9 * box.width;
  const rtl = item.parentElement.classList.contains("rtl");
  if (!columns) return event.clientY < box.top + box.height / 2 ? "before" : "after";
  const first = event.clientX < box.left + box.width / 2;
  return first !== rtl ? "before" : "after";
}

function openingOf(item) {
  return store.state?.openings.find((each) => each.id === item?.dataset.opening);
}

on("plan", (items) => {
  for (const [id, item] of items) {
    const opening = store.state.openings.find((each) => each.id === id);
    const movable = Boolean(opening && platesOf(opening).length);
    item.draggable = movable;
    item.firstElementChild.setAttribute("aria-keyshortcuts", movable ? "Alt+ArrowUp Alt+ArrowDown" : "");
  }
});

const plan = document.querySelector("desk-plan");
plan.addEventListener("dragstart", (event) => {
  const item = event.target.closest?.("[data-opening]");
  dragged = openingOf(item);
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.id);
  item.classList.add("dragged");
});
plan.addEventListener("dragover", (event) => {
  const item = event.target.closest("[data-opening]");
  if (!dragged || !item) return;
  event.preventDefault();
  mark(item, sideOf(event, item));
});
plan.addEventListener("dragend", () => {
  dragged = null;
  mark(null);
  document.querySelectorAll(".dragged").forEach((each) => each.classList.remove("dragged"));
});
plan.addEventListener("drop", (event) => {
  const item = event.target.closest("[data-opening]");
  const target = openingOf(item);
  if (!dragged || !target) return;
  event.preventDefault();
  event.stopPropagation();
  const plates = platesOf(dragged);
  const [there, side] = [platesOf(target), sideOf(event, item)];
  const near = there.length ? there : nearest(target, side);
  const where = side === "before" ? { before: near[0] } : { after: near.at(-1) };
  if (target !== dragged && near.length) move(plates, where);
});

/** The plates next to an opening that shows none. */
function nearest(opening, side) {
  const { openings } = store.state;
  const at = openings.indexOf(opening);
  const rest = side === "before" ? openings.slice(at) : openings.slice(0, at).reverse();
  const found = rest.map(platesOf).find((plates) => plates.length) ?? [];
  return side === "before" ? found : found;
}

document.addEventListener("keydown", (event) => {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!by || !event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.target.closest?.("input, textarea, select") || document.querySelector("dialog[open]")) return;
  const opening = openingOf(event.target.closest?.("[data-opening]")) ?? current();
  const card = event.target.closest?.("[data-plate]")?.dataset.plate;
  const here = opening ? platesOf(opening) : [];
  const plates = card ? [card] : held?.some((id) => here.includes(id)) ? held : here;
  if (!plates.length) return;
  event.preventDefault();
  if (opening !== current()) look(opening.id, { quiet: true });
  held = card ? null : plates;
  nudge(plates, by);
});
