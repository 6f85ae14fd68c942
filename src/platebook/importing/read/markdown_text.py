"""Reads Markdown: front matter, figures of several dialects, shortcodes of Hugo and Jekyll."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from platebook.importing import line_types
from platebook.importing.line_types import boilerplate
from platebook.importing.model import Article, Block, Kind, LeftOut, Origin, Picture
from platebook.importing.plain_text import as_markdown, clean, line, plain
from platebook.importing.read.articles import split_repeated_title, take_head, take_title

_IMAGE = re.compile(
    r"!\[(?P<alt>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\(\s*(?:<(?P<angle>[^<>\n]*)>|(?P<src>[^\s()]*(?:\([^()]*\)[^\s()]*)*))"
    r"(?:\s+(?:\"(?P<title>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^'\\]|\\.)*)'))?\s*\)(?:\{(?P<attributes>[^{}\n]*)\})?"
)
_REFERENCE = re.compile(r"!\[(?P<alt>[^\[\]]*)\](?:\[(?P<label>[^\[\]]*)\])(?!\()")
_DEFINITION = re.compile(
    r"^ {0,3}\[(?P<label>[^\[\]^]+)\]:\s*<?(?P<src>\S+?)>?(?:\s+[\"'(](?P<title>.*)[\"')])?\s*$",
    re.MULTILINE,
)
_EMBED = re.compile(r"!\[\[(?P<src>[^\[\]|]+)(?:\|(?P<alt>[^\[\]]*))?\]\]")
_SHORTCODE = re.compile(
    r"\{\{[<%]\s*(?P<hugo>/?[\w.-]+)(?P<hugo_attributes>(?:[^{}\"`]|\"(?:[^\"\\]|\\.)*\"|`[^`]*`)*?)/?\s*[>%]\}\}"
    r"|\{%-?\s*(?P<jekyll>[\w-]+)(?P<jekyll_attributes>(?:[^{}%\"']|\"[^\"]*\"|'[^']*'|%(?!\}))*?)\s*-?%\}"
)
_WORDPRESS = re.compile(r"\[caption[^\]]*\](?P<content>.*?)\[/caption\]", re.DOTALL)
_ATTRIBUTE = re.compile(
    r"([\w-]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|`([^`]*)`|([^\s\"'>]+))"
)
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_LINKED = re.compile(
    r"\[\s*(?P<image>!\[[^\[\]]*\]\([^()]*\))\s*\]\((?P<href>[^()\s]*)(?:\s+\"[^\"]*\")?\)"
)
_ITEM = re.compile(r"[ \t]*[-*+][ \t]+")
_ADDRESS = ("src", "image_path", "url", "file", "path", "image", "img", "link")
#: Key of the manifest → keys of front matter, without their hyphens.
_KEYS = {
    "title": ("title", "headline"),
    "subtitle": ("subtitle",),
    "standfirst": ("standfirst", "dek", "description", "excerpt", "summary"),
    "language": ("lang", "language"),
    "byline": ("author", "authors", "byline"),
    "published": ("date", "published", "publishdate"),
    "keywords": ("tags", "keywords"),
    "photographer": ("photographer", "photographers"),
    "rights": ("rights", "copyright"),
}
#: Properties of a page: Notion writes them below its title, MultiMarkdown and Logseq at the top.
_PROPERTIES = re.compile(r"(# .+\n\n)?(?P<rows>(?:[^\W\d_][\w -]{1,30}::? .+\n)+)\n")
_FRONT = {name: key for key, names in _KEYS.items() for name in names}


def read(text: str, name: str, read_page: Callable[[str, str], Article]) -> Article:
    """Read an article in Markdown; ``read_page`` reads HTML that stands in it."""
    front, body, line_number = _front_matter(clean(text))
    facts = _facts(front)
    reader = _Reader(name, front, read_page)
    reader.read(body, line_number)
    facts, blocks = take_title(facts, reader.blocks)
    facts, blocks = take_head(facts, blocks)
    repeats, blocks = split_repeated_title(facts, blocks)
    return Article(Origin(name), tuple(blocks), facts, (*reader.left, *repeats))


def _front_matter(text: str) -> tuple[Mapping[str, Any], str, int]:
    """Divide a text into its front matter (YAML, TOML or JSON) and its body, from which line."""
    text = text.lstrip("\n")
    for mark, parse in (("---", _yaml), (r"\+\+\+", tomllib.loads)):
        if match := re.match(rf"{mark}[ ]*\n(.*?)\n{mark}[ ]*(?:\n|$)", text, re.DOTALL):
            data: object = None
            with suppress(ValueError):
                data = parse(match[1])
            facts = data if isinstance(data, dict) else {}
            return facts, text[match.end() :], match[0].count("\n")
    if match := _PROPERTIES.match(text):
        pairs = dict(re.split("::? ", row, maxsplit=1) for row in match["rows"].splitlines())
        if any(key.lower() in _FRONT for key in pairs):
            return pairs, (match[1] or "") + text[match.end() :], match["rows"].count("\n")
    if text.startswith("{"):
        with suppress(ValueError):
            facts, end = json.JSONDecoder().raw_decode(text)
            return facts, text[end:], text[:end].count("\n")
    return {}, text, 0


def _yaml(text: str) -> object:
    from platebook.manifest import parse_yaml

    document = parse_yaml.read(text.encode())
    return parse_yaml.plain(document.root) if document.root else {}


def _facts(front: Mapping[str, Any]) -> dict[str, str]:
    """Return the facts of front matter by key of the manifest."""
    facts: dict[str, str] = {}
    for key, value in front.items():
        name = _FRONT.get(str(key).lower().replace("_", "").replace("-", ""))
        texts = [_text(item) for item in (value if isinstance(value, list) else [value])]
        texts = [text for text in texts if text]
        if not name or not texts:
            continue
        if name == "byline":
            people = ", ".join(texts)
            facts[name] = people if line_types.byline(people) else f"By {people}"
        elif name == "photographer":
            makers = f"Photographs by {', '.join(texts)}"
            facts["byline"] = "\n".join(filter(None, (facts.get("byline"), makers)))
        elif name == "published":
            if date := line_types.date(texts[0][:10]) or line_types.date(texts[0]):
                facts.setdefault(name, date)
        elif name == "keywords":
            words = texts if len(texts) > 1 else texts[0].split(",")
            facts[name] = "\n".join(line(word)[:200] for word in words if word.strip())
        else:
            facts.setdefault(name, line(texts[0]))
    return facts


def _text(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("name", "")
    return "" if value is None or isinstance(value, (dict, list)) else str(value)


#: Comments of HTML and Obsidian; comments and deletions of CriticMarkup.
_REMARK = re.compile(
    r"<!--(.*?)-->|(?<!\S)%%(?!%)(.{1,2000}?)%%(?!\S)|\{>>(.*?)<<\}|\{--(.*?)--\}", re.DOTALL
)


_HTML = re.compile(
    r" {0,3}</?(?:figure|div|p|img|a|center|table|section|picture|gallery)\b", re.IGNORECASE
)


class _Reader:
    """Reads the body of a Markdown text block by block."""

    def __init__(
        self, name: str, front: Mapping[str, Any], read_page: Callable[[str, str], Article]
    ) -> None:
        self.blocks: list[Block] = []
        self.left: list[LeftOut] = []
        self._name, self._front, self._read_page = name, front, read_page

    def _remark(self, match: re.Match[str]) -> str:
        text = "".join(filter(None, match.groups())).strip()
        self.left.append(LeftOut("text", text, "it is a comment, or deleted", Origin(self._name)))
        return "\n" * match[0].count("\n")

    def read(self, body: str, number: int) -> None:
        """Read a text whose first line has the number ``number`` + 1."""
        definitions = {match["label"].casefold(): match for match in _DEFINITION.finditer(body)}
        body = _DEFINITION.sub("", body)
        body = _REMARK.sub(self._remark, body)
        body = _REFERENCE.sub(lambda match: _resolve(match, definitions), body)
        body = _SHORTCODE.sub(self._shortcode, body)
        body = _WORDPRESS.sub(_as_figure, body)
        number += 1
        for part in re.split(r"(\n[ ]*\n[\n ]*)", body):
            if part.strip():
                lead = len(part) - len(part.lstrip("\n"))
                self._block(part.strip("\n"), Origin(self._name, f"line {number + lead}"))
            number += part.count("\n")

    def _shortcode(self, match: re.Match[str]) -> str:
        """Write a shortcode as a figure in HTML; others that only wrap are left out."""
        kind = (match["hugo"] or match["jekyll"] or "").lower()
        text = match["hugo_attributes"] or match["jekyll_attributes"] or ""
        attributes = _attributes(text)
        include = text.split()[0].lower() if kind == "include" and text.split() else ""
        if "gallery" in (include or kind) and not any(key in attributes for key in _ADDRESS):
            return self._gallery(attributes)
        address = next((attributes[key] for key in _ADDRESS if attributes.get(key)), "")
        if not address or kind.startswith("/"):
            return ""
        captions = (attributes.get(key) for key in ("caption", "description", "title"))
        credit = attributes.get("attr") or attributes.get("credit", "")
        caption = next(filter(None, captions), "")
        return f"\n\n{_figure(address, caption, attributes.get('alt', ''), credit)}\n\n"

    def _gallery(self, attributes: Mapping[str, str]) -> str:
        """Write a gallery of the front matter as figures, its own caption above them."""
        items = self._front.get(attributes.get("id", "gallery"))
        figures = [attributes.get("caption", "")]
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict):
                values = {str(key): _text(value) for key, value in item.items()}
                address = values.get("url") or values.get("image_path") or values.get("src", "")
                caption = values.get("title") or values.get("caption", "")
                figures.append(
                    _figure(address, caption, values.get("alt", ""), values.get("credit", ""))
                )
        return "\n\n" + "\n\n".join(filter(None, figures)) + "\n\n"

    def _block(self, part: str, origin: Origin) -> None:
        if _HTML.match(part):
            self._html(part, origin)
            return
        lines = part.split("\n")
        if match := _HEADING.match(lines[0]):
            self._add(Kind.HEADING, match[2], origin, len(match[1]))
            lines = lines[1:]
        elif len(lines) > 1 and re.fullmatch(r" {0,3}(?:=+|-{2,})[ ]*", lines[1]):
            self._add(Kind.HEADING, lines[0], origin, 1 if "=" in lines[1] else 2)
            lines = lines[2:]
        if len(lines) > 1 and all(text_line.lstrip().startswith("|") for text_line in lines):
            self._table(lines, origin)
            return
        if len(lines) > 1 and all(map(_ITEM.match, lines)) and any(_images(part, origin)):
            for text_line in lines:
                self._block(_ITEM.sub("", text_line), origin)
            return
        if any(_HEADING.match(text_line) for text_line in lines):
            for text_line in lines:
                self._block(text_line, origin)
            return
        text = "\n".join(lines)
        if text.strip():
            self._paragraph(text, origin)

    def _table(self, lines: Sequence[str], origin: Origin) -> None:
        """Read a table as one of HTML: pictures beside their captions, or files and texts."""
        rows = [re.split(r"(?<!\\)\|", text_line.strip().strip("|")) for text_line in lines]
        cells = "".join(
            "<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in row) + "</tr>"
            for row in rows
            if any(re.search(r"[^\s:-]", cell) for cell in row)
        )
        self._html(f"<table>{cells}</table>", origin)

    def _paragraph(self, text: str, origin: Origin) -> None:
        """Add a paragraph: the pictures in it, and its words, which are a picture's caption."""
        images = list(_images(text, origin))
        rest = _EMBED.sub("", _IMAGE.sub("", _LINKED.sub("", text))).strip()
        rest = "" if re.fullmatch(r"[\s|:;,.\\*_-]*", rest) else rest
        if images and rest and len(images) == 1 and len(rest) < 3000:
            images[0] = _with_caption(images[0], _join(rest))
            rest = ""
        for picture in images:
            self.blocks.append(Block(Kind.PICTURE, "", origin, picture))
        if rest and not re.fullmatch(r"(?:[-*_][ ]*){3,}|`{3,}.*|~{3,}.*", rest):
            self._add(Kind.PARAGRAPH, _join(rest), origin)

    def _add(self, kind: Kind, text: str, origin: Origin, level: int = 0) -> None:
        text = text.strip()
        if why := boilerplate(plain(text)):
            self.left.append(LeftOut("paragraph", plain(text), why, origin))
        elif plain(text):
            self.blocks.append(Block(kind, text, origin, None, level))

    def _html(self, part: str, origin: Origin) -> None:
        """Read HTML in the text as a page of its own."""
        article = self._read_page(f"<body>{part}</body>", self._name)
        self.blocks += [replace(block, origin=origin) for block in article.blocks]
        self.left += [replace(left, origin=origin) for left in article.left_out]


def _cell(text: str) -> str:
    """Write a cell as HTML: its picture, or its words."""
    from html import escape

    from platebook import markdown

    text = text.strip().replace("\\|", "|")
    images = [*_images(text, Origin(""))]
    tags = (f'<img src="{escape(image.names[0])}" alt="{escape(image.alt)}">' for image in images)
    rest = _EMBED.sub("", _IMAGE.sub("", _LINKED.sub("", text))).strip()
    return "".join(tags) + markdown.inline(rest)


def _join(text: str) -> str:
    """Put a paragraph on one line; lists, quotations and hard breaks keep theirs."""
    lines = text.split("\n")
    is_list = any(re.match(r" {0,3}(?:[-*+>]|\d+[.)])(?:\s|$)", text_line) for text_line in lines)
    if is_list or len(lines) == 1:
        return "\n".join(text_line.rstrip() for text_line in lines)
    return " ".join(text_line.strip().rstrip("\\") for text_line in lines)


def _images(text: str, origin: Origin) -> Iterator[Picture]:
    """Yield the pictures of a paragraph in their order."""
    link_targets = {match["image"]: match["href"] for match in _LINKED.finditer(text)}
    images = [*_IMAGE.finditer(text), *_EMBED.finditer(text)]
    for match in sorted(images, key=lambda image: image.start()):
        groups = match.groupdict("")
        source = groups.get("angle") or groups["src"]
        title = re.sub(r"\\(.)", r"\1", groups.get("title") or groups.get("single", ""))
        words, attributes = groups["alt"], _attributes(groups.get("attributes", ""))
        addresses = tuple(filter(None, (link_targets.get(match[0]), source)))
        if "alt" in attributes:  # pandoc: then the text in brackets is the caption
            yield Picture(addresses, origin, words, alt=attributes["alt"], title=title)
        else:
            caption = as_markdown(title)
            yield Picture(addresses, origin, caption, alt=plain(words), fallback=words)


def _with_caption(picture: Picture, text: str) -> Picture:
    if picture.caption:
        text = f"{picture.caption}\n\n{text}"
    match = re.fullmatch(r"([*_])(?![*_])(.+)\1", text)
    return replace(picture, caption=match[2] if match else text, fallback="")


def _attributes(text: str) -> dict[str, str]:
    attributes = {}
    for match in _ATTRIBUTE.finditer(text):
        value = next((group for group in match.groups()[1:] if group is not None), "")
        attributes[match[1].lower()] = re.sub(r"\\([\"'\\])", r"\1", value)
    return attributes


def _resolve(match: re.Match[str], definitions: Mapping[str, re.Match[str]]) -> str:
    target = definitions.get((match["label"] or match["alt"]).casefold())
    if not target:
        return match[0]
    title = f' "{target["title"]}"' if target["title"] else ""
    return f"![{match['alt']}](<{target['src']}>{title})"


def _figure(address: str, caption: str, alt: str, credit: str) -> str:
    """Write a figure in HTML; the caption may hold Markdown or HTML."""
    from html import escape

    from platebook import markdown

    words = caption if "<" in caption else markdown.inline(caption)
    credits = f'<span class="credit">{escape(credit)}</span>' if credit else ""
    image = f'<img src="{escape(address)}" alt="{escape(alt)}">'
    figure = f"<figure>{image}<figcaption>{words} {credits}</figcaption></figure>"
    return figure.replace("\n", " ")


def _as_figure(match: re.Match[str]) -> str:
    """Write WordPress's caption shortcode as a figure."""
    image = re.search(r"(?:<a [^>]*>\s*)?<img [^>]*>(?:\s*</a>)?", match["content"])
    if not image:
        return match["content"]
    caption = match["content"][image.end() :].strip()
    figure = f"<figure>{image[0]}<figcaption>{caption}</figcaption></figure>"
    return "\n\n" + figure.replace("\n", " ") + "\n\n"
