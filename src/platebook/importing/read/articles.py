"""Reads an article of any kind; what is read is bounded before it is parsed."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from platebook.importing import text as texts
from platebook.importing.discover import Sort, SourceFile
from platebook.importing.model import Article
from platebook.importing.read import plain_text

if TYPE_CHECKING:
    from platebook.importing.read.page import Copy

#: Bytes of a text or a page, and of a document with its pictures, that are read at most.
_TEXT_BYTES, _DOCUMENT_BYTES = 20_000_000, 300_000_000
_TEXTS = {Sort.TEXT, Sort.MARKDOWN, Sort.HTML}


class SourceError(Exception):
    """A source that cannot be read, with a sentence that says why."""


def read(file: SourceFile, assets: Path | None) -> Sequence[Article]:
    """Read the articles of a file. Raises SourceError and what libraries raise of damaged files.

    ``assets`` is the folder that a browser saved beside a page.
    """
    limit = _TEXT_BYTES if file.sort in _TEXTS else _DOCUMENT_BYTES
    if file.path.stat().st_size > limit:
        raise SourceError(f"more than {limit // 1_000_000} MB")
    raw = file.path.read_bytes()
    if file.sort is Sort.TEXT:
        return (plain_text.read(texts.decode(raw), file.name),)
    if file.sort is Sort.HTML:
        from platebook.importing.read import page

        copies = partial(_saved_copy, saved=file.path, assets=assets)
        return (page.read(texts.decode(raw), file.name, copies),)
    if file.sort is Sort.MARKDOWN:
        from platebook.importing.read import markdown_text, page

        read_page = partial(page.read, copies=lambda _: None)
        return (markdown_text.read(texts.decode(raw), file.name, read_page),)
    return (_bundled(raw, file),)


def _bundled(raw: bytes, file: SourceFile) -> Article:
    """Read a page or document that holds its pictures."""
    from platebook.importing.read import containers, office, page, photo_files

    if file.sort is Sort.DOCX:
        bundle = office.open_docx(raw)
    elif file.sort is Sort.ODT:
        bundle = office.open_odt(raw)
    else:
        bundle = containers.open_bundle(raw, file.sort)

    def copies(address: str) -> page.Copy | None:
        found = bundle.resolve(address)
        try:
            facts = photo_files.inspect(bundle.content(found)) if found else None
        except (containers.TooLargeError, zipfile.BadZipFile, zlib.error):
            return None  # the picture is shown as missing; the rest is read
        return page.Copy(file.path.absolute(), found, *facts) if facts else None

    return page.read(bundle.text, file.name, copies)


def _saved_copy(address: str, saved: Path, assets: Path | None) -> Copy | None:
    """Give the copy of a picture in the folder of a saved page; nothing outside that folder."""
    if assets is None or urlsplit(address).scheme not in ("", "file"):
        return None
    path = saved.parent / unquote(urlsplit(address).path).lstrip("/")
    real, root = Path(os.path.realpath(path)), Path(os.path.realpath(assets))
    if not real.is_relative_to(root) or not real.is_file():
        return None
    from platebook.importing.read import page, photo_files

    facts = photo_files.inspect(real.read_bytes())
    return page.Copy(real, "", *facts) if facts else None
