"""Words that platebook writes itself, in the story's language: headings, labels, dates, lists.

They come from gettext catalogues, ``catalogues/<language>.po``, read as people edit them. Digits
are Western in every language: folios, page lists and generated words must agree, and the counters
of CSS are Western.
"""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

from platebook.i18n.languages import Direction, direction, likely, locale

# ``locale`` is a name that Babel knows. Plain English is written as the world outside America does
# ("15 January 2026", "a, b and c"); a story in ``en-US`` gets American dates.

#: CLDR's skeletons (UTS 35) for a date that is a year or a month.
_SKELETONS = {1: "y", 2: "yMMMM"}
#: French counts the first of a month as an ordinal, which CLDR's pattern cannot say.
_FIRST_OF_MONTH = {"fr": "1er"}
#: Spanish says "e" for "y" before the sound of i, but not before the diphthongs of "hielo".
_SPANISH_I = re.compile(r"(?:[ií]|h[ií](?![aeou]))", re.IGNORECASE)
_HEBREW_LETTER = re.compile("[\u05d0-\u05ea]")
#: What stands between the items of a list without "and", by language: CLDR's list patterns
#: (``standard``, ``middle``); Arabic, whose pattern has an "and" there, has its comma, and Thai,
#: which has a space there, as within names, the usual one. A table,
#: since workers that read metadata have no time for Babel.
_SEPARATORS = {
    **dict.fromkeys(("ja", "zh", "yue", "ii"), "、"),
    **dict.fromkeys(("ar", "fa", "ur", "ps", "sd", "ks", "ckb", "ug"), "، "),
    **dict.fromkeys(("am", "ti"), "፣ "),
}


def enumerate_items(items: Iterable[str], language: str) -> str:
    """Join items without "and", by the separator of ``language`` (BCP 47): "a, b", "a、b"."""
    return _SEPARATORS.get(language.lower().partition("-")[0], ", ").join(items)


def megabytes(size: int, locale: str) -> str:
    """Write a number of bytes: "3.2 MB", "640 kB"."""
    from babel.units import format_unit

    unit, count = ("megabyte", size / 1e6) if size >= 1_000_000 else ("kilobyte", size / 1e3)
    number = round(count, 1) if count < 10 else round(count)
    return str(format_unit(max(number, 1), f"digital-{unit}", "short", locale=locale))


def join_items(items: Sequence[str], locale: str) -> str:
    """Join items as the language does: "a, b and c"."""
    from babel.lists import format_list

    if len(items) < 2:
        return "".join(items)
    language, last = locale.partition("_")[0], items[-1]
    if language == "he" and not _HEBREW_LETTER.match(last):
        # The Hebrew "and" is a prefix; before another script or a figure it takes a maqaf.
        items = [*items[:-1], f"\u05be{last}"]
    if language == "th":
        # CLDR parts items by spaces alone, which names have within.
        return f"{', '.join(items[:-1])} และ {last}"
    text = format_list(items, locale=_international(locale))
    if language == "es" and _SPANISH_I.match(last):
        text = f"{text.removesuffix(f'y {last}')}e {last}"
    return text


def runs(numbers: Iterable[int]) -> list[str]:
    """Sort numbers and draw runs of three and more together: ``1–4``, ``7``, ``8``."""
    in_order = sorted(set(numbers))
    if not in_order:
        return []
    breaks = [index for index, (a, b) in enumerate(pairwise(in_order), 1) if b != a + 1]
    texts: list[str] = []
    for start, end in pairwise([0, *breaks, len(in_order)]):
        run = in_order[start:end]
        texts += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else map(str, run)
    return texts


def write_date(when: date | str, locale: str) -> str:
    """Write out a ``date``, or an ISO 8601 year, month or day; any other text as it is."""
    from babel.dates import format_date, format_skeleton

    parts = [when.year, when.month, when.day] if isinstance(when, date) else _parts(when)
    try:
        day = date(*(*parts, 1, 1)[:3])
    except (TypeError, ValueError):
        return str(when)
    name = _international(locale)
    if skeleton := _SKELETONS.get(len(parts)):
        return format_skeleton(skeleton, day, locale=name)
    text = format_date(day, format="long", locale=name)
    first = _FIRST_OF_MONTH.get(locale.partition("_")[0])
    return text.replace("1 ", f"{first} ", 1) if first and day.day == 1 else text


def _parts(text: str) -> list[int]:
    """Read year, month and day from an ISO 8601 date, as far as it goes; none of other text."""
    if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text, re.ASCII):
        return [int(part) for part in text.split("-")]
    return []


def _international(locale: str) -> str:
    """Read plain English as the world's English, since CLDR takes it for America's."""
    return "en_001" if locale == "en" else locale


CATALOGUES = Path(__file__).with_name("catalogues")
#: Words of download pages alone.
SHELF = CATALOGUES / "shelf"
_FIELD = re.compile(r"\{(\w+)\}")

#: What contributors do, by MARC relator code, as the catalogues say it in English.
ROLES = {
    "aut": "Text",
    "pht": "Photography",
    "ill": "Illustrations",
    "art": "Artwork",
    "edt": "Editing",
    "trl": "Translation",
    "dsr": "Design",
    "bkd": "Book design",
    "cov": "Cover design",
    "tyg": "Typography",
    "pbl": "Publisher",
    "prt": "Printing",
    "bkp": "Production",
    "pfr": "Proofreading",
    "aui": "Foreword",
    "win": "Introduction",
    "aft": "Afterword",
    "wac": "Additional text",
    "cre": "Concept",
    "cur": "Curation",
    "res": "Research",
    "ivr": "Interviews",
    "ctg": "Maps",
    "csl": "Advice",
    "spn": "Sponsor",
    "fnd": "Funding",
    "cph": "Rights holder",
    "nrt": "Narration",
    "ctb": "Contribution",
}


def languages() -> tuple[str, ...]:
    """Return every language that there is a catalogue for, as BCP 47 tags."""
    return tuple(sorted(path.stem for path in CATALOGUES.glob("*.po")))


def fill(pattern: str, fields: dict[str, object]) -> str:
    """Put ``fields`` in place of ``{name}``; unlike ``str.format`` it reads no attributes.

    Themes may hand any pattern to this, and a theme must not see inside our objects.
    """
    return _FIELD.sub(lambda match: str(fields.get(match[1], match[0])), pattern)


@dataclass(frozen=True)
class Words:
    """The generated words for one story.

    ``asked`` is the story's language; ``language`` the one the words are in, which is English
    where there is no catalogue. ``direction`` is that of the words.
    """

    TEMPLATE_FIELDS: ClassVar = (
        *("asked", "language", "direction", "foreign", "__call__", "plural", "role", "listing"),
        *("numbers", "key", "date", "file_size"),
    )

    asked: str
    language: str
    _catalogue: gettext.NullTranslations = field(repr=False, compare=False)

    @property
    def direction(self) -> Direction:
        """Which way the words run."""
        return direction(self.language)

    @property
    def foreign(self) -> bool:
        """Whether the words need a ``lang`` of their own, being in another language."""
        return likely(self.asked).language != likely(self.language).language or (
            likely(self.asked).script != likely(self.language).script
        )

    @cached_property
    def _locale(self) -> str:
        """The locale for dates and lists: the story's own unless the words are foreign to it."""
        return locale(self.language if self.foreign else self.asked)

    def __call__(self, message: str, **fields: object) -> str:
        """Translate an English message, its ``{fields}`` filled in.

        A message that no catalogue has comes back as it is, so that a theme may bring its own.
        """
        return fill(self.pattern(message), fields)

    def pattern(self, message: str) -> str:
        """Translate a message with its ``{fields}`` left open, for those who fill in markup."""
        return self._catalogue.gettext(message) if message else ""

    def plural(self, singular: str, many: str, count: int, **fields: object) -> str:
        """Translate a message about ``count`` things, in the language's plural form for it."""
        fields.setdefault("count", count)
        return fill(self._catalogue.ngettext(singular, many, count), fields)

    def role(self, code: str) -> str:
        """Return what a contributor did, by MARC relator code; "Contribution" for rarer codes."""
        english = ROLES.get(code, ROLES["ctb"])
        return self._catalogue.pgettext("role", english)

    def listing(self, items: Iterable[str]) -> str:
        """Join items as the language does: "a, b and c"."""
        return join_items(list(items), self._locale)

    def numbers(self, numbers: Iterable[int]) -> str:
        """Join plate or page numbers, runs of three and more drawn together: "1–4, 7 and 9"."""
        return self.listing(runs(numbers))

    def key(self, numbers: Iterable[int], credit: str) -> str:
        """Write whose some photographs are: "Photograph 3: A" or "Photographs 1–4 and 7: B"."""
        in_order = sorted(set(numbers))
        if len(in_order) == 1:
            return self("Photograph {number}: {credit}", number=in_order[0], credit=credit)
        message = "Photographs {numbers}: {credit}"
        return self(message, numbers=self.numbers(in_order), credit=credit)

    def file_size(self, size: int) -> str:
        """Write a number of bytes as megabytes, or kilobytes where it has less: "3.2 MB"."""
        return megabytes(size, self._locale)

    def date(self, when: date | str) -> str:
        """Write a date out in full: a ``date``, or ``2011``, ``2011-08``, ``2011-08-01``.

        A text of another shape comes back as it is: manifests say when loosely ("spring 2011").
        """
        return write_date(when, self._locale)


@lru_cache(maxsize=32)
def of(language: str) -> Words:
    """Return the words for a story in ``language`` (BCP 47), or English ones if we have none.

    ``zh-TW`` reads ``zh-Hant``, ``pt-BR`` reads ``pt``; Russian in Latin letters reads English.
    """
    nearest = _nearest(language)
    return Words(language, nearest, _read(CATALOGUES / f"{nearest}.po"))


@lru_cache(maxsize=32)
def of_shelf(language: str) -> Words:
    """Return the same with the words of download pages, which no book has.

    They have catalogues of their own, since the fonts of a book have all characters of its words.
    """
    nearest = _nearest(language)
    catalogue = _read(SHELF / f"{nearest}.po")
    catalogue.add_fallback(_read(CATALOGUES / f"{nearest}.po"))
    return Words(language, nearest, catalogue)


def _nearest(language: str) -> str:
    """Return the catalogue for a language: the one of its language and script, else English."""
    tag = likely(language)
    best = "en"
    for name in languages():
        likely_tag = likely(name)
        if (likely_tag.language, likely_tag.script) == (tag.language, tag.script):
            best = name
    return best


def state() -> tuple[object, ...]:
    """Return what changes with the catalogues and with Babel, for what is remembered of them."""
    files = sorted(CATALOGUES.glob("*.po"))
    stamps = ((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files)
    return (version("babel"), *stamps)


def characters(language: str) -> str:
    """Return every character that a language's words may need, so that fonts can be chosen."""
    words = of(language)
    catalogue = (CATALOGUES / f"{words.language}.po").read_text(encoding="utf-8")
    dates = [words.date(date(2034, month, day)) for month, day in enumerate(range(16, 28), 1)]
    months = [words.date(f"2034-{month:02}") for month in range(1, 13)]
    joined_up = words.listing("0123456789"), words.listing("01"), words.date("2034")
    return "".join(sorted({*catalogue, *"".join((*dates, *months, *joined_up))} - {"\n"}))


@lru_cache(maxsize=2)
def messages(folder: str = "") -> frozenset[str]:
    """Return every message of a folder's catalogues, in English; roles are ``ROLES``.

    ``folder`` is empty for the words of books, ``shelf`` for those of a shelf.
    """
    from babel.messages.pofile import read_po

    with (CATALOGUES / folder / "en.po").open("rb") as file:
        entries = [entry.id for entry in read_po(file) if entry.id and not entry.context]
    return frozenset(name if isinstance(name, str) else name[0] for name in entries)


def _read(path: Path) -> gettext.GNUTranslations:
    """Read a catalogue as gettext does, by way of the compiled form that gettext knows."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    mo_file = io.BytesIO()
    write_mo(mo_file, catalogue)
    mo_file.seek(0)
    return gettext.GNUTranslations(mo_file)
