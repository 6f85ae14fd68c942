/** Building from the desk: which editions, how far it is, where the files are; and the cover wrap. */

import { dialog, show } from "./dialogs.js";
import { card, sentence } from "./findings.js";
import { element, on, post, say, store } from "./store.js";

const FIRST = ["epub", "print"];
const form = element("form", { class: "editions" });
const report = element("div", { class: "report" });
export const building = dialog("build", "Build the books", form, report);
let last = "";

/** Shows the editions that can be made, and what became of the last build. */
export async function openBuild(only) {
  if (!form.childElementCount) {
    const choices = await (await fetch("/api/choices")).json();
    if (form.childElementCount) return openBuild(only);
    form.append(
      element(
        "fieldset",
        {},
        element("legend", {}, "Editions"),
        ...choices.edition.map((row) =>
          element(
            "label",
            {},
            element("input", { type: "checkbox", name: "edition", value: row.value, checked: FIRST.includes(row.value) }),
            element("span", {}, element("b", {}, row.value), ` ${row.label}`),
          ),
        ),
      ),
      element("p", { class: "note" }, "For the printer, trim and theme that are chosen above."),
      element(
        "div",
        { class: "actions" },
        element("button", { type: "submit", class: "main" }, "Build"),
        element("button", { type: "button", hidden: true, "data-stop": true, onclick: stop }, "Stop"),
      ),
    );
    form.addEventListener("submit", begin);
  }
  if (only) for (const box of form.elements.edition) box.checked = box.value === only;
  update(store.state?.build);
  show(building);
  if (only) form.requestSubmit();
}

async function begin(event) {
  event.preventDefault();
  const editions = [...form.elements.edition].filter((box) => box.checked).map((box) => box.value);
  const refuse = (words) => {
    report.replaceChildren(element("p", {}, words));
    say(words);
  };
  if (!editions.length) return refuse("Choose an edition.");
  await post("/api/build", { editions, spine: spine.value }).catch((error) => refuse(`It could not begin: ${error.message}.`));
}

function stop() {
  post("/api/build/stop", {}).catch(() => {});
}

function size(bytes) {
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1e3))} kB`;
}

/** What became of a build, as a sentence. */
function outcome({ state, files, errors, findings }) {
  const worth = findings.filter((each) => each.severity !== "note").length;
  if (state === "done") return `The books are built: ${files.map((each) => each.name).join(", ")}. ${worth} to look at.`;
  if (state === "failed") return `Not built. ${errors.map(sentence).join(" ")}`;
  return state === "running" ? "The build has begun." : "The build was stopped.";
}

function update(build) {
  if (!build) return;
  const running = build.state === "running";
  const submit = form.querySelector(".main");
  if (submit) {
    const stop = form.querySelector("[data-stop]");
    const within = [submit, stop].includes(document.activeElement);
    submit.disabled = running;
    stop.hidden = !running;
    if (within) (running ? stop : submit).focus();
  }
  const parts = [];
  if (running) {
    const value = build.total ? build.done / build.total : null;
    parts.push(
      element("p", {}, `${build.stage}…`),
      element("progress", { max: 1, "aria-label": build.stage, ...(value == null ? {} : { value }) }),
    );
  }
  if (build.state === "stopped") parts.push(element("p", {}, "Stopped. Earlier files stay as they were."));
  if (build.state === "done") {
    parts.push(
      element("p", {}, "Done."),
      element(
        "ul",
        { class: "files" },
        ...build.files.map((file) =>
          element(
            "li",
            {},
            file.id
              ? element("a", { href: `/file/${file.id}`, download: file.name }, file.name)
              : element("span", {}, file.name),
            element("span", { class: "place" }, file.place),
            element("span", { class: "size" }, file.size ? size(file.size) : "a folder"),
          ),
        ),
      ),
    );
  }
  if (build.state === "failed") parts.push(element("p", {}, "Not built. Earlier files stay as they were."));
  const found = [...build.errors, ...build.findings];
  if (found.length && !running) {
    const notes = found.filter((each) => each.severity === "note");
    const worth = found.filter((each) => each.severity !== "note");
    const list = (rows) => element("ul", { class: "findings" }, ...rows.map((each) => card(each)));
    if (worth.length) parts.push(list(worth));
    if (notes.length) parts.push(element("details", {}, element("summary", {}, `Notes (${notes.length})`), list(notes)));
  }
  report.replaceChildren(...parts);
  document.getElementById("open-build").classList.toggle("running", running);
  if (build.state !== last && last) say(outcome(build));
  last = build.state;
}

on("build", (status) => {
  if (store.state) store.state.build = status;
  update(status);
});
on("state", (state) => update(state.build));

const sheet = element("div", { class: "wrap" });
const spine = element("input", { type: "number", id: "spine", min: 0.1, max: 120, step: 0.1, placeholder: "as known" });
const width = element(
  "p",
  { class: "spine-width" },
  element("label", { for: "spine" }, "Spine, in mm, as your printer says"),
  " ",
  spine,
);
spine.addEventListener("change", () => openCover());
export const cover = dialog("cover", "Cover", sheet, width);
let asked = 0;

/** Draws the cover wrap as the switches stand. */
export async function openCover() {
  const number = ++asked;
  sheet.replaceChildren(element("p", { class: "note" }, "Drawing the cover…"));
  show(cover);
  const answer = await fetch(`/api/cover?spine=${encodeURIComponent(spine.value)}`).catch(() => null);
  const drawn = answer?.ok ? await answer.json() : null;
  if (number !== asked) return;
  if (!drawn) {
    sheet.replaceChildren(element("p", {}, "The cover cannot be drawn now."));
    return;
  }
  const parts = [];
  if (drawn.key) {
    const [width, height] = drawn.size;
    const lines = ["trim", "spine"].map((name) => {
      const line = element("span", { class: `line ${name}` });
      const [x, y, w, h] = drawn[name];
      Object.assign(line.style, {
        left: `${(100 * x) / width}%`,
        top: `${(100 * y) / height}%`,
        width: `${(100 * w) / width}%`,
        height: `${(100 * h) / height}%`,
      });
      return line;
    });
    const picture = element("img", { src: `/page/${drawn.key}/large`, alt: "Back cover, spine and front cover" });
    const frame = element("div", { class: "sheet" }, picture, ...lines);
    frame.style.aspectRatio = `${width} / ${height}`;
    parts.push(
      frame,
      element(
        "p",
        { class: "note" },
        `${width.toFixed(1)} × ${height.toFixed(1)} mm, spine ${drawn.spine[2].toFixed(1)} mm for ${store.state.pages.length} pages`,
      ),
    );
  }
  if (drawn.findings.length) {
    // What is an option on the command line is a field here.
    const found = drawn.findings.map((each) => ({ ...each, fix: each.fix.replace("with --spine MM", "below") }));
    parts.push(element("ul", { class: "findings" }, ...found.map((each) => card(each))));
  }
  sheet.replaceChildren(...parts);
  say([...sheet.querySelectorAll("p")].map((each) => each.textContent).join(". "));
}
