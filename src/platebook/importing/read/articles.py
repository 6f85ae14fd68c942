"""Reads an article of any kind; what is read is bounded before it is parsed."""

from __future__ import annotations

import os
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from platebook.importing import line_types
from platebook.importing import text as texts
from platebook.importing.discover import Sort, SourceFile
from platebook.importing.line_types import furniture
from platebook.importing.model import Article, Block, Kind, LeftOut, Origin
from platebook.importing.text import as_markdown, clean, fold, line, plain

if TYPE_CHECKING:
    from platebook.importing.read.page import Copy

#: Blocks in which byline and date are looked for; characters of a headline.
_HEAD_BLOCKS, _LONGEST_TITLE = 8, 200


def take_head(
    facts: Mapping[str, str], blocks: Sequence[Block]
) -> tuple[dict[str, str], list[Block]]:
    """Give the facts with byline and date of the first blocks, and the other blocks."""
    head_facts, body = dict(facts), list[Block]()
    for index, block in enumerate(blocks):
        text = plain(block.text) if index < _HEAD_BLOCKS and block.kind is not Kind.PICTURE else ""
        if text and (date := line_types.date(text)):
            head_facts.setdefault("published", date)
        elif text and line_types.byline(text):
            if "byline" not in head_facts or fold(head_facts["byline"]) not in fold(text):
                lines = filter(None, (head_facts.get("byline"), line(text)))
                head_facts["byline"] = "\n".join(dict.fromkeys(lines))
        elif text and (both := line_types.header_line(text, _makers(head_facts))):
            if both.published:
                head_facts.setdefault("published", both.published)
            if both.byline and fold(both.byline) not in fold(head_facts.get("byline", "")):
                head_facts["byline"] = "\n".join(
                    filter(None, (head_facts.get("byline"), both.byline))
                )
        else:
            body.append(block)
    return head_facts, body


def _makers(facts: Mapping[str, str]) -> frozenset[str]:
    """Give the names in the bylines that are known."""
    lines = facts.get("byline", "").split("\n")
    return frozenset(name for text in lines for name, _ in line_types.byline(text))


def take_title(facts: dict[str, str], blocks: list[Block]) -> tuple[dict[str, str], list[Block]]:
    """Give the first heading, or the first short paragraph, as the title where there is none."""
    if "title" in facts or not blocks or blocks[0].kind is Kind.PICTURE:
        return facts, blocks
    text = plain(blocks[0].text)
    if len(text) <= _LONGEST_TITLE and (blocks[0].kind is Kind.HEADING or text[-1:] not in ".!…"):
        return {**facts, "title": text}, blocks[1:]
    return facts, blocks


#: Lines that look as if a program had broken a paragraph at a width (characters).
_WRAPPED = range(40, 101)
#: Blocks in which a headline's byline and date are looked for; characters of a headline.
_HEAD, _HEADLINE, _STANDFIRST = 9, 200, 500


def read_text(text: str, name: str) -> Article:
    """Divide a text into paragraphs, and recognise headline, byline, date and furniture."""
    paragraphs = list(_paragraphs(clean(text)))
    lines: list[tuple[str, Origin]] = []
    left: list[LeftOut] = []
    for number, words in paragraphs:
        origin = Origin(name, f"line {number}")
        if why := furniture(words):
            left.append(LeftOut("paragraph", words, why, origin))
        else:
            lines.append((words, origin))
    facts, used = head([words for words, _ in lines])
    left += find_repeated_title(
        [lines[index] for index in range(len(lines)) if index not in used], facts
    )
    dropped = {item.origin for item in left}
    blocks = tuple(
        Block(Kind.PARAGRAPH, as_markdown(words), origin)
        for index, (words, origin) in enumerate(lines)
        if index not in used and origin not in dropped
    )
    return Article(Origin(name), blocks, facts, tuple(left))


def head(paragraphs: list[str]) -> tuple[dict[str, str], set[int]]:
    """Give the facts at the head of a text, and the numbers of the paragraphs that hold them.

    Only what stands between the headline and a byline is a standfirst: without one, the first
    paragraph is part of the text.
    """
    facts: dict[str, str] = {}
    used: set[int] = set()
    if not paragraphs or len(paragraphs[0]) > _HEADLINE or _is_prose(paragraphs[0]):
        return facts, used
    facts["title"] = line(paragraphs[0])
    used.add(0)
    marks = [
        index
        for index in range(1, min(_HEAD, len(paragraphs)))
        if line_types.byline(paragraphs[index]) or line_types.date(paragraphs[index])
    ]
    if not marks or marks[0] > 3:
        return facts, used
    for index in marks:
        if index - marks[0] > 3:
            break
        used.add(index)
        if date := line_types.date(paragraphs[index]):
            facts.setdefault("published", date)
        else:
            facts["byline"] = "\n".join(filter(None, (facts.get("byline", ""), paragraphs[index])))
    if marks[0] == 2 and len(paragraphs[1]) <= _STANDFIRST:
        facts["standfirst"] = paragraphs[1]
        used.add(1)
    return facts, used


def _is_prose(paragraph: str) -> bool:
    """Return whether a first paragraph is no headline: several sentences, or a long one."""
    sentences = len(re.findall(r"[.!?…](?:\s|$)", paragraph))
    return sentences > 1 or (sentences == 1 and len(paragraph) > 100)


def find_repeated_title(
    lines: list[tuple[str, Origin]], facts: dict[str, str]
) -> Iterator[LeftOut]:
    """Find paragraphs that only repeat the headline."""
    title = facts.get("title", "").casefold()
    for words, origin in lines:
        if title and words.casefold() == title:
            yield LeftOut("paragraph", words, "it repeats the headline", origin)


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Give every paragraph on one line, with the number of its first line.

    Blank lines divide; lines between them are one paragraph if they were broken at a width.
    """
    number = 1
    for group in re.split(r"(\n[ ]*(?:\n[ ]*)+)", text):
        lines = [(number + offset, words.strip()) for offset, words in enumerate(group.split("\n"))]
        filled = [(at, words) for at, words in lines if words]
        if len(filled) > 1 and _is_wrapped([words for _, words in filled]):
            yield filled[0][0], " ".join(words for _, words in filled)
        else:
            yield from filled
        number += group.count("\n")


def _is_wrapped(lines: list[str]) -> bool:
    """Return whether lines are one paragraph that was broken at a width."""
    longest = max(map(len, lines))
    if longest not in _WRAPPED or any(_starts_item(line) for line in lines[1:]):
        return False
    return all(
        len(before) + 1 + len(after.split(" ")[0]) > longest * 0.94
        for before, after in pairwise(lines)
    )


def _starts_item(line: str) -> bool:
    return re.match(r"(?:[-*•–]|\(?\d{1,3}[.):/])\s", line) is not None


#: Bytes of a text or a page, of a document with its pictures, and of a page with pictures in it,
#: that are read at most.
_TEXT_BYTES, _DOCUMENT_BYTES = 20_000_000, 300_000_000
_PAGE_BYTES = 150_000_000
_TEXTS = {Sort.TEXT, Sort.MARKDOWN}


class SourceError(Exception):
    """A source that cannot be read, with a sentence that says why."""


def read(file: SourceFile, assets: Path | None) -> Sequence[Article]:
    """Read the articles of a file. Raises SourceError and what libraries raise of damaged files.

    ``assets`` is the folder that a browser saved beside a page.
    """
    limit = _TEXT_BYTES if file.sort in _TEXTS else _DOCUMENT_BYTES
    limit = _PAGE_BYTES if file.sort is Sort.HTML else limit
    if file.path.stat().st_size > limit:
        raise SourceError(f"more than {limit // 1_000_000} MB")
    raw = file.path.read_bytes()
    if file.sort is Sort.TEXT:
        return (read_text(texts.decode(raw), file.name),)
    if file.sort is Sort.HTML:
        from platebook.importing.read import containers, page

        if containers.has_embedded(raw):
            return (_read_bundle(raw, file),)
        if len(raw) > _TEXT_BYTES:
            raise SourceError(f"more than {_TEXT_BYTES // 1_000_000} MB")
        copies = partial(_find_saved_copy, saved=file.path, assets=assets)
        return (page.read(texts.decode(raw), file.name, copies),)
    if file.sort is Sort.MARKDOWN:
        from platebook.importing.read import markdown_text, page

        read_page = partial(page.read, copies=lambda _: None)
        return (markdown_text.read(texts.decode(raw), file.name, read_page),)
    return (_read_bundle(raw, file),)


def _read_bundle(raw: bytes, file: SourceFile) -> Article:
    """Read a page or document that holds its pictures."""
    from platebook.importing.read import containers, office, page

    if file.sort is Sort.DOCX:
        bundle = office.open_docx(raw)
    elif file.sort is Sort.ODT:
        bundle = office.open_odt(raw)
    else:
        bundle = containers.open_bundle(raw, file.sort)

    def copies(address: str) -> page.Copy | None:
        target = bundle.resolve(address)
        try:
            facts = containers.inspect(bundle.content(target)) if target else None
        except (containers.TooLargeError, zipfile.BadZipFile, zlib.error, ValueError):
            return None  # the picture is shown as missing; the rest is read
        return page.Copy(file.path.absolute(), target, *facts) if facts else None

    return page.read(bundle.text, file.name, copies)


def _find_saved_copy(address: str, saved: Path, assets: Path | None) -> Copy | None:
    """Give the copy of a picture in the folder of a saved page; nothing outside that folder."""
    if assets is None or urlsplit(address).scheme not in ("", "file"):
        return None
    path = saved.parent / unquote(urlsplit(address).path).lstrip("/")
    real, root = Path(os.path.realpath(path)), Path(os.path.realpath(assets))
    if not real.is_relative_to(root) or not real.is_file():
        return None
    from platebook.importing.read import containers, page

    facts = containers.inspect(real.read_bytes())
    return page.Copy(real, "", *facts) if facts else None
