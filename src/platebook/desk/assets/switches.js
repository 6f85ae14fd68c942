/** Switches for what the printed book is laid out for: printer, trim, theme. */

import { element, on, post, say, store } from "./store.js";

const LABELS = { printer: "Printer", trim: "Trim", theme: "Theme" };

class Switches extends HTMLElement {
  connectedCallback() {
    on("state", () => this.update());
  }

  async load() {
    const answer = await fetch("/api/choices");
    if (!answer.ok) return;
    const choices = await answer.json();
    this.selects = Object.fromEntries(
      Object.entries(LABELS).map(([name]) => [
        name,
        element(
          "select",
          { id: `switch-${name}`, onchange: () => this.choose() },
          ...choices[name].map((row) => element("option", { value: row.value }, row.label)),
        ),
      ]),
    );
    this.append(
      ...Object.entries(this.selects).map(([name, select]) =>
        element("label", { for: select.id }, element("span", {}, LABELS[name]), select),
      ),
    );
    this.update();
  }

  async choose() {
    const chosen = Object.fromEntries(
      Object.entries(this.selects).map(([name, select]) => [name, select.value]),
    );
    try {
      await post("/api/options", chosen);
    } catch (error) {
      say(error.message);
    }
  }

  update() {
    const options = store.state?.options;
    if (!options || !this.selects) return;
    for (const [name, select] of Object.entries(this.selects)) {
      if (document.activeElement !== select) select.value = options[name];
    }
  }
}

customElements.define("desk-switches", Switches);
