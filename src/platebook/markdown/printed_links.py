"""Addresses as paper shows them: in full, after the words that link to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from urllib.parse import unquote

#: A link out of the book, as it is rendered: its address, more attributes, its text.
_LINK = re.compile(r'<a href="([^"#][^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def bare_address(url: str) -> str:
    """Give an e-mail address or a telephone number without its scheme and all that follows."""
    scheme, _, rest = url.partition(":")
    if scheme.lower() == "mailto":
        return unquote(rest.partition("?")[0])
    return rest.partition(";")[0] if scheme.lower() == "tel" else url


def printed_address(url: str) -> str:
    """Give an address as one types it from paper: whole, but for a last slash after the host."""
    address = bare_address(url)
    _, slashes, path = address.partition("://")
    return address.removesuffix("/") if slashes and path.count("/") == 1 else address


def with_addresses(markup: str) -> str:
    """Add its address to every link whose text is another; in brackets, in a span of its own."""
    return _LINK.sub(_addressed, markup) if "<a href=" in markup else markup


def addresses(markup: str) -> Iterator[str]:
    """Give the addresses that ``with_addresses`` adds."""
    for found in _LINK.finditer(markup):
        if address := _added(found):
            yield address


def _addressed(found: re.Match[str]) -> str:
    address = _added(found)
    span = f' <span class="address" dir="ltr">({escape(address)})</span>' if address else ""
    return f"{found[0]}{span}"


def _added(found: re.Match[str]) -> str:
    """Give the address that a link lacks; nothing where its text is the address."""
    address = printed_address(unescape(found[1]))
    text = unescape(_TAG.sub("", found[3])).strip()
    host = address.partition("://")[2]
    return "" if text.removesuffix("/") in (address.removesuffix("/"), host) else address
