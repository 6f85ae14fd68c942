"""Facts about languages: script, direction, who may hyphenate them, quotation marks and dashes.

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


def subtags_of(tag: str) -> Tag:
    """Take language, script and region from a tag; what follows them is left aside."""
    language, *rest = tag.replace("_", "-").split("-")
    subtags = {"language": _ALIASES.get(language.lower(), language.lower())}
    for subtag in rest:
        if len(subtag) == 1:
            break  # an extension or private use begins
        if len(subtag) == 4 and subtag.isalpha():
            subtags.setdefault("script", subtag.title())
        elif (len(subtag) == 2 and subtag.isalpha()) or (len(subtag) == 3 and subtag.isdigit()):
            subtags.setdefault("region", subtag.upper())
    return Tag(**subtags)


def likely(tag: str) -> Tag:
    """Fill in what a tag leaves out: ``zh-TW`` is Chinese in traditional characters (CLDR)."""
    from babel.core import get_global

    subtags = subtags_of(tag)
    table = get_global("likely_subtags")
    keys = (
        [subtags.language, subtags.script, subtags.region],
        [subtags.language, subtags.region],
        [subtags.language, subtags.script],
        [subtags.language],
    )
    for key in keys:
        if full := table.get("_".join(filter(None, key))):
            guess = subtags_of(full)
            return Tag(
                subtags.language, subtags.script or guess.script, subtags.region or guess.region
            )
    return subtags


def script(tag: str) -> str:
    """Return the script a language is most likely written in (ISO 15924); ``Zyyy`` if unknown."""
    return likely(tag).script or "Zyyy"


def region(tag: str) -> str:
    """Return the country whose usage a language most likely follows (ISO 3166-1); else ``""``."""
    return likely(tag).region


def uses_letter(tag: str) -> bool | None:
    """Return whether paper has American sizes where a language's tag says that it is used.

    None where the tag names no region: ``en-US`` does, ``en`` does not.
    """
    region = subtags_of(tag).region
    return region in _LETTER if region else None


def direction(tag: str) -> Direction:
    """Return which way a language's lines run."""
    return "rtl" if script(tag) in RIGHT_TO_LEFT else "ltr"


def locale(tag: str) -> str:
    """Return the nearest locale that CLDR has data for, as Babel writes it; ``en`` if none."""
    from babel import localedata

    subtags, full = subtags_of(tag), likely(tag)
    candidates = (
        [subtags.language, subtags.script, subtags.region],
        [full.language, full.script, subtags.region],
        [full.language, full.script],
        [subtags.language, subtags.region],
    )
    for candidate in candidates:
        name = "_".join(filter(None, candidate))
        if localedata.exists(name):
            return name
    return subtags.language if localedata.exists(subtags.language) else "en"


_NARROW, _NO_BREAK = "\u202f", "\u00a0"
#: Double and single marks, by language, or language and region: CLDR's delimiters
#: (``main/*/delimiters``, compared with release 45), which Babel does not carry. Where CLDR repeats
#: the outer marks for a quotation within a quotation (bg, fr, hy, lt), the usual inner marks stand
#: here. Otherwise than in CLDR are: Switzerland, where «» are set in German and Italian too; Dutch,
#: whose double marks CLDR lacks; Croatian, Bosnian and Serbian, which close with ” by their own
#: orthographies; and Occitan. Dashes and French spaces follow the languages' own style manuals.
_MARKS = {
    "“”‘’": "",  # all others
    "„“‚‘": "de cs sk sl is lb dsb hsb lt bg et mk",
    "„“«»": "ka",
    "«»‹›": "de-CH de-LI fr-CH it-CH rm fa am",
    "„”‚’": "hr bs",
    "„”’’": "sr",
    "„”«»": "pl ro",
    "„”»«": "hu",
    "«»“”": "fr es it pt-PT ca eu el sq hy ast oc kk",
    "«»‘’": "nb nn no",
    "«»„“": "ru uk be ky",
    "””’’": "sv fi he se",
    "”“’‘": "ar ur",
    "「」『』": "ja zh-Hant yue",
}
_BY_LANGUAGE = {name: marks for marks, names in _MARKS.items() for name in names.split()}
_OTHERS = "“”‘’"
#: Spanish is quoted otherwise in Spain than in America.
_SPAIN = ("ES", "GQ", "")
#: Where a dash between words is an em dash, with the spaces that were written round it.
_EM_DASH = frozenset({"ru", "uk", "be", "bg", "mk", "sr", "es", "ca", "gl", "kk", "hy", "el"})
_NO_ELLIPSIS = frozenset({"ja", "zh", "yue"})
#: Between letters, an apostrophe is a letter of its own or part of one, and is not touched.
_LETTER_APOSTROPHE = frozenset({"haw", "to", "sm", "ty", "mi", "qu", "gn", "he"})


@dataclass(frozen=True, slots=True)
class Punctuation:
    """How a language sets what a typewriter has one key for.

    ``double`` and ``single`` are a pair of marks each; ``dash`` stands between spaces,
    ``closed_dash`` between letters. ``before`` maps a sign to the space that stands before it.
    """

    double: tuple[str, str]
    single: tuple[str, str]
    dash: str
    closed_dash: str
    ellipsis: str
    before: dict[str, str]
    apostrophes: bool = True


def punctuation(tag: str) -> Punctuation:
    """Return the punctuation of a language (BCP 47)."""
    full = likely(tag)
    language = full.language
    names = (f"{language}-{full.region}", f"{language}-{full.script}", language)
    marks = next((_BY_LANGUAGE[name] for name in names if name in _BY_LANGUAGE), _OTHERS)
    if language == "es" and full.region not in _SPAIN:
        marks = _OTHERS
    double, single = (marks[0], marks[1]), (marks[2], marks[3])
    before: dict[str, str] = {}
    if language == "fr":
        double = f"«{_NO_BREAK}", f"{_NO_BREAK}»"
        before = {"»": _NO_BREAK, ":": _NO_BREAK}
        if full.region != "CA":
            before |= dict.fromkeys(";!?", _NARROW)
        if full.region == "CH":
            double, before = (f"«{_NARROW}", f"{_NARROW}»"), dict.fromkeys("»:;!?", _NARROW)
    american = language == "en" and full.region in ("US", "CA") and "-" in tag.replace("_", "-")
    return Punctuation(
        double,
        single,
        "—" if american or language in _EM_DASH else "–",
        "—" if language == "en" or language in _EM_DASH else "–",
        "..." if language in _NO_ELLIPSIS else "…",
        before,
        language not in _LETTER_APOSTROPHE,
    )
