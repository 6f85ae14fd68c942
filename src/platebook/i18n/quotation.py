"""Quotation marks, dashes and the spaces of punctuation by language: what smart typography sets.

The marks are those of CLDR's delimiters (``main/*/delimiters``, compared with release 45), which
Babel does not carry. Where CLDR repeats the outer marks for a quotation within a quotation (bg, fr,
hy, lt), the usual inner marks stand here. Otherwise than in CLDR are: Switzerland, where «» are set
in German and Italian too; Dutch, whose double marks CLDR lacks; Croatian, Bosnian and Serbian,
which close with ” by their own orthographies; and Occitan. Dashes and French spaces follow the
languages' own style manuals.
"""

from __future__ import annotations

from dataclasses import dataclass

from platebook.i18n.languages import likely

_NARROW, _NO_BREAK = "\u202f", "\u00a0"
#: Double and single marks, by language, or language and region.
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
