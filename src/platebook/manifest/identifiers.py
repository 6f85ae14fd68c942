"""What names a book for good: ISBN, UUID, DOI or an address; and one made where none is given."""

from __future__ import annotations

import re
import uuid
from urllib.parse import urlsplit

from platebook import markdown
from platebook.manifest.mistakes import InvalidValue, quoted

#: The namespace of the identifiers that platebook makes (RFC 9562 §5.5). Never change it: every
#: book without an identifier of its own would become another book.
NAMESPACE = uuid.UUID("6f0bd5b0-5d0e-5a9c-8f6e-0a3b7d1c2e94")

_DOI = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
_BARE_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ISBN = re.compile(r"(?:urn:)?isbn[:\s]*([0-9Xx\s–-]+)", re.IGNORECASE)
_FORMS = "Write urn:isbn:…, urn:uuid:…, https://… or doi:10.…; or leave it out."


def identifier(text: str) -> str:
    """Check an identifier and give it its one spelling.

    ``urn:isbn:`` without hyphens, ``urn:uuid:`` in lower case, a DOI as its ``https://doi.org/``
    address, an address as it stands. Raises Wrong, with the right spelling where it is plain.
    """
    if match := _DOI.fullmatch(text):
        return f"https://doi.org/{match[1]}"
    if text.lower().startswith("urn:isbn:"):
        return f"urn:isbn:{isbn(text[9:])}"
    if text.lower().startswith("urn:uuid:"):
        if not _UUID.fullmatch(text[9:]):
            fix = "A UUID is 32 digits from 0 to f: 8-4-4-4-12."
            raise InvalidValue(f"{quoted(text[9:])} is not a UUID", fix)
        return text.lower()
    if text.lower().startswith(("http://", "https://")):
        return address(text, mail=False)
    raise InvalidValue(f"{quoted(text)} is not an identifier", _meant(text) or _FORMS)


def isbn(text: str) -> str:
    """Check an ISBN's length and check digit (ISO 2108), and take out hyphens and spaces."""
    digits = re.sub(r"[\s–-]", "", text).upper()
    if not re.fullmatch(r"[0-9]{9}[0-9X]|97[89][0-9]{10}", digits):
        fix = "An ISBN has 13 digits and begins with 978 or 979; an old one has 10."
        raise InvalidValue(f"{quoted(text)} is not an ISBN", fix)
    if len(digits) == 13:
        total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
        right = total % 10 == 0
    else:
        values = [10 if digit == "X" else int(digit) for digit in digits]
        right = sum(value * (10 - place) for place, value in enumerate(values)) % 11 == 0
    if not right:
        fix = "Look for a wrong or swapped digit: the last one does not agree with the others."
        raise InvalidValue(f"{quoted(text)} is not an ISBN", fix)
    return digits


def address(text: str, *, mail: bool = True) -> str:
    """Check an address: http, https or (with ``mail``) mailto or tel, whole and without spaces."""
    kinds = "https://, http://, mailto: or tel:" if mail else "https:// or http://"
    wrong = f"{quoted(text)} is not an address"
    if re.search(r"[\s<>\"\\^`{|}]", text):
        raise InvalidValue(wrong, "Take out spaces and quotes; write a space in a path as %20.")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port  # noqa: F841 - reading the port checks it
    except ValueError:
        raise InvalidValue(wrong, f"Write the whole address, with {kinds}") from None
    if parts.scheme in ("http", "https") and host:
        return text
    if mail and parts.scheme == "mailto" and re.fullmatch(r"[^@/]+@[^@/]+", parts.path):
        return text
    if mail and parts.scheme == "tel" and markdown.is_link(text):
        return text
    if mail and not parts.scheme and re.fullmatch(r"[^@/]+@[^@/]+\.[^@/]+", text):
        raise InvalidValue(wrong, f"Write mailto:{text}")
    if re.fullmatch(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?:[:/?#].*)?", text):
        raise InvalidValue(wrong, f"Write https://{text}")
    raise InvalidValue(wrong, f"Write the whole address, with {kinds}")


def made(key: str, contributor: str, language: str) -> str:
    """Make the identifier of a story that gives none: a UUIDv5 (RFC 9562 §5.5).

    It follows the slug, or the title where there is no slug (``key``), the first contributor's
    name and the language without its region: captions, plates and dates may change and the book
    stays the same book; a translation is another one.
    """
    parts = [" ".join(part.casefold().split()) for part in (key, contributor)]
    name = "\n".join([*parts, language.partition("-")[0]])
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, name)}"


def _meant(text: str) -> str | None:
    """Guess the right spelling of an identifier that lacks its beginning."""
    said = text.strip()
    if _BARE_DOI.fullmatch(said):
        return f"Write doi:{said}."
    if _UUID.fullmatch(said):
        return f"Write urn:uuid:{said.lower()}."
    match = _ISBN.fullmatch(said)
    number = match[1] if match else said
    try:
        return f"Write urn:isbn:{isbn(number)}."
    except InvalidValue:
        return None
