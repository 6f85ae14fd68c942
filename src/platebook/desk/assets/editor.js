/** The texts of what the opening shows, under it: plates, sections, or the story's own. */

import { edits, load, make, notice, redo, refuse, undo, valuesOf } from "./edits.js";
import { Field, saveAll } from "./fields.js";
import { FocusPoint } from "./focus.js";
import { nudge } from "./order.js";
import { current, element, on, plate as shownPlate, reading, singleKeys, store } from "./store.js";

const OPEN = "platebook-editor";
const LAYOUTS = [["", "default: matted"], ["matted", "matted"], ["full-bleed", "full-bleed"], ["spread", "spread"], ["full-bleed-spread", "full-bleed-spread"]];
const PLACES = [["", "as the story says"], ["auto", "auto"], ["page", "page"], ["facing", "facing page"], ["end", "end of the book"], ["over", "over the photograph"], ["none", "none"]];
const BEGINS = [["", "any page"], ["recto", "recto (right-hand)"], ["verso", "verso (left-hand)"]];
const PLATE = [
  ["caption", "Caption", "text", "Markdown: *italic*, **bold**; a blank line begins a paragraph."],
  ["alt", "Alt text", "text", "What it shows, for readers who cannot see it."],
];
const MORE = [
  ["title", "Title", "line"],
  ["credit", "Credit", "line"],
  ["location", "Place", "line"],
  ["date", "Date", "line", "2011, 2011-08 or 2011-08-17"],
  ["rights", "Rights", "line"],
  ["description", "Long description", "text"],
];
const LOOK = [
  ["layout", "Layout", LAYOUTS],
  ["caption-at", "Caption in print", PLACES],
  ["width", "Width", "line", "116mm, or 60 %"],
  ["begin", "Begins on", BEGINS],
];
const STORY = [
  ["title", "Title", "line"],
  ["subtitle", "Subtitle", "line"],
  ["standfirst", "Standfirst", "text"],
  ["credit", "Credit of every plate", "line"],
  ["introduction", "Introduction", "long"],
  ["closing", "Closing", "long"],
  ["publisher", "Publisher", "line"],
  ["published", "Published", "line", "2026, 2026-01 or 2026-01-15"],
  ["rights", "Rights", "text"],
  ["keywords", "Keywords", "list", "With commas between them."],
  ["language", "Language", "line", "en, de, ar, zh-Hans …"],
];
const KINDS = {
  title: ["title", "subtitle", "standfirst"],
  "half-title": ["title"],
  imprint: ["publisher", "published", "rights", "credit"],
  introduction: ["introduction"],
  closing: ["closing"],
};
/** Texts that a photograph may bring along where the manifest has none. */
const EMBEDDED = ["caption", "alt", "credit"];

class Editor extends HTMLElement {
  connectedCallback() {
    this.cards = new Map();
    this.tools();
    this.body = element("div", { class: "cards" });
    this.append(this.bar, this.body);
    for (const kind of ["state", "look", "manifest"]) on(kind, () => this.update());
    on("steps", (steps) => this.steps(steps));
    const wide = matchMedia("(min-width: 44.01rem) and (min-height: 40rem)").matches;
    this.toggle(JSON.parse(localStorage.getItem(OPEN) ?? String(wide)), { quiet: true });
  }

  tools() {
    const button = (id, label, onclick, more = {}) => element("button", { type: "button", id, onclick, ...more }, label);
    this.opener = button("edit", "Edit", () => this.toggle(!this.open), { "aria-keyshortcuts": "e" });
    this.whole = button("edit-story", "Story", () => this.story(!this.all), { "aria-pressed": "false", title: "All texts of the story" });
    this.undo = button("undo", "Undo", () => saveAll().then(undo), { "aria-keyshortcuts": "Control+z", disabled: true });
    this.redo = button("redo", "Redo", () => saveAll().then(redo), { "aria-keyshortcuts": "Control+Shift+z", disabled: true });
    this.bar = element("div", { class: "edit-bar", role: "group", "aria-label": "Editing" }, this.opener, this.whole, this.undo, this.redo);
  }

  steps({ undo: before, redo: after }) {
    for (const [button, word, label] of [[this.undo, "Undo", before], [this.redo, "Redo", after]]) {
      button.disabled = !label;
      button.title = label ? `${word}: ${label}` : "";
      button.setAttribute("aria-label", label ? `${word}: ${label}` : word);
    }
  }

  toggle(open, { quiet = false } = {}) {
    this.open = open;
    this.opener.setAttribute("aria-expanded", String(open));
    this.classList.toggle("open", open);
    this.body.hidden = !open;
    if (!quiet) localStorage.setItem(OPEN, JSON.stringify(open));
    this.update();
  }

  story(all) {
    this.all = all;
    this.whole.setAttribute("aria-pressed", String(all));
    if (!this.open) this.toggle(true);
    else this.update();
  }

  /** Opens the fields of a plate and puts the cursor into its caption. */
  edit(plate) {
    this.story(false);
    this.toggle(true);
    this.cards.get(`plate ${plate}`)?.querySelector("textarea")?.focus();
  }

  update() {
    if (!this.open || !edits.manifest) return;
    const opening = current();
    const pages = opening ? reading(opening) : [];
    const plates = [...new Set(pages.map((page) => page.plate).filter((id) => id && valuesOf(id)))];
    const wanted = this.all || !plates.length ? this.others(pages) : plates.map((id) => `plate ${id}`);
    const cards = wanted.map((name) => this.card(name));
    const { activeElement } = document;
    const within = this.body.contains(activeElement);
    for (const each of [...this.body.children]) if (!cards.includes(each)) each.remove();
    cards.forEach((card, at) => {
      if (this.body.children[at] !== card) this.body.insertBefore(card, this.body.children[at] ?? null);
    });
    if (document.activeElement !== activeElement && this.contains(activeElement)) activeElement.focus();
    // Of a plate that is removed, or stands elsewhere now: the next one has the focus.
    if (within && !activeElement.isConnected) (this.body.querySelector("button, input, textarea") ?? this.opener).focus();
    for (const card of cards) card.refresh?.();
  }

  /** The cards of pages that show no plate. */
  others(pages) {
    const { sections, story } = edits.manifest;
    if (this.all) {
      const lists = ["contributors", "links"].flatMap((key) => (story[key] ?? []).map((_, at) => `${key} ${at}`));
      return ["story", ...sections.map((_, at) => `section ${at}`), ...lists];
    }
    const names = pages.filter((page) => page.kind === "section").map((page) => this.section(page));
    const kinds = pages.map((page) => page.kind).filter((kind) => KINDS[kind]);
    const found = [...names.filter((each) => each >= 0).map((at) => `section ${at}`), ...kinds.map((kind) => `kind ${kind}`)];
    return found.length ? [...new Set(found)] : ["story"];
  }

  section(page) {
    const starts = store.state.pages.filter((each) => each.kind === "section").map((each) => each.anchor);
    return [...new Set(starts)].indexOf(page.anchor);
  }

  card(name) {
    if (!this.cards.has(name)) {
      const [kind, rest] = [name.split(" ")[0], name.slice(name.indexOf(" ") + 1)];
      const make = { plate: plateCard, section: sectionCard, kind: kindCard, story: storyCard, contributors: listCard, links: listCard };
      this.cards.set(name, make[kind](rest, kind));
    }
    return this.cards.get(name);
  }
}

function group(heading, ...children) {
  return element("section", { class: "card", role: "group", "aria-label": heading }, element("h3", {}, heading), ...children);
}

function fieldsOf(rows, at) {
  return rows.map(([key, label, kind, hint]) => new Field({ ...at, key }, label, kind, hint));
}

function plateCard(id) {
  const fields = fieldsOf(PLATE, { plate: id });
  const more = fieldsOf(MORE, { plate: id });
  const looks = fieldsOf(LOOK, { plate: id });
  const decorative = element("input", { type: "checkbox", onchange: () => setDecorative(id, decorative) });
  const button = (label, onclick, more = {}) => element("button", { type: "button", onclick, ...more }, label);
  const heading = element("h3", { dir: "auto", id: `plate-heading-${id}` });
  const card = element(
    "section",
    { class: "card plate", "data-plate": id, role: "group", "aria-labelledby": heading.id },
    element(
      "header",
      {},
      heading,
      button("Earlier", () => nudge([id], -1), { "data-move": "-1", "aria-keyshortcuts": "Alt+ArrowUp" }),
      button("Later", () => nudge([id], 1), { "data-move": "1", "aria-keyshortcuts": "Alt+ArrowDown" }),
      button("Remove", () => remove(id), { "data-remove": true }),
    ),
    new FocusPoint(id),
    element(
      "div",
      { class: "fields" },
      ...fields,
      element("label", { class: "check" }, decorative, " Decorative: it says nothing that the text does not say"),
      element("div", { class: "row" }, ...looks),
      element("details", {}, element("summary", {}, "Title, credit, place, description"), ...more),
    ),
  );
  card.refresh = () => {
    const plate = shownPlate(id);
    const values = valuesOf(id) ?? {};
    const title = `${plate?.number ? `${plate.number} · ` : ""}${plate?.title || id}`;
    if (heading.textContent !== title) heading.textContent = title;
    decorative.checked = values.decorative === "true";
    for (const field of [...fields, ...more]) {
      const own = values[field.at.key] != null;
      const brought = !own && EMBEDDED.includes(field.at.key) ? plate?.[field.at.key] : "";
      const story = field.at.key === "credit" && edits.manifest.story.credit;
      field.placeholder?.(brought ? `${story ? "As the story says" : "From the photograph"}: ${brought}` : "");
    }
  };
  return card;
}

async function setDecorative(plate, box) {
  const { status, body } = await make("set", () => {
    const was = valuesOf(plate)?.decorative ?? null;
    return { plate, key: "decorative", value: box.checked ? true : null, was, fresh: true };
  });
  if (status === 200) return;
  box.checked = valuesOf(plate)?.decorative === "true";
  refuse(body);
}

async function remove(plate) {
  const { status, body } = await make("remove", { plate });
  if (status === 200) notice(`“${plate}” is removed from the story; its file stays. Undo brings it back.`);
  else refuse(body);
  load();
}

function sectionCard(at) {
  const rows = [["title", "Title", "line"], ["text", "Text", "long"]];
  return group(`Section ${Number(at) + 1}`, element("div", { class: "fields" }, ...fieldsOf(rows, { section: Number(at) })));
}

function kindCard(kind) {
  const rows = STORY.filter(([key]) => KINDS[kind].includes(key));
  return group({ imprint: "Imprint", introduction: "Introduction", closing: "Closing" }[kind] ?? "Title", element("div", { class: "fields" }, ...fieldsOf(rows, {})));
}

function storyCard() {
  return group("Story", element("div", { class: "fields" }, ...fieldsOf(STORY, {})));
}

function listCard(at, key) {
  const rows =
    key === "links"
      ? [[`links.${at}.label`, "Label", "line"], [`links.${at}.url`, "Address", "line"]]
      : [[`contributors.${at}.name`, "Name", "line"], [`contributors.${at}.role`, "Role", "line"], [`contributors.${at}.sort`, "Sorted as", "line"], [`contributors.${at}.url`, "Address", "line"]];
  const noun = key === "links" ? "Link" : "Contributor";
  return group(`${noun} ${Number(at) + 1}`, element("div", { class: "fields" }, ...fieldsOf(rows, {})));
}

customElements.define("desk-editor", Editor);

/** A click on a printed page opens the fields of its plate, or of its text. */
document.querySelector("desk-opening")?.addEventListener("click", (event) => {
  const page = event.target.closest(".page");
  if (!page || !page.dataset.folio) return;
  const editor = document.querySelector("desk-editor");
  if (page.dataset.plate) editor.edit(page.dataset.plate);
  else editor.toggle(true);
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select");
  const command = event.ctrlKey || event.metaKey;
  if (typing || document.querySelector("dialog[open]")) return;
  if (command && event.key.toLowerCase() === "z") {
    event.preventDefault();
    saveAll().then(event.shiftKey ? redo : undo);
  } else if (command && event.key.toLowerCase() === "y") {
    event.preventDefault();
    saveAll().then(redo);
  } else if (event.key === "e" && singleKeys.on && !command && !event.altKey) {
    event.preventDefault();
    const editor = document.querySelector("desk-editor");
    editor.toggle(!editor.open);
    editor.querySelector("textarea, input")?.focus();
  }
});
