"""Findings about characters that no font has: where they are, and what to install."""

from __future__ import annotations

from collections.abc import Iterable, Set

from platebook.errors import Finding, Severity
from platebook.fonts.characters import Line, named, needed
from platebook.fonts.characters import emoji as emoji_of
from platebook.graphemes import code_points, composed

_SHOWN = 4
_CJK = frozenset({"Hani", "Hira", "Kana", "Hang", "Bopo"})
_UNKNOWN = frozenset({"Zzzz"})


def findings(lines: Iterable[Line], chars: Set[str], has_fontconfig: bool) -> list[Finding]:
    """Give an error for each place that holds characters no font has."""
    return [
        Finding(
            line.where,
            f"no font has {_listed(lacking)}",
            _fix(lacking, has_fontconfig),
            code="T001",
        )
        for line in lines
        if (lacking := sorted(needed(line.text) & chars))
    ]


def emoji(lines: Iterable[Line], unprintable: frozenset[str]) -> list[Finding]:
    """Give a warning for each place with emoji that no font has."""
    reported = []
    for line in lines if unprintable else ():
        clusters = dict.fromkeys(emoji_of(line.text))
        lacking = sorted({char for one in clusters for char in one} & unprintable)
        if lacking:
            reported.append(
                Finding(
                    line.where,
                    f"no font has {_listed(lacking)}, so it is left out of print",
                    "Install a font with outlines for it (Debian: fonts-symbola), or reword; "
                    "the EPUB keeps it.",
                    Severity.WARNING,
                    "T002",
                )
            )
    return reported


def torn(lines: Iterable[Line], clusters: Set[str]) -> list[Finding]:
    """Give a warning for each place with a letter and marks that no single font has."""
    found = []
    for line in lines if clusters else ():
        text = composed(line.text)
        lacking = sorted(cluster for cluster in clusters if cluster in text)
        if lacking:
            shown = ", ".join(f"“{each}” ({code_points(each)})" for each in lacking[:_SHOWN])
            found.append(
                Finding(
                    line.where,
                    f"no font has all of {shown}, so print takes its parts from several",
                    _fix(sorted({char for each in lacking for char in each}), True),
                    Severity.WARNING,
                    "T004",
                )
            )
    return found


def refusal(family: str) -> Finding:
    """Give the finding for a font whose licence forbids embedding."""
    return Finding(
        family,
        "the font’s maker does not allow it to be embedded, so it was passed over",
        "Nothing to do, if another font serves; otherwise ask the maker for a licence.",
        Severity.NOTE,
        "T003",
    )


def _listed(chars: list[str]) -> str:
    """Name the first few characters, and count the rest."""
    shown = ", ".join(map(named, chars[:_SHOWN]))
    return shown if len(chars) <= _SHOWN else f"{shown} and {len(chars) - _SHOWN} more"


def _fix(chars: list[str], has_fontconfig: bool) -> str:
    """Name the Debian packages that have the characters."""
    from fontTools.unicodedata import script

    scripts = {script(char) for char in chars}
    if scripts <= _UNKNOWN:
        return "Take it out of the text, or install a font that has it where fontconfig looks."
    packages = [] if has_fontconfig else ["fontconfig"]
    packages += ["fonts-noto-cjk"] if scripts & _CJK else []
    packages += ["fonts-noto-core"] if scripts - _CJK - _UNKNOWN else []
    return f"Install fonts for it (Debian: apt-get install {' '.join(packages)}), or reword."
