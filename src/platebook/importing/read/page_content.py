"""Finds the part of a page that is the article, and the boilerplate within, above and below it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from platebook.importing.read import dom, page_core
from platebook.importing.read.dom import Element
from platebook.importing.read.page_photos import PhotoNode

#: The share of prose, text and photographs from which an element is no boilerplate; from
#: which the page is a list of links.
_TOO_MUCH, _TOO_MUCH_TOGETHER, _ALL = 0.4, 0.3, 0.7
#: Letters of running text from which photographs that lead to other pages are no part of a page.
STORY = 600
_INLINE = {"a", "abbr", "b", "cite", "em", "i", "mark", "q", "small", "span", "strong", "u"}
_UNSEEN = {"sr-only", "visually-hidden", "screen-reader-text", "print", "noprint", "tooltip"}
#: Letters round an inline element from which it is part of a sentence.
_PROSE = 40
_LISTS = {"ul", "ol", "div", "section", "p", "table"}
#: Class words of films; pictures and letters of prose that one has at most.
_FILMS = {"video", "videos", "videoplayer", "videoresource", "mediaplayer", "carousel-video"}
_STILLS, _LITTLE = 2, 200
_BOXES = {"infobox", "factbox", "infokasten", "faktenbox"}
#: Class words that mean boilerplate however much text stands there.
_CERTAIN = re.compile(
    r"“(?:comments?|disqus|respond|kommentare|related|relatedposts|jp-relatedposts|recommend\w*|"
    r"reflist|cookie|consent|popular|trending|mostread|outbrain|taboola)”"
)


_FRAME = re.compile(
    r"<(?:nav|footer|form)>|navigation|contentinfo|“(?:footer|related|sidebar)”|film"
)


def find_boilerplate(
    body: Element, photographs: Sequence[PhotoNode], facts: Mapping[Element, str], address: str
) -> dict[Element, str]:
    """Return the elements that are boilerplate and why, none that holds much of the page.

    ``facts`` are elements that show headline, byline and the like; ``address`` is the page's own.
    """
    prose = page_core.score_elements(body, (), (), facts).prose
    removed = _teasers(body, photographs, facts, address, prose)
    photographs = [node for node in photographs if not is_within(node.element, removed)]
    boilerplate = _by_name(body, photographs, facts, removed, prose)
    sums: Counter[str] = Counter()
    for element, why in boilerplate.items():
        sums[why] += int(prose[element])
    whole = prose[body] - sum(sums[why] for why in sums if _CERTAIN.search(why))
    excepted = {why for why in sums if sums[why] > whole * _TOO_MUCH_TOGETHER}
    excepted = {why for why in excepted if sums[why] and not _CERTAIN.search(why)}
    removed |= {element: why for element, why in boilerplate.items() if why not in excepted}
    return removed


def _teasers(
    body: Element,
    photographs: Sequence[PhotoNode],
    facts: Collection[Element],
    address: str,
    prose: Mapping[Element, float],
) -> dict[Element, str]:
    """Return the items of lists of links to other articles, unless the page is such a list."""
    items = [
        item
        for group in page_core.find_teasers(body, address)
        if prose[body] > STORY or not page_core.is_album(group, photographs)
        for item in group
        if item not in facts and not any(element in facts for element in item.iter())
    ]
    outer = set(items)
    items = [
        item for item in items if not any(ancestor in outer for ancestor in item.iterancestors())
    ]
    if sum(prose[item] for item in items) > prose[body] * _ALL:
        return {}
    return dict.fromkeys(items, "it is one of several links to other articles")


def _by_name(
    body: Element,
    photographs: Sequence[PhotoNode],
    facts: Mapping[Element, str],
    removed: Collection[Element],
    prose: Mapping[Element, float],
) -> dict[Element, str]:
    """Return the elements that tag, role, class or links show to be boilerplate."""
    reasons: dict[Element, str] = {}
    text_classes: set[str] = set()
    whole = max(len(dom.plain(body)), 1)
    photographs_in: Counter[Element] = Counter(
        parent for node in photographs for parent in node.element.iterancestors()
    )
    for element in body.iter():
        if not isinstance(element.tag, str) or element in facts:
            continue
        if is_within(element, reasons) or is_within(element, removed):
            continue
        count = photographs_in[element]
        if element.tag in ("tr", "li", "p") and _is_of_box(element) and not count:
            reasons[element] = "it stands in a box of facts"
            continue
        why = _reason(element, count, prose[element])
        if not why or any(facts.get(descendant) == "title" for descendant in element.iter()):
            continue
        if count > len(photographs) / 2 and (
            element.find(".//figcaption") is not None or not _FRAME.search(why)
        ):
            continue
        much = (
            prose[element] > prose[body] * _TOO_MUCH
            if prose[body]
            else len(dom.plain(element)) > whole * _TOO_MUCH
        )
        if not much or _CERTAIN.search(why):
            reasons[element] = why
        else:
            text_classes |= {*(element.get("class") or "").split()}
    return {
        element: why for element, why in reasons.items() if not _is_kept(element, why, text_classes)
    }


def _is_kept(element: Element, why: str, text_classes: Collection[str]) -> bool:
    """Return whether the class that speaks against an element is of much of the text.

    Builders of pages call every block ``elementor-widget``.
    """
    word = why.partition("“")[2].rstrip("”")
    own = (name for name in (element.get("class") or "").split() if word in dom.words_of(name))
    return bool(word) and not _CERTAIN.search(why) and any(name in text_classes for name in own)


def _is_of_box(element: Element) -> bool:
    """Return whether a row or paragraph stands in a box of facts beside the text."""
    return any(dom.words(ancestor) & _BOXES for ancestor in element.iterancestors())


def _reason(element: Element, photographs: int, prose: float) -> str:
    """Return why an element is boilerplate by tag, role, class or links; empty where it is none."""
    if why := _mark_of_note(element):
        return why
    if _is_of_sentence(element):
        return ""
    if why := dom.boilerplate_reason(element, photographs=photographs > 0):
        return why
    if element.tag in _LISTS and not photographs:
        if dom.is_control(element):
            return "it is a list of controls"
        if dom.is_link_list(element):
            return "it is a list of links"
    film = dom.words(element) & _FILMS and prose < _LITTLE and photographs <= _STILLS
    return "it is a film" if film else ""


def _is_of_sentence(element: Element) -> bool:
    """Return whether an element is words of a sentence, whatever its class says: a link, a name."""
    parent = element.getparent()
    if element.tag not in _INLINE or parent is None or dom.words(element) & _UNSEEN:
        return False
    around = f"{parent.text or ''}{''.join(child.tail or '' for child in parent)}"
    return page_core.letters(around) >= _PROSE


def _mark_of_note(element: Element) -> str:
    """Recognise the mark of a footnote: a raised number that leads to a place on the page."""
    if element.tag != "sup" or not re.fullmatch(r"\W*\w{1,3}\W*", dom.plain(element)):
        return ""
    links = element.findall(".//a[@href]")
    leads = bool(links) and all((link.get("href") or "").startswith("#") for link in links)
    return "it is the mark of a footnote" if leads else ""


def is_within(element: Element, removed: Collection[Element]) -> bool:
    """Return whether an element is one of those removed, or lies in one."""
    return element in removed or any(parent in removed for parent in element.iterancestors())


#: The share of the running text that its paragraphs side by side have at least; that a box below
#: the last of them has at most.
_SIDE_BY_SIDE, _BOX = 0.6, 0.15
_CONTAINERS = {"div", "section", "article", "aside", "header", "footer", "main", "table", "form"}


def _remove_trailing(
    core: Element,
    weights: page_core.Weights,
    removed: dict[Element, str],
    facts: Mapping[Element, str],
) -> None:
    """Remove boxes that stand below the last paragraph: policies, offers, links to more."""
    prose = weights.prose
    own = {
        element: prose[element] - sum(prose[child] for child in element if child.tag in _CONTAINERS)
        for element in core.iter(*_CONTAINERS, "body")
    }
    text = max(own, key=lambda reason: own[reason], default=None)
    if text is None or own[text] < prose[core] * _SIDE_BY_SIDE:
        return
    last = max(
        (place for place, child in enumerate(text) if _ends_text(child, weights)), default=None
    )
    if last is None:
        return
    below = [*text[last + 1 :]]
    for parent in (text, *text.iterancestors()):
        if parent is core:
            break
        below += [*parent.itersiblings()]
    for child in below:
        box = child.tag in _CONTAINERS and child not in removed and child not in facts
        if (
            box
            and not _goes_on(child)
            and not _is_called_like(child, core)
            and not weights.photographs[child]
            and prose[child] < prose[core] * _BOX
        ):
            removed[child] = "it stands below the article"


def _goes_on(element: Element) -> bool:
    """Return whether an element is more of the text: several paragraphs of prose and no link."""
    texts = [
        text for paragraph in element.iter("p") if page_core.is_prose(text := dom.plain(paragraph))
    ]
    much = sum(map(page_core.letters, texts)) >= _LITTLE
    return len(texts) > 1 and much and element.find(".//a") is None


def _is_called_like(element: Element, core: Element) -> bool:
    """Return whether an element without links has its text in boxes that are called like others."""
    mine, others = _text_boxes(element), _text_boxes(core, element)
    return bool(mine & others) and element.find(".//a") is None


def _text_boxes(element: Element, without: Element | None = None) -> set[tuple[str, str]]:
    """Return tag and class of the boxes within an element that hold paragraphs of prose."""
    return {
        (str(box.tag), name)
        for box in element.iter(*_CONTAINERS)
        if (name := box.get("class") or " ".join(dom.data_names(box)))
        and box is not without
        and (without is None or without not in box.iterancestors())
        and any(child.tag == "p" and page_core.is_prose(dom.plain(child)) for child in box)
    }


def _ends_text(child: Element, weights: page_core.Weights) -> bool:
    """Return whether an element is part of the text that stands side by side, or photographs."""
    if weights.photographs.get(child, 0.0) or (child.tail or "").strip():
        return True
    return child.tag not in _CONTAINERS and weights.prose.get(child, 0.0) > 0


#: The share of the running text's weight that a part of the article below it has at least.
_PART = 0.1


@dataclass(frozen=True, slots=True)
class Content:
    """The part of a page that is read: ``core`` is its running text, ``root`` has the headline too.

    ``prose`` is how much text there is, in letters.
    """

    root: Element
    core: Element
    prose: float = 0.0


def find_content(
    body: Element,
    photographs: Sequence[PhotoNode],
    removed: dict[Element, str],
    facts: Mapping[Element, str],
    article: str,
) -> Content:
    """Find the running text and what stands between it and the headline; remove what is below."""
    weights = page_core.score_elements(body, photographs, removed, facts, article)
    titles = [element for element, kind in facts.items() if kind == "title"]
    titles = [title for title in titles if body in title.iterancestors()]
    root = page_core.find_root(body, weights, titles)
    core = page_core.find_core(root, weights)
    if weights.total[core] <= 0:
        return Content(body, body)
    _remove_trailing(core, weights, removed, facts)
    least = weights.total[core] * _PART
    for parent in core.iterancestors() if root is not core else ():
        path = {core, *core.iterancestors()}
        inner = next(child for child in parent if child in path)
        for child in inner.itersiblings():
            skipped = child in removed or child in facts or not isinstance(child.tag, str)
            more = inner is core and (_goes_on(child) or _is_called_like(child, core))
            little = weights.total[child] < least and not more
            if not skipped and little and dom.plain(child):
                removed[child] = "it stands below the article"
        if parent is root:
            break
    return Content(root, core, weights.prose[core])
