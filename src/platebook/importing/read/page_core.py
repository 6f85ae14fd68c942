"""Finds the running text of a page, and lists of links to other articles, by their shape alone.

The running text is the element for which prose and photographs outweigh links and labels most (a
maximum subtree, as in Pasternack and Roth, Extracting Article Text from the Web, 2009).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from platebook.importing.plain_text import fold
from platebook.importing.read import dom
from platebook.importing.read.dom import Element
from platebook.importing.read.page_photos import PICTURE, PhotoNode

#: What a photograph is worth in letters of prose; what a letter of a label or link costs.
_PHOTOGRAPH, _LABEL_COST, _LINK_COST = 150.0, 0.5, 1.0
#: Letters from which a run of text is prose: in any case, and if it ends as a sentence does.
_PROSE, _SENTENCE = 80, 30
#: What a letter counts for where a word is written with few, and where words are not divided.
_DENSE, _UNDIVIDED = 2.5, 1.3
_DENSE_SCRIPTS = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")
_UNDIVIDED_SCRIPTS = ("THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")
_ENDS = re.compile(r"[.!?…:。！？؟।။۔][\"'”’»)\]」』]*$")
#: Weight of prose that the page's own data repeat as the article's, and of other prose then.
_CONFIRMED, _UNCONFIRMED = 2.0, 0.5
#: Letters of a text that is looked for in the article's body as the data have it.
_PROBE = 40


@dataclass(slots=True)
class Weights:
    """What elements are worth in letters of prose.

    ``prose`` and ``photographs`` are what their text and photographs add, ``total`` is that less
    what links and labels cost.
    """

    total: dict[Element, float] = field(default_factory=lambda: defaultdict(float))
    prose: dict[Element, float] = field(default_factory=lambda: defaultdict(float))
    photographs: dict[Element, float] = field(default_factory=lambda: defaultdict(float))

    def gain(self, outer: Element, inner: Element) -> tuple[float, float]:
        """Return what an element adds to one within it, and the share of that after its costs."""
        total = (
            self.prose[outer]
            + self.photographs[outer]
            - self.prose[inner]
            - self.photographs[inner]
        )
        net = self.total[outer] - self.total[inner]
        return net, net / total if total > 0 else 0.0


def letters(text: str) -> float:
    """Count the letters of a text, those of dense scripts for more."""
    count = 0.0
    for character in text:
        if character.isascii():
            count += character.isalnum()
        elif character.isalpha() or unicodedata.category(character).startswith("M"):
            name = unicodedata.name(character, "")
            dense = name.startswith(_DENSE_SCRIPTS)
            count += _DENSE if dense else _UNDIVIDED if name.startswith(_UNDIVIDED_SCRIPTS) else 1.0
    return count


def is_prose(text: str, link_text: str = "") -> bool:
    """Return whether a text is running text: long or a sentence, and not most of it in links."""
    length = letters(text)
    if length < _SENTENCE or letters(link_text) > length * 0.5:
        return False
    return length >= _PROSE or _ENDS.search(text.rstrip("*_ ")) is not None


def score_elements(
    body: Element,
    photographs: Sequence[PhotoNode],
    removed: Collection[Element],
    facts: Collection[Element],
    article: str = "",
) -> Weights:
    """Weigh every element. ``article`` is the article's text as the page's data have it, folded."""
    weights = Weights()
    skip = frozenset((*removed, *facts))
    _score(body, skip, article.replace(" ", ""), weights)
    for node in photographs:
        if not any(ancestor in skip for ancestor in (node.element, *node.element.iterancestors())):
            for ancestor in node.element.iterancestors():
                weights.total[ancestor] += _PHOTOGRAPH
                weights.photographs[ancestor] += _PHOTOGRAPH
    return weights


def _score(element: Element, skip: frozenset[Element], article: str, weights: Weights) -> None:
    """Add up the runs of an element's own text and the weights of the blocks within it."""
    total = prose = 0.0
    for run, link_text in _runs(element, skip):
        value = _value(run, link_text, article, heading=element.tag in dom.HEADINGS)
        total += value
        prose += max(value, 0.0)
    for child in _blocks(element, skip):
        _score(child, skip, article, weights)
        total += weights.total[child]
        prose += weights.prose[child]
    weights.total[element] = total
    weights.prose[element] = prose


def _value(run: str, link_text: str, article: str, *, heading: bool) -> float:
    text = " ".join(run.split())
    length = letters(text)
    in_links = letters(link_text)
    if heading or not length:
        return -_LINK_COST * in_links
    if not is_prose(text, link_text):
        return -_LINK_COST * in_links - _LABEL_COST * min(length - in_links, _PROSE)
    value = length - in_links
    if article:
        probe = fold(text).replace(" ", "")[:_PROBE]
        value *= _CONFIRMED if probe in article else _UNCONFIRMED
    return value


def _is_block(element: Element) -> bool:
    return element.tag in dom.BLOCKS or any(
        descendant.tag in dom.BLOCKS for descendant in element.iter()
    )


def _blocks(element: Element, skip: frozenset[Element]) -> Iterator[Element]:
    for child in element:
        if not isinstance(child.tag, str) or child.tag in dom.NO_TEXT or child in skip:
            continue
        if child.tag != "noscript" and _is_block(child):
            yield child


def _runs(element: Element, skip: frozenset[Element]) -> Iterator[tuple[str, str]]:
    """Yield each run of text of an element between blocks and double line ends, and its links."""
    run, link_parts, breaks = [element.text or ""], list[str](), 0
    inside = any(descendant.tag == "a" for descendant in (element, *element.iterancestors("a")))
    for child in element:
        if not isinstance(child.tag, str) or child.tag in dom.NO_TEXT or child in skip:
            pass
        elif child.tag == "br" or _is_block(child):
            breaks += 1
            if breaks > 1 or child.tag != "br":
                yield "".join(run), "".join(run if inside else link_parts)
                run, link_parts = [], []
        else:
            text = child.text_content()
            run.append(text)
            links = [child] if child.tag == "a" else child.iterfind(".//a")
            link_parts += [link.text_content() for link in links]
        tail = child.tail or ""
        breaks = 0 if tail.strip() else breaks
        run.append(tail or " ")
    yield "".join(run), "".join(run if inside else link_parts)


#: The share of all weight that an article has at least; that an element must add to be part of it.
_MOST, _MUCH, _NET = 0.5, 0.2, 0.8
#: The share of what an element adds that its own paragraphs have, if it is part of the text.
_PURE = 0.98
_HOLDERS = {"div", "section", "article", "main", "body", "td", "center", "form", "noscript"}
_LEAVES = ("p", "figure", "table", "ul", "ol", "blockquote")


def find_root(body: Element, weights: Weights, titles: Sequence[Element]) -> Element:
    """Find the smallest element that has headline and article: what is round it adds little.

    Without ``titles``, the elements that show the headline, it is the smallest with the article.
    """
    densest = max(weights.total, key=lambda element: weights.total[element], default=body)
    top = weights.total[densest]
    chain = [densest]
    while (best_child := _best_child(chain[-1], weights)) is not None:
        chain.append(best_child)
    chains = [list(reversed([*title.iterancestors()])) for title in titles]
    best = body
    for candidates in [*chains, *([] if chains else [chain])]:
        chain = [element for element in candidates if weights.total[element] >= top * _MOST]
        root = chain[-1] if chain else body
        for outer in reversed(chain[:-1]):
            net, share = weights.gain(outer, root)
            if (net >= top * _MUCH and share >= _NET) or _is_beside_text(outer, net, weights):
                root = outer
        if best is body or best in root.iterancestors():
            best = root
    return best


def _is_beside_text(outer: Element, net: float, weights: Weights) -> bool:
    """Return whether what an element adds are paragraphs side by side: text round a table, say."""
    own = sum(
        weights.total[child] for child in outer if child.tag == "p" and child in weights.prose
    )
    return net > 0 and own >= net * _PURE


def _best_child(element: Element, weights: Weights) -> Element | None:
    children = [child for child in element if weights.total.get(child, 0.0) > 0]
    return max(children, key=lambda child: weights.total[child], default=None)


def find_core(root: Element, weights: Weights) -> Element:
    """Find the element with most weight within another, the smallest if several have about that."""
    holders = [element for element in root.iter() if element is root or element.tag in _HOLDERS]
    core = max(holders, key=lambda holder: weights.total.get(holder, 0.0))
    while (inner := _best_child(core, weights)) is not None and inner.tag not in _LEAVES:
        net, share = weights.gain(core, inner)
        if net > 1 and (share >= _NET or net >= weights.total[core] * _MUCH):
            break
        core = inner
    return core


#: Items of a list of teasers at least; letters of one at most, of its link at least, of a single
#: teaser at most, of what it says beside its links at most.
_FEWEST, _LONGEST, _LINK, _ALONE, _SUMMARY = 3, 700, 8, 250, 180
#: The share of a group's items that must lead to other pages; of an item's text in its links.
_ALIKE, _LINKED = 0.7, 0.6
_ITEMS = {"li", "div", "article", "section", "a", "figure", "td", "p", "dd", "dl", "ul", "tr"}


def find_teasers(body: Element, address: str) -> Iterator[list[Element]]:
    """Yield groups of elements that repeat one shape, each with a link to a page of the site.

    ``address`` is the page's own, empty where that is not known.
    """
    for parent in body.iter():
        if not isinstance(parent.tag, str) or len(parent) < _FEWEST:
            continue
        groups: dict[tuple[str, str], list[Element]] = defaultdict(list)
        for child in parent:
            if child.tag in _ITEMS and (child.tag != "a" or _is_card(child)):
                groups[_shape(child)].append(child)
        for items in groups.values():
            if len(items) >= _FEWEST and _are_teasers(items, address):
                yield items


def _is_card(link: Element) -> bool:
    """Return whether a link holds more than words of a sentence: blocks or a picture."""
    return any(element.tag in dom.BLOCKS or element.tag == "img" for element in link.iter())


def _shape(element: Element) -> tuple[str, str]:
    name = (element.get("class") or "").split(" ")[0]
    return str(element.tag), re.sub(r"\d+", "0", name)


def _are_teasers(items: Sequence[Element], address: str) -> bool:
    leads = {item: lead for item in items if (lead := leads_to(item, address))}
    nonempty_count = sum(bool(dom.plain(item)) for item in items)
    return len(leads) >= max(_FEWEST, nonempty_count * _ALIKE) and len({*leads.values()}) >= _FEWEST


def is_album(items: Sequence[Element], photographs: Sequence[PhotoNode]) -> bool:
    """Return whether linked photographs are what a page is about: most of it, under sentences."""
    photo_items = {
        item for node in photographs for item in items if item in node.element.iterancestors()
    }
    if len(photo_items) < len(items) * _ALIKE or len(photo_items) < len(photographs) * _MOST:
        return False
    texts = [link for item in items for link in item.iter("a") if dom.plain(link)]
    sentences = sum(_ENDS.search(dom.plain(link)) is not None for link in texts)
    return sentences >= len(items) * _MOST


def leads_to(item: Element, address: str, *, alone: bool = False) -> str:
    """Return the page that an item of a list leads to; empty where it is no teaser.

    An item that is ``alone`` must be hardly more than a link.
    """
    text = dom.plain(item)
    if letters(text) > (_ALONE if alone else _LONGEST):
        return ""
    links = [item, *item.iterfind(".//a")] if item.tag == "a" else item.findall(".//a")
    links = [link for link in links if is_other_page(link.get("href") or "", address)]
    titled = [link for link in links if letters(dom.plain(link)) >= _LINK]
    if not titled:
        return ""
    image_targets = {link.get("href") for link in links if link.find(".//img") is not None}
    link_length = sum(letters(dom.plain(link)) for link in titled)
    if letters(text) - link_length > _SUMMARY:
        return ""
    for link in titled:
        headed = item.tag != "p" and _is_headline(link, item)
        same = link.get("href") in image_targets and not alone
        if headed or same or link_length >= letters(text) * _LINKED:
            return link.get("href") or ""
    return ""


def _is_headline(link: Element, item: Element) -> bool:
    """Return whether a link is a heading's words, or has a heading in it."""
    if any(element.tag in dom.HEADINGS for element in link.iter()):
        return True
    heading = next(link.iterancestors(*dom.HEADINGS), None)
    if heading is None or item not in (heading, *heading.iterancestors()):
        return False
    return letters(dom.plain(link)) >= letters(dom.plain(heading)) * _LINKED


def is_other_page(href: str, address: str) -> bool:
    """Return whether a link leads to another page of the same site."""
    if not href or PICTURE.search(href) or re.match(r"\s*(?:#|javascript:|mailto:|tel:)", href):
        return False
    try:
        target, own = urlsplit(href.strip()), urlsplit(address)
    except ValueError:
        return False
    if target.hostname and own.hostname and _site(target.hostname) != _site(own.hostname):
        return False
    return not own.path or target.path.rstrip("/") != own.path.rstrip("/") or not target.path


def _site(host: str) -> str:
    """Return the part of a host name that all servers of a site share, near enough."""
    parts = host.lower().split(".")
    short = len(parts) > 2 and len(parts[-2]) <= 3
    return ".".join(parts[-3:] if short else parts[-2:])
