"""Tells an inspection as one page of HTML that holds all it shows: to look at and pass round."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from platebook import __version__, markup
from platebook.design import find
from platebook.errors import Finding, Severity
from platebook.preflight.confining import Confined
from platebook.preflight.epub import shops
from platebook.preflight.model import Inspected, Inspection, Kind, Verdict
from platebook.preflight.sights import Sight

_PLATE = re.compile(r"plate “([^”]{1,200})”")
_PAGE = re.compile(r", page (\d{1,6})\b")
_VERDICTS = {
    Verdict.READY: "ready",
    Verdict.LOOK: "worth a look",
    Verdict.ERRORS: "errors",
    Verdict.REFUSED: "could not be read",
}
_GRAVITY = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
#: Findings of a plate of the story, or of any page, that are pinned where it is shown.
Pins = dict[str, list[Finding]]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a file's findings come to for one printer or one shop."""

    made_for: str
    verdict: Verdict
    counts: tuple[int, int, int]  #: errors, warnings, notes

    @property
    def words(self) -> str:
        """The verdict, in words."""
        return _VERDICTS[self.verdict]


@dataclass(frozen=True, slots=True)
class Seen:
    """One file of the report: what was found, and its pages or pictures."""

    file: Inspected
    sights: tuple[Sight, ...]

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.file.subject.file.name

    @property
    def printed(self) -> bool:
        """Whether it has pages."""
        return self.file.kind is Kind.PDF

    @property
    def made_for(self) -> str:
        """Whose rules it was held to."""
        printer = self.file.subject.printer
        if self.printed:
            return printer.label if printer else "no printer named"
        return f"e-book readers ({self.file.subject.target or 'any shop'})"

    @property
    def judged(self) -> Iterator[Judged]:
        """Give what its findings come to: for its printer, or for each shop that may sell it."""
        if self.file.kind is not Kind.EPUB or self.file.verdict is Verdict.REFUSED:
            yield _judged(self.made_for, self.file)
            return
        titles = [shop.title for shop in shops.asked("")]
        for shop in shops.asked(self.file.subject.target):
            others = [title for title in titles if title != shop.title]
            mine = [
                found
                for found in self.file.findings
                if shop.title in found.message or not any(each in found.message for each in others)
            ]
            yield _judged(shop.title, replace(self.file, findings=tuple(mine)))

    @property
    def limit(self) -> int | None:
        """The most ink that its printer takes, in per cent."""
        printer = self.file.subject.printer
        return printer.ink_limit.value if printer and printer.ink_limit else None

    @property
    def hot(self) -> list[Sight]:
        """The pages whose ink is drawn, the heaviest first."""
        drawn = [each for each in self.sights if each.photograph and each.photograph.heat]
        return sorted(drawn, key=lambda each: -(each.photograph.ink if each.photograph else 0))


@dataclass(frozen=True, slots=True)
class Row:
    """A plate in every file that shows it; ``cells`` are None where a file does not."""

    plate: str
    words: str
    alt: str | None
    cells: tuple[Sight | None, ...]
    findings: tuple[Finding, ...]


def page(inspection: Inspection, title: str, *, base: Path | None = None) -> str:
    """Write the page: verdicts, every plate side by side, ink, pixels, and all findings.

    It loads nothing from anywhere. ``base`` is the folder that files are named from. Raises
    OSError where a file is gone.
    """
    with Confined() as looker:
        looked = [(file, looker.view(file.subject)) for file in inspection.files]
    order = dict.fromkeys(each.plate for _, sights in looked for each in sights if each.plate)
    files = [Seen(file, _named(sights, tuple(order))) for file, sights in looked]
    findings = sorted(inspection.all, key=lambda found: _GRAVITY[found.severity])
    pins, loose = _pinned(files, findings)
    design = find()
    context = {
        "title": title,
        "version": __version__,
        "style": design.style("report.css"),
        "files": files,
        "rows": list(_rows(files, pins)),
        "pages": {seen.name: list(_others(seen)) for seen in files},
        "pages_pins": pins,
        "loose": loose,
        "findings": findings,
        "picture": _picture,
        "relative": _relative(base),
    }
    return markup.fill(design, "report/report.html.j2", context)


def _judged(made_for: str, file: Inspected) -> Judged:
    counts = [sum(found.severity is each for found in file.findings) for each in _GRAVITY]
    return Judged(made_for, file.verdict, (counts[0], counts[1], counts[2]))


def _relative(base: Path | None) -> Callable[[str], str]:
    """Name files from the folder that the reader knows."""
    prefix = f"{base}/" if base else ""
    return lambda where: where.replace(prefix, "") if prefix else where


def _picture(jpeg: bytes) -> str:
    """Give a picture as an address that holds all of it (RFC 2397)."""
    return f"data:image/jpeg;base64,{b64encode(jpeg).decode()}"


def _pinned(files: Sequence[Seen], findings: Sequence[Finding]) -> tuple[Pins, list[Finding]]:
    """Pin findings to plates, or to pages as ``book.pdf 7``; give those that have no place too."""
    plates = {sight.plate for seen in files for sight in seen.sights if sight.plate}
    on_page = {
        (seen.name, sight.number): sight.plate
        for seen in files
        if seen.printed
        for sight in seen.sights
    }
    pins: Pins = {}
    loose: list[Finding] = []
    for found in findings:
        plate, number = _PLATE.search(found.where), _PAGE.search(found.where)
        name = found.where.split(",")[0].rpartition("/")[2]
        here = (name, int(number[1])) if number else None
        if plate and plate[1] in plates:
            pins.setdefault(plate[1], []).append(found)
        elif here and here in on_page:
            pins.setdefault(on_page[here] or f"{name} {here[1]}", []).append(found)
        else:
            loose.append(found)
    return pins, loose


def _named(sights: tuple[Sight, ...], order: tuple[str, ...]) -> tuple[Sight, ...]:
    """Name the plates of a file that does not, where it has as many photographs as there are."""
    shown = [sight.number for sight in sights if sight.photograph]
    if any(sight.plate for sight in sights) or len(shown) != len(order):
        return sights
    plates = dict(zip(shown, order, strict=True))
    return tuple(replace(sight, plate=plates.get(sight.number, "")) for sight in sights)


def _rows(files: Sequence[Seen], pins: Mapping[str, list[Finding]]) -> Iterator[Row]:
    """Give every plate in the order of the first file that names any."""
    named = [{each.plate: each for each in reversed(seen.sights) if each.plate} for seen in files]
    order = dict.fromkeys(each.plate for seen in files for each in seen.sights if each.plate)
    for plate in order:
        cells = tuple(found.get(plate) for found in named)
        told = [each for each in cells if each]
        words = next((each.words for each in told if each.words), "")
        alt = next((each.alt for each in told if each.alt is not None), None)
        yield Row(plate, words, alt, cells, tuple(pins.get(plate, ())))


def _others(seen: Seen) -> Iterator[Sight]:
    """Give the pages that show no plate; of an e-book the cover, and documents of text."""
    return (sight for sight in seen.sights if not sight.plate)
