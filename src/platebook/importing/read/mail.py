"""Opens e-mails and pages that a browser saved in one file: MHTML is a message too (RFC 2557).

A picture between two texts of a letter is shown there; one below the last text is attached.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Mapping
from email.message import EmailMessage
from html import escape
from urllib.parse import quote

from platebook.importing import names
from platebook.importing.plain_text import decode
from platebook.importing.read.containers import ENTRIES, ArchiveTooLargeError, Bundle

_REPLY = re.compile(r"^(?:(?:re|fwd?|aw|wg|tr|rv)\s*:\s*)+", re.IGNORECASE)
_PAGES = ("text/html", "application/xhtml+xml")


def open_message(raw: bytes) -> Bundle:
    """Read a saved page, or a letter, be it without any markup."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    parts = [part for part in message.walk() if isinstance(part, EmailMessage)]
    if len(parts) > ENTRIES:
        raise ArchiveTooLargeError(f"more than {ENTRIES:,} parts")
    pictures = {
        number: part for number, part in enumerate(parts) if part.get_content_maintype() == "image"
    }
    contents = {str(number): _content(part) for number, part in pictures.items()}
    pages = {
        number: _text(part)
        for number, part in enumerate(parts)
        if part.get_content_type() in _PAGES
    }
    first = next(iter(pages), 0)
    if pages and _location(parts[first]):
        members = {
            address: str(number)
            for number, part in reversed(pictures.items())
            for address in (_location(part), _id(part))
        }
        return Bundle(pages[first], members, contents.__getitem__)
    letters = {number: _text(part) for number, part in enumerate(parts) if _is_letter(part)}
    subject = _REPLY.sub("", str(message["Subject"] or ""))
    text, attached, members = _write(pages or letters, pictures, is_page=bool(pages))
    if not pages:
        letter = f"{subject}\n\n{text}" if letters else ""
        return Bundle("", members, contents.__getitem__, letter, attached)
    if not re.search(r"<title[^>]*>\s*[^<\s]", text):
        text = f"<title>{escape(subject)}</title>{text}"
    return Bundle(text, members, contents.__getitem__, "", attached)


def _write(
    texts: Mapping[int, str], pictures: Mapping[int, EmailMessage], *, is_page: bool
) -> tuple[str, tuple[tuple[str, str], ...], dict[str, str]]:
    """Return the texts as one, what is attached, and the number of each picture by its name."""
    used_names: set[str] = set()
    called = {
        number: names.free(part.get_filename() or f"picture-{number}.jpg", used_names)
        for number, part in pictures.items()
    }
    whole, last = "".join(texts.values()), max(texts, default=0)
    cited = {number for number, part in pictures.items() if _id(part) in whole}
    written = [
        texts.get(number)
        or (f'<p><img src="{quote(called[number])}"></p>' if is_page else called[number])
        for number in sorted({*texts, *called} - cited)
        if number <= last
    ]
    text = "\n\n".join(written)
    for number in cited:
        text = text.replace(_id(pictures[number]), quote(called[number]))
    attached = [
        (name, str(number))
        for number, name in called.items()
        if not is_page or (number > last and number not in cited)
    ]
    return text, tuple(attached), {name: str(number) for number, name in called.items()}


def _is_letter(part: EmailMessage) -> bool:
    return part.get_content_type() == "text/plain" and not part.get_filename()


def _location(part: EmailMessage) -> str:
    return str(part.get("Content-Location") or "").strip()


def _id(part: EmailMessage) -> str:
    return "cid:" + str(part.get("Content-ID") or "no id").strip("<> ")


def _content(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: EmailMessage) -> str:
    return decode(_content(part), part.get_content_charset() or "")
