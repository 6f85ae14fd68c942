"""Takes out of a page what its author deleted or hid, and editors' comments of a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from platebook.importing.read import dom
from platebook.importing.read.dom import Element

#: Declarations that hide: in pages, and in those that Word saves, of comments too.
_UNSEEN = re.compile(r"(?:^|;)(?:display:none|visibility:hidden|left:-\d{4})")
_OF_WORD = re.compile(r"mso-hide:all|mso-element:comment|mso-special-character:comment")
_WORD_COMMENT = re.compile(r"(?:^|\s)mso(?:com|CommentReference)", re.IGNORECASE)
#: Marks of comments in pages of Google Docs, and the comments below the text.
_GOOGLE_MARK, _GOOGLE_COMMENT = re.compile(r"cmnt_ref\d+"), re.compile(r"cmnt\d+")
#: Letters of a part that is hidden until a reader opens it: an article that goes on.
_LONG = 400
_KEPT = {"html", "body", "main", "article", "figure", "figcaption", *dom.NO_TEXT}


def take(root: Element) -> Iterator[tuple[str, str]]:
    """Take out elements, and yield the text of each with the reason."""
    cells: dict[Element, bool] = {}
    for element in [*root.iter()]:
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        if reason := _reason(element, cells):
            target = _comment_of(element)
            text = target.text_content().strip()
            target.drop_tree()
            if text and not re.fullmatch(r"\[\w+\]", text):
                yield text, reason


def _reason(element: Element, cells: dict[Element, bool]) -> str:
    style = re.sub(r"\s", "", element.get("style") or "").lower()
    names = element.get("id") or ""
    if element.tag == "del":
        return "it is deleted there"
    is_comment = _WORD_COMMENT.search(element.get("class") or "") or "mso-element:comment" in style
    if element.tag == "a" and (_GOOGLE_MARK.fullmatch(names) or _GOOGLE_COMMENT.fullmatch(names)):
        is_comment = "#cmnt" in (element.get("href") or "")
    if is_comment:
        return "it is an editor’s comment"
    hides = _UNSEEN.search(style) or element.get("hidden") is not None or element.tag == "noscript"
    if _OF_WORD.search(style) or (hides and _is_small(element, cells)):
        return "the page hides it"
    return ""


def _comment_of(element: Element) -> Element:
    """Return the block of a comment that begins with this link, or the element itself."""
    block = element.getparent()
    if (
        element.tag != "a"
        or block is None
        or not _GOOGLE_COMMENT.fullmatch(element.get("id") or "")
    ):
        return element
    above = block.getparent()
    return above if above is not None and above.tag == "div" and above[0] is block else block


def _is_small(element: Element, cells: dict[Element, bool]) -> bool:
    """Return whether a hidden part is none that a reader opens: with photographs, captions, text.

    Hidden facts for search engines are read as such.
    """
    if element.tag in _KEPT or len(element.text_content()) > _LONG:
        return False
    if any(node.get("itemprop") or node.tag in ("img", "picture") for node in element.iter()):
        return False
    above = [element, *islice(element.iterancestors(), 3)]
    return not any(
        node.tag in ("figure", "figcaption")
        or dom.CAPTION.search(dom.names_of(node))
        or (node is not element and _is_cell(node, cells))
        for node in above
    )


def _is_cell(node: Element, cells: dict[Element, bool]) -> bool:
    """Return whether an element holds one photograph with few words."""
    if node not in cells:
        is_single = len([*islice(node.iter("img"), 2)]) == 1
        cells[node] = is_single and len(node.text_content()) < 2 * _LONG
    return cells[node]
