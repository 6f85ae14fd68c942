"""Inspects the drafts of a build; on errors the files of an earlier build are kept."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from platebook import book, markdown
from platebook.check_story import read_previews
from platebook.editions import edition
from platebook.editions.model import Job, Made, Output
from platebook.errors import Finding, PreflightError, Severity, ThemeError
from platebook.i18n import direction
from platebook.photos.memory import NO_MEMORY, ImageMemory
from platebook.preflight.compare.expected import read
from platebook.preflight.compare.text_match import painted_letters, readable
from platebook.preflight.external import ExternalCheckers
from platebook.preflight.inspect_files import inspect
from platebook.preflight.model import Subject, TextLine
from platebook.preflight.reader_process import ReaderProcess
from platebook.story import Plate, Story

#: Codes already reported for the story or the plan are not reported again for the file: the code
#: of a finished file, and the codes of the same fault before.
_SAME = {
    "P060": ("S020",),
    "P032": ("R012",),
    "E042": ("S001", "S003"),
    "E055": ("S010",),
    "E057": ("S002",),
    "E058": ("S007",),
    "E059": ("S004",),
}
#: What a finding quotes, and words long enough to be distinctive.
_QUOTED, _WORD = re.compile("“([^”]+)”"), re.compile(r"\w{4,}")
_PLATE = re.compile(r"plate “[^”]*”")
#: Plates of a small book.
_FEW = 100
#: Codes for differences between the words of a book and the story's.
_WORDS = frozenset({"B001", "B002", "B003", "B004", "B005", "B007", "B008"})


def inspect_drafts(
    job: Job,
    outputs: Mapping[str, Sequence[Output]],
    scratch: Path,
    checkers: ExternalCheckers = ExternalCheckers(),  # noqa: B008  frozen
    *,
    strict: bool,
    renditions: Made = MappingProxyType({}),
    reader: ReaderProcess,
    memory: ImageMemory = NO_MEMORY,
) -> None:
    """Inspect every draft with preflight, and report the findings.

    The books are compared with their printers' requirements, with each other and with the story;
    with its photographs too, where ``renditions`` has previews of them. ``checkers`` are the
    external checkers to run; ``memory`` has what was found in pictures before. Raises
    PreflightError for errors, and with ``strict`` for warnings too.
    """
    job.collected.stage("Inspecting the finished files")
    free_layouts(job)
    inspection = inspect(
        subjects(job, outputs, scratch, memory),
        # A theme may add words, and may be chosen for this build alone.
        story=replace(job.story, theme=job.design.theme),
        previews=read_previews(renditions, memory),
        epubcheck=checkers.epubcheck,
        ace=checkers.ace,
        reader=reader,
    )
    earlier = {(finding.code, _about(finding)) for finding in job.collected.findings}
    all_reports = earlier | {(finding.code, _about(finding)) for finding in inspection.all}
    new = [
        _as_reported(finding, job)
        for finding in inspection.all
        if (finding.code, _about(finding)) not in earlier
        and not any((same, _about(finding)) in all_reports for same in _SAME.get(finding.code, ()))
    ]
    if errors := [finding for finding in new if finding.severity is Severity.ERROR]:
        if job.design.foreign:
            _attribute_to_theme(job, errors)
        raise PreflightError(errors)
    for finding in new:
        job.collected.finding(finding)
    if strict and job.collected.warnings:
        raise PreflightError(job.collected.warnings)


def free_layouts(job: Job) -> None:
    """Free what layouts left, which is full of reference cycles: a fifth of all of 1,000 plates.

    Where Python looks for garbage by itself, it finds what a small book left; elsewhere all that
    is new is in the first generation.
    """
    if not gc.isenabled():
        gc.collect(0)
    elif len(job.story.plates) > _FEW:
        gc.collect()


def _attribute_to_theme(job: Job, errors: Sequence[Finding]) -> None:
    """Raise ThemeError where the words of a book differ from the story's and a theme is used.

    The built-in design neither drops nor adds words.
    """
    words = [error for error in errors if error.code in _WORDS]
    if words:
        fix = "Look at what the theme’s templates and styles add, hide, turn into capitals or move."
        raise ThemeError(
            replace(
                word,
                where=_origin(word, job),
                message=f"{word.where}: {word.message}",
                fix=fix,
                code="",
            )
            for word in words
        )


def _origin(finding: Finding, job: Job) -> str:
    """Return the only file of the theme, or the line that has quoted words which the story has not.

    The theme's folder where neither is known.
    """
    files = job.design.files
    if len(files) == 1:
        return str(files[0])
    book_text = " ".join(line.text for line in book.lines(job.story)).casefold()
    quotation = " ".join(_QUOTED.findall(finding.message)).casefold()
    new_words = [word for word in _WORD.findall(quotation) if word not in book_text]
    for path in files:
        text = path.read_text("utf-8", "replace").casefold()
        for word in new_words:
            if (at := text.find(word)) >= 0:
                return f"{path}:{text.count(chr(10), 0, at) + 1}"
    return str(job.design.theme)


def _as_reported(finding: Finding, job: Job) -> Finding:
    """Add manifest keys to findings about misplaced type; make a repeated photograph (S010) a note.

    The author of a story may repeat a photograph on purpose.
    """
    if finding.code in PLACED:
        return with_keys(finding, job.story)
    return replace(finding, severity=Severity.NOTE) if finding.code == "E055" else finding


def _about(finding: Finding) -> str:
    """Return the id of the plate that a finding is about."""
    plate = _PLATE.search(finding.where)
    return plate[0] if plate else ""


def subjects(
    job: Job, outputs: Mapping[str, Sequence[Output]], scratch: Path, memory: ImageMemory
) -> Iterator[Subject]:
    """Yield each draft with its edition's kind of file and the printer whose requirements apply."""
    for name, files in outputs.items():
        spec = edition(name)
        for number, output in enumerate(files if spec.to_inspect else ()):
            subject = spec.subject(job, number, scratch / output.file, output)
            yield replace(subject, memory=memory)


#: Findings about misplaced type, whose messages quote it.
PLACED = frozenset({"P045", "P046"})
#: Fewer letters would match too many texts.
_LETTERS = 3
_MOST_KEYS = 3


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of the story, its key, its place, and its plate's id, if any."""

    key: str
    text: str
    where: str
    plate: str = ""


def with_keys(finding: Finding, story: Story) -> Finding:
    """Add the keys and places to a finding that quotes words of a page."""
    texts = [text for text in _texts(story) if f"plate “{text.plate}”" in finding.where]
    texts += [text for text in _texts(story) if text not in texts]
    sentences: list[str] = []
    for quotation in _QUOTED.findall(finding.message):
        line = TextLine(quotation.removesuffix("…"))
        leftwards = direction(story.language) == "rtl"
        words = painted_letters(readable([line], in_pdf=True, rightmost_first=leftwards))
        if len(words) >= _LETTERS and (sources := _sources(words, texts)):
            keys = " or ".join(f"{text.key} ({text.where})" for text in sources)
            sentences.append(f"“{quotation}” comes from {keys}")
    return replace(finding, message="; ".join((finding.message, *sentences)))


def _sources(words: str, texts: Sequence[_Text]) -> Sequence[_Text]:
    """Return the texts that contain the words; else those shown among generated words."""
    sources = [text for text in texts if words in painted_letters(text.text)]
    if not sources:
        inside = ((text, painted_letters(text.text)) for text in texts)
        sources = [text for text, part in inside if len(part) >= _LETTERS and part in words]
    return sources[:_MOST_KEYS]


def _texts(story: Story) -> Iterator[_Text]:
    """Yield every text of a story that print may show, those of its plates last."""
    plain = (
        *((key, getattr(story, key)) for key in ("title", "subtitle", "publisher", "rights")),
        *(("credit", story.credit), ("series", story.series.name if story.series else None)),
        *(("contributors", person.name) for person in story.contributors),
        *(("links", text) for link in story.links for text in (link.label, link.url)),
        *((key, _block(text)) for key, text in story.texts),
        *story.signatures,
    )
    yield from (_Text(key, text, str(story.place(key))) for key, text in plain if text)
    for section in story.sections:
        where = str(section.where or story.place("sections"))
        parts = ("section title", section.title), ("section text", _block(section.text))
        yield from (_Text(key, text, where) for key, text in parts if text)
    for plate in story.plates:
        yield from _of_plate(plate)


def _block(source: str | None) -> str:
    return read(markdown.block(source)) if source else ""


def _of_plate(plate: Plate) -> Iterator[_Text]:
    caption = read(markdown.caption(plate.caption)) if plate.caption else ""
    for key, text in (
        ("caption", caption),
        ("credit", plate.credit),
        ("title", plate.title),
        ("location", plate.location),
        ("date", plate.date),
    ):
        if text:
            yield _Text(f"{key} of plate “{plate.id}”", text, str(plate.where), plate.id)
