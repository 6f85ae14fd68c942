// Reads a book in epub.js, the engine of many web readers: one page at a time.
export const html = `<!doctype html><meta charset="utf-8">
<style>html, body, #book { margin: 0; width: 100%; height: 100% }</style><div id="book"></div>
<script src="/jszip/dist/jszip.min.js"></script><script src="/epubjs/dist/epub.min.js"></script>`;

export async function read(page, viewport, font, shoot) {
  const book = await page.evaluate(async ([[width, height], font]) => {
    const file = await (await fetch('/book.epub')).arrayBuffer();
    window.book = ePub(file);
    const options = { width, height, spread: 'none', flow: 'paginated' };
    window.rendition = window.book.renderTo('book', options);
    window.rendition.themes.fontSize(font);
    await window.rendition.display();
    await window.book.ready;
    const hrefs = [];
    window.book.spine.each((item) => hrefs.push(item.href));
    return {
      title: window.book.packaging.metadata.title, hrefs,
      contents: window.book.navigation.toc.map((item) => item.label.trim()),
      pages: (window.book.pageList?.pageList ?? []).map((item) => String(item.page)),
    };
  }, [viewport, font]);
  const sections = [];
  for (const [index, href] of book.hrefs.entries()) {
    const seen = await page.evaluate(async ([href, viewport]) => {
      await rendition.display(href);
      const doc = document.querySelector('#book iframe').contentDocument;
      await Promise.all([...doc.images].map((image) => image.decode().catch(() => null)));
      await new Promise((later) => requestAnimationFrame(() => requestAnimationFrame(later)));
      return look(doc, viewport);
    }, [href, viewport]);
    sections.push({ href, ...seen });
    await shoot(index);
  }
  return { title: book.title, contents: book.contents, pages: book.pages, sections };
}
