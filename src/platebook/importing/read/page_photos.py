"""Finds the photographs of a page: their addresses, twins, icons, and the cell round each.

A cell is the largest element that holds one photograph and no other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import unquote

from platebook.importing import names
from platebook.importing.plain_text import fold
from platebook.importing.read import dom
from platebook.importing.read.dom import Element

#: Attributes with a picture's address, the largest picture first.
_ADDRESSES = (
    *("data-full-url", "data-orig-file", "data-large-file", "data-original", "data-full-src"),
    *("data-hi-res-src", "data-zoom-src", "data-src", "data-lazy-src", "data-image"),
    *("data-original-src", "data-url", "src"),
)
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
#: Attributes with a caption, of a picture or of the link or item round it, the best first.
_CAPTIONS = (
    *("data-caption", "data-image-caption", "data-sub-html", "data-description"),
    *("data-image-description", "data-title"),
)
PICTURE = re.compile(r"\.(?:jpe?g|png|webp|tiff?|avif|hei[cf])(?:$|[?#&/])", re.IGNORECASE)
_OTHER = re.compile(r"\.(?:svg|gif|ico|bmp)(?:$|[?#])", re.IGNORECASE)
_ICON = re.compile(
    r"(?:^|[/_.\s-])(?:avatars?|logos?|icons?|favicon|emojis?|gravatar|spinner|pixel|spacer|badge|sprite|1x1|blank|"
    r"placeholder|share|button|arrow|loading|tracking|facebook|twitter|instagram|pinterest|linkedin)(?:$|[/_.\s\d-])",
    re.IGNORECASE,
)
#: Addresses of pictures that only count the readers.
_COUNTER = re.compile(
    r"\b(?:piwik|matomo|analytics|(?:double|one)click|scorecardresearch|quantserve|chartbeat)\b|"
    r"facebook\.com/tr\b|/(?:pixel|beacon|track(?:er|ing)?|count(?:er)?)(?:\.\w+)?\?",
    re.IGNORECASE,
)
#: Pixels of an icon's longer side; pictures of a page.
_SMALL, _MOST = 100, 5_000
#: Elements round a picture that may have its caption in an attribute.
_HOLDERS = 3
#: Words from which a title is one that people read.
_SENTENCE = 4
#: Class words of the pictures of people who write.
_PEOPLE = {"avatar", "author", "authors", "byline", "profile", "headshot", "contributor"}


@dataclass(slots=True, eq=False)
class PhotoNode:
    """A photograph on a page: its element (and those that show it again), addresses, alt text."""

    element: Element
    addresses: list[str]
    alt: str = ""
    caption: str = ""
    title: str = ""
    duplicates: list[Element] = field(default_factory=list)
    cell: Element | None = None

    @property
    def stems(self) -> set[str]:
        """The normalised stems of its addresses."""
        return {names.stem(address) for address in self.addresses} - {""}


def find(root: Element) -> tuple[list[PhotoNode], list[PhotoNode]]:
    """Return the photographs of a page in their order, twins as one; and icons and the like."""
    nodes = [node for element in root.iter("img", "amp-img") if (node := _node(element))]
    merged: list[PhotoNode] = []
    common = names.common_stems(node.addresses[0] for node in nodes if node.addresses)
    for node in nodes[:_MOST]:
        last = merged[-1] if merged else None
        if last is not None and _are_duplicates(last, node, common):
            last.duplicates.append(node.element)
            last.addresses = [*dict.fromkeys([*last.addresses, *node.addresses])]
            last.alt = last.alt or node.alt
            if not _in_noscript(node.element) and _in_noscript(last.element):
                last.duplicates[-1], last.element = last.element, node.element
        else:
            merged.append(node)
    icons = [node for node in merged if _is_icon(node)]
    photographs = [node for node in merged if node not in icons]
    return [node for node in photographs if node.addresses], icons


def _is_address(text: str) -> bool:
    """Return whether an attribute's value is one picture's address, and not a set or JSON."""
    return len(text) < 2_000 and not re.search(r"[\s{}\[\]\"]", text) and bool(PICTURE.search(text))


def _node(element: Element) -> PhotoNode | None:
    addresses = list(dict.fromkeys(_addresses(element)))
    anchor = next(element.iterancestors("a"), None)
    holders = [element, *islice(element.iterancestors(), _HOLDERS)]
    alone = [holder for holder in holders if len([*islice(holder.iter("img"), 2)]) == 1]
    captions = (holder.get(key) or "" for key in _CAPTIONS for holder in [element, *alone])
    stems = {names.stem(address) for address in addresses}
    caption = next((text for text in captions if text and names.stem(text) not in stems), "")
    if "<" in caption:
        caption = dom.plain(dom.parse(f"<div>{caption}</div>"))
    alt = " ".join((element.get("alt") or "").split())
    return PhotoNode(element, addresses, alt, " ".join(caption.split()), _title(element, anchor))


def _title(element: Element, anchor: Element | None) -> str:
    """Return the title or label of a picture or of the link round it, if it is a sentence."""
    holders = [element, *([anchor] if anchor is not None else [])]
    for holder in holders:
        for key in ("title", "aria-label"):
            text = " ".join((holder.get(key) or "").split())
            if len(text.split()) >= _SENTENCE:
                return text
    return ""


def _addresses(element: Element) -> Iterator[str]:
    """Yield a picture's addresses, those of the largest copies first."""
    result: list[str] = []
    for parent in element.iterancestors():
        if parent.tag == "a" and PICTURE.search(parent.get("href") or ""):
            result.append(parent.get("href") or "")
        if parent.tag not in ("a", "picture", "span", "div", "noscript"):
            break
    result += [element.get(key) or "" for key in _ADDRESSES]
    others = (value for key, value in element.attrib.items() if str(key).startswith("data-"))
    result += [text for text in map(str, others) if _is_address(text)]
    picture = element.getparent()
    sources = picture.findall("source") if picture is not None and picture.tag == "picture" else []
    for source in (element, *sources):
        for key in _SETS:
            parts = re.split(r",\s+", source.get(key) or "")
            result += reversed([part.split()[0] for part in parts if part.strip()])
    for address in result:
        address = address.strip()
        if address and not address.startswith("data:") and not _OTHER.search(address):
            yield address
    for address in result:
        if match := re.match(r"https?://[^/]+/.*?/(https?(?:%3A|:).+)", address, re.IGNORECASE):
            yield unquote(match[1])  # a service that scales pictures has the original's address


def _are_duplicates(first: PhotoNode, second: PhotoNode, common: frozenset[str]) -> bool:
    """Return whether two pictures that follow each other are one, loaded late or without script.

    ``common`` are stems that say nothing; addresses that are equal do.
    """
    alike = bool((first.stems & second.stems) - common or {*first.addresses} & {*second.addresses})
    lacks_address = not first.addresses or not second.addresses
    depth = _depth_to_common(first.element, second.element)
    if _in_noscript(first.element) != _in_noscript(second.element):
        return depth <= 3 and (alike or lacks_address)
    if lacks_address:
        return depth <= 2 and (first.alt == second.alt or not first.alt)
    if _has_own_caption(first.element, second.element):
        return False
    return alike and first.alt == second.alt and depth <= 3


def _has_own_caption(first: Element, second: Element) -> bool:
    """Return whether two pictures stand in two figures that both have a caption."""
    figures = [next(photograph.iterancestors("figure"), None) for photograph in (first, second)]
    return figures[0] is not figures[1] and all(
        figure is not None and figure.find(".//figcaption") is not None for figure in figures
    )


def _in_noscript(element: Element) -> bool:
    return next(element.iterancestors("noscript"), None) is not None


def _depth_to_common(first: Element, second: Element) -> int:
    """Count the steps from one element up to what holds both."""
    above = list(first.iterancestors())
    for parent in second.iterancestors():
        if parent in above:
            return above.index(parent)
    return len(above)


def _is_icon(node: PhotoNode) -> bool:
    element = node.element
    sizes = (re.match(r"\d+", element.get(key) or "") for key in ("width", "height"))
    sides = [int(size[0]) for size in sizes if size]
    if sides and max(sides) <= _SMALL:
        return True
    if _ICON.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return True
    near = [element, *islice(element.iterancestors(), 3)]
    if any(
        dom.words(ancestor) & _PEOPLE for ancestor in near if len(ancestor.findall(".//img")) <= 1
    ):
        return True
    own = names.file_name(node.addresses[0]) if node.addresses else ""
    if node.addresses and _COUNTER.search(node.addresses[0]):
        return True
    return _ICON.search(own) is not None or (not node.addresses and not node.duplicates)


def set_cells(root: Element, photographs: Sequence[PhotoNode]) -> Counter[Element]:
    """Find every photograph's cell; return how many photographs each element holds."""
    counts: Counter[Element] = Counter()
    for node in photographs:
        for parent in up_to(node.element, root):
            counts[parent] += 1
    for node in photographs:
        node.cell = node.element
        for parent in up_to(node.element, root):
            if parent is root or counts[parent] > 1:
                break
            node.cell = parent
    return counts


def up_to(element: Element, root: Element) -> Iterator[Element]:
    """Yield the elements that an element lies in, up to one of them."""
    for parent in element.iterancestors():
        yield parent
        if parent is root:
            return


def is_teaser(node: PhotoNode) -> bool:
    """Return whether a picture leads to another page: nearly all text of its cell is a link."""
    links = node.element.iterancestors("a")
    anchor = next((link for link in links if link.get("href")), None)
    cell = node.cell
    if anchor is None or cell is None or PICTURE.search(anchor.get("href") or ""):
        return False
    if (anchor.get("href") or "").startswith("#") or cell.find(".//figcaption") is not None:
        return False
    whole = len(fold(dom.plain(cell)))
    link_length = sum(len(fold(dom.plain(link))) for link in cell.iter("a"))
    return whole > 0 and link_length / whole > 0.8
