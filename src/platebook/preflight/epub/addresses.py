"""Where an address in a book leads: RFC 3986 as EPUB 3.3 uses it (section 4.2.5)."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from platebook.css_addresses import find_addresses
from platebook.preflight.epub.epub_facts import Reference

#: Addresses that carry what they mean, and load nothing.
_INLINE = ("data", "javascript")
_PUT_TOGETHER = ("var(", "env(", "attr(")


def address(said: str, base: str, line: int = 0) -> Reference:
    """Follow ``said`` from the file ``base``; one that leads out of the book is ``outside``."""
    try:
        parts = urlsplit(said.strip())
    except ValueError:
        return Reference(said, "", "", line)
    if parts.scheme or parts.netloc:
        inline = parts.scheme.lower() in _INLINE
        return Reference(said[:200], "" if inline else said.strip(), "", line, outside=True)
    target = normpath(join(dirname(base), unquote(parts.path))) if parts.path else base
    return Reference(said[:200], target, unquote(parts.fragment), line)


def styled(css: str) -> Iterator[str]:
    """Give every address in CSS, by its tokens; those that are put together elsewhere are left."""
    for found in find_addresses(css):
        if found.text and found.kind != "attr()" and not found.text.startswith(_PUT_TOGETHER):
            yield found.text
