"""Reports an inspection as one page of HTML that contains everything it shows."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from platebook import i18n
from platebook.errors import Severity, worst_first
from platebook.preflight.epub import image_checks
from platebook.preflight.model import (
    FileKind,
    InspectedFile,
    Inspection,
    PageThumbnail,
    Photograph,
    Verdict,
)
from platebook.preflight.reader_process import ReaderProcess
from platebook.preflight.report.alignment import pin, rows
from platebook.printers.printer import Printer
from platebook.rendering import environment
from platebook.themes import find
from platebook.version import __version__

_VERDICTS = {
    Verdict.READY: "ready",
    Verdict.LOOK: "worth a look",
    Verdict.REFUSED: "could not be read",
}


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What a file's findings come to for one printer or one shop."""

    TEMPLATE_FIELDS: ClassVar = ("made_for", "verdict", "counts", "words")

    made_for: str
    verdict: Verdict
    counts: tuple[int, ...]  #: errors, warnings, notes

    @property
    def words(self) -> str:
        """The verdict, in words."""
        errors = self.counts[0]
        if self.verdict is Verdict.ERRORS:
            return f"{errors} error{'s' if errors > 1 else ''}"
        return _VERDICTS[self.verdict]


@dataclass(frozen=True, slots=True)
class Seen:
    """One file of the report: what was found, its pages, and what is said of these."""

    TEMPLATE_FIELDS: ClassVar = (
        *("thumbnails", "remarks", "name", "printed", "made_for", "label", "title", "language"),
        *("verdicts", "limit", "few", "hot"),
    )

    file: InspectedFile
    thumbnails: tuple[PageThumbnail, ...]
    remarks: tuple[str, ...] = ()

    @property
    def _printer(self) -> Printer | None:
        return self.file.subject.printer

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.file.subject.file.name

    @property
    def printed(self) -> bool:
        """Whether it has pages."""
        return self.file.kind is FileKind.PDF

    @property
    def made_for(self) -> str:
        """Whose rules it was held to."""
        if self.printed:
            return self._printer.label if self._printer else "no printer named"
        if self.file.kind is FileKind.WEBSITE:
            return "web browsers"
        if self.file.kind is FileKind.UNKNOWN:
            return "not known"
        return f"e-book readers ({self.file.subject.target or 'any shop'})"

    @property
    def label(self) -> str:
        """What its pages stand under."""
        if not self.printed:
            return "Website" if self.file.kind is FileKind.WEBSITE else "E-book"
        return self._printer.label if self._printer else self.name

    @property
    def title(self) -> str:
        """The book's title, as the file has it; empty where it has none."""
        return self.file.contents.title if self.file.contents else ""

    @property
    def language(self) -> str:
        """The language of its texts, as it says itself; empty where it does not."""
        return self.file.contents.language if self.file.contents else ""

    @property
    def verdicts(self) -> Iterator[FileVerdict]:
        """Yield what its findings come to: for its printer, or for each shop that may sell it."""
        if self.file.kind is not FileKind.EPUB or self.file.verdict is Verdict.REFUSED:
            yield _verdict_for(self.made_for, self.file)
            return
        titles = [shop.title for shop in image_checks.shops_for("")]
        for shop in image_checks.shops_for(self.file.subject.target):
            others = [title for title in titles if title != shop.title]
            mine = tuple(
                finding
                for finding in self.file.findings
                if shop.title in finding.message
                or not any(code in finding.message for code in others)
            )
            yield _verdict_for(shop.title, replace(self.file, findings=mine))

    @property
    def limit(self) -> int | None:
        """The most ink that its printer takes, in per cent."""
        rule = self._printer.ink_limit if self._printer else None
        return rule.value if rule else None

    def few(self, photograph: Photograph) -> str:
        """Return where a photograph has fewer pixels to the inch than its printer asks for."""
        printer, has = self._printer, round(photograph.ppi)
        limits = printer.ppi.value if printer and printer.ppi else None
        if limits and limits.least and has < limits.least:
            return f"below the least, {limits.least:.0f}"
        if limits and limits.ideal and has < limits.ideal:
            return f"below the {limits.ideal:.0f} asked for"
        return ""

    @property
    def hot(self) -> list[PageThumbnail]:
        """The pages whose ink is drawn, the heaviest first."""
        inks = [
            (photograph.ink, page)
            for page in self.thumbnails
            if (photograph := page.photograph) and photograph.heat
        ]
        return [page for _, page in sorted(inks, key=lambda pair: -pair[0])]


def page(inspection: Inspection, title: str, *, base: Path | None = None) -> str:
    """Write the page: verdicts, every plate side by side, ink, pixels, and all findings.

    It loads nothing from anywhere. ``base`` is the folder that files are named from. Raises
    OSError where a file is gone.
    """
    with ReaderProcess() as looker:
        file_views = [(file, looker.view(file.subject)) for file in inspection.files]
    order = dict.fromkeys(
        at.plate for _, looked_at in file_views for at in looked_at.thumbnails if at.plate
    )
    files = [
        Seen(file, _name_plates(view.thumbnails, tuple(order)), view.remarks)
        for file, view in file_views
    ]
    findings = worst_first(inspection.all)
    table_rows = rows([looked_at.thumbnails for looked_at in files])
    language = next((looked_at.language for looked_at in files if looked_at.language), "")
    design = find()
    context = {
        "title": title,
        "book": next((looked_at.title for looked_at in files if looked_at.title), ""),
        "version": __version__,
        "style": design.style("report.css"),
        "files": files,
        "rows": table_rows,
        "pinned": pin(table_rows, [looked_at.file.subject for looked_at in files], findings),
        "findings": findings,
        "language": language,
        "direction": i18n.direction(language) if language else "ltr",
        # All of a picture stands in its address (RFC 2397).
        "picture": lambda jpeg: f"data:image/jpeg;base64,{b64encode(jpeg).decode()}",
        # Files are named from the folder that the reader knows.
        "relative": lambda where: where.replace(f"{base}/", "") if base else where,
    }
    return environment.fill(design, "report/report.html.j2", context)


def _verdict_for(made_for: str, file: InspectedFile) -> FileVerdict:
    counts = Counter(finding.severity for finding in file.findings)
    return FileVerdict(made_for, file.verdict, tuple(counts[severity] for severity in Severity))


def _name_plates(
    thumbnails: tuple[PageThumbnail, ...], order: tuple[str, ...]
) -> tuple[PageThumbnail, ...]:
    """Return the plates of a file that does not, where it has as many photographs as there are."""
    numbers = [page.number for page in thumbnails if page.photograph and not page.goes_on]
    if any(page.plate for page in thumbnails) or len(numbers) != len(order):
        return thumbnails
    plates = dict(zip(numbers, order, strict=True))
    plates |= {page.number: plates[page.number - 1] for page in thumbnails if page.goes_on}
    return tuple(replace(page, plate=plates.get(page.number, "")) for page in thumbnails)
