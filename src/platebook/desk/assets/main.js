/** Starts the desk: exchanges the token, connects, and gives keys their meaning. */

import "./plan.js";
import "./opening.js";
import "./ebook.js";
import "./findings.js";
import "./switches.js";
import "./editing.js";
import "./effects.js";
import { openBuild, openCover } from "./build.js";
import { findings, help, openSearch, show } from "./dialogs.js";
import { connect, look, on, post, refresh, singleKeys, step, store } from "./store.js";

const byId = (id) => document.getElementById(id);
const TOKEN = "#token=";
const VIEWS = ["plan", "stage", "book"];

/** The address has the token once, after its #; from then on a cookie lets the browser in. */
async function enter() {
  if (!location.hash.startsWith(TOKEN)) return;
  const token = location.hash.slice(TOKEN.length);
  history.replaceState(null, "", "/");
  await post("/api/session", { token }).catch(() => {});
}

function facts(state) {
  const { sheet, pages, plates, direction } = state;
  byId("title").textContent = state.title || "platebook";
  byId("title").title = state.title;
  byId("title").dir = direction;
  byId("title").lang = state.language;
  document.title = state.title ? `${state.title} – platebook` : "platebook";
  const size = sheet ? `${Math.round(sheet.left.trim[2])} × ${Math.round(sheet.left.trim[3])} mm` : "";
  const parts = pages.length ? [`${pages.length} pages`, `${plates.length} plates`, size] : [];
  byId("facts").textContent = parts.join(" · ");
  const worth = state.findings.filter((each) => each.severity !== "note").length;
  const button = byId("open-findings");
  button.querySelector("[data-label]").textContent = worth ? `${worth} to look at` : "Findings";
  button.setAttribute("aria-label", worth ? `Findings: ${worth} to look at` : "Findings");
  button.classList.toggle("some", worth > 0);
}

function view(name) {
  for (const each of VIEWS) document.body.classList.toggle(`view-${each}`, each === name);
  for (const button of document.querySelectorAll("[data-view]")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === name));
  }
}

function typing(target) {
  return target.closest?.("input, textarea, select, [contenteditable]");
}

function keys(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]") || (event.key.length === 1 && !singleKeys.on)) return;
  const rtl = store.state?.direction === "rtl";
  const opening = document.querySelector("desk-opening");
  const overlay = { t: "trim", b: "bleed", s: "safe", d: "fold" }[event.key];
  const actions = {
    ArrowRight: () => step(rtl ? -1 : 1),
    ArrowLeft: () => step(rtl ? 1 : -1),
    PageDown: () => step(1),
    PageUp: () => step(-1),
    Home: () => step(-9999),
    End: () => step(9999),
    "/": openSearch,
    f: () => show(findings),
    "?": () => show(help),
    c: openCover,
    B: () => openBuild(),
    "+": () => opening.stepZoom(1),
    "=": () => opening.stepZoom(1),
    "-": () => opening.stepZoom(-1),
    0: () => opening.setZoom(1),
    1: () => view("plan"),
    2: () => view("stage"),
    3: () => view("book"),
  };
  const action = overlay
    ? () => document.querySelector(`[data-overlay="${overlay}"]`).click()
    : actions[event.key];
  if (!action) return;
  // A zoomed opening is scrolled with the arrows while it has the focus.
  if (event.key.startsWith("Arrow") && opening.zoom > 1 && event.target.closest(".scroller")) return;
  // So is what is longer than its room, by the keys that a browser has for it.
  const long = event.target.closest("desk-findings, .cards") ?? document.documentElement;
  if (/^(Page|Home|End)/.test(event.key) && long.scrollHeight > long.clientHeight) return;
  event.preventDefault();
  action();
}

byId("open-search").addEventListener("click", openSearch);
byId("open-findings").addEventListener("click", () => show(findings));
byId("open-help").addEventListener("click", () => show(help));
byId("open-cover").addEventListener("click", openCover);
byId("open-build").addEventListener("click", () => openBuild());
for (const button of document.querySelectorAll("[data-view]")) {
  button.addEventListener("click", () => view(button.dataset.view));
}
on("view", view);
let before = null;
byId("notice").addEventListener("focusin", (event) => (before = event.relatedTarget));
byId("notice").querySelector("button").addEventListener("click", () => {
  byId("notice").hidden = true;
  (before?.isConnected ? before : byId("stage")).focus({ preventScroll: true });
});
document.addEventListener("keydown", keys);
addEventListener("online", refresh);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
on("state", facts);
on("state", (state) => (byId("progress").hidden = !state.busy));
on("state", (state) => {
  const first = state.busy && !state.openings.length && !state.needed;
  byId("waiting").hidden = !first;
  document.body.classList.toggle("is-waiting", first);
});
on("busy", () => (byId("progress").hidden = false));
on("idle", () => (byId("progress").hidden = true));
on("connection", ({ connected }) => connected === false && (byId("progress").hidden = true));

const wanted = location.hash.startsWith(TOKEN) ? "" : decodeURIComponent(location.hash.slice(1));
view("stage");
await enter();
let first = true;
on("state", (state) => {
  if (!first || !state.openings.length) return;
  first = false;
  const plates = state.openings.find((opening) => opening.id.startsWith("plate-"));
  look(wanted || (plates ?? state.openings[0]).id, { quiet: true });
});
await refresh();
if (store.connected !== "locked") {
  connect();
  document.querySelector("desk-switches").load();
}
