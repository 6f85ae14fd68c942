"""Captions, credits and alternative text inside the JPEG files: XMP, IPTC-IIM, EXIF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def embed_all(story: Path, photos: Sequence[Path]) -> None:
    """Write each plate's words from the story into its file."""
