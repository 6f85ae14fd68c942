/** The newest state of the story, where one looks, and who wants to hear of changes. */

const listeners = new Map();

export const store = {
  /** What GET /api/state gave last; null before the first answer. */
  state: null,
  /** Ids of the pages' pictures that are drawn. */
  drawn: new Set(),
  /** The anchor of the page that one looks at (`plate-guides`): it stays when others move. */
  anchor: "",
  connected: false,
};

/** Calls `listener` with every event of a kind: state, look, page, busy, connection. */
export function on(kind, listener) {
  if (!listeners.has(kind)) listeners.set(kind, new Set());
  listeners.get(kind).add(listener);
}

export function emit(kind, data) {
  for (const listener of listeners.get(kind) ?? []) listener(data);
}

/** Sends JSON to the desk. Throws with the desk's own sentence where it refuses. */
export async function post(path, data) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(data),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

export function page(folio) {
  return store.state?.pages[folio - 1] ?? null;
}

export function plate(id) {
  return store.state?.plates.find((each) => each.id === id) ?? null;
}

/** The pages of an opening, left to right, null where there is none. */
export function pagesOf(opening) {
  return [opening.left, opening.right].map((folio) => (folio ? page(folio) : null));
}

/** The pages of an opening in reading order. */
export function reading(opening) {
  const pages = pagesOf(opening).filter(Boolean);
  return pages.sort((one, other) => one.folio - other.folio);
}

/** The opening that one looks at. */
export function current() {
  const openings = store.state?.openings ?? [];
  return (
    openings.find((opening) => opening.id === store.anchor) ??
    openings.find((opening) => reading(opening).some((each) => each.anchor === store.anchor)) ??
    openings[Math.min(lastIndex, openings.length - 1)] ??
    null
  );
}

let lastIndex = 0;

/** Looks at an opening, by its id or by the anchor of a page in it. */
export function look(anchor, { quiet = false } = {}) {
  store.anchor = anchor;
  const opening = current();
  if (!opening) return;
  lastIndex = store.state.openings.indexOf(opening);
  history.replaceState(null, "", `#${anchor}`);
  post("/api/look", { opening: opening.id }).catch(() => {});
  emit("look", { opening, quiet });
}

/** Goes so many openings on or back, in reading order. */
export function step(by) {
  const { openings } = store.state ?? { openings: [] };
  const at = openings.indexOf(current());
  const next = openings[Math.min(Math.max(at + by, 0), openings.length - 1)];
  if (next) look(next.id);
}

let asked = 0;
/** Pictures that were drawn while the newest state was on its way, and what else was said then. */
let arrived = new Set();
let late = {};

/** Gets the newest state, unless a newer request is under way. */
export async function refresh() {
  const number = ++asked;
  arrived = new Set();
  late = {};
  const answer = await fetch("/api/state").catch(() => null);
  if (answer?.status === 401) {
    store.connected = "locked";
    emit("connection", { locked: true });
    return;
  }
  if (!answer?.ok) return;
  // It may have been written before these events.
  const state = { ...(await answer.json()), ...late };
  if (number !== asked) return;
  // A desk that was just started anew has no pages yet: what is shown, and typed in, stays meanwhile.
  if (state.busy && !state.openings.length && store.state?.openings.length) return;
  store.state = state;
  store.drawn = new Set([...state.drawn, ...arrived]);
  const opening = current();
  if (opening) lastIndex = state.openings.indexOf(opening);
  emit("state", state);
}

/** Listens to the desk; connects again by itself, and then gets what was missed. */
export function connect() {
  const source = new EventSource("/api/events");
  source.addEventListener("hello", () => {
    store.connected = true;
    emit("connection", { connected: true });
    refresh();
  });
  source.addEventListener("state", refresh);
  source.addEventListener("page", (event) => {
    const { key } = JSON.parse(event.data);
    store.drawn.add(key);
    arrived.add(key);
    emit("page", key);
  });
  for (const kind of ["busy", "idle", "build", "edited"]) {
    source.addEventListener(kind, (event) => {
      const data = JSON.parse(event.data);
      if (kind === "build") late.build = data;
      if (kind === "busy" || kind === "idle") late.busy = kind === "busy";
      emit(kind, data);
    });
  }
  source.addEventListener("error", () => {
    store.connected = false;
    emit("connection", { connected: false });
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 1000);
  });
}

const KEYS = "platebook-single-keys";

/** Whether a letter alone does something: who dictates has such keys pressed by words (WCAG 2.1.4). */
export const singleKeys = {
  get on() {
    return localStorage.getItem(KEYS) !== "off";
  },
  set on(on) {
    localStorage.setItem(KEYS, on ? "on" : "off");
  },
};

/** Makes an element: `element("p", {class: "note"}, "Text", child)`. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** The element for messages: the open dialog, since a screen reader ignores everything behind it. */
export function front() {
  return [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
}

/** Says something to a screen reader; then it goes, or a dialog that closes would have it said again. */
export function say(words, id = "live") {
  const region = document.getElementById(id);
  if (region.parentElement !== front()) front().append(region);
  region.textContent = "";
  setTimeout(() => (region.textContent = words), 100);
  setTimeout(() => region.textContent === words && (region.textContent = ""), 6000);
}

/**
 * Shows a page's picture in `image` as soon as it is drawn and decoded; until then the picture
 * before it stays.
 */
export async function showPicture(image, key, size) {
  image.dataset.wanted = key;
  if (image.dataset.key === key) {
    image.hidden = false;
    return;
  }
  if (!store.drawn.has(key)) return;
  const next = new Image();
  next.src = `/page/${key}/${size}`;
  try {
    await next.decode();
  } catch {
    return;
  }
  if (image.dataset.wanted !== key) return;
  image.src = next.src;
  image.dataset.key = key;
  image.hidden = false;
}
