"""Reads a web page of any make: a walk over its tree, not a rule for each site.

The content is the part with the most text and photographs; furniture in it is known by tags and
class words; each photograph's caption is looked for in its cell; what is left is the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from platebook.importing import names
from platebook.importing.model import Article, Block, Kind, LeftOut, Origin
from platebook.importing.read import (
    dom,
    page_blocks,
    page_body,
    page_content,
    page_core,
    page_facts,
    page_header,
    page_photos,
)
from platebook.importing.read.articles import take_head, take_title
from platebook.importing.read.dom import Element
from platebook.importing.read.page_captions import Captions, LabelKind
from platebook.importing.read.page_photos import PhotoNode
from platebook.importing.read.page_walk import LABEL, Page, Zone, flow, skips
from platebook.importing.text import folded, plain


@dataclass(frozen=True, slots=True)
class Copy:
    """A picture's copy that came with the page: its file, member of an archive, size, ending.

    ``size`` is px wide × high; ``ending`` is that of its format.
    """

    path: Path
    member: str
    size: tuple[int, int]
    ending: str


#: Finds the copy of a picture by its address, or None.
Copies = Callable[[str], Copy | None]


def read(text: str, name: str, copies: Copies) -> Article:
    """Read a page. Raises ValueError where there is nothing in it."""
    root = dom.parse(text)
    page_facts.materialise(root)
    page = Page(name, root, page_facts.read(root))
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
    flow(page, content)
    _left_behind(page, body, content)
    labels, blocks = page_blocks.stranded(page.blocks, page.gaps)
    above, blocks = page_blocks.above_headline(blocks, page.title_at)
    facts, blocks = take_title(page.facts.facts, _attached(blocks))
    facts, blocks = take_head(facts, blocks)
    dated, blocks = page_blocks.above_text(blocks, facts)
    again, blocks = page_blocks.repeated(blocks)
    blocks, below = page_blocks.below_end(blocks)
    blocks, replaced, notes = page_body.fill(blocks, said.body, name)
    page.left += [*labels, *dated, *again, *replaced]
    finished = tuple(_finished(block, copies) for block in blocks)
    left = _pictures_left(page, photographs, shown, icons)
    return Article(Origin(name), finished, facts, (*page.left, *above, *below, *left), notes)


def _photographs(
    page: Page, content: Element, photographs: Sequence[PhotoNode], shown: Sequence[PhotoNode]
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


def _is_teaser(page: Page, node: PhotoNode) -> bool:
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
        labelled = other.kind is Kind.PARAGRAPH and LABEL.match(other.text)
        if other.picture is None and beside not in taken and (other.note == "caption" or labelled):
            caption = LABEL.sub("", other.text, count=1)
            found[index] = replace(block, picture=replace(block.picture, caption=caption))
            taken.add(beside)
    return [block for index, block in enumerate(found) if index not in taken]


def _finished(block: Block, copies: Copies) -> Block:
    """Give a picture the copy that came with the page."""
    picture = block.picture
    if picture is None:
        return replace(block, note="") if block.note in ("caption", page_blocks.LINK) else block
    for address in picture.names:
        if copy := copies(address):
            own = replace(
                picture, path=copy.path, member=copy.member, size=copy.size, ending=copy.ending
            )
            return replace(block, picture=own)
    return block


def _left_behind(page: Page, body: Element, content: Element) -> None:
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
            if child is not inner and isinstance(child.tag, str) and not skips(page, child):
                page.left += _listed(page, child, "it stands outside the article")


def _listed(page: Page, element: Element, why: str) -> Iterator[LeftOut]:
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
    page: Page,
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
