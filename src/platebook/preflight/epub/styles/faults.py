"""A fault by a document's styles, and what several searches for them know of an element."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from platebook.preflight.epub.styles import css
from platebook.preflight.epub.styles.computed import Style
from platebook.preflight.epub.styles.css import Screen

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Names of HTML begin with this.
XHTML = "{http://www.w3.org/1999/xhtml}"
PHONE = Screen()


@dataclass(frozen=True, slots=True)
class StyleFault:
    """A fault by a document's styles. ``index`` is its element's, ``line`` where it stands.

    ``picture`` is the address of the picture that it is about, if any; ``ratio`` the contrast of a
    text; ``kind`` what is alike where the same happens elsewhere.
    """

    code: str
    message: str
    index: int
    line: int = 0
    picture: str = ""
    ratio: float = 0.0
    kind: str = ""


def keywords(style: Style, name: str) -> list[str]:
    """Return the keywords of a property."""
    return css.words(style.properties.get(name, []))


def has_text(element: _Element) -> bool:
    """Return whether an element of HTML has words of its own."""
    if not str(element.tag).startswith(XHTML):
        return False
    texts = (element.text, *(child.tail for child in element))
    return any(text and text.strip() for text in texts)
