// Reads catalogues as Thorium Reader does, with its own parser: both versions of OPDS end as OPDS 2.
// thorium.mjs FILE prints the books of one feed as JSON.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const from = createRequire(import.meta.url);
const ours = createRequire(from.resolve('r2-opds-js/package.json'));
const BUILT = 'dist/es8-es2017/src';
ours(`./${BUILT}/opds/init-globals.js`).initGlobalConverters_OPDS();
ours(`r2-shared-js/${BUILT}/init-globals.js`).initGlobalConverters_GENERIC();
const { OPDSFeed } = ours(`./${BUILT}/opds/opds2/opds2.js`);
const { OPDS } = ours(`./${BUILT}/opds/opds1/opds.js`);
const { convertOpds1ToOpds2 } = ours(`./${BUILT}/opds/converter.js`);
const { TaJsonDeserialize } = ours(`r2-lcp-js/${BUILT}/serializable.js`);
const { XML } = ours(`r2-utils-js/${BUILT}/_utils/xml-js-mapper/index.js`);
const { DOMParser } = ours('@xmldom/xmldom');

const [, , path] = process.argv;
const text = readFileSync(path, 'utf8');
const feed = path.endsWith('.json')
  ? TaJsonDeserialize(JSON.parse(text), OPDSFeed)
  : convertOpds1ToOpds2(XML.deserialize(new DOMParser().parseFromString(text, 'application/xml'), OPDS));
console.log(JSON.stringify(feed.Publications.map(({ Metadata, Links, Images }) => ({
  title: Metadata.Title,
  author: Metadata.Author.map(({ Name }) => Name),
  language: Metadata.Language[0],
  acquire: Links.filter(({ Rel }) => Rel.some((rel) => rel.includes('acquisition')))
    .map(({ TypeLink, Href }) => ({ type: TypeLink, href: Href })),
  images: Images.map(({ Href }) => Href),
}))));
