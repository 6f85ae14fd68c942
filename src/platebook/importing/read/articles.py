"""Reads an article of any kind; what is read is bounded before it is parsed."""

from __future__ import annotations

import os
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from platebook.importing import caption_marks, discover, line_types
from platebook.importing import plain_text as texts
from platebook.importing.discover import Sort, SourceFile
from platebook.importing.line_types import HeaderLine, boilerplate
from platebook.importing.model import (
    Article,
    Block,
    Kind,
    LeftOut,
    Origin,
    PhotographFile,
    PictureCopy,
)
from platebook.importing.plain_text import as_markdown, clean, fold, line, plain

if TYPE_CHECKING:
    from platebook.importing.read.containers import Bundle

Facts = dict[str, str]

#: Blocks in which byline and date are looked for, how far behind the first of them the others stand
#: at most, and among how many blocks of a plain text that first one must be.
_HEAD_BLOCKS, _NEAR, _TEXT_HEAD = 8, 3, 3
#: Lines such as ``Photo: NAME`` from which they are credits of captions in a text without pictures.
_CREDITS = 3
#: Characters of a headline, and of a standfirst.
_LONGEST_TITLE, _LONGEST_STANDFIRST = 200, 500
#: Characters of a standfirst in italics or bold, and paragraphs from it on of which no other is so.
_SHORTEST_STANDFIRST, _FIRST_TEXTS = 40, 3


def take_labels(facts: Mapping[str, str], blocks: Sequence[Block]) -> tuple[Facts, list[Block]]:
    """Return the facts of the first lines if they have a form's labels: ``Headline: …``."""
    labelled, people = {**facts}, list[str]()
    for place, block in enumerate(blocks):
        key, text = ("", "") if block.picture else line_types.form_line(plain(block.text))
        if not key or (not place and key != "title"):
            labelled |= {"byline": "\n".join(people)} if people else {}
            return labelled, [*blocks[place:]]
        if key in ("byline", "photographer"):
            people.append(f"{'By' if key == 'byline' else 'Photos by'} {text}")
        elif key != "published" or (text := line_types.date(text)):
            labelled[key] = text
    return labelled, []


def take_title(facts: Mapping[str, str], blocks: Sequence[Block]) -> tuple[Facts, list[Block]]:
    """Return the first heading, or the first short paragraph, as the title where there is none."""
    if "title" not in facts and blocks and blocks[0].kind is not Kind.PICTURE:
        text = plain(blocks[0].text)
        is_heading = blocks[0].kind is Kind.HEADING or not _is_prose(text)
        if len(text) <= _LONGEST_TITLE and is_heading:
            return {**facts, "title": text}, [*blocks[1:]]
    return {**facts}, [*blocks]


def take_head(
    facts: Mapping[str, str], blocks: Sequence[Block], span: int = _HEAD_BLOCKS
) -> tuple[Facts, list[Block]]:
    """Return the facts with byline, date and standfirst of the first blocks, and the other blocks.

    Only what stands between the headline and a byline or date is a standfirst: without one, the
    first paragraph is part of the text. The first of them is among the first ``span`` blocks.
    """
    head_facts, marks = dict(facts), list[int]()
    credits = credit_lines(blocks)
    for index, block in enumerate(blocks[:_HEAD_BLOCKS]):
        if index in credits and index - 1 not in marks:
            continue
        if index > marks[0] + _NEAR if marks else index >= span:
            break
        header = _header_line(plain(block.text), head_facts) if not block.picture else None
        if header:
            marks.append(index)
            if header.published:
                head_facts.setdefault("published", header.published)
            byline = head_facts.get("byline", "")
            if header.byline and fold(header.byline) not in fold(byline):
                head_facts["byline"] = "\n".join(filter(None, (byline, header.byline)))
    if marks[:1] == [1] and blocks[0].kind is Kind.PARAGRAPH and "standfirst" not in facts:
        text = plain(blocks[0].text)
        if len(text) <= _LONGEST_STANDFIRST:
            head_facts["standfirst"] = text
            marks.append(0)
    byline = head_facts.get("byline", "")
    place = _find_standfirst(blocks, marks, byline) if "standfirst" not in head_facts else None
    if place is not None:
        head_facts["standfirst"] = plain(blocks[place].text)
        marks.append(place)
    return head_facts, [block for index, block in enumerate(blocks) if index not in marks]


_EMPHASISED = re.compile(r"(\*\*|\*|__|_)(?![*_\s])((?!\1).)+\1", re.DOTALL)


#: How an agency or a newspaper begins its text.
_DATELINE = re.compile(
    r"[A-ZÀ-Ý][A-ZÀ-Ý .'’-]{2,30}(?:, [\w. ]{2,24})?(?: \(\w+\))? *(?:[—–]|--| - )"
)
_SENTENCE_END = re.compile(r"[.!?…:。！？؟।][\"'”’»)\]」』]*$")


def _find_standfirst(blocks: Sequence[Block], marks: Sequence[int], byline: str = "") -> int | None:
    """Return the place of a first paragraph that is the standfirst below the byline.

    It alone is in italics or bold, names the makers, is no sentence before others that are, or
    stands above a dateline.
    """
    first = next((place for place in range(len(blocks)) if place not in marks), len(blocks))
    if first > 2 or first + 1 >= len(blocks):
        return None
    texts = [block for block in blocks[first:] if not block.picture][: _FIRST_TEXTS + 1]
    text = plain(blocks[first].text)
    fits = _SHORTEST_STANDFIRST <= len(text) <= _LONGEST_STANDFIRST and not text.endswith("?")
    if blocks[first] not in texts or blocks[first].kind is not Kind.PARAGRAPH or not fits:
        return None
    bold = [_EMPHASISED.fullmatch(block.text) is not None for block in texts]
    if bold[0]:
        return None if any(bold[1:_FIRST_TEXTS]) else first
    below = blocks[first + 1]
    if not marks or below.picture or len(texts) < _FIRST_TEXTS or caption_marks.number(text):
        return None
    makers = [name for line in byline.split("\n") for name, _ in line_types.byline(line)]
    names_maker = any(fold(name) in fold(text) for name in makers)
    ends = [_SENTENCE_END.search(plain(block.text)) is not None for block in (blocks[first], below)]
    above_dateline = _DATELINE.match(plain(below.text)) and not _DATELINE.match(text)
    return first if names_maker or ends == [False, True] or above_dateline else None


def credit_lines(blocks: Sequence[Block]) -> dict[int, int | None]:
    """Return the picture of each line such as ``Photo: NAME`` below one, or below its caption.

    Both are given by their places. In a text without pictures, several lines are of captions.
    """
    lines = [
        index
        for index, block in enumerate(blocks)
        if block.kind is Kind.PARAGRAPH and line_types.is_credit_line(plain(block.text))
    ]
    if not any(block.picture for block in blocks):
        return dict.fromkeys(lines if len(lines) >= _CREDITS else ())
    owners: dict[int, int | None] = {}
    for index in lines:
        near = range(index - 1, max(index - 3, -1), -1)
        above = next((place for place in near if blocks[place].picture), None)
        if above is not None and above not in owners.values():
            owners[index] = above
    return owners


def _header_line(text: str, facts: Mapping[str, str]) -> HeaderLine | None:
    """Read a line that is a date, a byline, or both; ``facts`` have the bylines that are known."""
    if date := line_types.date(text):
        return HeaderLine(published=date)
    if line_types.byline(text):
        return HeaderLine(line(text))
    lines = facts.get("byline", "").split("\n")
    makers = frozenset(name for text_line in lines for name, _ in line_types.byline(text_line))
    return line_types.header_line(text, makers)


#: A file's name, and its caption behind a tab or many spaces.
_LISTED = re.compile(
    r"(?m)^[ ]*([^\s:]+\.(?:jpe?g|png|tiff?|webp|hei[cf]))(?:[ ]*\t[ \t]*|[ ]{2,})(?=\S)",
    re.IGNORECASE,
)
#: Lines that look as if a program had broken a paragraph at a width (characters).
_WRAPPED = range(40, 101)


def read_text(text: str, name: str) -> Article:
    """Divide a text into paragraphs, and recognise headline, byline, date and boilerplate."""
    blocks: list[Block] = []
    left: list[LeftOut] = []
    for number, words in _paragraphs(clean(_LISTED.sub(r"\1: ", text))):
        origin = Origin(name, f"line {number}")
        if why := boilerplate(words):
            left.append(LeftOut("paragraph", words, why, origin))
        else:
            blocks.append(Block(Kind.PARAGRAPH, as_markdown(words), origin))
    heads = [line_types.byline(plain(block.text)) for block in blocks[:2]]
    if len(blocks) > 1 and heads[0] and not heads[1] and not _is_prose(plain(blocks[1].text)):
        blocks[:2] = blocks[1::-1]
    facts, blocks = take_title(*take_labels({}, blocks))
    if "title" in facts:
        facts, blocks = take_head(facts, blocks, _TEXT_HEAD)
    repeats, blocks = split_repeated_title(facts, blocks)
    return Article(Origin(name), tuple(blocks), facts, (*left, *repeats))


def _is_prose(paragraph: str) -> bool:
    """Return whether a first paragraph is no headline: several sentences, or a long one."""
    sentences = len(re.findall(r"[.!?…](?:\s|$)", paragraph))
    return sentences > 1 or (sentences == 1 and len(paragraph) > 100)


def split_repeated_title(
    facts: Mapping[str, str], blocks: Sequence[Block]
) -> tuple[list[LeftOut], list[Block]]:
    """Return the paragraphs that only repeat the headline as left out, and the other blocks."""
    title, left, others = fold(facts.get("title", "")), list[LeftOut](), list[Block]()
    for block in blocks:
        words = plain(block.text)
        if title and not block.picture and fold(words) == title:
            left.append(LeftOut("paragraph", words, "it repeats the headline", block.origin))
        else:
            others.append(block)
    return left, others


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield every paragraph on one line, with the number of its first line.

    Blank lines divide; lines between them are one paragraph if they were broken at a width.
    """
    number = 1
    for group in re.split(r"(\n[ ]*(?:\n[ ]*)+)", text):
        lines = [(number + offset, words.strip()) for offset, words in enumerate(group.split("\n"))]
        text_lines = [(at, words) for at, words in lines if words]
        if len(text_lines) > 1 and _is_wrapped([words for _, words in text_lines]):
            yield text_lines[0][0], " ".join(words for _, words in text_lines)
        else:
            yield from text_lines
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
    if caption_marks.FILE.match(line):
        return True
    is_item = re.match(r"(?:[-*•–]|\(?\d{1,3}[.):/])\s", line) or line_types.is_credit_line(line)
    return bool(is_item) or caption_marks.number(line) is not None


#: Bytes of a text or a page, of a document with its pictures, and of a page with pictures in it,
#: that are read at most.
_TEXT_BYTES, _DOCUMENT_BYTES = 20_000_000, 300_000_000
_PAGE_BYTES = 150_000_000
_TEXTS = {Sort.TEXT, Sort.MARKDOWN}
#: Pictures in a text whose name does not say that it has markup: WordPress, HTML, Markdown.
_MARKUP = re.compile(r"\[caption\s[^\]]*\]|<img\s|!\[[^\]\n]*\]\([^)\n]*\)")


class SourceError(Exception):
    """A source that cannot be read, with a sentence that says why."""


def read(file: SourceFile, assets: Path | None) -> Article:
    """Read the article of a file. Raises SourceError and what libraries raise of damaged files.

    ``assets`` is the folder that a browser saved beside a page.
    """
    limit = _TEXT_BYTES if file.sort in _TEXTS else _DOCUMENT_BYTES
    limit = _PAGE_BYTES if file.sort is Sort.HTML else limit
    if file.path.stat().st_size > limit:
        raise SourceError(f"more than {limit // 1_000_000} MB")
    raw = file.path.read_bytes()
    if file.sort is Sort.TEXT and not _MARKUP.search(text := texts.decode(raw)):
        from platebook.importing.read import chat

        return (chat.read if chat.is_chat(text) else read_text)(text, file.name)
    if file.sort is Sort.HTML:
        from platebook.importing.read import containers, page

        if containers.has_embedded(raw):
            return _read_bundle(raw, file)
        if len(raw) > _TEXT_BYTES:
            raise SourceError(f"more than {_TEXT_BYTES // 1_000_000} MB")
        copies = partial(_find_saved_copy, page=file.path, assets=assets)
        return page.read(texts.decode(raw), file.name, copies)
    if file.sort in _TEXTS:
        from platebook.importing.read import markdown_text, page

        read_page = partial(page.read, copies=lambda _: None)
        return markdown_text.read(texts.decode(raw), file.name, read_page)
    return _read_bundle(raw, file)


def _read_bundle(raw: bytes, file: SourceFile) -> Article:
    """Read a page or document that holds its pictures."""
    from platebook.importing.read import containers, docx, odt, page

    if file.sort is Sort.DOCX:
        bundle = docx.open_docx(raw)
    elif file.sort is Sort.ODT:
        bundle = odt.open_odt(raw)
    else:
        bundle = containers.open_bundle(raw, file.sort)

    def copies(address: str) -> PictureCopy | None:
        target = bundle.resolve(address)
        try:
            facts = containers.inspect(bundle.content(target)) if target else None
        except (containers.ArchiveTooLargeError, zipfile.BadZipFile, zlib.error, ValueError):
            return None  # the picture is shown as missing; the rest is read
        return PictureCopy(file.path.absolute(), target, *facts) if facts else None

    if bundle.letter:
        letter, signature, name_of_sender = bundle.letter.partition("\n-- \n")
        article = read_text(letter, file.name)
        reason = "it is the signature of the e-mail"
        left = (
            [LeftOut("text", name_of_sender.strip(), reason, article.origin)] if signature else []
        )
        article = replace(article, left_out=(*article.left_out, *left))
    else:
        article = page.read(bundle.text, file.name, copies)
    return _add_attached(article, bundle, file) if bundle.attached else article


def _add_attached(article: Article, bundle: Bundle, file: SourceFile) -> Article:
    """Add the photographs that are attached to an e-mail."""
    photographs: list[PhotographFile] = []
    left = [*article.left_out]
    for name, member in bundle.attached:
        photograph = discover.read_member(bundle.content(member), file, name, member)
        if isinstance(photograph, LeftOut):
            left.append(photograph)
        else:
            photographs.append(photograph)
    return replace(article, photographs=tuple(photographs), left_out=tuple(left))


def _find_saved_copy(address: str, page: Path, assets: Path | None) -> PictureCopy | None:
    """Return the copy of a picture in the folder of a saved page; nothing outside that folder."""
    if assets is None or urlsplit(address).scheme not in ("", "file"):
        return None
    path = page.parent / unquote(urlsplit(address).path).lstrip("/")
    real, root = Path(os.path.realpath(path)), Path(os.path.realpath(assets))
    if not real.is_relative_to(root) or not real.is_file():
        return None
    from platebook.importing.read import containers

    facts = containers.inspect(real.read_bytes())
    return PictureCopy(real, "", *facts) if facts else None
