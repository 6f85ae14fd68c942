// Shows a book by the rules of Readium CSS 2, as Thorium and the apps made with Readium do: columns of
// the document's root, a body that is clipped, and type enlarged by the zoom of the body.
export const html = `<!doctype html><meta charset="utf-8">
<style>html, body { margin: 0; height: 100% } iframe { width: 100%; height: 100%; border: 0 }</style>
<iframe></iframe>`;

const RULES = `
:root { position: relative; columns: 100vw 1; column-gap: 0; column-fill: auto; width: 100%; height: 100vh;
  padding: 0 !important; margin: 0 !important; font-size: 1rem !important; box-sizing: border-box; }
body { width: 100%; max-width: 40rem !important; padding: 0 20px !important; margin: 0 auto !important;
  box-sizing: border-box; }
:root:not([style*="readium-noOverflow-on"]), :root:not([style*="readium-noOverflow-on"]) body { overflow: clip; }
:root[style*="--USER__fontSize"] body { zoom: var(--USER__fontSize) !important; }
img { max-width: 100%; max-height: 95vh !important; box-sizing: border-box; }`;

export async function read(page, viewport, font, shoot) {
  const book = await page.evaluate(async () => {
    const { makeBook } = await import('/foliate-js/view.js');
    const file = await (await fetch('/book.epub')).blob();
    window.book = await makeBook(new File([file], 'book.epub', { type: file.type }));
    const { metadata, toc, pageList, sections } = window.book;
    const labels = (list) => (list ?? []).map((item) => item.label);
    return {
      title: metadata.title, contents: labels(toc), pages: labels(pageList),
      hrefs: sections.map((section) => section.id),
    };
  });
  const sections = [];
  for (const [index, href] of book.hrefs.entries()) {
    const seen = await page.evaluate(async ([index, viewport, font, rules]) => {
      const frame = document.querySelector('iframe');
      const loaded = new Promise((ready) => frame.addEventListener('load', ready, { once: true }));
      frame.src = await window.book.sections[index].load();
      await loaded;
      const doc = frame.contentDocument;
      doc.head.append(Object.assign(doc.createElement('style'), { textContent: rules }));
      doc.documentElement.style.setProperty('--USER__fontSize', font);
      await doc.fonts.ready;
      await new Promise((later) => requestAnimationFrame(() => requestAnimationFrame(later)));
      return look(doc, viewport);
    }, [index, viewport, font, RULES]);
    sections.push({ href, ...seen });
    await shoot(index);
  }
  return { title: book.title, contents: book.contents, pages: book.pages, sections };
}
