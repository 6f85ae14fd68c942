// Opens books in the system's Chromium, and tells what stands on a screen. One browser serves all
// requests, since it takes longer to start than to show a book; each book has a profile of its own.
// Everything comes from this machine: a server on the loopback address hands out the book, the
// reader engine from node_modules, and nothing else.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join, normalize } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import * as epubjs from './epubjs.mjs';
import * as foliate from './foliate.mjs';
import * as readium from './readium.mjs';

const ENGINES = { epubjs, foliate, readium };
const MODULES = join(dirname(fileURLToPath(import.meta.url)), 'node_modules');
const TYPES = {
  '.css': 'text/css', '.epub': 'application/epub+zip', '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml',
};
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

async function handOut(book, html) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    try {
      const body = path === '/' ? html
        : await readFile(path === '/book.epub' ? book : join(MODULES, normalize(path)));
      const type = TYPES[path === '/' ? '.html' : extname(path)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type }).end(body);
    } catch {
      response.writeHead(path === '/favicon.ico' ? 204 : 404).end();
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return server;
}

// Runs in the page: what one document of the book shows, in the screen's own coordinates.
// Each rectangle is [left, top, width, height] in CSS pixels.
const look = async (doc, [width, height]) => {
  await doc.fonts.ready;
  await Promise.all([...doc.images].map((image) => image.decode().catch(() => null)));
  const frame = doc.defaultView.frameElement.getBoundingClientRect();
  const place = (box) => [box.x + frame.x, box.y + frame.y, box.width, box.height];
  const onScreen = ([x, y, w, h]) => w > 0 && h > 0
    && x > -1 && y > -1 && x + w < width + 1 && y + h < height + 1;
  // The photograph itself, where a reader fits it into a box of another shape.
  const painted = (image) => {
    const box = image.getBoundingClientRect();
    const fit = doc.defaultView.getComputedStyle(image).objectFit;
    if (fit !== 'contain' || !image.naturalWidth) return place(box);
    const scale = Math.min(box.width / image.naturalWidth, box.height / image.naturalHeight);
    const [w, h] = [image.naturalWidth * scale, image.naturalHeight * scale];
    return place({ x: box.x + (box.width - w) / 2, y: box.y + (box.height - h) / 2, width: w, height: h });
  };
  const lines = (element) => {
    const range = doc.createRange();
    range.selectNodeContents(element);
    return [...range.getClientRects()].filter((box) => box.width && box.height).map(place);
  };
  // Paginated, a document's pages stand side by side: a line over a page's edge is cut in two.
  const texts = [...doc.body.querySelectorAll('*')]
    .filter((element) => [...element.childNodes].some((child) => child.data?.trim()));
  const cut = texts
    .filter((element) => lines(element)
      .some(([x, , w]) => Math.floor((x + 1) / width) !== Math.floor((x + w - 1) / width)))
    .map((element) => element.innerText.trim());
  return {
    cut, text: doc.body.innerText.trim(), first: texts.length ? lines(texts[0])[0] ?? null : null,
    images: [...doc.images].map((image) => {
      const box = painted(image);
      return {
        alt: image.getAttribute('alt'), natural: [image.naturalWidth, image.naturalHeight],
        box, on_screen: onScreen(box),
      };
    }),
    captions: [...doc.querySelectorAll('figcaption')].map((caption) => ({
      text: caption.innerText.trim(), on_screen: lines(caption).every(onScreen),
      size: parseFloat(doc.defaultView.getComputedStyle(caption).fontSize),
      box: place(caption.getBoundingClientRect()),
    })),
  };
};

async function show(browser, { engine, book, width, height, font, shots }) {
  const { html, read } = ENGINES[engine];
  const server = await handOut(book, html);
  const profile = await browser.newContext({ viewport: { width, height } });
  const errors = [];
  try {
    const page = await profile.newPage();
    page.on('pageerror', (error) => errors.push(String(error.message)));
    page.on('requestfailed', (request) => errors.push(`not loaded: ${request.url()}`));
    page.on('console', (said) => { if (said.type() === 'error') errors.push(said.text()); });
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.evaluate(`window.look = ${look}`);
    const shoot = async (index) => {
      const name = `${String(index).padStart(3, '0')}.png`;
      if (shots) await page.screenshot({ path: join(shots, name) });
    };
    return { ...await read(page, [width, height], `${font}%`, shoot), errors };
  } finally {
    await profile.close();
    server.close();
  }
}

// A request is a line of JSON, and so is its answer; the end of requests ends the browser.
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: FLAGS,
});
try {
  for await (const line of createInterface({ input: process.stdin })) {
    const told = await show(browser, JSON.parse(line)).catch((error) => ({ failed: String(error) }));
    console.log(JSON.stringify(told));
  }
} finally {
  await browser.close();
}
