"""Lists, runs of numbers and dates as a language writes them: CLDR's patterns, and what they miss.

``locale`` is a name that Babel knows (``languages.locale``). Plain English is written as the world
outside America does ("15 January 2026", "a, b and c"); a story in ``en-US`` gets American dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

#: CLDR's skeletons (UTS 35) for a date that is a year or a month.
_SKELETONS = {1: "y", 2: "yMMMM"}
#: French counts the first of a month as an ordinal, which CLDR's pattern cannot say.
_FIRST_OF_MONTH = {"fr": "1er"}
#: Spanish says "e" for "y" before the sound of i, but not before the diphthongs of "hielo".
_SPANISH_I = re.compile(r"(?:[ií]|h[ií](?![aeou]))", re.IGNORECASE)
_HEBREW_LETTER = re.compile("[\u05d0-\u05ea]")
#: What stands between the items of a list without "and", by language: CLDR's list patterns
#: (``standard``, ``middle``); Arabic, whose pattern has an "and" there, has its comma. A table,
#: since workers that read metadata have no time for Babel.
_SEPARATORS = {
    **dict.fromkeys(("ja", "zh", "yue", "ii"), "、"),
    **dict.fromkeys(("ar", "fa", "ur", "ps", "sd", "ks", "ckb", "ug"), "، "),
    **dict.fromkeys(("am", "ti"), "፣ "),
}


def enumerated(items: Iterable[str], language: str) -> str:
    """Join items without "and", by the separator of ``language`` (BCP 47): "a, b", "a、b"."""
    return _SEPARATORS.get(language.lower().partition("-")[0], ", ").join(items)


def megabytes(size: int, locale: str) -> str:
    """Write a number of bytes: "3.2 MB", "640 kB"."""
    from babel.units import format_unit

    unit, count = ("megabyte", size / 1e6) if size >= 1_000_000 else ("kilobyte", size / 1e3)
    rounded = round(count, 1) if count < 10 else round(count)
    return str(format_unit(max(rounded, 1), f"digital-{unit}", "short", locale=locale))


def joined(items: Sequence[str], locale: str) -> str:
    """Join items as the language does: "a, b and c"."""
    from babel.lists import format_list

    if len(items) < 2:
        return "".join(items)
    language, last = locale.partition("_")[0], items[-1]
    if language == "he" and not _HEBREW_LETTER.match(last):
        # The Hebrew "and" is a prefix; before another script or a figure it takes a maqaf.
        items = [*items[:-1], f"\u05be{last}"]
    text = format_list(items, locale=_international(locale))
    if language == "es" and _SPANISH_I.match(last):
        text = f"{text.removesuffix(f'y {last}')}e {last}"
    return text


def runs(numbers: Iterable[int]) -> list[str]:
    """Sort numbers and draw runs of three and more together: ``1–4``, ``7``, ``8``."""
    wanted = sorted(set(numbers))
    if not wanted:
        return []
    breaks = [index for index, (a, b) in enumerate(pairwise(wanted), 1) if b != a + 1]
    texts: list[str] = []
    for start, end in pairwise([0, *breaks, len(wanted)]):
        run = wanted[start:end]
        texts += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else map(str, run)
    return texts


def dated(when: date | str, locale: str) -> str:
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
