/** The dialogs: search in captions, all findings, help. */

import { element, emit, look, on, singleKeys, store } from "./store.js";
import { card } from "./findings.js";

const KEYS = [
  ["← →", "previous and next opening, as the book is bound"],
  ["Home, End", "first and last opening"],
  ["/", "search in captions"],
  ["f", "all findings"],
  ["+ − 0", "zoom in, out, fit"],
  ["t b s d", "trim, bleed, safe area, fold"],
  ["e", "edit the texts of what is shown"],
  ["Alt ↑, Alt ↓", "move a plate earlier, later"],
  ["Ctrl Z, Ctrl Y", "undo, do again"],
  ["c", "the cover, with its spine"],
  ["B", "build the books"],
  ["1 2 3", "flat plan, print, e-book"],
  ["?", "this help"],
  ["Esc", "close"],
];

export function dialog(name, label, ...children) {
  const close = element("button", { type: "button", class: "close", "aria-label": "Close" }, "×");
  const made = element(
    "dialog",
    { id: name, "aria-labelledby": `${name}-title` },
    element("div", { class: "head" }, element("h2", { id: `${name}-title` }, label), close),
    ...children,
  );
  close.addEventListener("click", () => made.close());
  made.addEventListener("click", (event) => event.target === made && made.close());
  document.body.append(made);
  return made;
}

export function show(made) {
  if (!made.open) made.showModal();
}

/** Closes a dialog and goes to the printed pages of an opening, also where these are not in view. */
function leave(made, anchor) {
  made.close();
  emit("view", "stage");
  look(anchor);
  document.getElementById("stage").focus({ preventScroll: true });
}

const results = element("ul", { class: "results" });
const query = element("input", {
  type: "search",
  id: "query",
  autocomplete: "off",
  spellcheck: "false",
  placeholder: "Words of a caption, a title, a file",
  "aria-label": "Search in captions",
});
export const search = dialog("search", "Search", query, results);

/** The plates whose texts have all words that were typed. */
export function matches(text) {
  const words = fold(text).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  return (store.state?.plates ?? []).filter((plate) => {
    const said = fold([plate.id, plate.title, plate.caption, plate.alt, plate.photo, plate.credit].join(" "));
    return words.every((word) => said.includes(word));
  });
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

function list() {
  const found = matches(query.value).slice(0, 60);
  const none = query.value.trim() && !found.length;
  results.replaceChildren(
    ...found.map((plate) =>
      element(
        "li",
        {},
        element(
          "button",
          { type: "button", onclick: () => leave(search, `plate-${plate.id}`) },
          element("span", { class: "number" }, `${plate.number}`),
          element("span", { class: "words" }, plate.caption || plate.title || plate.id),
          element("span", { class: "folio" }, `page ${plate.folio}`),
        ),
      ),
    ),
    ...(none ? [element("li", { class: "none" }, "No caption has these words.")] : []),
  );
}

query.addEventListener("input", list);
search.addEventListener("keydown", (event) => {
  const buttons = [...results.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  // A field for searches would take the key for itself, and only be emptied.
  if (event.key === "Escape") search.close();
  else if (event.key === "Enter" && document.activeElement === query) buttons[0]?.click();
  else if (event.key === "ArrowDown") buttons[Math.min(at + 1, buttons.length - 1)]?.focus();
  else if (event.key === "ArrowUp") (buttons[at - 1] ?? query).focus();
  else return;
  event.preventDefault();
});

export function openSearch() {
  show(search);
  query.select();
  list();
}

const all = element("div", { class: "all" });
export const findings = dialog("findings", "Findings", all);

function listFindings() {
  const found = store.state?.findings ?? [];
  const go = ({ plate, opening }) => leave(findings, plate ? `plate-${plate}` : opening);
  const items = found.map((each) => card(each, go));
  all.replaceChildren(
    found.length ? element("ul", { class: "findings" }, ...items) : element("p", {}, "Nothing to look at."),
  );
}

on("state", listFindings);

const single = element("input", { type: "checkbox", checked: singleKeys.on, onchange: () => (singleKeys.on = single.checked) });

export const help = dialog(
  "help",
  "Keys",
  element(
    "div",
    {},
    element(
      "dl",
      { class: "keys" },
      ...KEYS.flatMap(([keys, words]) => [
        element("dt", {}, ...keys.split(" ").flatMap((key) => [element("kbd", {}, key.replace(",", "")), " "])),
        element("dd", {}, words),
      ]),
    ),
    element("label", { class: "check" }, single, " A letter or a sign alone does something (switch it off where you dictate)"),
    element("p", { class: "note" }, "Save the story in any editor: what changed shows here at once."),
  ),
);
