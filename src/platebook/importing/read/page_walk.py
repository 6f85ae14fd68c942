"""Walks over a page's tree: what is text becomes blocks, and boilerplate is listed as left out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from platebook.importing import line_types
from platebook.importing.line_types import boilerplate
from platebook.importing.model import Block, Kind, LeftOut, Origin, Picture
from platebook.importing.plain_text import as_markdown, fold, plain
from platebook.importing.read import dom, page_core, page_facts
from platebook.importing.read.dom import Element
from platebook.importing.read.page_captions import Caption
from platebook.importing.read.page_photos import PhotoNode

#: What stands before a caption: “Figure 3:”.
LABEL = re.compile(
    r"\s*(?:figure|fig\.|abbildung|abb\.|bild|photo(?:graph)?|foto|image|illustration|figura|imagen|"
    r"immagine|afbeelding|plate|ilustración)\s*\d+\s*[.:)–—-]?\s+(?=\S)",
    re.IGNORECASE,
)

#: The note of a block that is all links.
LINK = "link"
#: The note of a paragraph that is the caption of a photograph, or of a whole gallery.
GALLERY = "the caption of a whole gallery"
CAPTIONS = ("caption", GALLERY)
_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\((https?://[^)\s]+)\)")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]」』]*$")
#: Letters of a label before a link.
_LABEL_LETTERS = 30
_ONLY_LINKS = 0.9
#: Characters of a paragraph that is little more than the page's own address.
_ADDRESS = 250
_DATELABEL = re.compile(
    r"(?:published|posted|updated|last|by|on|date|von|par|por|am|le|el|[\s:·|,•-])+", re.IGNORECASE
)


class Zone(StrEnum):
    """Where the walk over the page is: above the running text, in it, or below it."""

    ABOVE = "it stands above the article"
    CORE = "it stands in the article"
    BELOW = "it stands below the article"


@dataclass(slots=True)
class PageInReading:
    """A page while it is read."""

    name: str
    facts: page_facts.PageFacts
    boilerplate: dict[Element, str] = field(default_factory=dict)
    captions: dict[Element, Caption] = field(default_factory=dict)
    caption_elements: set[Element] = field(default_factory=set)
    counts: Counter[Element] = field(default_factory=Counter)
    photographs: dict[Element, PhotoNode] = field(default_factory=dict)
    skipped_elements: set[Element] = field(default_factory=set)
    blocks: list[Block] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
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


def flow(page: PageInReading, element: Element) -> None:
    """Emit the blocks of an element in order: paragraphs of its own text, and those within it."""
    buffer: list[str] = []

    def flush(kind: Kind = Kind.PARAGRAPH, note: str = "", level: int = 0) -> None:
        for text in dom.paragraphs("".join(buffer)):
            _emit(page, text, kind, note, level)
        buffer.clear()

    note = _caption_note(page, element)
    heading = dom.HEADINGS.get(str(element.tag), 0)
    kind = Kind.HEADING if heading else Kind.PARAGRAPH
    buffer.append(dom.escape(element.text))
    for child in element:
        if page.facts.elements.get(child) == "title" and not page.title_at:
            flush(kind, note, heading)
            page.title_at = len(page.blocks)
        if child in page.boilerplate and child.tag in dom.BLOCKS:
            flush(kind, note, heading)
            page.gaps.add(len(page.blocks))
        if isinstance(child.tag, str) and not skips(page, child):
            if _is_block(page, child):
                flush(kind, note, heading)
                _emit_zone(page, child)
            else:
                buffer.append(
                    dom.inline_of(child, frozenset((*page.caption_elements, *page.boilerplate)))
                )
        buffer.append(dom.escape(child.tail))
    flush(kind, note, heading)


def _caption_note(page: PageInReading, element: Element) -> str:
    """Return the kind of caption that a text's tag or class shows: of a photograph or a gallery."""
    if element.tag != "figcaption" and not dom.CAPTION.search(dom.names_of(element)):
        return LINK if dom.linked_share(element) > _ONLY_LINKS else ""
    figure = next(element.iterancestors("figure"), None)
    gallery = next(
        (ancestor for ancestor in element.iterancestors() if page.counts[ancestor]), None
    )
    if figure is not None and page.counts[figure] > 1:
        return GALLERY
    if gallery is None or "gallery" not in dom.names_of(gallery).lower():
        return "caption"
    return GALLERY if page.counts[gallery] > 1 else "caption"


def skips(page: PageInReading, element: Element) -> bool:
    """Return whether the walk leaves out an element, or has it elsewhere."""
    is_caption = element in page.caption_elements and element not in page.photographs
    if (is_caption or element.tag in dom.NO_TEXT) and not page.counts[element]:
        return True
    elsewhere = (page.boilerplate, page.skipped_elements, page.facts.elements)
    return any(element in elements for elements in elsewhere)


def _is_block(page: PageInReading, element: Element) -> bool:
    return element.tag in dom.BLOCKS or any(
        descendant.tag in dom.BLOCKS
        or descendant in page.photographs
        or descendant in page.boilerplate
        or descendant in page.facts.elements
        for descendant in element.iter()
    )


def _emit_zone(page: PageInReading, element: Element) -> None:
    """Emit an element, and note where the running text begins and ends."""
    if element is page.core:
        page.zone = Zone.CORE
    _block(page, element)
    if element is page.core:
        page.zone = Zone.BELOW


def _block(page: PageInReading, element: Element) -> None:
    """Emit a picture, a list or a quotation as one block; other elements piece by piece."""
    if element in page.photographs or element in page.caption_elements:
        for descendant in element.iter():
            if descendant in page.photographs:
                _picture(page, page.photographs[descendant])
        return
    if page.counts[element] > 1 and element.tag == "figure":
        for caption in element.findall("figcaption"):
            flow(page, caption)
            page.caption_elements.add(caption)
    apart = (page.photographs, page.boilerplate, page.caption_elements)
    holds = any(descendant in those for descendant in element.iter() for those in apart)
    text = None if holds else _as_one(element)
    if text is None:
        flow(page, element)
    elif text:
        _emit(page, text, Kind.PARAGRAPH, "", 0)


def _as_one(element: Element) -> str | None:
    """Write a list, a quotation or a row as one Markdown text; None for other elements."""
    if element.tag in ("ul", "ol") and all(_is_simple(item) for item in element):
        items = enumerate(filter(None, map(_line_of, element.findall("li"))), 1)
        is_ordered = element.tag == "ol"
        return "\n".join(f"{at}. {item}" if is_ordered else f"- {item}" for at, item in items)
    if element.tag == "blockquote":
        return "\n>\n".join(f"> {part}" for part in dom.paragraphs(dom.inline(element)))
    if element.tag == "tr":
        return " – ".join(filter(None, map(_line_of, element)))
    return "" if element.tag == "hr" else None


def _line_of(element: Element) -> str:
    return " ".join(dom.paragraphs(dom.inline(element)))


def _is_simple(item: Element) -> bool:
    return item.tag == "li" and not any(
        element.tag in ("ul", "ol", "table", "figure") for element in item.iter()
    )


def _emit(page: PageInReading, text: str, kind: Kind, note: str, level: int) -> None:
    """Add a block, or leave it out where it is boilerplate or repeats the headline."""
    origin, bare = page.origin(), plain(text)
    why = boilerplate(bare) if note != "caption" or len(bare) < 40 else ""
    metadata = page.facts
    title = fold(metadata.facts.get("title", ""))
    if not why and fold(bare) == title:
        why = "it repeats the headline"
    is_link = note == LINK
    free = kind is Kind.PARAGRAPH and note not in CAPTIONS
    if not why and free and _is_way_out(text, metadata.address, is_link=is_link):
        why = "it is a link to another article"
    if not why and bare.startswith("- ") and title in map(fold, text.split("\n")):
        why = "it says where the page is"
    if not why and metadata.address and metadata.address in text and len(bare) < _ADDRESS:
        why = "it is the page's address"
    if not why and _DATELABEL.fullmatch(bare):
        why = "it is the label of a date or byline"
    if not why and page.zone is not Zone.CORE and not _belongs(page, text, kind, note):
        why = page.zone.value
    if why:
        page.left_out.append(LeftOut("paragraph", bare, why, origin))
    else:
        page.blocks.append(Block(kind, text, origin, None, level, note))


def _is_way_out(text: str, address: str, *, is_link: bool) -> bool:
    """Return whether a paragraph only leads to other pages of the site, in any language.

    ``text`` is Markdown; ``is_link`` says that it is all links. Else a short label may stand before
    them (``Read more:``), which is no sentence; the page's own address must be known for that.
    """
    links = _LINK.findall(text)
    if not links or not all(page_core.is_other_page(target, address) for _, target in links):
        return False
    if is_link:
        return True
    label = plain(_LINK.sub("", text))
    link_letters = sum(page_core.letters(plain(words)) for words, _ in links)
    short = page_core.letters(label) <= min(_LABEL_LETTERS, link_letters)
    return bool(address) and short and not _SENTENCE_END.search(text.rstrip("*_ "))


def _belongs(page: PageInReading, text: str, kind: Kind, note: str) -> bool:
    """Return whether a text beside the running text is part of the article."""
    bare = plain(text)
    if note in CAPTIONS:
        return True
    if page.zone is Zone.ABOVE and (
        line_types.date(bare) or line_types.byline(bare) or line_types.header_line(bare)
    ):
        return True
    link_text = bare if note == LINK else ""
    return kind is Kind.PARAGRAPH and page_core.is_prose(bare, link_text)


def _picture(page: PageInReading, node: PhotoNode) -> None:
    text = page.captions.get(node.element, Caption())
    images = (page.facts.images[stem] for stem in sorted(node.stems) if stem in page.facts.images)
    data = next(images, page_facts.DataPicture(""))
    caption = text.text or as_markdown(node.caption) or as_markdown(data.caption)
    note, alt = text.note, node.alt
    if not caption and node.title:
        caption, note = as_markdown(node.title), "the title of the picture on the page"
        alt = "" if fold(alt) == fold(node.title) else alt
    picture = Picture(
        tuple(node.addresses),
        page.origin(),
        LABEL.sub("", caption, count=1),
        text.credit or data.credit,
        alt,
        text.title,
        note=note,
    )
    page.blocks.append(Block(Kind.PICTURE, "", picture.origin, picture))
