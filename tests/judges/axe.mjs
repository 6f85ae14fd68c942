// Opens a page of HTML and prints what axe-core finds, what went wrong, and what it asked for.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('@daisy/axe-core-for-ace/axe.min.js'), 'utf8');
const [file, width, height, shot] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: ['--no-sandbox'],
});
try {
  const page = await browser.newPage({ viewport: { width: Number(width), height: Number(height) } });
  const errors = [];
  const asked = [];
  page.on('pageerror', (error) => errors.push(String(error.message)));
  page.on('console', (said) => { if (said.type() === 'error') errors.push(said.text()); });
  page.on('request', (request) => asked.push(request.url().slice(0, 40)));
  await page.goto(pathToFileURL(file).href);
  if (shot) await page.screenshot({ path: shot });
  await page.evaluate(axe);
  const { violations } = await page.evaluate('axe.run(document)');
  const wide = await page.evaluate('document.documentElement.scrollWidth');
  const broken = await page.evaluate('[...document.images].filter((one) => !one.naturalWidth).length');
  console.log(JSON.stringify({
    violations: violations.map((one) => [one.id, one.impact, one.nodes[0].html.slice(0, 200)]),
    errors, asked, wide, broken,
  }));
} finally {
  await browser.close();
}
