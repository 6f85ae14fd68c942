// Shows a photograph large, over the page. Without this script each photograph is a link to its own page.
"use strict";
(() => {
  const dialog = document.querySelector("dialog.lightbox");
  const links = [...document.querySelectorAll("figure.plate a.enlarge")];
  if (!dialog || !dialog.showModal || !links.length) return;
  const stage = dialog.querySelector(".stage");
  const position = dialog.querySelector(".position");
  const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const backward = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
  let current = 0;

  function show(index) {
    current = (index + links.length) % links.length;
    const figure = links[current].closest("figure");
    const picture = links[current].querySelector("picture, img").cloneNode(true);
    const { width, height } = figure.querySelector("img");
    // Larger files than the page needs have the same names, with another width.
    const larger = (picture.dataset.larger || "").split(" ").filter(Boolean);
    for (const each of [picture, ...picture.querySelectorAll("*")]) {
      if (each.srcset) {
        const name = each.srcset.match(/(\S+-)\d+(\.\w+) \d+w$/);
        each.sizes = `min(100vw, ${Math.round(100 * width / height)}vh)`;
        each.srcset += larger.map((width) => `, ${name[1]}${width}${name[2]} ${width}w`).join("");
      }
      each.removeAttribute("loading");
    }
    const caption = figure.querySelector("figcaption").cloneNode(true);
    for (const each of [caption, ...caption.querySelectorAll("[id]")]) each.removeAttribute("id");
    stage.replaceChildren(picture, caption);
    if (caption.scrollHeight > caption.clientHeight) caption.tabIndex = 0;
    position.textContent = position.dataset.pattern
      .replace("{number}", current + 1).replace("{count}", links.length);
  }

  links.forEach((link, index) => link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    dialog.showModal();
    show(index);
  }));
  dialog.querySelector(".next").addEventListener("click", () => show(current + 1));
  dialog.querySelector(".previous").addEventListener("click", () => show(current - 1));
  // Of the document: a tap on the caption takes the focus out of the dialog.
  document.addEventListener("keydown", (event) => {
    // Alt and an arrow leave the page: they are the browser’s.
    if (!dialog.open || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === forward) show(current + 1);
    else if (event.key === backward) show(current - 1);
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(links.length - 1);
    else return;
    event.preventDefault();
  });
  // The page behind stands at the photograph that was seen last, and the focus returns to it.
  dialog.addEventListener("close", () => {
    stage.replaceChildren();
    links[current].focus({ preventScroll: true });
    links[current].scrollIntoView({ block: "nearest" });
  });
  let start = null;
  stage.addEventListener("touchstart", (event) => { start = event.touches.length === 1 ? event.touches[0].clientX : null; }, { passive: true });
  stage.addEventListener("touchcancel", () => { start = null; }, { passive: true });
  stage.addEventListener("touchend", (event) => {
    const moved = start === null ? 0 : event.changedTouches[0].clientX - start;
    const ahead = forward === "ArrowRight" ? moved < 0 : moved > 0;
    if (Math.abs(moved) > 50) show(current + (ahead ? 1 : -1));
  });
})();
