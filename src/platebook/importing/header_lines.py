"""Recognises the lines that stand between a headline and its article: byline, date, place.

Words of English, German, French, Spanish, Italian, Dutch and Portuguese.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

_NAME = r"[^\W\d_][^\d:;!?@/|]{1,78}"
_PHOTO = (
    r"(?:photo(?:graph(?:s|y|ie|ies)?|s)?|pictures|images?|fotos?|fotograf(?:ie|ien|ía|ías|ia|as)|"
    r"bilder|aufnahmen|foto['’]s)"
)
_TEXT = r"(?:text|words|story|reporting|written|textes?|texto|testo|tekst)"
_BY = r"(?:by|von|par|por|di|da|de|door)"
_BYLINES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(rf"{head}\s*(?P<name>{_NAME})", re.IGNORECASE), roles)
    for head, roles in (
        (
            rf"{_TEXT}\s*(?:and|und|et|y|e|en|&|\+)\s*{_PHOTO}\s*(?::|{_BY}\b)",
            ("author", "photographer"),
        ),
        (
            rf"{_PHOTO}\s*(?:and|und|et|y|e|en|&|\+)\s*{_TEXT}\s*(?::|{_BY}\b)",
            ("author", "photographer"),
        ),
        (rf"(?:all )?{_PHOTO}\s*(?::|{_BY}\b)", ("photographer",)),
        (rf"{_TEXT}\s*(?::|{_BY}\b)", ("author",)),
        (
            r"(?:(?:posted|written|published|reported|article|analysis|opinion|review|interview|essay|"
            r"commentary|column|perspective|reporting|geschrieben|écrit|escrito) )?"
            r"(?:by|von|par|por|door)\b:?",
            ("author",),
        ),
    )
)
_BOTH = re.compile(
    rf"(?:by|von|par|por|door)\s+(?P<author>{_NAME}?)\s*[,;·|–—-]?\s*"
    rf"{_PHOTO}\s*(?::|{_BY}\b)\s*(?P<photographer>{_NAME})",
    re.IGNORECASE,
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan jän gen ene januari janvier", "feb fév fev febr", "mar mär mrt maa",
            "apr abr avr", "may mai mei mag", "jun juin giu", "jul juil lug", "aug août aou ago",
            "sep set", "oct okt ott out", "nov", "dec dez dic déc",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?(?:[T ].*)?")
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+)?([^\W\d_]{3,})\.?,?\s+(?:de\s+)?(\d{4})"
)
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_MONTH_ONLY = re.compile(r"([^\W\d_]{3,})\.?,?\s+(?:de\s+)?(\d{4})")
_NUMERIC = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})")
_EAST = re.compile(r"(\d{4})\s*[年년./]\s*(\d{1,2})\s*[月월./]\s*(\d{1,2})\s*[日일]?")
_DATES = (
    (_ISO, "ymd"), (_EAST, "ymd"), (_DAY_FIRST, "dmy"), (_MONTH_FIRST, "mdy"),
    (_NUMERIC, "d.my"), (_MONTH_ONLY, "my"),
)  # fmt: skip
#: What else may stand on a line with a date.
_AROUND = re.compile(
    r"(?:(?:first |last )?(?:published|posted|updated|modified|created|date|on|at|the|am|pm|a\.m\.|"
    r"p\.m\.|um|uhr|le|à|el|il|op|om|veröffentlicht|aktualisiert|stand|publié|mis à jour|"
    r"publicado|actualizado|pubblicato|gepubliceerd|[a-z]{2,4}t|utc|gmt|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|montag|dienstag|mittwoch|"
    r"donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b|\d{1,2}[:.h]\d\d|[\s,.:|·•()–—-])*",
    re.IGNORECASE,
)


#: What stands among names and is none: a function, an agency's letters (left out beside a name),
#: a control of the page (always).
_NO_PERSON = re.compile(
    r"\b(?:analyst|correspondent|reporter|editor|writer|columnist|staff|producer|critic|contributor|"
    r"redakteur(?:in)?|redaktion|journalist(?:in|e)?|journaliste|periodista|redactora?|"
    r"giornalista|verslaggever|bureau)\b|^(?-i:[A-Z]{2,5}(?: [Ww]ire)?)$",
    re.IGNORECASE,
)
_CONTROLS = re.compile(
    r"(?:print|share|name\W*|e-?mail\W*|follow\b.*|contact\b.*|web ?site|webseite|homepage|twitter|facebook|bio|"
    r"profile?|(?:show|view|see|read|more|all)\b.{0,30}\b(?:articles?|posts?|stories|by|from|of)\b.*|"
    r"(?:alle|mehr) (?:artikel|beiträge).*|tous les articles.*|drucken|teilen|imprimer|partager)",
    re.IGNORECASE,
)


_PARTS = re.compile(r"\s*[|·•\n]\s*|\s+[–—/-]\s+|\s{2,}")
_READING_TIME = re.compile(
    r"\d+\s*[- ]?(?:min(?:ute)?n?s?\b(?: read(?:ing time)?| lesezeit| de lecture| de lectura| di lettura)?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """What a line between headline and text says: its byline as written, and its date (ISO)."""

    byline: str = ""
    published: str = ""


def header_line(line: str, known: Collection[str] = ()) -> HeaderLine | None:
    """Read a line that has byline and date together and nothing else; None for other lines.

    ``known`` are names of makers, which need no word such as “by” before them.
    """
    line = " ".join(line.split())
    if not line or len(line) > 200:
        return None
    published, rest = _without_date(line)
    rest = _READING_TIME.sub(" | ", rest)
    parts = [part.strip(" ,.:;") for part in _PARTS.split(rest)]
    parts = [part for part in parts if not _AROUND.fullmatch(part)]
    people = [part for part in parts if part in known or byline(part)]
    if len(people) < len(parts) or not (published or people or rest != line):
        return None
    return HeaderLine("\n".join(part for part in people if byline(part)), published)


def _without_date(line: str) -> tuple[str, str]:
    """Give the first date in a line, and the line with a divider in its place."""
    for pattern, order in _DATES:
        if match := pattern.search(line):
            parts = dict(zip(order, match.groups(), strict=False))
            if found := _iso(parts, sure=pattern is not _NUMERIC):
                return found, f"{line[: match.start()]} | {line[match.end() :]}"
    return "", line


def byline(line: str) -> tuple[tuple[str, str], ...]:
    """Give the (name, role) of everybody whom a line names as a maker; empty for other lines."""
    line = " ".join(line.split()).strip("|•· ").rstrip(".")
    if len(line) > 160:
        return ()
    if match := _BOTH.fullmatch(line):
        found = [(match["author"], "author"), (match["photographer"], "photographer")]
        return tuple((clean, role) for name, role in found for clean in names(name))
    for pattern, roles in _BYLINES:
        if match := pattern.fullmatch(line):
            people = names(match["name"])
            return tuple((name, role) for role in roles for name in people)
    return ()


def names(text: str) -> tuple[str, ...]:
    """Divide a list of names; empty where a part does not look like a name."""
    text = re.sub(r"\s*[,|–—-]\s*(?:staff|special|for|correspondent|contributor|reporter|editor)\b.*", "",
                  text, flags=re.IGNORECASE)  # fmt: skip
    parts = re.split(r"\s*(?:,|;|&|\s(?:and|und|et|y|e|en|with)\s)\s*", text.strip(" ,;–—-"))
    parts = [
        re.sub(r"\s+(?:on|at|am|um|le|el|il|op|für|for|para|pour)$", "", part.strip())
        for part in parts
    ]
    found = [part for part in parts if part and not _CONTROLS.fullmatch(part)]
    people = [part for part in found if not _NO_PERSON.search(part)]
    found = people or found
    good = all(len(name.split()) <= 6 and name[:1] == name[:1].upper() for name in found)
    return tuple(found) if found and good else ()


def date(line: str) -> str:
    """Give the date that a whole line is, as YYYY-MM-DD or YYYY-MM; empty where it is none."""
    line = " ".join(line.split())
    if not 6 <= len(line) <= 90:
        return ""
    for pattern, order in _DATES:
        match = pattern.search(line)
        if match and _AROUND.fullmatch(line[: match.start()] + " " + line[match.end() :]):
            parts = dict(zip(order, match.groups(), strict=False))
            return _iso(parts, sure=pattern is not _NUMERIC)
    return ""


def dated(line: str) -> str:
    """Give the date that stands anywhere in a line, as YYYY-MM-DD; empty where there is none."""
    return _without_date(line)[0] if len(line) <= 200 else ""


def _iso(parts: dict[str, str | None], *, sure: bool) -> str:
    """Join a date's parts; a day that may as well be a month is left out."""
    year, month, day = parts["y"] or "", parts["m"] or "", parts.get("d") or ""
    number = int(month) if month.isdigit() else _month(month)
    if not sure and parts.get(".") == "/" and int(day) <= 12:
        return year if int(day) != number else f"{year}-{number:02}-{int(day):02}"
    if not 1 <= number <= 12 or not 1900 <= int(year) <= 2199:
        return ""
    if not day or not 1 <= int(day) <= 31:
        return f"{year}-{number:02}"
    return f"{year}-{number:02}-{int(day):02}"


def _month(word: str) -> int:
    word = word.casefold()
    return next((_MONTHS[word[:n]] for n in (5, 4, 3) if word[:n] in _MONTHS), 0)
