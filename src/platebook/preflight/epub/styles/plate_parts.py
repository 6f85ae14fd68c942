"""Names what an element is of a plate: figure, picture, caption; and whether it is decoration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platebook.preflight.epub.safe_xml import local, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_PICTURES = frozenset({"img", "svg", "video", "object", "canvas", "image"})
_EMPTY_ROLES = ("presentation", "none")
_XHTML = "{http://www.w3.org/1999/xhtml}"


def kind_of(element: _Element) -> str:
    """Name what an element is of a plate; empty where it is nothing of one."""
    name = local(element)
    if name == "figure":
        inner = {local(each) for each in element.iter("{*}*")}
        return "figure" if inner & _PICTURES else ""
    if name == "figcaption" or "caption" in (element.get("class") or "").lower().split():
        return "caption" if text_of(element) else ""
    return "picture" if name in _PICTURES else ""


def is_decoration(element: _Element) -> bool:
    """Tell whether a picture, or all of a figure's, says of itself that it says nothing."""
    if element.get("role") in _EMPTY_ROLES or (
        element.get("alt") == "" and local(element) == "img"
    ):
        return True
    name = local(element)
    if name == "svg" and next(element.iter("{*}image"), None) is None:
        return element.get("role") != "img"
    if name != "figure":
        return False
    pictures = [each for each in element.iter("{*}*") if local(each) in _PICTURES]
    caption = element.find(".//{*}figcaption")
    return all(map(is_decoration, pictures)) and not text_of(caption)


def is_silent(element: _Element) -> bool:
    """Tell whether an element is hidden from screen readers."""
    return element.get("aria-hidden") == "true"


def is_heard(element: _Element) -> bool:
    """Tell whether a caption says what would be missed: the alt text does not say the same."""
    figure = next(element.iterancestors("{*}figure"), None)
    if figure is None:
        return True
    alts = {" ".join(each.get("alt", "").split()) for each in figure.iter("{*}img")}
    return not is_decoration(figure) and text_of(element) not in alts


def source(element: _Element) -> str:
    """Give the address of a picture."""
    return element.get("src") or element.get("data") or element.get("href") or ""


def has_text(element: _Element) -> bool:
    """Tell whether an element of HTML has words of its own."""
    if not str(element.tag).startswith(_XHTML):
        return False
    texts = (element.text, *(child.tail for child in element))
    return any(text and text.strip() for text in texts)
