// Shows the books that have every word of the search field. Without it the list is complete.
"use strict";
(() => {
  const form = document.querySelector("form.search");
  const field = form && form.querySelector("input");
  const status = form && form.querySelector("[role=status]");
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const books = [...document.querySelectorAll("ul.books > li")].map((item) => ({
    item, text: plain(`${item.textContent} ${item.dataset.words}`),
  }));
  if (!field) return;
  form.classList.add("ready");
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { item, text } of books) {
      item.hidden = !words.every((word) => text.includes(word));
      shown += item.hidden ? 0 : 1;
    }
    status.textContent = shown ? "" : status.dataset.text;
  });
})();
