"""Reads what a finished file claims of its accessibility; whether that is so is not said here."""

from __future__ import annotations

import mmap
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from platebook.preflight.model import FileKind, InspectedFile

_FEATURE = re.compile(rb"accessibilityFeature[\"'][^>]*>\s*([A-Za-z]{1,40})\s*<")
_FIXED = re.compile(rb"rendition:layout[\"'][^>]*>\s*pre-paginated\s*<")
_ACCESSIBLE = re.compile(rb"pdfuaid:part(?:>|=[\"'])\s*[12]")
#: No package document of a book is larger (bytes).
_LARGEST = 8_000_000


@dataclass(frozen=True, slots=True)
class AccessibilityClaims:
    """What a file says of itself.

    ``features`` are words of the schema.org accessibility vocabulary; ``fixed``: its pages have
    one size; ``accessible``: it says that it is PDF/UA.
    """

    features: frozenset[str] = frozenset()
    fixed: bool = False
    accessible: bool = False


def claims(file: InspectedFile) -> AccessibilityClaims:
    """Read the claims of a file that was inspected, and read to its end, before."""
    try:
        return (
            _of_epub(file.subject.file)
            if file.kind is FileKind.EPUB
            else _of_pdf(file.subject.file)
        )
    except (OSError, ValueError, zipfile.BadZipFile, KeyError, RuntimeError):
        return AccessibilityClaims()


def _of_epub(path: Path) -> AccessibilityClaims:
    with zipfile.ZipFile(path) as archive:
        (package, *_) = [name for name in archive.namelist() if name.endswith(".opf")]
        with archive.open(package) as file:
            text = file.read(_LARGEST)
    features = frozenset(found.decode("ascii") for found in _FEATURE.findall(text))
    return AccessibilityClaims(features, fixed=bool(_FIXED.search(text)))


def _of_pdf(path: Path) -> AccessibilityClaims:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return AccessibilityClaims(accessible=_ACCESSIBLE.search(content) is not None)
