/** One opening, large: the real printed pages, with trim, bleed, safe area and fold over them. */

import { current, element, on, pagesOf, plate, say, showPicture, step, store } from "./store.js";
import { describe, title } from "./plan.js";

const OVERLAYS = [
  ["trim", "Trim", "Where the paper is cut"],
  ["bleed", "Bleed", "What is cut off"],
  ["safe", "Safe", "What the printer keeps whole; else the margins"],
  ["fold", "Fold", "Where the pages meet"],
];
const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3, 4];
const KEPT = "platebook-overlays";

class Opening extends HTMLElement {
  connectedCallback() {
    this.zoom = 1;
    this.shown = new Set(JSON.parse(localStorage.getItem(KEPT) ?? "[]"));
    this.append(this.tools(), this.view());
    on("state", () => this.update());
    on("look", () => this.update());
    on("page", (key) => this.draw(key));
    new ResizeObserver(() => this.fit()).observe(this.scroller);
  }

  tools() {
    const overlays = OVERLAYS.map(([name, label, help]) =>
      element(
        "button",
        {
          type: "button",
          title: help,
          "data-overlay": name,
          "aria-pressed": String(this.shown.has(name)),
          onclick: (event) => this.toggle(name, event.currentTarget),
        },
        label,
      ),
    );
    this.previous = element(
      "button",
      { type: "button", "aria-label": "Previous opening", onclick: () => step(-1) },
      "‹",
    );
    this.next = element(
      "button",
      { type: "button", "aria-label": "Next opening", onclick: () => step(1) },
      "›",
    );
    this.heading = element("h2", { class: "where" });
    this.percent = element(
      "button",
      { type: "button", class: "percent", title: "Fit", onclick: () => this.setZoom(1) },
      "Fit",
    );
    return element(
      "div",
      { class: "tools" },
      element("div", { class: "group steps" }, this.previous, this.next),
      this.heading,
      element("div", { class: "group", role: "group", "aria-label": "Overlays" }, ...overlays),
      element(
        "div",
        { class: "group", role: "group", "aria-label": "Zoom" },
        element("button", { type: "button", "aria-label": "Smaller", onclick: () => this.stepZoom(-1) }, "−"),
        this.percent,
        element("button", { type: "button", "aria-label": "Larger", onclick: () => this.stepZoom(1) }, "+"),
      ),
    );
  }

  view() {
    this.leaves = ["left-page", "right-page"].map((id) => {
      const image = element("img", { alt: "", hidden: true, draggable: "false" });
      const lines = ["bleed", "trim", "safe"].map((name) => element("span", { class: `line ${name}` }));
      return element("div", { class: "page", id }, image, ...lines);
    });
    this.spread = element("div", { class: "spread" }, ...this.leaves, element("span", { class: "line fold" }));
    this.scroller = element(
      "div",
      { class: "scroller", tabindex: "0", role: "region", "aria-label": "Opening" },
      this.spread,
    );
    return this.scroller;
  }

  toggle(name, button) {
    if (this.shown.has(name)) this.shown.delete(name);
    else this.shown.add(name);
    button.setAttribute("aria-pressed", String(this.shown.has(name)));
    localStorage.setItem(KEPT, JSON.stringify([...this.shown]));
    this.update();
  }

  update() {
    const opening = current();
    const { state } = store;
    if (!opening || !state.sheet) return;
    for (const [name] of OVERLAYS) this.classList.toggle(`show-${name}`, this.shown.has(name));
    const openings = state.openings;
    const rtl = state.direction === "rtl";
    this.classList.toggle("rtl", rtl);
    // Read aloud in the order of the book, whichever page lies on the left.
    const lower = this.leaves[rtl ? 1 : 0];
    if (this.spread.firstElementChild !== lower) this.spread.prepend(lower);
    this.previous.textContent = rtl ? "›" : "‹";
    this.next.textContent = rtl ? "‹" : "›";
    this.previous.disabled = openings[0] === opening;
    this.next.disabled = openings.at(-1) === opening;
    this.heading.textContent = describe(opening);
    const pages = pagesOf(opening);
    pages.forEach((page, at) => this.fill(this.leaves[at], page, at ? "right" : "left"));
    const changed = this.dataset.opening !== opening.id;
    this.dataset.opening = opening.id;
    this.fit();
    if (changed) say(describe(opening));
  }

  fill(leaf, page, side) {
    const boxes = store.state.sheet[side];
    leaf.classList.toggle("none", !page);
    leaf.style.setProperty("--trim-x", boxes.trim[0]);
    leaf.style.setProperty("--trim-y", boxes.trim[1]);
    for (const name of ["trim", "safe"]) {
      const hasSafe = boxes.safe.join() !== boxes.trim.join();
      const box = name === "safe" ? (hasSafe ? boxes.safe : boxes.live) : boxes.trim;
      const line = leaf.querySelector(`.line.${name}`);
      ["left", "top", "width", "height"].forEach((key, at) => {
        const offset = at < 2 ? boxes.trim[at] : 0;
        line.style[key] = `calc(var(--mm) * ${(box[at] - offset).toFixed(3)} * 1px)`;
      });
    }
    const image = leaf.querySelector("img");
    leaf.dataset.folio = page?.folio ?? "";
    leaf.dataset.plate = page?.plate ?? "";
    if (!page) {
      image.hidden = true;
      delete image.dataset.key;
      delete image.dataset.wanted;
      return;
    }
    const shown = page.plate ? plate(page.plate) : null;
    const words = page.kind === "caption" ? shown?.caption : shown?.alt;
    image.lang = words ? store.state.language : "en";
    image.alt = words || `Page ${page.folio}${title(page) ? `: ${title(page)}` : ""}`;
    // Another page's picture must not stand for this one while it is decoded.
    if (image.dataset.anchor !== `${page.anchor}/${page.folio}`) {
      const samePage = image.dataset.anchor?.split("/")[0] === page.anchor && page.anchor;
      if (!samePage && image.dataset.key !== page.key) image.hidden = true;
      image.dataset.anchor = `${page.anchor}/${page.folio}`;
    }
    showPicture(image, page.key, "large");
  }

  draw(key) {
    for (const image of this.querySelectorAll(`img[data-wanted="${key}"]`)) showPicture(image, key, "large");
  }

  /** Gives the opening the size that fits its room, times the zoom; what is in the middle stays. */
  fit() {
    const sheet = store.state?.sheet;
    if (!sheet) return;
    const { scroller } = this;
    const [, , width, height] = sheet.left.trim;
    const [mediaWidth, mediaHeight] = sheet.media;
    const edge = 2 * Math.max(mediaWidth - width, mediaHeight - height);
    const roomWidth = scroller.clientWidth - 32;
    const roomHeight = scroller.clientHeight - 32;
    const scale = Math.min(roomWidth / (2 * width + edge), roomHeight / (height + edge));
    const mm = Math.max(0.2, scale * this.zoom);
    const middle = [
      (scroller.scrollLeft + scroller.clientWidth / 2) / scroller.scrollWidth,
      (scroller.scrollTop + scroller.clientHeight / 2) / scroller.scrollHeight,
    ];
    const { style } = this.spread;
    style.setProperty("--mm", mm);
    style.setProperty("--trim-width", width);
    style.setProperty("--trim-height", height);
    style.setProperty("--media-width", mediaWidth);
    style.setProperty("--media-height", mediaHeight);
    style.setProperty("--bleed", (mediaHeight - height) / 2);
    if (this.lastScale && this.lastScale !== mm) {
      scroller.scrollLeft = middle[0] * scroller.scrollWidth - scroller.clientWidth / 2;
      scroller.scrollTop = middle[1] * scroller.scrollHeight - scroller.clientHeight / 2;
    }
    this.lastScale = mm;
  }

  setZoom(zoom) {
    this.zoom = zoom;
    this.percent.textContent = zoom === 1 ? "Fit" : `${Math.round(zoom * 100)} %`;
    this.fit();
  }

  stepZoom(by) {
    const at = ZOOMS.findIndex((zoom) => zoom >= this.zoom);
    this.setZoom(ZOOMS[Math.min(Math.max(at + by, 0), ZOOMS.length - 1)]);
  }
}

customElements.define("desk-opening", Opening);
