"""Reads what metadata say of the use of a photograph: limits, stand-ins, how it was made.

Limits stand in IPTC's instructions (``photoshop:Instructions``, IIM 2:40) as agencies write them,
in a sentence or in keywords; how it was made in IPTC's digital source type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from platebook.photos.formats.metadata import STAND_IN
from platebook.photos.model import MetadataText

_PATTERNS = {
    "an embargo": r"embargo\w*|sperrfrist|hold (?:for release|until|till)|"
    r"not (?:for|to be) (?:publi\w+|released?|used?) (?:before|until|prior)",
    "a mandatory credit": r"mandatory (?:photo |byline |picture )?credit|must (?:be )?credit\w*|"
    r"credit\w* (?:line )?(?:is |are )?(?:mandatory|required)|crédit obligatoire|pflichtnennung",
    "a limit of use": r"\bno (?:use|sales?|archives?|archiving|resale|magazines?|books?|commercial|"
    r"internet|web|print|publication|third[- ]part\w+|licensing|merchandising|tv|film)\b|"
    r"\bnot for (?:use|sales?|publication|reproduction|commercial|marketing|advertising)\w*|"
    r"editorial use only|\bone[- ]time use\b|\brestrict\w+|non-?commercial|nur redaktionell\w*|"
    r"do not (?:publish|use|crop|distribute|alter)|usage rights",
}
_LIMITS = [(name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _PATTERNS.items()]
#: ``GERMANY OUT``: where it may not be used.
_OUT = re.compile(r"\b[A-Z]{2,}(?: [A-Z]{2,}){0,3} OUT\b")
_NO_LIMIT = re.compile(r"\bno (?:restrictions?|limits?|embargo)\b|\bunrestricted\b", re.IGNORECASE)
#: The last part of the addresses of source types of pictures that an algorithm made or changed.
_ARTIFICIAL = {
    "trainedalgorithmicmedia": "made with artificial intelligence",
    "compositewithtrainedalgorithmicmedia": "changed with artificial intelligence",
    "compositesynthetic": "composed with synthetic parts",
    "algorithmicmedia": "made by an algorithm",
    "virtualrecording": "recorded in a virtual scene",
}


def is_stand_in(words: Mapping[str, MetadataText]) -> bool:
    """Return whether a picture takes the place of a missing photograph."""
    return "instructions" in words and words["instructions"].text == STAND_IN


def limits(instructions: str) -> str:
    """Return what an agency's instructions limit; empty for nothing."""
    text = _NO_LIMIT.sub("", instructions)
    limits_found = [name for name, pattern in _LIMITS if pattern.search(text)]
    if _OUT.search(text) and _LIMITS[-1][0] not in limits_found:
        limits_found.append(_LIMITS[-1][0])
    return " and ".join(limits_found)


def is_synthetic(source_type: str) -> bool:
    """Return whether readers must learn how a picture was made: it may pass for a photograph."""
    return _kind(source_type) in (
        "trainedalgorithmicmedia",
        "compositewithtrainedalgorithmicmedia",
        "compositesynthetic",
    )


def artificial(source_type: str) -> str:
    """Return how an algorithm made a picture (digital source type); empty for a photograph."""
    return _ARTIFICIAL.get(_kind(source_type), "")


def _kind(source_type: str) -> str:
    return re.split(r"[/:#]", source_type.strip().rstrip("/"))[-1].lower()
