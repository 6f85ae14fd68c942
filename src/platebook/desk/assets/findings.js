/** What is worth a look: under the opening that it belongs to, all of it in a dialog, and errors. */

import { current, element, on, say, store } from "./store.js";

/** What is wrong and what to do, as one text. */
export function sentence({ message, fix }) {
  return `${message}${/[.!?]$/.test(message) ? "" : "."} ${fix}`.trim();
}

const NAMES = { error: "Error", warning: "Warning", note: "Note" };

/** `show` goes to the finding that it is given. */
export function card(finding, show) {
  const place = [element("span", { class: "place" }, finding.where)];
  if (show && finding.opening) {
    const go = () => show(finding);
    place.push(element("button", { type: "button", class: "go", "aria-label": `Show: ${finding.message}`, onclick: go }, "Show"));
  }
  const code = finding.code ? element("span", { class: "code" }, finding.code) : "";
  return element(
    "li",
    { class: `finding ${finding.severity}` },
    element("p", { class: "what" }, element("span", { class: "kind" }, NAMES[finding.severity]), ` ${finding.message}`),
    element("p", { class: "fix" }, finding.fix),
    element("p", { class: "at" }, ...place, " ", code),
  );
}

class Findings extends HTMLElement {
  connectedCallback() {
    on("state", () => this.update());
    on("look", () => this.update());
  }

  update() {
    const opening = current();
    const here = (store.state?.findings ?? []).filter((each) => opening && each.opening === opening.id);
    this.hidden = !here.length;
    const key = JSON.stringify(here);
    if (this.key === key) return;
    this.key = key;
    this.replaceChildren(
      element("h2", { class: "unseen", id: "findings-here" }, "Findings on this opening"),
      element("ul", { class: "findings" }, ...here.map((each) => card(each))),
    );
  }
}

class Banner extends HTMLElement {
  connectedCallback() {
    on("state", () => this.update());
    on("connection", (change) => this.connection(change));
  }

  connection({ connected, locked }) {
    this.lost = locked
      ? "Open the address that the terminal shows: this page was opened by another desk."
      : connected
        ? ""
        : "The desk does not answer. It is looked for again until it is back.";
    this.update();
  }

  update() {
    const { state } = store;
    // While a first story is laid out, errors are those of the folder without one.
    if (state?.pages.length || !state?.busy) this.errors = state?.pages.length || !state?.needed ? state?.errors : [];
    const errors = this.errors ?? [];
    const key = JSON.stringify([errors, this.lost]);
    if (this.key === key) return;
    this.key = key;
    const parts = [];
    if (this.lost) parts.push(element("p", { class: "lost" }, this.lost));
    if (errors.length) {
      const shown = store.state.pages.length ? "These pages are from before the mistake." : "";
      parts.push(
        element("ul", { class: "findings" }, ...errors.map((each) => card(each))),
        element("p", { class: "before" }, shown),
      );
    }
    // As one sentence: a live region would be read in pieces, the findings below it twice.
    const words = [this.lost, ...errors.map((each) => `${NAMES[each.severity]}: ${sentence(each)} ${each.where}`)];
    if (parts.length) say(words.filter(Boolean).join(" "), "spoken");
    else if (this.childElementCount) say(this.querySelector(".lost") ? "The desk answers again." : "The mistake is gone.", "spoken");
    this.replaceChildren(...parts);
    this.hidden = !parts.length;
  }
}

customElements.define("desk-findings", Findings);
customElements.define("desk-banner", Banner);
