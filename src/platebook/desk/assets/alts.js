/** Alt texts that are missing, one after another: the photograph large, the field below it. */

import { make, notice, refuse, speak, valuesOf } from "./edits.js";
import { Field } from "./fields.js";
import { element, on, store } from "./store.js";

/** Plates without an alt text in the books that are not decorative either. */
function missing() {
  return (store.state?.plates ?? []).filter((plate) => !plate.alt && !plate.decorative);
}

const image = element("img", { alt: "" });
const caption = element("p", { class: "caption", id: "alts-caption", dir: "auto" });
const place = element("div", { class: "place" });
const count = element("p", { class: "count-of", "aria-live": "polite" });
const button = (label, onclick, more = {}) => element("button", { type: "button", onclick, ...more }, label);
const next = button("Save and next", () => go(1), { class: "primary", "aria-keyshortcuts": "Control+Enter" });
const close = element("button", { type: "button", class: "close", "aria-label": "Close" }, "×");
const queue = element(
  "dialog",
  { id: "alts", "aria-labelledby": "alts-title" },
  element("header", { role: "none", class: "head" }, element("h2", { id: "alts-title" }, "Alt texts"), count, close),
  element(
    "div",
    { class: "queue" },
    element("div", { class: "photograph" }, image),
    caption,
    place,
    element("div", { class: "steps" }, button("Back", () => go(-1)), button("Decorative", decorative, { title: "It says nothing that the text does not say" }), button("Skip", () => go(1, { skip: true })), next),
  ),
);
document.body.append(queue);
close.addEventListener("click", () => queue.close());
queue.addEventListener("close", () => place.replaceChildren());

const opener = button("Alt texts", open, { id: "open-alts", "aria-haspopup": "dialog" });
document.querySelector("desk-editor .edit-bar")?.append(opener);

let list = [];
/** Ids of those that are still without one. */
let left = new Set();
let at = 0;
let field = null;

function open() {
  list = missing().map((plate) => plate.id);
  left = new Set(list);
  at = 0;
  if (!list.length) return notice("Every photograph has an alt text.");
  queue.showModal();
  show();
}

function show() {
  const plate = store.state.plates.find((each) => each.id === list[at]);
  if (!plate) return queue.close();
  image.alt = `Photograph ${plate.photo}`;
  image.src = plate.image ? `/book/${store.state.book}/${plate.image}` : "";
  caption.textContent = plate.caption;
  count.textContent = `${at + 1} of ${list.length}: ${plate.title || plate.id}`;
  field = new Field({ plate: plate.id, key: "alt" }, "Alt text", "text", "A sentence or two: what it shows, and not the caption over again.");
  place.replaceChildren(field);
  const described = field.input.getAttribute("aria-describedby");
  field.input.setAttribute("aria-describedby", `${caption.id} ${described}`);
  field.input.focus();
  field.input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) go(1);
  });
}

async function go(by, { skip = false } = {}) {
  const own = field;
  if (!skip && !(await own.save())) return;
  // Another photograph is shown by now, or none.
  if (own !== field || !queue.open) return;
  if (field.value) left.delete(list[at]);
  at += by;
  if (at < 0) at = 0;
  if (at < list.length) return show();
  queue.close();
  const still = left.size === 1 ? "One alt text is" : `${left.size} alt texts are`;
  notice(left.size ? `${still} still missing.` : "Every photograph has an alt text.");
}

async function decorative() {
  const own = field;
  const { plate } = own.at;
  const was = () => valuesOf(plate)?.decorative ?? null;
  const { status, body } = await make("set", () => ({ plate, key: "decorative", value: true, was: was(), fresh: true }));
  if (status !== 200) return refuse(body);
  left.delete(plate);
  speak("Decorative");
  if (own === field && queue.open) go(1, { skip: true });
}

on("state", () => {
  const lacking = missing().length;
  opener.textContent = lacking ? `Alt texts: ${lacking} missing` : "Alt texts";
  opener.classList.toggle("some", lacking > 0);
});
