// Reads a book in foliate-js, the engine of the reader Foliate: one column, paginated.
export const html = `<!doctype html><meta charset="utf-8">
<style>html, body { margin: 0; height: 100% } foliate-view { display: block; height: 100% }</style>
<script type="module" src="/foliate-js/view.js"></script>`;

export async function read(page, viewport, font, shoot) {
  const book = await page.evaluate(async (font) => {
    await customElements.whenDefined('foliate-view');
    const view = document.createElement('foliate-view');
    document.body.append(view);
    const file = await (await fetch('/book.epub')).blob();
    await view.open(new File([file], 'book.epub', { type: file.type }));
    view.renderer.setAttribute('flow', 'paginated');
    view.renderer.setAttribute('max-column-count', '1');
    view.renderer.setStyles(`html { font-size: ${font} }`);
    window.view = view;
    const { metadata, toc, pageList, sections } = view.book;
    const labels = (list) => (list ?? []).map((item) => item.label);
    return {
      title: metadata.title, contents: labels(toc), pages: labels(pageList),
      hrefs: sections.map((section) => section.id),
    };
  }, font);
  const sections = [];
  for (const [index, href] of book.hrefs.entries()) {
    const seen = await page.evaluate(async ([index, viewport]) => {
      await view.goTo(index);
      const shown = view.renderer.getContents().find((each) => each.index === index);
      await Promise.all([...shown.doc.images].map((image) => image.decode().catch(() => null)));
      await new Promise((later) => requestAnimationFrame(() => requestAnimationFrame(later)));
      return look(shown.doc, viewport);
    }, [index, viewport]);
    sections.push({ href, ...seen });
    await shoot(index);
  }
  return { title: book.title, contents: book.contents, pages: book.pages, sections };
}
