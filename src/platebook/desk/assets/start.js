/** The first page of a desk without a story: files go in, the import runs, the story opens. */

import { problem } from "./edits.js";
import { element, on, refresh } from "./store.js";

const post = (path, data) =>
  fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(data) });

class Start extends HTMLElement {
  connectedCallback() {
    this.names = [];
    this.changes = 0;
    on("state", (state) => !state.pages.length && this.look());
    this.hidden = true;
  }

  async look() {
    await this.emptied;
    if (this.busy || this.done) return;
    const { changes } = this;
    const answer = await fetch("/api/start").catch(() => null);
    if (!answer?.ok) return;
    const { needed, folder, found, given } = await answer.json();
    // Files that were added while the answer came are not in it.
    if (changes !== this.changes) return;
    document.body.classList.toggle("no-story", needed);
    this.hidden = !needed;
    if (!needed) return;
    if (!this.zone) this.make();
    this.names = given;
    this.where.textContent = `The story is made in the folder “${folder}”; your files stay as they are.`;
    const count = found.length;
    this.inside.hidden = !count;
    this.inside.textContent = `Use the ${count === 1 ? "one file" : `${count} files`} of this folder`;
    this.inside.title = found.slice(0, 20).join(", ");
    this.list();
  }

  make() {
    this.input = element("input", { type: "file", multiple: true, id: "start-files", class: "unseen", onchange: () => this.add([...this.input.files]) });
    this.files = element("ul", { class: "given" });
    this.words = element("p", { class: "words", role: "status" });
    this.go = element("button", { type: "button", class: "primary", disabled: true, onclick: () => this.run("given") }, "Make the story");
    this.clear = element("button", { type: "button", hidden: true, onclick: () => this.empty() }, "Start again");
    this.inside = element("button", { type: "button", hidden: true, onclick: () => this.run("folder") }, "");
    this.where = element("p", { class: "hint" });
    this.zone = element(
      "div",
      { class: "zone" },
      element("p", {}, "Drop an article and its photographs here"),
      element("p", { class: "hint" }, "Word, OpenDocument, a saved web page, Markdown or plain text; JPEG, PNG, TIFF, WebP, HEIC, AVIF; tables of captions (CSV, Excel)."),
      element("label", { class: "button", for: "start-files" }, "Choose files"),
      this.input,
    );
    this.append(
      element("h2", {}, "Make a story"),
      this.zone,
      this.files,
      element("div", { class: "steps" }, this.go, this.clear, this.inside),
      this.words,
      this.where,
    );
    addEventListener("dragover", (event) => {
      if (this.hidden) return;
      event.preventDefault();
      this.zone.classList.add("over");
    });
    addEventListener("dragleave", (event) => event.relatedTarget || this.zone.classList.remove("over"));
    addEventListener("drop", async (event) => {
      if (this.hidden) return;
      event.preventDefault();
      this.zone.classList.remove("over");
      this.add(await dropped(event.dataTransfer));
    });
  }

  list() {
    this.files.replaceChildren(...this.names.map((name) => element("li", { dir: "auto" }, name)));
    this.go.disabled = !this.names.length || Boolean(this.busy);
    this.clear.hidden = this.go.disabled;
  }

  /** Forgets the files that were given. */
  empty() {
    this.changes += 1;
    this.names = [];
    this.words.textContent = "";
    this.list();
    this.emptied = post("/api/start/clear", {}).catch(() => null);
  }

  /** Sends files one after another; those that are refused are named. */
  async add(files) {
    if (this.busy || !files.length) return;
    this.busy = true;
    this.changes += 1;
    await this.emptied;
    const refused = [];
    for (const [at, file] of files.entries()) {
      this.words.textContent = `Copying ${at + 1} of ${files.length}: ${file.name}`;
      const answer = await fetch(`/api/start/file?name=${encodeURIComponent(file.name)}`, {
        method: "POST",
        headers: { "content-type": "application/octet-stream" },
        body: file,
      }).catch(() => null);
      const body = await answer?.json().catch(() => ({}));
      if (answer?.ok) this.names.push(body.name);
      else refused.push(`${file.name}: ${problem(body ?? {}) || "it could not be copied."}`);
    }
    this.busy = false;
    this.words.textContent = refused.join(" ") || `${this.names.length} files are ready.`;
    this.input.value = "";
    this.list();
  }

  async run(use) {
    this.busy = true;
    this.list();
    this.words.textContent = "Reading texts and photographs …";
    const answer = await post("/api/start/import", { use }).catch(() => null);
    const body = (await answer?.json().catch(() => null)) ?? {};
    this.busy = false;
    if (!answer?.ok) {
      this.words.textContent = problem(body) || "The desk does not answer.";
      return this.list();
    }
    this.done = true;
    this.summary(body);
    refresh();
  }

  /** Shows what the import found, guessed and left out. */
  summary(found) {
    const plates = found.sections.flatMap((section) => section.plates);
    const captions = plates.filter((plate) => plate.texts.caption).length;
    const alts = plates.filter((plate) => plate.texts.alt).length;
    const open = element("button", { type: "button", class: "primary", onclick: () => this.leave() }, "Open the story");
    const list = (heading, rows) =>
      rows.length
        ? element(
            "details",
            { open: rows.length < 6 },
            element("summary", {}, `${heading} (${rows.length})`),
            element("ul", {}, ...rows.map((row) => element("li", { dir: "auto" }, row))),
          )
        : "";
    this.replaceChildren(
      element("h2", { dir: "auto", tabindex: "-1" }, found.story.title?.text ?? "The story"),
      element("p", {}, `${plates.length === 1 ? "One plate" : `${plates.length} plates`}, ${captions} with a caption, ${alts} with an alt text.`),
      list("Guessed: look at these", found.guesses.map((each) => `${each.where}: ${each.reason}`)),
      list("Missing photographs", found.missing),
      list("Not read", found.not_read.map((each) => `${each.file}: ${each.reason}`)),
      list("Left out", found.left_out.map((each) => `${each.what} “${each.text}”: ${each.reason}`)),
      list("Noted", found.notes),
      element("div", { class: "steps" }, open),
    );
    this.querySelector("h2").focus();
  }

  leave() {
    this.hidden = true;
    document.body.classList.remove("no-story");
    document.getElementById("stage").focus();
    refresh();
  }
}

/** The files of a drop, those in dropped folders too. */
async function dropped(data) {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return [...data.files];
  const files = [];
  const walk = async (entry) => {
    if (entry.isFile) {
      files.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) break;
      for (const each of some) await walk(each);
    }
  };
  for (const entry of entries) await walk(entry);
  return files.filter((file) => !file.name.startsWith("."));
}

customElements.define("desk-start", Start);
