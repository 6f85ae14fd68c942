/** Photographs that are dropped on the desk, or chosen: copied into photos/, and one plate each. */

import { edits, load, make, notice, problem } from "./edits.js";
import { current, element, look, on, reading, store } from "./store.js";

const veil = element("div", { class: "veil", hidden: true }, element("p", {}, "Drop photographs here: each becomes a plate"));
document.body.append(veil);
const input = element("input", { type: "file", multiple: true, accept: "image/*", hidden: true, id: "add-files", "aria-label": "Photographs" });
const button = element("button", { type: "button", id: "add-photographs", onclick: () => input.click() }, "Add photographs");
const unused = element("button", { type: "button", id: "add-unused", hidden: true, onclick: () => insert(store.state.unused) });
document.querySelector("desk-editor .edit-bar")?.append(button, unused, input);
on("state", ({ unused: names }) => {
  unused.hidden = !names.length;
  unused.textContent = `Add ${names.length} unused`;
  unused.title = `In the folder, and on no plate: ${names.slice(0, 20).join(", ")}`;
});
input.addEventListener("change", () => {
  add([...input.files]);
  input.value = "";
});

function hasFiles(event) {
  return [...(event.dataTransfer?.types ?? [])].includes("Files");
}

/** The plate behind which new ones come: that of the opening under the pointer, or the one shown. */
function place(target) {
  const id = target?.closest?.("[data-opening]")?.dataset.opening;
  const opening = store.state?.openings.find((each) => each.id === id) ?? current();
  const plates = opening ? reading(opening).map((page) => page.plate).filter(Boolean) : [];
  return plates.at(-1) ?? edits.manifest?.plates.at(-1)?.id ?? null;
}

/** Uploads files one after another; gives their names as stored. What is refused is said. */
export async function upload(files, path = "/api/photos") {
  const stored = [];
  const refused = [];
  for (const [at, file] of files.entries()) {
    notice(`Copying ${at + 1} of ${files.length}: ${file.name}`, { stay: true });
    const answer = await fetch(`${path}?name=${encodeURIComponent(file.name)}`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: file,
    }).catch(() => null);
    const body = answer ? await answer.json().catch(() => ({})) : {};
    if (answer?.ok) stored.push(body.photo);
    else refused.push(`${file.name}: ${problem(body) || "it could not be copied."}`);
  }
  return { stored, refused };
}

export async function add(files, after = place()) {
  if (!files.length) return;
  const { stored, refused } = await upload(files);
  await insert(stored, after, refused);
}

/** Makes a plate of each photograph of the folder; `refused` is what was not copied there. */
async function insert(stored, after = place(), refused = []) {
  let words = refused.join(" ");
  if (stored.length) {
    const { status, body } = await make("insert", { photos: stored, after });
    const count = stored.length === 1 ? "One photograph is" : `${stored.length} photographs are`;
    words = `${status === 200 ? `${count} added.` : problem(body)} ${words}`;
  }
  notice(words.trim(), { stay: refused.length > 0 });
  await load();
  const known = edits.manifest?.plates.find((each) => each.values.photo === stored[0]);
  if (known) look(`plate-${known.id}`, { quiet: true });
}

addEventListener("dragover", (event) => {
  if (!hasFiles(event) || document.body.classList.contains("no-story")) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
  veil.hidden = false;
});
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) veil.hidden = true;
});
addEventListener("drop", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  veil.hidden = true;
  if (!document.body.classList.contains("no-story")) {
    veil.inert = true;
    const under = document.elementsFromPoint(event.clientX, event.clientY).find((each) => !veil.contains(each));
    add([...event.dataTransfer.files], place(under));
  }
});
