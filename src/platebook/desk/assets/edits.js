/** The manifest's own values and their changes: saving, checking, undoing; drafts that are not saved. */

import { sentence } from "./findings.js";
import { emit, front, look, on, say, store } from "./store.js";

/** Names this window among others; what is kept in a window is copied with it, so a name would be. */
export const tab = crypto.randomUUID();
const DRAFTS = "platebook-draft:";

export const edits = {
  /** What GET /api/manifest gave last: digest, story, sections, plates; null before. */
  manifest: null,
};

/** Sends JSON; gives the status and what came back. A desk that does not answer has status 0. */
async function send(path, data) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...data, tab }),
    });
    const text = await answer.text();
    let body = {};
    try {
      body = JSON.parse(text);
    } catch {
      body = { findings: [{ severity: "error", message: text, fix: "" }] };
    }
    return { status: answer.status, body };
  } catch {
    const message = "The desk does not answer; the text is kept in this window.";
    return { status: 0, body: { findings: [{ severity: "error", message, fix: "" }] } };
  }
}

let asked = 0;
let answered = 0;
let newest = null;

/** Gets the manifest's values anew; ends when the newest are there, whoever asked for them. */
export function load() {
  newest = get(++asked);
  return newest;
}

async function get(number) {
  const answer = await fetch("/api/manifest").catch(() => null);
  const found = answer?.ok ? await answer.json().catch(() => null) : null;
  if (number !== asked) return newest;
  answered = number;
  if (!answer) return;
  if (found) {
    edits.manifest = found;
    emit("steps", found);
  }
  emit("manifest", edits.manifest);
  if (edits.manifest && !edits.told) {
    edits.told = true;
    remind();
  }
}

/** Goes to a text that was typed before the page was loaded again and is not saved. */
function remind() {
  const at = drafts.all().find((place) => JSON.stringify(drafts.get(place).value) !== JSON.stringify(valueAt(place) ?? null));
  if (!at) return;
  notice(`A text that was not saved is kept: ${at.key}${at.plate ? ` of “${at.plate}”` : ""}.`, { stay: true });
  if (at.plate && !location.hash.includes(at.plate)) look(`plate-${at.plate}`, { quiet: true });
}

/** The values of a plate as the manifest has them. */
export function valuesOf(plate) {
  return edits.manifest?.plates.find((each) => each.id === plate)?.values ?? null;
}

/** The value at a place: `{plate, section, key}`; the key may lead on: `links.0.label`. */
export function valueAt({ plate, section, key }) {
  const { manifest } = edits;
  if (!manifest) return undefined;
  let value = plate ? valuesOf(plate) : section != null ? manifest.sections[section] : manifest.story;
  for (const part of key.split(".")) value = value?.[part];
  return value ?? null;
}

let turn = Promise.resolve();
let waiting = 0;

/** Changes the manifest after all changes before: two at once could arrive in another order. */
function inTurn(change) {
  waiting += 1;
  const made = turn.then(change).finally(() => (waiting -= 1));
  turn = made.catch(() => {});
  return made;
}

/**
 * Makes an edit; `data`, or what it returns when its turn has come. Gives `{status, body}`; with
 * 200 the new digest is known already, and a value that was set.
 */
export function make(kind, data) {
  return inTurn(async () => {
    const given = typeof data === "function" ? data() : data;
    const before = asked;
    const answer = await send("/api/edit", { kind, against: edits.manifest?.digest, ...given });
    if (answer.status !== 200) return answer;
    if (edits.manifest) edits.manifest.digest = answer.body.digest;
    emit("steps", answer.body);
    if (kind === "set") put(given);
    // Values that were asked for meanwhile may be those of before this edit, or of after a later one.
    if (answered !== asked || asked !== before) load();
    return answer;
  });
}

/** Puts a value that was saved among the known ones, as the manifest would give it. */
function put({ plate, section, key, value }) {
  const { manifest } = edits;
  const home = plate ? valuesOf(plate) : section != null ? manifest?.sections[section] : manifest?.story;
  const said = Array.isArray(value) ? value.map(String) : value == null ? null : String(value);
  if (home && !key.includes(".")) home[key] = said;
}

/** What a text would bring; null where the desk does not say. */
export async function check(data) {
  const { status, body } = await send("/api/check", data);
  return status === 200 || status === 422 ? body.findings : null;
}

async function back(path, word) {
  const { status, body } = await inTurn(() => send(path, {}));
  if (status === 200 && body.label) notice(`${word}: ${body.label}`);
  else if (status === 200) notice(`Nothing to ${path.slice(5)}`);
  else refuse(body);
  await load();
}

export const undo = () => back("/api/undo", "Undone");
export const redo = () => back("/api/redo", "Done again");

/** The sentences of an answer that refuses. */
export function problem(body) {
  return (body.findings ?? []).map(sentence).join(" ");
}

/** Shows why something was refused, until it is closed or something else is said. */
export const refuse = (body) => notice(problem(body), { stay: true });

let spokenAt = -Infinity;

/** Says something to a screen reader, beside what the view says of itself; ``after`` what it says now. */
export function speak(words, { after = false } = {}) {
  const pause = after ? spokenAt + 2000 - performance.now() : 0;
  if (pause > 0) return setTimeout(() => speak(words, { after }), pause);
  spokenAt = performance.now();
  say(words, "spoken");
}

let hiding = 0;
let first = "";

/** Shows a sentence for a moment, and says it; ``after`` the one that is shown already, if any. */
export function notice(words, { stay = false, after = false } = {}) {
  const place = document.getElementById("notice");
  if (!after || place.hidden) first = after ? "" : words;
  const shown = after ? `${first.replace(/[^.!?]$/, "$&.")} ${words}`.trim() : words;
  place.querySelector("span").textContent = shown;
  place.hidden = false;
  if (place.parentElement !== front()) front().append(place);
  speak(words, { after });
  clearTimeout(hiding);
  const hide = () => {
    if (place.matches(":hover, :focus-within")) hiding = setTimeout(hide, 1000);
    else place.hidden = true;
  };
  // Who reads slowly reads a word in half a second.
  if (!stay) hiding = setTimeout(hide, 4000 + 80 * shown.length);
}

/** Texts that are typed and not saved stay in this window, also when it is loaded again. */
export const drafts = {
  key: ({ plate, section, key }) => DRAFTS + JSON.stringify([plate ?? null, section ?? null, key]),
  get(at) {
    const kept = sessionStorage.getItem(this.key(at));
    return kept ? JSON.parse(kept) : null;
  },
  set(at, value, was) {
    sessionStorage.setItem(this.key(at), JSON.stringify({ value, was }));
  },
  delete(at) {
    sessionStorage.removeItem(this.key(at));
  },
  /** Places that have one. */
  all() {
    return Object.keys(sessionStorage)
      .filter((key) => key.startsWith(DRAFTS))
      .map((key) => JSON.parse(key.slice(DRAFTS.length)))
      .map(([plate, section, key]) => ({ plate, section, key }));
  },
};

/** Other windows of this browser: the later one says that there is another. */
const windows = new BroadcastChannel(`platebook-desk-${location.port}`);
windows.addEventListener("message", ({ data }) => {
  if (data.tab === tab) return;
  if (data.kind === "hello") windows.postMessage({ kind: "here", tab, to: data.tab });
  else if (data.to === tab) {
    notice("This desk is open in another window too: what is changed there shows here.", { stay: true });
  }
});
windows.postMessage({ kind: "hello", tab });

on("edited", (change) => {
  // Our own change, whose answer comes by itself.
  if (change.tab === tab && waiting) return;
  emit("steps", change);
  if (change.tab !== tab) notice(`Changed in another window: ${change.label}`);
  if (edits.manifest?.digest !== change.digest || change.tab !== tab) load();
});
on("state", (state) => {
  if (!edits.manifest || edits.manifest.digest !== state.digest) load();
});
addEventListener("beforeunload", (event) => {
  if (store.unsaved?.()) event.preventDefault();
});
