/** One field of the manifest: it saves itself, is checked as one types, and never loses a text. */

import { check, drafts, load, make, valueAt } from "./edits.js";
import { sentence } from "./findings.js";
import { element, on, store } from "./store.js";

const CHECK_MS = 300;
const SAVE_MS = 1200;
const fields = new Set();
let number = 0;

store.unsaved = () => [...fields].some((field) => field.isConnected && field.dirty && !field.saving);

/** What a manifest says for the text in a field: no key where there is no text. */
function said(text, kind) {
  const trimmed = text.replaceAll("\r\n", "\n").trim();
  if (!trimmed) return null;
  if (kind === "list") return trimmed.split(",").map((each) => each.trim()).filter(Boolean);
  return kind === "truth" ? trimmed === "true" : trimmed;
}

function shown(value) {
  if (Array.isArray(value)) return value.join(", ");
  return value == null ? "" : String(value);
}

const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** `at` is the place: plate, section, key. `kind`: line, text, long, list, or an array of choices. */
export class Field extends HTMLElement {
  constructor(at = {}, label = "", kind = "line", hint = "") {
    super();
    this.at = at;
    this.kind = kind;
    this.label = label;
    this.hint = hint;
    this.base = null;
  }

  connectedCallback() {
    fields.add(this);
    if (this.input) {
      this.refresh();
      return;
    }
    const id = `field-${++number}`;
    const choices = Array.isArray(this.kind);
    this.input = choices
      ? element("select", { id }, ...this.kind.map(([value, words]) => element("option", { value }, words)))
      : element(this.kind === "text" || this.kind === "long" ? "textarea" : "input", {
          id,
          autocomplete: "off",
          rows: this.kind === "long" ? 10 : this.kind === "text" ? 3 : null,
          dir: "auto",
          lang: store.state?.language,
          spellcheck: "true",
        });
    this.state = element("span", { class: "saved" });
    this.notes = element("div", { class: "notes", id: `${id}-notes`, "aria-live": "polite" });
    this.input.setAttribute("aria-describedby", `${id}-hint ${id}-notes`);
    this.append(
      element("div", { class: "head" }, element("label", { for: id }, this.label), this.state),
      this.input,
      ...(this.hint ? [element("p", { class: "hint", id: `${id}-hint` }, this.hint)] : []),
      this.notes,
    );
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener(choices ? "change" : "blur", () => this.save());
    this.input.addEventListener("focus", () => (this.fresh = true));
    this.input.addEventListener("keydown", (event) => {
      const done = event.key === "Enter" && (event.ctrlKey || event.metaKey || this.kind === "line");
      if (done) this.save();
    });
    const draft = drafts.get(this.at);
    this.refresh();
    if (draft && !same(draft.value, valueAt(this.at))) this.restore(draft);
    else drafts.delete(this.at);
  }

  disconnectedCallback() {
    fields.delete(this);
    if (this.dirty) this.save();
  }

  get how() {
    return Array.isArray(this.kind) ? "choice" : this.kind;
  }

  get value() {
    return said(this.input.value, this.how);
  }

  set value(value) {
    this.input.value = shown(value);
    this.grow();
  }

  get dirty() {
    return Boolean(this.input) && !same(this.value, said(shown(this.base), this.how));
  }

  /** Shows what the manifest says now, unless something is being typed. */
  refresh() {
    const now = valueAt(this.at);
    if (now === undefined || this.saving) return;
    // The reason may have been a mistake elsewhere in the manifest, which is gone.
    if (this.refused && this.dirty && !this.conflicted && same(now, this.base)) {
      this.save();
      return;
    }
    if (this.dirty && this.base !== null && !this.conflicted) {
      if (!same(now, this.base)) this.conflict(now);
      return;
    }
    if (this.conflicted || same(now, this.base)) return;
    if (this.dirty && this.base === null && this.input.value) return;
    this.base = now;
    this.value = now;
  }

  restore({ value, was }) {
    this.base = was;
    this.value = value;
    this.mark("Not saved yet");
    this.save();
  }

  placeholder(words) {
    if (this.input && this.input.placeholder !== words) this.input.placeholder = words;
  }

  grow() {
    if (this.input.tagName !== "TEXTAREA" || CSS.supports("field-sizing", "content")) return;
    this.input.rows = Math.max(3, this.input.value.split("\n").length, Math.ceil(this.input.value.length / 60));
  }

  mark(words, kind = "") {
    this.state.textContent = words;
    this.state.className = `saved ${kind}`;
  }

  typed() {
    drafts.set(this.at, this.value, this.base);
    this.mark(this.dirty ? "Not saved yet" : "");
    this.grow();
    if (this.conflicted) return;
    if (!this.dirty) this.show([]);
    clearTimeout(this.checking);
    clearTimeout(this.waiting);
    this.checking = setTimeout(() => this.check(), CHECK_MS);
    if (!Array.isArray(this.kind)) this.waiting = setTimeout(() => this.save(), SAVE_MS);
  }

  async check() {
    if (!this.dirty || this.conflicted) return;
    const asked = this.value;
    const found = await check({ ...this.at, value: asked, was: this.base });
    if (found && this.dirty && same(asked, this.value) && !this.conflicted) this.show(found);
  }

  show(found) {
    this.input.toggleAttribute("aria-invalid", found.some((each) => each.severity === "error"));
    if (this.input.hasAttribute("aria-invalid")) this.input.setAttribute("aria-invalid", "true");
    const made = found.map((each) => element("p", { class: each.severity }, sentence(each)));
    // What stands there already would be read aloud once more.
    const text = (each) => each.textContent;
    if ([...this.notes.children].map(text).join() !== made.map(text).join()) this.notes.replaceChildren(...made);
  }

  /** Saves the text; what is refused, or in conflict, stays in the field. */
  async save({ force } = {}) {
    clearTimeout(this.waiting);
    if (this.saving) return this.saving.then(() => this.save());
    if (!this.dirty) {
      drafts.delete(this.at);
      this.mark("");
      return true;
    }
    if (this.conflicted && !force) return false;
    this.saving = this.#save();
    const done = await this.saving;
    this.saving = null;
    return done;
  }

  async #save() {
    const value = this.value;
    this.mark("Saving …");
    const { status, body } = await make("set", { ...this.at, value, was: this.base, fresh: this.fresh });
    this.refused = status === 422;
    if (status === 200) {
      this.fresh = false;
      this.base = value;
      if (!this.dirty) drafts.delete(this.at);
      else drafts.set(this.at, this.value, value);
      this.mark("Saved", "done");
      if (same(value, this.value)) this.show([]);
      return true;
    }
    if (status === 409) {
      this.conflict(body.theirs);
      load();
      return false;
    }
    // What was typed meanwhile is checked by itself: the refusal speaks of an older text.
    if (same(value, this.value)) {
      this.mark("Not saved", "refused");
      this.show(body.findings ?? []);
    } else {
      this.mark(this.dirty ? "Not saved yet" : "");
    }
    if (status === 0) this.waiting = setTimeout(() => this.save(), 3000);
    return false;
  }

  /** Shows both versions; nothing is written until one is chosen. */
  conflict(theirs) {
    this.conflicted = true;
    this.mark("Changed elsewhere", "refused");
    const choose = (mine) => () => {
      this.conflicted = false;
      this.notes.replaceChildren();
      this.base = theirs ?? null;
      if (mine) {
        this.save({ force: true });
      } else {
        this.value = theirs;
        drafts.delete(this.at);
        this.mark("");
        this.refresh();
      }
      this.input.focus();
    };
    this.notes.replaceChildren(
      element(
        "div",
        { class: "conflict", role: "alert" },
        element("p", {}, "This was changed by another program or window while you typed. It says now:"),
        element("blockquote", { dir: "auto" }, shown(theirs) || "(nothing)"),
        element("p", {}, "Your text is in the field above."),
        element("button", { type: "button", onclick: choose(true) }, "Keep mine"),
        element("button", { type: "button", onclick: choose(false) }, "Take the other"),
      ),
    );
  }
}

customElements.define("desk-field", Field);
on("manifest", () => fields.forEach((field) => field.refresh()));

/** Saves everything that is typed; gives whether all of it is saved. */
export async function saveAll() {
  const done = await Promise.all([...fields].filter((field) => field.dirty).map((field) => field.save()));
  return done.every(Boolean);
}
