"""Books to look at: a binder for each test, and one plain book that many share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.epub.books import Binder, Book


@pytest.fixture
def binder(tmp_path: Path) -> Binder:
    """Binds books in a folder of the test's own."""
    return Binder(tmp_path)


@pytest.fixture(scope="session")
def plain_book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A book of three plates, bound once."""
    return Binder(tmp_path_factory.mktemp("plain")).bind()
