/** The point of a photograph that stays visible when it is cropped: set by a click, or by arrows. */

import { make, notice, refuse, valuesOf } from "./edits.js";
import { element, on, plate as shownPlate, store } from "./store.js";

const STEP = 0.02;

export class FocusPoint extends HTMLElement {
  constructor(plate = "") {
    super();
    this.plate = plate;
  }

  connectedCallback() {
    if (this.image) return;
    this.image = element("img", { alt: "", draggable: "false" });
    // Screen readers pass arrow keys on to a slider, and say its new value.
    this.point = element("span", { class: "point", role: "slider", tabindex: 0, "aria-label": "Focus", "aria-valuemin": 0, "aria-valuemax": 100 });
    this.clear = element("button", { type: "button", class: "clear", onclick: () => this.save(null) }, "No focus");
    this.frame = element("div", { class: "frame" }, this.image, this.point);
    this.append(this.frame, element("p", { class: "hint" }, "Click what must stay visible, or move the ring with the arrow keys."), this.clear);
    this.frame.addEventListener("click", (event) => {
      if (event.target === this.point) return;
      const box = this.image.getBoundingClientRect();
      this.save([(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]);
    });
    this.point.addEventListener("keydown", (event) => this.move(event));
    this.refresh();
  }

  get value() {
    const focus = valuesOf(this.plate)?.focus;
    return Array.isArray(focus) ? focus.map(Number) : null;
  }

  refresh() {
    if (!this.image) return;
    const plate = shownPlate(this.plate);
    const address = plate?.image && store.state.book ? `/book/${store.state.book}/${plate.image}` : "";
    if (address && this.image.dataset.image !== address) {
      this.image.dataset.image = address;
      this.image.src = address;
      this.image.width = plate.pixels[0];
      this.image.height = plate.pixels[1];
    }
    this.frame.hidden = !this.image.dataset.image;
    const [x, y] = this.moving ?? this.value ?? [0.5, 0.5];
    this.point.style.left = `${x * 100}%`;
    this.point.style.top = `${y * 100}%`;
    this.point.classList.toggle("unset", !this.value && !this.moving);
    this.clear.hidden = !this.value;
    const words = `${Math.round(x * 100)} % from the left, ${Math.round(y * 100)} % from the top`;
    this.point.setAttribute("aria-valuenow", Math.round(x * 100));
    this.point.setAttribute("aria-valuetext", this.value || this.moving ? words : `not set: ${words}`);
    return words;
  }

  move(event) {
    const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const [x, y] = this.moving ?? this.value ?? [0.5, 0.5];
    const to = [bounded(x + by[0]), bounded(y + by[1])];
    this.moving = to;
    this.refresh();
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.save(to), 500);
  }

  async save(focus) {
    clearTimeout(this.waiting);
    const value = focus ? focus.map((each) => Math.round(bounded(each) * 100) / 100) : null;
    this.moving = value;
    this.refresh();
    const was = () => valuesOf(this.plate)?.focus ?? null;
    const { status, body } = await make("set", () => ({ plate: this.plate, key: "focus", value, was: was() }));
    // Keys may have moved it on meanwhile.
    if (this.moving === value) this.moving = null;
    if (status === 200) notice(value ? `Focus: ${this.refresh()}` : "Focus taken away");
    else refuse(body);
    this.refresh();
  }
}

function bounded(value) {
  return Math.min(1, Math.max(0, value));
}

customElements.define("desk-focus", FocusPoint);
for (const kind of ["state", "manifest"]) {
  on(kind, () => document.querySelectorAll("desk-focus").forEach((each) => each.refresh()));
}
