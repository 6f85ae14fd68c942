"""Builds books with options as keywords: ``build(story, folder, editions=("print",))``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from platebook.build_options import BuildOptions, declared_options
from platebook.pipeline import Book
from platebook.pipeline import build as build_books

_OPTIONS = frozenset(name for name, _, _ in declared_options())


def build(story: Path, folder: Path = Path("output"), **how: Any) -> Book:
    """Build a story; ``how`` are options of ``BuildOptions`` and keywords of ``build``."""
    options: Mapping[str, Any] = {name: how.pop(name) for name in _OPTIONS & how.keys()}
    return build_books(story, folder, BuildOptions(**options), **how)
