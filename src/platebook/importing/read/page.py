"""Reads a web page of any make: a walk over its tree, not a rule for each site.

The content is the part with the most text and photographs; furniture in it is known by tags and
class words; each photograph's caption is looked for in its cell; what is left is the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from platebook.importing import caption_blocks as agency
from platebook.importing import header_lines, names
from platebook.importing.furniture import furniture
from platebook.importing.model import Article, Block, Kind, LeftOut, Origin, Picture
from platebook.importing.read import (
    dom,
    page_body,
    page_content,
    page_core,
    page_facts,
    page_header,
    page_photos,
)
from platebook.importing.read.articles import take_head, take_title
from platebook.importing.read.dom import Element
from platebook.importing.read.page_captions import Caption, Captions, LabelKind
from platebook.importing.read.page_photos import PhotoNode
from platebook.importing.text import as_markdown, folded, plain

_LABEL = re.compile(
    r"\s*(?:figure|fig\.|abbildung|abb\.|bild|photo(?:graph)?|foto|image|illustration|figura|imagen|"
    r"immagine|afbeelding|plate|ilustración)\s*\d+\s*[.:)–—-]?\s+(?=\S)",
    re.IGNORECASE,
)

_ONLY_LINKS = 0.9
#: Characters of a paragraph that is little more than the page's own address.
_ADDRESS = 250
_DATE_LABEL = re.compile(
    r"(?:published|posted|updated|last|by|on|date|von|par|por|am|le|el|[\s:·|,•-])+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Copy:
    """A picture's copy that came with the page: its file, member of an archive, size, ending.

    ``size`` is px wide × high; ``ending`` is that of its format.
    """

    path: Path
    member: str
    size: tuple[int, int]
    ending: str


class Zone(StrEnum):
    """Where the walk over the page is: above the running text, in it, or below it."""

    ABOVE = "it stands above the article"
    CORE = "it stands in the article"
    BELOW = "it stands below the article"


#: Finds the copy of a picture by its address, or None.
Copies = Callable[[str], Copy | None]


@dataclass(slots=True)
class _Page:
    """A page while it is read."""

    name: str
    root: Element
    facts: page_facts.PageFacts
    removed: dict[Element, str] = field(default_factory=dict)
    captions: dict[Element, Caption] = field(default_factory=dict)
    used: set[Element] = field(default_factory=set)
    counts: Counter[Element] = field(default_factory=Counter)
    photographs: dict[Element, PhotoNode] = field(default_factory=dict)
    skipped: set[Element] = field(default_factory=set)
    blocks: list[Block] = field(default_factory=list)
    left: list[LeftOut] = field(default_factory=list)
    number: int = 0
    title_at: int = 0
    core: Element | None = None
    prose: float = 0.0
    zone: Zone = Zone.CORE
    gaps: set[int] = field(default_factory=set)

    def origin(self) -> Origin:
        """The place of the next block."""
        self.number += 1
        return Origin(self.name, f"block {self.number}")


def read(text: str, name: str, copies: Copies) -> Article:
    """Read a page. Raises ValueError where there is nothing in it."""
    root = dom.parse(text)
    page_facts.materialise(root)
    page = _Page(name, root, page_facts.read(root))
    body = root.find(".//body")
    body = root if body is None else body
    photographs, icons = page_photos.find(body)
    said = page.facts
    page.removed = page_content.find_furniture(body, photographs, said.shown, said.address)
    shown = [node for node in photographs if not page_content.is_within(node.element, page.removed)]
    found = page_content.find_content(body, shown, page.removed, said.shown, folded(said.body))
    content, page.core, page.prose = found.root, found.core, found.prose
    page.zone = Zone.CORE if found.core is content else Zone.ABOVE
    shown = [node for node in shown if not page_content.is_within(node.element, page.removed)]
    shown = _photographs(page, content, photographs, shown)
    page.skipped |= {each for node in icons for each in (node.element, *node.twins)}
    _flow(page, content)
    _left_behind(page, body, content)
    labels, blocks = page_content.stranded(page.blocks, page.gaps)
    above, blocks = page_content.above_headline(blocks, page.title_at)
    facts, blocks = take_title(page.facts.facts, _attached(blocks))
    facts, blocks = take_head(facts, blocks)
    dated, blocks = page_content.above_text(blocks, facts)
    again, blocks = page_content.repeated(blocks)
    blocks, below = page_content.below_end(blocks)
    blocks, replaced, notes = page_body.fill(blocks, said.body, name)
    page.left += [*labels, *dated, *again, *replaced]
    finished = tuple(_finished(block, copies) for block in blocks)
    left = _pictures_left(page, photographs, shown, icons)
    return Article(Origin(name), finished, facts, (*page.left, *above, *below, *left), notes)


def _photographs(
    page: _Page, content: Element, photographs: Sequence[PhotoNode], shown: Sequence[PhotoNode]
) -> list[PhotoNode]:
    """Keep the content's photographs, without those that lead to other pages; find captions."""
    inside = [node for node in shown if content in node.element.iterancestors()]
    page_photos.set_cells(content, inside)
    own = [node for node in inside if not _is_teaser(page, node)]
    if not own and page.prose < page_content.STORY:
        own = inside
    for node in inside:
        if node not in own and node.cell is not None and node.cell.tag != "img":
            page.removed[node.cell] = "it leads to another page"
    counts = page_photos.set_cells(content, own)
    for node in own:
        page.photographs[node.element] = node
        page.skipped |= set(node.twins)
    dropped = [node for node in photographs if node not in own]
    page.skipped |= {each for node in dropped for each in (node.element, *node.twins)}
    page.counts = counts
    captions = Captions(own, content, counts, page.removed)
    page.captions, page.used = captions.found, captions.used
    for element, kind in captions.labels.items():
        if kind is not LabelKind.CREDIT and page_content.is_within(element, page.used):
            page.left.append(LeftOut("label", dom.plain(element), f"it is {kind}", page.origin()))
    return own


def _is_teaser(page: _Page, node: PhotoNode) -> bool:
    """Return whether a photograph belongs to a link to another page."""
    cell = node.cell
    if page_photos.is_teaser(node):
        return True
    if cell is None or cell.tag == "img":
        return False
    caption = cell.find(".//figcaption")
    if caption is not None and all(each.tag not in dom.HEADINGS for each in caption.iter()):
        return False
    return bool(page_core.leads_to(cell, page.facts.address, alone=True))


def _flow(page: _Page, element: Element) -> None:
    """Emit the blocks of an element in order: paragraphs of its own text, and those within it."""
    buffer: list[str] = []

    def flush(kind: Kind = Kind.PARAGRAPH, note: str = "", level: int = 0) -> None:
        for text in dom.paragraphs("".join(buffer)):
            _emit(page, text, kind, note, level)
        buffer.clear()

    note = _caption_note(page, element)
    heading = dom.HEADINGS.get(str(element.tag), 0)
    kind = Kind.HEADING if heading else Kind.PARAGRAPH
    buffer.append(dom.escaped(element.text))
    for child in element:
        if page.facts.shown.get(child) == "title" and not page.title_at:
            flush(kind, note, heading)
            page.title_at = len(page.blocks)
        if child in page.removed and child.tag in dom.BLOCKS:
            flush(kind, note, heading)
            page.gaps.add(len(page.blocks))
        if isinstance(child.tag, str) and not _skips(page, child):
            if _is_block(page, child):
                flush(kind, note, heading)
                _zoned(page, child)
            else:
                buffer.append(dom.inline_of(child, frozenset((*page.used, *page.removed))))
        buffer.append(dom.escaped(child.tail))
    flush(kind, note, heading)


def _caption_note(page: _Page, element: Element) -> str:
    """Say that a text is a caption by its tag or class: of one photograph, or of a gallery."""
    if element.tag != "figcaption" and not dom.CAPTION.search(dom.names_of(element)):
        return page_content.LINK if dom.linked_share(element) > _ONLY_LINKS else ""
    figure = next((each for each in element.iterancestors() if each.tag == "figure"), None)
    gallery = next((each for each in element.iterancestors() if page.counts[each]), None)
    if figure is not None and page.counts[figure] > 1:
        return page_content.GALLERY
    if gallery is None or "gallery" not in dom.names_of(gallery).lower():
        return "caption"
    return page_content.GALLERY if page.counts[gallery] > 1 else "caption"


def _skips(page: _Page, element: Element) -> bool:
    return (
        (element.tag in dom.NO_TEXT and not page.counts[element])
        or element in page.removed
        or (element in page.used and not page.counts[element] and element not in page.photographs)
        or element in page.skipped
        or element in page.facts.shown
    )


def _is_block(page: _Page, element: Element) -> bool:
    return element.tag in dom.BLOCKS or any(
        each.tag in dom.BLOCKS
        or each in page.photographs
        or each in page.removed
        or each in page.facts.shown
        for each in element.iter()
    )


def _zoned(page: _Page, element: Element) -> None:
    """Emit an element, and note where the running text begins and ends."""
    if element is page.core:
        page.zone = Zone.CORE
    _block(page, element)
    if element is page.core:
        page.zone = Zone.BELOW


def _block(page: _Page, element: Element) -> None:
    """Emit a picture, a list or a quotation as one block; other elements piece by piece."""
    if element in page.photographs or element in page.used:
        for each in element.iter():
            if each in page.photographs:
                _picture(page, page.photographs[each])
        return
    if page.counts[element] > 1 and element.tag == "figure":
        for caption in element.findall("figcaption"):
            _flow(page, caption)
            page.used.add(caption)
    apart = (page.photographs, page.removed, page.used)
    holds = any(each in those for each in element.iter() for those in apart)
    text = None if holds else _as_one(element)
    if text is None:
        _flow(page, element)
    elif text:
        _emit(page, text, Kind.PARAGRAPH, "", 0)


def _as_one(element: Element) -> str | None:
    """Write a list, a quotation or a row as one Markdown text; None for other elements."""
    if element.tag in ("ul", "ol") and all(_is_simple(item) for item in element):
        items = [_line_of(item) for item in element.findall("li")]
        ordered = element.tag == "ol"
        return "\n".join(
            f"{number}. {item}" if ordered else f"- {item}"
            for number, item in enumerate(filter(None, items), 1)
        )
    if element.tag == "blockquote":
        return "\n>\n".join(f"> {part}" for part in dom.paragraphs(dom.inline(element)))
    if element.tag == "tr":
        return " – ".join(filter(None, map(_line_of, element)))
    return "" if element.tag == "hr" else None


def _line_of(element: Element) -> str:
    return " ".join(dom.paragraphs(dom.inline(element)))


def _is_simple(item: Element) -> bool:
    return item.tag == "li" and not any(
        each.tag in ("ul", "ol", "table", "figure") for each in item.iter()
    )


def _emit(page: _Page, text: str, kind: Kind, note: str, level: int) -> None:
    """Add a block, or leave it out where it is furniture or repeats the headline."""
    origin, bare = page.origin(), plain(text)
    why = furniture(bare) if note != "caption" or len(bare) < 40 else ""
    said = page.facts
    title = folded(said.facts.get("title", ""))
    if not why and folded(bare) == title:
        why = "it repeats the headline"
    linked = note == page_content.LINK
    free = kind is Kind.PARAGRAPH and note not in page_content.CAPTIONS
    if not why and free and page_content.is_way_out(text, said.address, linked=linked):
        why = "it is a link to another article"
    if not why and bare.startswith("- ") and title in map(folded, text.split("\n")):
        why = "it says where the page is"
    if not why and said.address and said.address in text and len(bare) < _ADDRESS:
        why = "it is the page's address"
    if not why and _DATE_LABEL.fullmatch(bare):
        why = "it is the label of a date or byline"
    if not why and page.zone is not Zone.CORE and not _belongs(page, text, kind, note):
        why = page.zone.value
    if why:
        page.left.append(LeftOut("paragraph", bare, why, origin))
    else:
        page.blocks.append(Block(kind, text, origin, None, level, note))


def _belongs(page: _Page, text: str, kind: Kind, note: str) -> bool:
    """Return whether a text beside the running text is part of the article."""
    bare = plain(text)
    if note in page_content.CAPTIONS:
        return True
    if page.zone is Zone.ABOVE and (
        header_lines.date(bare) or header_lines.byline(bare) or header_lines.header_line(bare)
    ):
        return True
    linked = bare if note == page_content.LINK else ""
    return kind is Kind.PARAGRAPH and page_core.is_prose(bare, linked)


def _picture(page: _Page, node: PhotoNode) -> None:
    found = page.captions.get(node.element, Caption())
    data = next(
        (page.facts.images[stem] for stem in sorted(node.stems) if stem in page.facts.images), None
    )
    caption = found.text or as_markdown(node.caption)
    if not caption and data:
        caption = as_markdown(data.caption)
    note = found.note
    if not caption and node.title:
        caption, note = as_markdown(node.title), "the title of the picture on the page"
    credit = found.credit or (data.credit if data else "")
    picture = Picture(
        tuple(node.addresses),
        page.origin(),
        _LABEL.sub("", caption, count=1),
        agency.clean_credit(credit),
        node.alt,
        found.title,
        note=note,
    )
    page.blocks.append(Block(Kind.PICTURE, "", picture.origin, picture))


def _attached(blocks: Sequence[Block]) -> list[Block]:
    """Give captions that stand beside their pictures to them, below or else above."""
    found = list(blocks)
    first = next((index for index, block in enumerate(found) if block.picture), None)
    if first is None:
        return found
    above = first > 0 and found[first - 1].note == "caption"
    taken: set[int] = set()
    for index, block in enumerate(found):
        beside = index - 1 if above else index + 1
        if not block.picture or block.picture.caption or not 0 <= beside < len(found):
            continue
        other = found[beside]
        labelled = other.kind is Kind.PARAGRAPH and _LABEL.match(other.text)
        if other.picture is None and beside not in taken and (other.note == "caption" or labelled):
            caption = _LABEL.sub("", other.text, count=1)
            found[index] = replace(block, picture=replace(block.picture, caption=caption))
            taken.add(beside)
    return [block for index, block in enumerate(found) if index not in taken]


def _finished(block: Block, copies: Copies) -> Block:
    """Give a picture the copy that came with the page."""
    picture = block.picture
    if picture is None:
        return replace(block, note="") if block.note in ("caption", page_content.LINK) else block
    for address in picture.names:
        if copy := copies(address):
            own = replace(
                picture, path=copy.path, member=copy.member, size=copy.size, ending=copy.ending
            )
            return replace(block, picture=own)
    return block


def _left_behind(page: _Page, body: Element, content: Element) -> None:
    """List the text of furniture, and what stands outside the article."""
    for element, kind in page.facts.shown.items():
        if rest := page_header.remainder(element, page.facts.facts):
            reason = f"it stands beside the {kind}"
            page.left.append(LeftOut("paragraph", rest, reason, page.origin()))
    for element, why in page.removed.items():
        if not any(parent in page.removed for parent in element.iterancestors()):
            page.left += _listed(page, element, why)
    outside = [content]
    for parent in content.iterancestors():
        if outside[-1] is not body:
            outside.append(parent)
    for inner, parent in pairwise(outside):
        for child in parent:
            if child is not inner and isinstance(child.tag, str) and not _skips(page, child):
                page.left += _listed(page, child, "it stands outside the article")


def _listed(page: _Page, element: Element, why: str) -> Iterator[LeftOut]:
    """Give what is left out of an element, a paragraph each, without what is shown elsewhere."""
    apart = () if element in page.removed else page.removed  # what is removed is listed with it
    shown = frozenset(
        each
        for each in element.iter()
        if each is not element and (each in apart or each in page.facts.shown)
    )
    for text in dom.paragraphs(f"\n\n{dom.inline(element, shown)}\n\n"):
        yield LeftOut("paragraph", plain(text), why, page.origin())


def _pictures_left(
    page: _Page,
    photographs: Sequence[PhotoNode],
    shown: Sequence[PhotoNode],
    icons: Sequence[PhotoNode],
) -> Iterator[LeftOut]:
    for node in photographs:
        if node not in shown:
            yield LeftOut(
                "picture",
                names.file_name(node.addresses[0]),
                "it stands in furniture of the page",
                Origin(page.name),
            )
    for node in icons:
        if node.addresses:
            yield LeftOut(
                "picture",
                names.file_name(node.addresses[0]),
                "it is an icon or a logo",
                Origin(page.name),
            )
