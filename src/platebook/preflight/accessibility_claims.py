"""Reads what a finished file claims of its accessibility; whether that is so is not said here."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from platebook.preflight.epub import safe_xml
from platebook.preflight.epub.read_epub import read_package

_ACCESSIBLE = re.compile(rb"pdfuaid:part(?:>|=[\"'])\s*[12]")
#: No package document of a book is larger (bytes).
_LARGEST = 8_000_000
#: Bytes of a PDF that are read at once; and those of one part that are searched with the next.
_PART, _OVERLAP = 4_000_000, 64


@dataclass(frozen=True, slots=True)
class AccessibilityClaims:
    """What a file says of itself.

    ``features`` are words of the schema.org accessibility vocabulary, ``sufficient`` the sets of
    senses that are enough to read it (``textual``, ``textual,visual``), ``hazards`` what of it may
    harm (``none``), ``summary`` its own words
    on it. ``fixed``: its pages have one size; ``accessible``: it says that it is PDF/UA.
    """

    features: tuple[str, ...] = ()
    sufficient: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    summary: str = ""
    fixed: bool = False
    accessible: bool = False


def claims_of(path: Path, *, epub: bool | None = None) -> AccessibilityClaims:
    """Read the claims of a book; none of a folder. ``epub`` says what it is, else its name does."""
    is_epub = path.suffix == ".epub" if epub is None else epub
    try:
        return _of_epub(path) if is_epub else _of_pdf(path)
    except (OSError, ValueError, zipfile.BadZipFile, KeyError, RuntimeError):
        return AccessibilityClaims()


def _of_epub(path: Path) -> AccessibilityClaims:
    with zipfile.ZipFile(path) as archive:
        (name, *_) = [name for name in archive.namelist() if name.endswith(".opf")]
        with archive.open(name) as file:
            parsed = safe_xml.parse(file.read(_LARGEST))
    if parsed.root is None:
        return AccessibilityClaims()
    said = read_package(name, parsed.root).said
    return AccessibilityClaims(
        said("schema:accessibilityFeature"),
        said("schema:accessModeSufficient"),
        said("schema:accessibilityHazard"),
        " ".join(said("schema:accessibilitySummary")),
        fixed="pre-paginated" in said("rendition:layout"),
    )


def _of_pdf(path: Path) -> AccessibilityClaims:
    """Search a PDF in parts: mapped into memory, a large book would count as memory in use."""
    end = b""
    with path.open("rb") as file:
        while part := file.read(_PART):
            if _ACCESSIBLE.search(end + part):
                return AccessibilityClaims(accessible=True)
            end = part[-_OVERLAP:]
    return AccessibilityClaims()
