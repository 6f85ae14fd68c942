"""Both books of one small story, and its manifest: to plant differences in."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf

from platebook import book as edition
from platebook.errors import Finding
from platebook.manifest import load_story
from platebook.photos import survey_photos
from platebook.photos.similarity import small_previews
from platebook.preflight.compare import compare
from platebook.preflight.model import InspectedFile, Subject
from platebook.preflight.reader_process import read
from platebook.story import Story
from tests.books import build
from tests.photos.photographs import scene
from tests.preflight.ebooks import Ebook
from tests.stories import write_story

_EDITIONS = ("epub", "print", "screen", "proof")


def document(number: int) -> str:
    """Name the e-book's document of a plate, counted from 1."""
    return f"EPUB/text/plate-plate-{number}.xhtml"


def photograph(number: int) -> str:
    """Name the e-book's photograph of a plate, counted from 1."""
    return f"EPUB/images/plate-plate-{number}.jpg"


@dataclass
class Books:
    """A story, its e-book open for changes, its PDFs as they were inspected."""

    story: Story
    ebook: Ebook
    pdf: InspectedFile
    screen: InspectedFile | None
    proof: InspectedFile | None
    previews: Mapping[str, bytes]

    def copy(self) -> Books:
        """Return the same books, to be changed."""
        return replace(self, ebook=Ebook(dict(self.ebook.files)))

    def change_print(self, change: Callable[[pikepdf.Pdf], None]) -> None:
        """Change something in the printed book's file."""
        self.pdf = _changed(self.pdf, change)

    def change_screen(self, change: Callable[[pikepdf.Pdf], None]) -> None:
        """Change something in the file for screens."""
        assert self.screen
        self.screen = _changed(self.screen, change)

    def swap_pages(self, *, screen: bool = False) -> None:
        """Let the second and the first plate change places in the printed book, or for screens."""

        def swap(pdf: pikepdf.Pdf) -> None:
            second = pdf.pages[7]
            del pdf.pages[7]
            pdf.pages.insert(6, second)

        (self.change_screen if screen else self.change_print)(swap)

    def correct(self, number: int, **changes: object) -> None:
        """Change a plate of the manifest, counted from 1."""
        section = self.story.sections[0]
        shown = list(section.plates)
        shown[number - 1] = replace(shown[number - 1], **changes)  # type: ignore[arg-type]
        self.story = replace(self.story, sections=(replace(section, plates=tuple(shown)),))

    def read(self, folder: Path) -> tuple[InspectedFile, ...]:
        """Return all books as they are inspected; the e-book is bound in ``folder``."""
        path = self.ebook.save(folder / "book.epub")
        shown = filter(None, (self.screen, self.proof))
        return read(Subject(path, name="book.epub")), self.pdf, *shown

    def compared(self, folder: Path, *, alone: bool = False) -> tuple[Finding, ...]:
        """Compare all, or with ``alone`` the books alone."""
        files = self.read(folder)
        return compare(files) if alone else compare(files, self.story, self.previews)


def _changed(file: InspectedFile, change: Callable[[pikepdf.Pdf], None]) -> InspectedFile:
    """Change a PDF and inspect it again, under the name it had."""
    with pikepdf.open(file.subject.file) as pdf, TemporaryDirectory() as folder:
        change(pdf)
        changed = Path(folder) / file.subject.file.name
        pdf.save(changed)
        return read(replace(file.subject, file=changed))


def is_figure(each: pikepdf.Object) -> bool:
    """Return whether an object is a figure of what is read aloud."""
    return isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"


def unsay(pdf: pikepdf.Pdf, page: int, text: int) -> None:
    """Take away a piece of type, counted from the page's first; below 0 from its last."""
    operators = pikepdf.parse_content_stream(pdf.pages[page - 1])
    shown = [at for at, each in enumerate(operators) if str(each.operator) == "TJ"]
    del operators[shown[text]]
    pdf.pages[page - 1].Contents = pdf.make_stream(pikepdf.unparse_content_stream(operators))


def made(folder: Path, *, shown: bool = True, **changes: object) -> Books:
    """Build a story of three photographs that look different; one fills its page.

    ``shown`` says that a PDF for screens and a proof are made too.
    """
    photos = folder / "story" / "photos"
    photos.mkdir(parents=True)
    whole = scene((600, 400))
    looks = (whole, whole.rotate(180).resize((400, 600)), whole.convert("L").rotate(90))
    for number, picture in enumerate(looks, 1):
        picture.save(photos / f"{number:02}.jpg", quality=90)
    first = {"layout": "full-bleed", "focus": [0.1, 0.5]}
    design = {"credits": "plate", "open": "any"}
    subtitle = "What is seen of it by 5:45"
    changes = {"subtitle": subtitle, "design": design, "plates": [first, {}, {}], **changes}
    plates_ = changes.pop("plates")
    where = write_story(folder / "story", plates_, **changes)  # type: ignore[arg-type]
    book = build(where, folder / "output", editions=_EDITIONS[: 4 if shown else 2])
    epub, pdf, *others = book.files
    told = load_story.load(where)
    shots = survey_photos.survey(told)
    with zipfile.ZipFile(epub) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return Books(
        edition.complete(told, shots),
        Ebook(files),
        read(Subject(pdf, name="book.pdf")),
        read(Subject(others[0], name="screen.pdf")) if shown else None,
        read(Subject(others[1], name="proof.pdf")) if shown else None,
        {key: small_previews.make_preview(shot.path.read_bytes()) for key, shot in shots.items()},
    )
