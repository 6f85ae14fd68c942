/** Switches for what the printed book is laid out for: printer, trim, theme. */

import { element, on, post, refresh, say, store } from "./store.js";

const LABELS = { printer: "Printer", trim: "Trim", theme: "Theme" };

class Switches extends HTMLElement {
  connectedCallback() {
    this.choosing = 0;
    this.sent = Promise.resolve();
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

  /** Sends the choices, after those before them: two at once could arrive in another order. */
  choose() {
    this.choosing += 1;
    this.sent = this.sent.then(async () => {
      const chosen = Object.fromEntries(
        Object.entries(this.selects).map(([name, select]) => [name, select.value]),
      );
      await post("/api/options", chosen).catch((error) => say(error.message));
      this.choosing -= 1;
      // A state that is on its way may not know of them.
      refresh();
    });
  }

  update() {
    const options = store.state?.chosen;
    if (!options || !this.selects || this.choosing) return;
    for (const [name, select] of Object.entries(this.selects)) {
      if (document.activeElement !== select) select.value = options[name];
    }
  }
}

customElements.define("desk-switches", Switches);
