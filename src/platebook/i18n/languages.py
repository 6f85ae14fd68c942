"""Facts about languages: which script one is written in, which way it runs, who may hyphenate it.

A language is named by its BCP 47 tag (RFC 5646), read leniently: ``pt_br`` is ``pt-BR``. Nothing
here raises; whether a tag is well formed is for the manifest to say. The facts are CLDR's, by way
of Babel, which is imported when first asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["ltr", "rtl"]

#: ISO 15924's scripts that run from right to left.
RIGHT_TO_LEFT = frozenset(
    {
        *("Adlm", "Arab", "Aran", "Armi", "Avst", "Chrs", "Cprt", "Elym", "Hatr", "Hebr", "Hung"),
        *("Khar", "Lydi", "Mand", "Mani", "Mend", "Merc", "Mero", "Narb", "Nbat", "Nkoo", "Orkh"),
        *("Ougr", "Palm", "Phli", "Phlp", "Phnx", "Prti", "Rohg", "Samr", "Sarb", "Sogd", "Sogo"),
        *("Syrc", "Syre", "Syrj", "Syrn", "Thaa", "Yezi"),
    }
)

#: Countries whose paper has American sizes (CLDR, measurementData).
_LETTER = frozenset(
    {
        *("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"),
    }
)

#: Old or sibling codes, and the ones that CLDR knows them by.
_ALIASES = {"cmn": "zh", "in": "id", "iw": "he", "ji": "yi", "no": "nb"}


@dataclass(frozen=True, slots=True)
class Tag:
    """A language tag with its likely script and region filled in; ``""`` where not known."""

    language: str
    script: str = ""
    region: str = ""


def _subtags(tag: str) -> Tag:
    """Take language, script and region from a tag; what follows them is left aside."""
    language, *rest = tag.replace("_", "-").split("-")
    found = {"language": _ALIASES.get(language.lower(), language.lower())}
    for subtag in rest:
        if len(subtag) == 1:
            break  # an extension or private use begins
        if len(subtag) == 4 and subtag.isalpha():
            found.setdefault("script", subtag.title())
        elif (len(subtag) == 2 and subtag.isalpha()) or (len(subtag) == 3 and subtag.isdigit()):
            found.setdefault("region", subtag.upper())
    return Tag(**found)


def likely(tag: str) -> Tag:
    """Fill in what a tag leaves out: ``zh-TW`` is Chinese in traditional characters (CLDR)."""
    from babel.core import get_global

    given = _subtags(tag)
    table = get_global("likely_subtags")
    keys = (
        [given.language, given.script, given.region],
        [given.language, given.region],
        [given.language, given.script],
        [given.language],
    )
    for key in keys:
        if full := table.get("_".join(filter(None, key))):
            guess = _subtags(full)
            return Tag(given.language, given.script or guess.script, given.region or guess.region)
    return given


def script(tag: str) -> str:
    """Name the script a language is most likely written in (ISO 15924); ``Zyyy`` if unknown."""
    return likely(tag).script or "Zyyy"


def region(tag: str) -> str:
    """Name the country whose usage a language most likely follows (ISO 3166-1); ``""`` if none."""
    return likely(tag).region


def uses_letter(tag: str) -> bool | None:
    """Return whether paper has American sizes where a language's tag says that it is used.

    None where the tag names no region: ``en-US`` does, ``en`` does not.
    """
    region = _subtags(tag).region
    return region in _LETTER if region else None


def direction(tag: str) -> Direction:
    """Return which way a language's lines run."""
    return "rtl" if script(tag) in RIGHT_TO_LEFT else "ltr"


def locale(tag: str) -> str:
    """Name the nearest locale that CLDR has data for, as Babel writes it; ``en`` if none."""
    from babel import localedata

    given, full = _subtags(tag), likely(tag)
    candidates = (
        [given.language, given.script, given.region],
        [full.language, full.script, given.region],
        [full.language, full.script],
        [given.language, given.region],
    )
    for candidate in candidates:
        name = "_".join(filter(None, candidate))
        if localedata.exists(name):
            return name
    return given.language if localedata.exists(given.language) else "en"
