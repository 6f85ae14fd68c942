// Opens a page in the system's Chromium with a book beside it, and tells what stands on a screen.
// Everything comes from this machine: a server on the loopback address hands out the book, the
// reader engine from node_modules, and nothing else.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

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
export const look = async (doc, [width, height]) => {
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
  return {
    text: doc.body.innerText.trim(),
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
    })),
  };
};

// Reads "FILE WIDTH HEIGHT FONT-PERCENT [SCREENSHOT-FOLDER]", runs the reader, prints one JSON.
export async function run(html, read) {
  const [file, width, height, font, shots] = process.argv.slice(2);
  const viewport = { width: Number(width), height: Number(height) };
  const server = await handOut(file, html);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: FLAGS,
  });
  const errors = [];
  try {
    const page = await browser.newPage({ viewport });
    page.on('pageerror', (error) => errors.push(String(error.message)));
    page.on('requestfailed', (request) => errors.push(`not loaded: ${request.url()}`));
    page.on('console', (said) => { if (said.type() === 'error') errors.push(said.text()); });
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.evaluate(`window.look = ${look}`);
    const shoot = async (index) => {
      const name = `${String(index).padStart(3, '0')}.png`;
      if (shots) await page.screenshot({ path: join(shots, name) });
    };
    const book = await read(page, [viewport.width, viewport.height], `${font}%`, shoot);
    console.log(JSON.stringify({ ...book, errors }));
  } finally {
    await browser.close();
    server.close();
  }
}
