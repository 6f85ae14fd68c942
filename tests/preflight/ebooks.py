"""An e-book to plant faults in: its files in memory, changed by name, and bound again."""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from platebook.errors import Finding
from platebook.preflight import external
from platebook.preflight.model import InspectedFile, Subject
from platebook.preflight.reader_process import read
from tests.epub.books import Binder, story, text
from tests.photos.photographs import scene

PACKAGE, NAV, NCX = "EPUB/content.opf", "EPUB/nav.xhtml", "EPUB/toc.ncx"
COVER = "EPUB/images/cover.jpg"
#: The judges from outside, by name.
JUDGES: dict[str, Callable[[Path, str], tuple[Finding, ...]]] = {
    "EPUBCheck": external.ask_epubcheck,
    "Ace": external.ask_ace,
}


def document(number: int) -> str:
    """Name the document of a plate, counted from 1."""
    return f"EPUB/text/plate-street-{number}.xhtml"


def photograph(number: int) -> str:
    """Name the photograph of a plate, counted from 1."""
    return f"EPUB/images/plate-street-{number}.jpg"


@dataclass
class Ebook:
    """The files of an EPUB by name, in the order of its zip.

    ``packed`` are those to deflate; ``holes`` are more, of so many bytes, all of them zero, which
    take no room on the disk; ``damage`` is done to the zip when it is bound; ``target`` is the
    shop that the book is for. ``judges`` are asked too; ``programs`` stand in for theirs, as lines
    for a shell by the program's name; where it is ``uninstalled`` there is no EPUBCheck.
    """

    files: dict[str, bytes]
    packed: set[str] = field(default_factory=set)
    holes: dict[str, int] = field(default_factory=dict)
    damage: Callable[[bytes], bytes] = bytes
    target: str = ""
    judges: tuple[str, ...] = ()
    programs: dict[str, str] = field(default_factory=dict)
    uninstalled: bool = False

    def change(self, name: str, old: str, new: str, times: int = 1) -> None:
        """Replace a passage of a document, which must be there."""
        text = self.files[name].decode()
        assert old in text, f"{name} does not hold {old!r}"
        self.files[name] = text.replace(old, new, times).encode()

    def list(self, name: str, media_type: str, properties: str = "") -> None:
        """Add a file to the package's list."""
        extra = f' properties="{properties}"' if properties else ""
        href = name.removeprefix("EPUB/")
        item = f'<item href="{href}" id="more-{len(self.files)}" media-type="{media_type}"{extra}/>'
        self.change(PACKAGE, "</manifest>", f"{item}</manifest>")

    def say(self, line: str) -> None:
        """Add a line to the package's metadata."""
        self.change(PACKAGE, "</metadata>", f"{line}</metadata>")

    def show(self, name: str) -> None:
        """Show a picture of the book in the text of its closing, for decoration."""
        href = f"../{name.removeprefix('EPUB/')}"
        shown = f'<img src="{href}" alt="" role="presentation"/>'
        self.change("EPUB/text/closing.xhtml", "</p>", f"</p><p>{shown}</p>")

    def save(self, path: Path) -> Path:
        """Bind the book again."""
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in self.files.items():
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                how = zipfile.ZIP_DEFLATED if name in self.packed else zipfile.ZIP_STORED
                archive.writestr(entry, content, how)
        path.write_bytes(self.damage(path.read_bytes()))
        for name, length in self.holes.items():
            _dig(path, name, length)
        return path

    def found(self, folder: Path) -> list[Finding]:
        """Bind the book, inspect it, and ask the judges."""
        path = self.save(folder / "book.epub")
        told = list(inspected(path, self.target).findings)
        for name, lines in self.programs.items():
            program = folder / name
            program.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
            patch.setenv("PLATEBOOK_ACE", str(folder / "ace"))
            if self.uninstalled:
                patch.setattr(external, "_jar", lambda: None)
            for judge in self.judges:
                told += JUDGES[judge](path, "book.epub")
        return told


def _dig(path: Path, name: str, length: int) -> None:
    """Add a file to a zip, stored, that is one hole on the disk."""
    row = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    row.file_size = row.compress_size = length
    block = bytes(1_000_000)
    for begun in range(0, length, len(block)):
        row.CRC = zlib.crc32(block[: length - begun], row.CRC if begun else 0)
    with zipfile.ZipFile(path, "a") as archive:
        row.header_offset = archive.start_dir
        with path.open("r+b") as file:
            file.seek(row.header_offset)
            file.write(row.FileHeader())
            archive.start_dir = file.tell() + length
            file.truncate(archive.start_dir)
        # What ``writestr`` would note, had it written all those zeros.
        archive.filelist.append(row)
        archive.NameToInfo[name] = row
        archive._didModify = True


def jpeg(picture: Image.Image, **options: object) -> bytes:
    """Encode a photograph."""
    file = BytesIO()
    picture.save(file, "JPEG", **({"quality": 85} | options))  # type: ignore[arg-type]
    return file.getvalue()


def clean(folder: Path) -> Ebook:
    """Bind a story of three photographs that look different from each other."""
    texts = [text(number, decorative=False) for number in (1, 2, 3)]
    bound = Binder(folder).bind(story(texts))
    book = Ebook(dict(bound.files))
    whole = scene((600, 400))
    shown = (whole, whole.rotate(180).resize((400, 600)), whole.convert("L").rotate(90))
    for number, picture in enumerate(shown, start=1):
        book.files[photograph(number)] = jpeg(picture)
    book.files[COVER] = jpeg(scene((400, 640)).resize((1600, 2560)), quality=30)
    return book


def inspected(path: Path, target: str = "") -> InspectedFile:
    """Inspect a book in this process, under a name that does not hang on the test."""
    return read(Subject(path, name="book.epub", target=target))
