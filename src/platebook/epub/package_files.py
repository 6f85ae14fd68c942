"""The input of the packager: the book's files and its package document's data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from platebook.i18n import Direction


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the metadata block: of Dublin Core (``dc``), or a ``meta``."""

    name: str
    text: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    dc: bool = False


@dataclass(frozen=True, slots=True)
class PackageItem:
    """One file of the book: its bytes, or their path on disk.

    ``properties`` are those of the package manifest; ``spine``: it is in the reading order.
    """

    id: str
    name: str
    media_type: str
    content: bytes | Path
    properties: tuple[str, ...] = ()
    spine: bool = False


@dataclass(frozen=True, slots=True)
class EpubPackage:
    """Everything that the package document says, and the files."""

    language: str
    direction: Direction
    modified: datetime
    metadata: Sequence[Element]
    items: Sequence[PackageItem]
