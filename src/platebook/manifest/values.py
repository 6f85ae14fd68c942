"""Parses the values that are more than text: identifiers, dates, a focus, booleans, names.

Each function takes what stands in the manifest, as text or lists of text, and returns the value or
raises InvalidValue. ``make_identifier`` gives the identifier of a book that has none of its own.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from platebook import geometry, markdown
from platebook.isbn import check_digit
from platebook.manifest.mistakes import InvalidValue, nearest, quote
from platebook.slugs import LONGEST, slug

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
    address, an address as it stands. Raises InvalidValue, with the right spelling if it is clear.
    """
    if match := _DOI.fullmatch(text):
        return f"https://doi.org/{match[1]}"
    if text.lower().startswith("urn:isbn:"):
        return f"urn:isbn:{isbn(text[9:])}"
    if text.lower().startswith("urn:uuid:"):
        if not _UUID.fullmatch(text[9:]):
            fix = "A UUID is 32 digits from 0 to f: 8-4-4-4-12."
            raise InvalidValue(f"{quote(text[9:])} is not a UUID", fix)
        return text.lower()
    if text.lower().startswith(("http://", "https://")):
        return address(text, mail=False)
    raise InvalidValue(f"{quote(text)} is not an identifier", _guess_identifier(text) or _FORMS)


def isbn(text: str) -> str:
    """Check an ISBN's length and check digit (ISO 2108), and take out hyphens and spaces."""
    digits = re.sub(r"[\s–-]", "", text).upper()
    if not re.fullmatch(r"[0-9]{9}[0-9X]|97[89][0-9]{10}", digits):
        fix = "An ISBN has 13 digits and begins with 978 or 979; an old one has 10."
        raise InvalidValue(f"{quote(text)} is not an ISBN", fix)
    if digits[-1] != check_digit(digits[:-1]):
        fix = "Look for a wrong or swapped digit: the last one does not agree with the others."
        raise InvalidValue(f"{quote(text)} is not an ISBN", fix)
    return digits


def address(text: str, *, mail: bool = True) -> str:
    """Check an address: http, https or (with ``mail``) mailto or tel, whole and without spaces."""
    kinds = "https://, http://, mailto: or tel:" if mail else "https:// or http://"
    wrong = f"{quote(text)} is not an address"
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


def make_identifier(key: str, contributor: str, language: str) -> str:
    """Make the identifier of a story that gives none: a UUIDv5 (RFC 9562 §5.5).

    It follows the slug, or the title where there is no slug (``key``), the first contributor's
    name and the language without its region: captions, plates and dates may change and the book
    stays the same book; a translation is another one.
    """
    parts = [" ".join(part.casefold().split()) for part in (key, contributor)]
    name = "\n".join([*parts, language.partition("-")[0]])
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, name)}"


def _guess_identifier(text: str) -> str | None:
    """Guess the right spelling of an identifier that lacks its beginning."""
    candidate = text.strip()
    if _BARE_DOI.fullmatch(candidate):
        return f"Write doi:{candidate}."
    if _UUID.fullmatch(candidate):
        return f"Write urn:uuid:{candidate.lower()}."
    match = _ISBN.fullmatch(candidate)
    number = match[1] if match else candidate
    try:
        return f"Write urn:isbn:{isbn(number)}."
    except InvalidValue:
        return None


THEMA_PATTERN = r"^[A-Y1-6][A-Z0-9]{0,8}(-[A-Z0-9]{1,4}){0,5}$"
BISAC_PATTERN = r"^[A-Z]{3}[0-9]{6}$"
ID_PATTERN = r"^[a-z0-9-]+$"
SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
POSITION_PATTERN = r"^[0-9]+(\.[0-9]+)*$"
WIDTH_PATTERN = r'^ *\+?([0-9]+\.?[0-9]*|\.[0-9]+) *([mM][mM]|[cC][mM]|[iI][nN]|"|″|%) *$'
LOOSE_PATTERN = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"

#: Ends a line; the last two come along with text that is pasted from page-makers.
_LINE_END = re.compile("\r\n|[\n\r\u2028\u2029]")
_LOOSE = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?")


def one_line(text: str) -> str:
    """Draw a text together that was written over several lines but is shown on one."""
    lines = _LINE_END.split(text)
    return " ".join(line.strip() for line in lines) if len(lines) > 1 else text


def publication(value: object) -> date | str:
    """Read ``2026-01-15``, or only a month or a year (ISO 8601), which stays text."""
    if not isinstance(value, str):
        fix = "Write a day, a month or a year: 2026-01-15, 2026-01."
        raise InvalidValue("a date is one text", fix)
    text = loose_date(value.strip())
    if text < "1000":  # no file has a date of three digits
        raise InvalidValue(f"{quote(text)} is before the year 1000", "Write the year of this book.")
    return date.fromisoformat(text) if len(text) == 10 else text


def loose_date(text: str) -> str:
    """Check a year, a month or a day: ``2011``, ``2011-08``, ``2011-08-17``; keep it as written."""
    if not re.fullmatch(LOOSE_PATTERN, text):
        fix = f"Write {_date_meant(text) or 'a year, a month or a day: 2011, 2011-08, 2011-08-17'}."
        raise InvalidValue(f"{quote(text)} is not a date", fix)
    _first_day(text)
    return text


def position(text: str) -> str:
    """Check a place in a series: integers with dots between (EPUB 3.3, group-position)."""
    if re.fullmatch(POSITION_PATTERN, text):
        return text
    digits = ".".join(re.findall(r"[0-9]+", text))
    fix = f"Write {digits}." if digits else "Write a number: 3, or 2.1."
    raise InvalidValue(f"{quote(text)} is not a place in a series", fix)


def thema(text: str) -> str:
    """Check the form of a Thema code: ``AJCP``, or a qualifier such as ``1KBB-US``."""
    return _code(text, THEMA_PATTERN, "Thema", "AJCP, or 1FPKN for a place")


def bisac(text: str) -> str:
    """Check the form of a BISAC code: ``PHO023000``."""
    return _code(text, BISAC_PATTERN, "BISAC", "PHO023000")


def _code(text: str, pattern: str, scheme: str, example: str) -> str:
    if not re.fullmatch(pattern, text):
        upper = text.upper()
        fix = f"Write {upper}." if re.fullmatch(pattern, upper) else f"Write a code: {example}."
        raise InvalidValue(f"{quote(text)} is not a {scheme} code", fix)
    return text


def _first_day(text: str) -> date:
    """Return the day, or the first day of a year or month. Raises InvalidValue."""
    try:
        return date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        fix = "Write the year, then the month from 01 to 12, then the day."
        raise InvalidValue(f"{quote(text)} is in no calendar", fix) from None


def _date_meant(text: str) -> str | None:
    """Correct a date that lacks a zero or has slashes, when the year comes first."""
    if pair := re.fullmatch(r"([0-9]{1,2})[/.]([0-9]{4})", text):
        text = f"{pair[2]}-{pair[1]}"
    match = _LOOSE.fullmatch(text)
    return "-".join(part.zfill(2) for part in match.groups() if part) if match else None


def focus(value: object) -> tuple[float, float]:
    """Read ``[0.5, 0.3]``: from the left and from the top, each from 0 to 1."""
    fix = "Write two numbers from 0 to 1, from the left and from the top: [0.5, 0.3]."
    if not isinstance(value, list) or len(value) != 2:
        raise InvalidValue("a focus is two numbers in brackets", fix)
    x, y = (_share(item, fix) for item in value)
    return x, y


def _share(item: object, fix: str) -> float:
    text = item if isinstance(item, str) else "this"
    if not re.fullmatch(r"\+?([0-9]+(\.[0-9]*)?|\.[0-9]+)%?", text):
        raise InvalidValue(f"{quote(text)} is not a number from 0 to 1", fix)
    number = float(text.rstrip("%"))
    if text.endswith("%"):
        raise InvalidValue(f"{quote(text)} is not a number from 0 to 1", f"Write {number / 100:g}.")
    if number > 1:
        raise InvalidValue(f"{quote(text)} is more than 1", fix)
    return number


def truth(value: object) -> object:
    """Read ``true`` or ``false`` (YAML 1.2.2 §10.3.2)."""
    if not isinstance(value, str):
        raise InvalidValue("this is neither true nor false", "Write true or false.")
    text = value.lower()
    if text in ("true", "false"):
        return text == "true"
    words = {"yes": "true", "on": "true", "1": "true", "no": "false", "off": "false", "0": "false"}
    fix = f"Write {words.get(text, 'true or false')}."
    raise InvalidValue(f"{quote(value)} is neither true nor false", fix)


#: What people write for a choice, and the choice.
_MEANT = {
    "bleed": "full-bleed",
    "fullbleed": "full-bleed",
    "matt": "matted",
    "panorama": "spread",
    "double": "spread",
    "double-page": "spread",
    "full-bleed-double": "full-bleed-spread",
    "opposite": "facing",
    "below": "page",
    "under": "page",
    "back": "end",
    "overlay": "over",
    "right": "recto",
    "left": "verso",
    "center": "centre",
    "middle": "centre",
    "bottom": "foot",
    "outer": "outside",
    "title": "titles",
    "images": "thumbnails",
    "false": "none",
    "no": "none",
    "off": "none",
    "imprint": "auto",
    "captions": "plate",
}


def choice(kind: type[StrEnum], noun: str) -> Callable[[object], object]:
    """Read one of the words of ``kind``; messages call them ``noun``: ``a layout``."""
    names = [member.value for member in kind]
    meant = {word: name for word, name in _MEANT.items() if name in names}
    meant |= {name: name for name in names}
    advice = f"Write {', '.join(names[:-1])} or {names[-1]}."

    def read(value: object) -> object:
        if not isinstance(value, str):
            raise InvalidValue(f"{noun} is one word", advice)
        if value in names:
            return kind(value)
        guess = nearest(re.sub(r"[\s_]+", "-", value.strip()), meant)
        fix = f"Write {meant[guess]}." if guess else advice
        raise InvalidValue(f"{quote(value)} is not {noun}", fix)

    return read


def auto_or_truth(value: object) -> object:
    """Read ``auto``, which is None, or ``true`` or ``false``."""
    if isinstance(value, str) and value.lower() == "auto":
        return None
    try:
        return truth(value)
    except InvalidValue as wrong:
        fix = wrong.fix if "true or" not in wrong.fix else "Write auto, true or false."
        raise InvalidValue(wrong.message.replace("neither", "neither auto,"), fix) from None


def width(text: str) -> str:
    """Check a printed width, a length or a percentage, and keep it as written."""
    try:
        geometry.printed_width(text, 100.0)
    except ValueError as error:
        raise InvalidValue.of(error) from None
    return text


def plate_id(text: str) -> str:
    """Check a plate's id: small letters a to z, digits and hyphens."""
    if not re.fullmatch(ID_PATTERN, text) or len(text) > LONGEST:
        raise InvalidValue(f"{quote(text)} is not an id", _advise(slug(text, fallback="")))
    return text


def _advise(stem: str) -> str:
    return f"Write {stem}." if stem else "Write small letters a to z, digits and hyphens."


def file_stem(text: str) -> str:
    """Check a slug: what ``slug`` would make of it is the same again."""
    stem = slug(text, fallback="")
    if text != stem:
        message = f"{quote(text)} cannot be a file’s name on every system"
        raise InvalidValue(message, _advise(stem))
    return text


def trim(text: str) -> str:
    """Check a trim, and keep it as written."""
    try:
        geometry.trim(text)
    except ValueError as error:
        raise InvalidValue.of(error) from None
    return text
