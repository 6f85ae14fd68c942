/** The e-book's real document beside the pages, on the screen of a phone, an e-reader, a tablet. */

import { current, element, on, reading, store } from "./store.js";

/** CSS px wide × high, as readers report their screens. */
const DEVICES = {
  phone: ["Phone", 390, 720],
  ereader: ["E-reader", 480, 640],
  tablet: ["Tablet", 768, 1024],
};
const SIZES = [80, 100, 120, 150, 200];
const KEPT = "platebook-ebook";

class Ebook extends HTMLElement {
  connectedCallback() {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    this.set = { device: "phone", text: 100, dark: false, sideways: false, ...kept };
    this.screen = element("div", { class: "screen" });
    this.room = element("div", { class: "room" }, this.screen);
    this.append(this.tools(), this.room);
    this.frame = null;
    this.text = "";
    on("state", () => this.update());
    on("look", () => this.update());
    new ResizeObserver(() => this.fit()).observe(this.room);
  }

  tools() {
    const device = element(
      "select",
      { "aria-label": "Device", onchange: (event) => this.change({ device: event.target.value }) },
      ...Object.entries(DEVICES).map(([value, [label]]) =>
        element("option", { value, selected: value === this.set.device }, label),
      ),
    );
    const text = element(
      "select",
      { "aria-label": "Text size", onchange: (event) => this.change({ text: Number(event.target.value) }) },
      ...SIZES.map((size) => element("option", { value: size, selected: size === this.set.text }, `${size} %`)),
    );
    const toggle = (name, label) =>
      element(
        "button",
        {
          type: "button",
          "aria-pressed": String(this.set[name]),
          onclick: (event) => {
            this.change({ [name]: !this.set[name] });
            event.currentTarget.setAttribute("aria-pressed", String(this.set[name]));
          },
        },
        label,
      );
    return element(
      "div",
      { class: "tools" },
      element("h2", { class: "where" }, "E-book"),
      element("div", { class: "group" }, device, text),
      element("div", { class: "group" }, toggle("dark", "Dark"), toggle("sideways", "Sideways")),
    );
  }

  change(values) {
    Object.assign(this.set, values);
    localStorage.setItem(KEPT, JSON.stringify(this.set));
    this.dress();
    this.fit();
  }

  /** Finds the document of the opening: that of the page looked at, else of its first page. */
  document() {
    const opening = current();
    if (!opening) return null;
    const { documents } = store.state;
    const anchors = [store.anchor, ...reading(opening).map((page) => page.anchor)];
    for (const anchor of anchors) {
      const found = documents.find((each) => each.anchor === anchor);
      if (found) return found;
    }
    return opening === store.state.openings[0] ? documents[0] : null;
  }

  async update() {
    const shown = this.document();
    const book = store.state?.book;
    if (!shown || !book) return;
    const source = `/book/${book}/${shown.name}`;
    if (this.source === source) return;
    const same = this.name === shown.name;
    this.source = source;
    const answer = await fetch(source).catch(() => null);
    if (this.source !== source) return;
    if (!answer?.ok) {
      this.source = "";
      return;
    }
    const text = await answer.text();
    if (this.source !== source || (same && text === this.text)) return;
    this.text = text;
    this.name = shown.name;
    this.load(source, shown.title, same);
  }

  /** Loads a document behind the one before, and shows it when it is there, at the same place. */
  load(source, title, same) {
    const frame = element("iframe", {
      sandbox: "allow-same-origin",
      title: `E-book: ${title}`,
      src: source,
      class: "coming",
    });
    this.coming?.remove();
    this.coming = frame;
    frame.addEventListener("load", () => {
      if (this.coming !== frame) return;
      const place = same ? scrollOf(this.frame) : 0;
      this.frame?.remove();
      this.frame = frame;
      this.coming = null;
      frame.classList.remove("coming");
      this.dress();
      frame.contentWindow?.scrollTo(0, place);
    });
    this.screen.append(frame);
  }

  dress() {
    const root = this.frame?.contentDocument?.documentElement;
    if (!root) return;
    // What a reading system does: margins, the size of the text, colours at night.
    root.style.fontSize = `${this.set.text}%`;
    root.style.padding = "1.25em 6%";
    root.style.colorScheme = this.set.dark ? "dark" : "light";
    this.frame.style.colorScheme = root.style.colorScheme;
    this.screen.classList.toggle("dark", this.set.dark);
  }

  fit() {
    let [, width, height] = DEVICES[this.set.device] ?? DEVICES.phone;
    if (this.set.sideways) [width, height] = [height, width];
    const room = this.room.getBoundingClientRect();
    const scale = Math.min(1, (room.width - 24) / (width + 2), (room.height - 24) / (height + 2));
    const { style } = this.screen;
    style.width = `${width}px`;
    style.height = `${height}px`;
    style.transform = `scale(${Math.max(0.1, scale)})`;
    this.room.style.setProperty("--used", `${height * scale}px`);
  }
}

function scrollOf(frame) {
  return frame?.contentWindow?.scrollY ?? 0;
}

customElements.define("desk-ebook", Ebook);
