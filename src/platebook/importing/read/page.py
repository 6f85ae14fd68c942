"""Reads a web page of any make: a walk over its tree, not a rule for each site.

The content is the part with the most text and photographs; boilerplate in it is known by tags and
class words; each photograph's caption is looked for in its cell; what is left is the text.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from platebook.importing import line_types, names
from platebook.importing.model import (
    PAGE_DATA,
    Article,
    Block,
    Kind,
    LeftOut,
    Origin,
    PictureCopy,
    Row,
)
from platebook.importing.plain_text import as_markdown, fold, plain
from platebook.importing.read import (
    dom,
    page_content,
    page_core,
    page_facts,
    page_header,
    page_hidden,
    page_photos,
    page_tables,
)
from platebook.importing.read.articles import credit_lines, take_head, take_labels, take_title
from platebook.importing.read.dom import Element
from platebook.importing.read.page_captions import Captions, LabelKind
from platebook.importing.read.page_photos import PhotoNode
from platebook.importing.read.page_walk import (
    CAPTIONS,
    LABEL,
    LINK,
    PageInReading,
    Zone,
    flow,
    skips,
)

#: Finds the file of a picture that came with the page by its address, or None.
Copies = Callable[[str], PictureCopy | None]


def read(text: str, name: str, copies: Copies) -> Article:
    """Read a page. Raises ValueError where there is nothing in it."""
    is_part = re.search(r"<(?:html|head|main|article)\b", text, re.IGNORECASE) is None
    root = dom.parse(text)
    page_hidden.refer(root)
    hidden = [*page_hidden.take(root)]
    page_facts.materialise(root)
    page_tables.unfold(root)
    page = PageInReading(name, page_facts.read(root))
    page.left_out += [LeftOut("text", words, reason, page.origin()) for words, reason in hidden]
    body = root.find(".//body")
    body = root if body is None else body
    photographs, icons = page_photos.find(body)
    metadata = page.facts
    page.boilerplate = page_content.find_boilerplate(
        body, photographs, metadata.elements, metadata.address
    )
    parts = page_content.Content(body, body)
    if not is_part:
        figures = _outside(photographs, page.boilerplate)
        parts = page_content.find_content(
            body, figures, page.boilerplate, metadata.elements, fold(metadata.body)
        )
    content, page.core, page.prose = parts.root, parts.core, parts.prose
    page.zone = Zone.CORE if parts.core is content else Zone.ABOVE
    figures = _outside(photographs, page.boilerplate)
    figures = _photographs(page, content, photographs, figures)
    page.skipped_elements |= {
        element for node in icons for element in (node.element, *node.duplicates)
    }
    flow(page, content)
    _list_boilerplate(page, body, content)
    _leave_out(page, _find_stranded(page), "what stood below it is left out")
    _leave_out(page, _find_above_headline(page), "it stands above the headline")
    facts, page.blocks = take_labels(page.facts.facts, _attach_captions(page.blocks))
    facts, page.blocks = take_title(facts, page.blocks)
    facts, page.blocks = take_head(facts, page.blocks)
    _leave_out(page, _find_above_text(page, facts), "it is a label above the text")
    _leave_out(page, _find_repeated(page), "the page says it several times")
    _leave_out(page, _find_below_end(page), "it stands below the end of the article")
    notes = _fill(page)
    finished = tuple(_add_copy(block, copies) for block in page.blocks)
    left = _pictures_left(page, photographs, figures, icons)
    rows = tuple(_data_rows(page, photographs))
    return Article(Origin(name), finished, facts, (*page.left_out, *left), notes, rows)


def _outside(nodes: Sequence[PhotoNode], removed: Collection[Element]) -> list[PhotoNode]:
    return [node for node in nodes if not page_content.is_within(node.element, removed)]


#: Letters of a file name that says which photograph it is of.
_TELLING = 4


def _data_rows(page: PageInReading, photographs: Sequence[PhotoNode]) -> Iterator[Row]:
    """Yield what the page's data say of photographs that it does not show."""
    shown = {stem for node in photographs for stem in node.stems}
    for stem, picture in page.facts.images.items():
        texts = {"caption": picture.caption, "credit": picture.credit}
        values = {key: text for key, text in texts.items() if text}
        if values and stem not in shown and len(stem) >= _TELLING:
            yield Row(stem, values, Origin(page.name), PAGE_DATA)


def _photographs(
    page: PageInReading,
    content: Element,
    photographs: Sequence[PhotoNode],
    figures: Sequence[PhotoNode],
) -> list[PhotoNode]:
    """Keep the content's photographs, without those that lead to other pages; find captions."""
    inside = [node for node in figures if content in node.element.iterancestors()]
    page_photos.set_cells(content, inside)
    own = [node for node in inside if not _is_teaser(page, node)]
    if not own and page.prose < page_content.STORY:
        own = inside
    for node in inside:
        if node not in own and node.cell is not None and node.cell.tag != "img":
            page.boilerplate[node.cell] = "it leads to another page"
    counts = page_photos.set_cells(content, own)
    for node in own:
        page.photographs[node.element] = node
        page.skipped_elements |= set(node.duplicates)
    others = [node for node in photographs if node not in own]
    page.skipped_elements |= {
        element for node in others for element in (node.element, *node.duplicates)
    }
    page.counts = counts
    captions = Captions(own, content, counts, page.boilerplate)
    page.captions, page.caption_elements = captions.by_element, captions.elements
    for element, kind in captions.labels.items():
        if kind is not LabelKind.CREDIT and page_content.is_within(element, page.caption_elements):
            page.left_out.append(
                LeftOut("label", dom.plain(element), f"it is {kind}", page.origin())
            )
    return own


def _is_teaser(page: PageInReading, node: PhotoNode) -> bool:
    """Return whether a photograph belongs to a link to another page."""
    cell = node.cell
    if page_photos.is_teaser(node):
        return True
    if cell is None or cell.tag == "img":
        return False
    caption = cell.find(".//figcaption")
    if caption is not None and all(element.tag not in dom.HEADINGS for element in caption.iter()):
        return False
    return bool(page_core.leads_to(cell, page.facts.address, alone=True))


def _attach_captions(blocks: Sequence[Block]) -> list[Block]:
    """Attach captions to the pictures that they stand beside, below or else above."""
    attached = list(blocks)
    first = next((index for index, block in enumerate(attached) if block.picture), None)
    if first is None:
        return attached
    above = first > 0 and attached[first - 1].note == "caption"
    captions: set[int] = set()
    for index, block in enumerate(attached):
        beside = index - 1 if above else index + 1
        if not block.picture or block.picture.caption or not 0 <= beside < len(attached):
            continue
        other = attached[beside]
        labelled = other.kind is Kind.PARAGRAPH and LABEL.match(other.text)
        if (
            other.picture is None
            and beside not in captions
            and (other.note == "caption" or labelled)
        ):
            caption = LABEL.sub("", other.text, count=1)
            attached[index] = replace(block, picture=replace(block.picture, caption=caption))
            captions.add(beside)
    return [block for index, block in enumerate(attached) if index not in captions]


def _add_copy(block: Block, copies: Copies) -> Block:
    """Attach to a picture the copy that came with the page."""
    picture = block.picture
    if picture is None:
        return replace(block, note="") if block.note in ("caption", LINK) else block
    copy = next(filter(None, map(copies, picture.names)), None)
    return replace(block, picture=replace(picture, copy=copy))


def _list_boilerplate(page: PageInReading, body: Element, content: Element) -> None:
    """List the text of boilerplate, and what stands outside the article."""
    for element, kind in page.facts.elements.items():
        if rest := page_header.remainder(element, page.facts.facts):
            reason = f"it stands beside the {kind}"
            page.left_out.append(LeftOut("paragraph", rest, reason, page.origin()))
    for element, why in page.boilerplate.items():
        if not any(parent in page.boilerplate for parent in element.iterancestors()):
            page.left_out += _list_left_out(page, element, why)
    outside = [content]
    for parent in content.iterancestors():
        if outside[-1] is not body:
            outside.append(parent)
    for inner, parent in pairwise(outside):
        for child in parent:
            if child is not inner and isinstance(child.tag, str) and not skips(page, child):
                page.left_out += _list_left_out(page, child, "it stands outside the article")


def _list_left_out(page: PageInReading, element: Element, why: str) -> Iterator[LeftOut]:
    """Yield what is left out of an element, a paragraph each, without what is shown elsewhere."""
    # What is removed is listed with it.
    apart = () if element in page.boilerplate else page.boilerplate
    elsewhere = frozenset(
        descendant
        for descendant in element.iter()
        if descendant is not element and (descendant in apart or descendant in page.facts.elements)
    )
    for text in dom.paragraphs(f"\n\n{dom.inline(element, elsewhere)}\n\n"):
        yield LeftOut("paragraph", plain(text), why, page.origin())


def _pictures_left(
    page: PageInReading,
    photographs: Sequence[PhotoNode],
    figures: Sequence[PhotoNode],
    icons: Sequence[PhotoNode],
) -> Iterator[LeftOut]:
    boilerplate = [node for node in photographs if node not in figures]
    for nodes, reason in (
        (boilerplate, "it stands in a menu or a box of the page"),
        ([node for node in icons if node.addresses], "it is an icon or a logo"),
    ):
        for node in nodes:
            texts = (names.file_name(node.addresses[0]), node.alt, node.caption, node.title)
            text = ": ".join(dict.fromkeys(filter(None, texts)))
            yield LeftOut("picture", text, reason, Origin(page.name))


_COPYRIGHT = re.compile(
    r".{0,60}(?:©|\(c\)|\bcopyright\b).{0,160}|.{0,160}\ball rights reserved.{0,60}", re.IGNORECASE
)
_ENDS = re.compile(r"[.!?…。！？；؟।။][\"'”’»)\]」』]*$")
_LINKED_ITEM = re.compile(r"- \[[^\]]*\]\([^)]*\)\W*")
_MAIL = re.compile(r"\S+@\S+\.\w+\W*(?:\w{1,12}\W*)?")
#: Letters of a heading above the text that is a standfirst; of a line with the page's date.
_STANDFIRST, _LINE = 40, 120


def _leave_out(page: PageInReading, places: Collection[int], reason: str) -> None:
    """Take blocks out of the text by their places, and list them."""
    for place in sorted(places):
        block = page.blocks[place]
        text = names.file_name(block.picture.names[0]) if block.picture else plain(block.text)
        page.left_out.append(LeftOut(block.kind.value, text, reason, block.origin))
    page.blocks = [block for place, block in enumerate(page.blocks) if place not in places]


def _find_stranded(page: PageInReading) -> set[int]:
    """Find headings of boilerplate that was left out."""
    stranded = set()
    for place, block in enumerate(page.blocks):
        below = page.blocks[place + 1] if place + 1 < len(page.blocks) else None
        ends = below is None or (below.kind is Kind.HEADING and below.level <= block.level)
        if block.kind is Kind.HEADING and place + 1 in page.gaps and ends:
            stranded.add(place)
    page.title_at -= sum(place < page.title_at for place in stranded)
    return stranded


def _find_above_headline(page: PageInReading) -> set[int]:
    """Find what stands above the headline and is neither text nor a photograph."""
    above = enumerate(page.blocks[: page.title_at])
    return {place for place, block in above if not block.picture and not _is_text(block)}


def _find_above_text(page: PageInReading, facts: Mapping[str, str]) -> set[int]:
    """Find labels and date lines between headline and text."""
    texts = (place for place, block in enumerate(page.blocks) if _is_text(block))
    first = next(texts, 0) if facts.get("title") else 0
    return {
        place
        for place, block in enumerate(page.blocks[:first])
        if (block.kind is Kind.PARAGRAPH and block.note not in CAPTIONS)
        or (block.kind is Kind.HEADING and page_core.letters(block.text) < _STANDFIRST)
    }


#: Times that a short text stands in a page's text if it is a label; letters of a text that is not.
_OFTEN, _LABEL = 3, 80


def _find_repeated(page: PageInReading) -> set[int]:
    """Find labels that stand there again and again, and long paragraphs that stand there twice."""
    texts = [fold(plain(block.text)) if not block.picture else "" for block in page.blocks]
    for place in credit_lines(page.blocks):
        texts[place] = ""  # each belongs to the photograph, or to the caption, above it
    counts = Counter(texts)
    result = set()
    for place, text in enumerate(texts):
        long = page_core.letters(text) >= _LABEL
        if text and ((long and text in texts[:place]) or (not long and counts[text] >= _OFTEN)):
            result.add(place)
    return result


def _find_below_end(page: PageInReading) -> set[int]:
    """Find headings that have nothing below them, and links and labels after the end."""
    blocks = page.blocks
    keys = [block.picture.names[:1] if block.picture else () for block in blocks]
    own = (place for place, name in enumerate(keys) if name and name not in keys[:place])
    last = max(own, default=-1)
    text_after = any(_is_text(block) for block in blocks[last + 1 :])
    below, credits = set(), credit_lines(blocks)
    for place in range(len(blocks) - 1, last, -1):
        block = blocks[place]
        if place in credits:
            break
        loose = (
            block.kind is Kind.HEADING or block.note == LINK or (text_after and not _is_text(block))
        )
        if not loose or _is_text(block) or not (text_after or last >= 0):
            break
        below.add(place)
    return below


def _is_text(block: Block) -> bool:
    """Return whether a block is text that people read: a sentence, or a long paragraph."""
    text = plain(block.text)
    if block.kind is not Kind.PARAGRAPH or block.note == LINK:
        return False
    if _COPYRIGHT.fullmatch(text) or _MAIL.fullmatch(text):
        return False
    items = block.text.split("\n") if block.text.startswith("- ") else []
    makers = (line_types.byline(plain(item)) or line_types.date(plain(item)) for item in items)
    if any(makers) and all(page_core.letters(item) < _LINE for item in items):
        return False
    if sum(_LINKED_ITEM.fullmatch(item) is not None for item in items) > len(items) / 2:
        return False
    return page_core.is_prose(text) or (
        _ENDS.search(text) is not None and not line_types.find_date(text)
    )


#: Letters of a text that is an article; the share of it that is not shown; letters compared.
_ARTICLE, _HIDDEN, _PROBE = 200, 0.5, 40
_NOTE = "The text is from the page’s data (JSON-LD articleBody), for the page shows little of it."


def _fill(page: PageInReading) -> tuple[str, ...]:
    """Put the text of the page's data in place of one that lacks most of it; return a note then."""
    paragraphs = list(_paragraphs(page.facts.body))
    length = sum(page_core.letters(text) for text in paragraphs)
    page_text = "".join(_key(block.text) for block in page.blocks)
    page_text += "".join(_key(block.picture.caption) for block in page.blocks if block.picture)
    hidden = [text for text in paragraphs if _key(text)[:_PROBE] not in page_text]
    if length < _ARTICLE or sum(map(page_core.letters, hidden)) < length * _HIDDEN:
        return ()
    data_text = "".join(map(_key, paragraphs))
    texts = {place for place, block in enumerate(page.blocks) if not block.picture}
    apart = {place for place in texts if _key(page.blocks[place].text)[:_PROBE] not in data_text}
    _leave_out(page, apart, "the page’s data have the article’s text, and this is not in it")
    origin = Origin(page.name, "articleBody")
    text = [Block(Kind.PARAGRAPH, paragraph, origin) for paragraph in paragraphs]
    page.blocks = [*text, *(block for block in page.blocks if block.picture)]
    return (_NOTE,)


def _paragraphs(body: str) -> Iterator[str]:
    """Yield the paragraphs of a text as Markdown; markup in it is read as that of a page."""
    if re.search(r"<(?:p|br|div)\b", body):
        yield from dom.paragraphs(dom.inline(dom.parse(f"<html><body>{body}</body></html>")))
        return
    for text in re.split(r"\s*\n\s*", html.unescape(body)):
        if paragraph := as_markdown(text):
            yield paragraph


def _key(text: str) -> str:
    return fold(plain(text)).replace(" ", "")
