/** The flat plan: every opening as it is bound, small. */

import { current, element, emit, look, on, pagesOf, plate, reading, showPicture, store } from "./store.js";

/** Words for an opening: "Pages 6 and 7: Always a guide". */
export function describe(opening) {
  const pages = reading(opening);
  const folios = pages.map((page) => page.folio).join(" and ");
  const titles = pages.map((page) => title(page)).filter(Boolean);
  const unique = [...new Set(titles)];
  return `${pages.length > 1 ? "Pages" : "Page"} ${folios}${unique.length ? `: ${unique.join("; ")}` : ""}`;
}

const KINDS = {
  "half-title": "Half title",
  title: "Title page",
  imprint: "Imprint",
  contents: "Contents",
  dedication: "Dedication",
  epigraph: "Epigraph",
  foreword: "Foreword",
  introduction: "Introduction",
  closing: "Closing",
  acknowledgements: "Acknowledgements",
  plates: "List of plates",
  captions: "Captions",
  credits: "Credits",
  colophon: "Colophon",
  blank: "",
};

export function title(page) {
  if (page.plate) return plate(page.plate)?.title ?? "";
  if (page.kind === "section") return store.state.documents.find((each) => each.anchor === page.anchor)?.title ?? "Section";
  return KINDS[page.kind] ?? page.kind;
}

class Plan extends HTMLElement {
  connectedCallback() {
    this.items = new Map();
    this.list = element("ol", { class: "openings" });
    this.append(this.list);
    this.list.addEventListener("keydown", (event) => this.move(event));
    on("state", () => this.update());
    on("look", () => this.mark());
    on("page", (key) => this.draw(key));
  }

  update() {
    const { state } = store;
    this.list.classList.toggle("rtl", state.direction === "rtl");
    const sheet = state.sheet;
    if (sheet) this.style.setProperty("--shape", `${sheet.left.trim[2]} / ${sheet.left.trim[3]}`);
    const before = this.anchorOffset();
    const focused = this.list.contains(document.activeElement);
    const seen = new Set();
    state.openings.forEach((opening, at) => {
      const item = this.items.get(opening.id) ?? this.make(opening.id);
      this.fill(item, opening);
      if (this.list.children[at] !== item) this.list.insertBefore(item, this.list.children[at] ?? null);
      seen.add(opening.id);
    });
    for (const [id, item] of this.items) {
      if (seen.has(id)) continue;
      item.remove();
      this.items.delete(id);
    }
    this.restore(before);
    this.mark();
    // An item that is moved, or whose opening shows another plate first now, would lose the focus.
    if (focused && !this.list.contains(document.activeElement)) {
      this.items.get(current()?.id)?.firstElementChild.focus({ preventScroll: true });
    }
    emit("plan", this.items);
  }

  make(id) {
    const picture = () => element("img", { alt: "", hidden: true, decoding: "async" });
    const button = element(
      "button",
      { type: "button", onclick: () => look(id) },
      element(
        "span",
        { class: "sheets" },
        element("span", { class: "leaf" }, picture()),
        element("span", { class: "leaf" }, picture()),
      ),
      element("span", { class: "folios" }),
    );
    const item = element("li", { "data-opening": id }, button);
    this.items.set(id, item);
    return item;
  }

  fill(item, opening) {
    const pages = pagesOf(opening);
    const leaves = item.querySelectorAll(".leaf");
    pages.forEach((page, at) => {
      leaves[at].classList.toggle("none", !page);
      const image = leaves[at].firstElementChild;
      if (page) showPicture(image, page.key, "small");
      else delete image.dataset.wanted;
    });
    const [left, right] = pages;
    const found = opening.findings;
    item.querySelector(".folios").replaceChildren(
      element("span", {}, left ? String(left.folio) : ""),
      found ? element("span", { class: "count", title: `${found} to look at` }, String(found)) : "",
      element("span", {}, right ? String(right.folio) : ""),
    );
    const more = found ? `; ${found} ${found === 1 ? "finding" : "findings"}` : "";
    item.firstElementChild.setAttribute("aria-label", describe(opening) + more);
  }

  draw(key) {
    for (const image of this.querySelectorAll(`img[data-wanted="${key}"]`)) showPicture(image, key, "small");
  }

  mark() {
    const opening = current();
    for (const [id, item] of this.items) {
      const here = id === opening?.id;
      const button = item.firstElementChild;
      if (here) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      button.tabIndex = here ? 0 : -1;
      if (here && !item.classList.contains("here")) reveal(item);
      item.classList.toggle("here", here);
    }
  }

  /** Arrow keys go from opening to opening while the flat plan has the focus. */
  move(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1, Home: -9999, End: 9999 };
    const rtl = store.state?.direction === "rtl";
    let by = steps[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
    if (rtl && (event.key === "ArrowRight" || event.key === "ArrowLeft")) by = -by;
    event.preventDefault();
    event.stopPropagation();
    const buttons = [...this.list.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    const next = buttons[Math.min(Math.max(at + by, 0), buttons.length - 1)];
    next?.focus();
    next?.click();
  }

  /** Where the opening that one looks at stands in the list's own view. */
  anchorOffset() {
    const item = this.items.get(current()?.id);
    return item ? { item, top: item.getBoundingClientRect().top } : null;
  }

  restore(before) {
    if (!before?.item.isConnected) return;
    const scroller = this.parentElement;
    scroller.scrollTop += before.item.getBoundingClientRect().top - before.top;
  }
}

function reveal(item) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  item.scrollIntoView({ block: "nearest", inline: "nearest", behavior: calm ? "auto" : "smooth" });
}

customElements.define("desk-plan", Plan);
