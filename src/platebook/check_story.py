"""Checks a story without building it: mistakes, the source of each text, and what needs fonts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path

from platebook import book, output, themes
from platebook import i18n as languages
from platebook.errors import Finding, Severity, ThemeError
from platebook.fonts.characters import Line
from platebook.fonts.selection import select_fonts
from platebook.manifest import files, from_story, load_story, theme_file
from platebook.manifest.warnings import remarks
from platebook.photos.cache import Cache
from platebook.photos.memory import NO_MEMORY, ImageMemory
from platebook.photos.model import Photo, Rendition, RenditionRequest
from platebook.photos.prepare_plates import prepare
from platebook.photos.produce import preview_recipe
from platebook.photos.similarity.small_previews import PREVIEW
from platebook.photos.survey_photos import COVER, survey
from platebook.photos.worker_pool import WorkerPool
from platebook.preflight import codes
from platebook.report import CollectingReport, Report
from platebook.story import Plate, Story

_TEXTS = ("caption", "alt", "description", "credit", "rights", "location", "date")
#: Manifest key → the metadata of a photograph that may say the same.
_OWNERS = {"credit": ("credit", "creator"), "rights": ("rights",)}
#: Words around a name in a credit or copyright line that do not distinguish owners.
_COURTESIES = {"copyright", "photo", "photograph", "photographs", "photography", "by"} | {
    *("all", "rights", "reserved", "courtesy", "of", "the", "and", "for", "via")
}
#: Characters of a text that a message quotes.
_QUOTED = 80


@dataclass(frozen=True, slots=True)
class CheckedPlate:
    """One plate in the result of `check`.

    ``sources`` says for each text where it came from; ``notes`` what else its photograph contains.
    """

    id: str
    photo: str
    format: str
    pixels: tuple[int, int]
    sources: Mapping[str, str]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A story that can be built, with its findings.

    ``unused`` are photographs in its folders that no plate uses.
    """

    title: str
    plates: tuple[CheckedPlate, ...]
    findings: tuple[Finding, ...]
    unused: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that ``--strict`` lets stop a run."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.WARNING)

    def lines(self) -> Iterator[str]:
        """List the plates as text: number, id, file, pixels, and the sources of their texts."""
        yield self.title
        for number, plate in enumerate(self.plates, 1):
            width, height = plate.pixels
            yield f"{number:>4}  {plate.id}  {plate.photo}  {plate.format} {width} × {height}"
            keys_by_source: dict[str, list[str]] = {}
            for key, source in plate.sources.items():
                keys_by_source.setdefault(source, []).append(key)
            for source, keys in keys_by_source.items():
                yield f"      {', '.join(keys)} ← {source}"
            for note in plate.notes:
                yield f"      note: {note}"
        if self.unused:
            yield f"No plate uses: {', '.join(self.unused)}"

    def document(self) -> dict[str, object]:
        """Return the same as plain data, for ``--json``."""
        plates = [asdict(plate) for plate in self.plates]
        return {"title": self.title, "plates": plates, "unused": list(self.unused)}


def check(
    story: Path | str | Story,
    *,
    report: Report,
    workers: WorkerPool | None = None,
    cache: Path | None = None,
) -> Checked:
    """Read the manifest, decode every photograph, look for its fonts, try its theme.

    Raises like ``build``.

    ``workers`` are the processes of a session, which keep running; ``cache`` is a folder that
    remembers photographs, instead of the user's.
    """
    collector = CollectingReport(report)
    collector.stage("Reading the story")
    own = WorkerPool() if workers is None else nullcontext(workers)
    with own as pool, output.workroom() as room:
        if isinstance(story, Story):
            loaded_story = from_story.complete(story, room)
        else:
            loaded_story = load_story.load(Path(story))
        collector.stage("Looking at the photographs")
        plate_cache = Cache((cache or output.cache_folder()) / "plates")
        photos = survey(
            loaded_story, report=collector, workers=pool, cache=plate_cache, everything=True
        )
        design = themes.find(loaded_story.theme)
        if design.theme is not None:
            from platebook.rendering import environment

            environment.read(design)
        complete = theme_file.theme_direction(design).apply(book.complete(loaded_story, photos))
        unused = files.unused_photographs(loaded_story)
        for finding in (
            *remarks(complete),
            *_find_owner_conflicts(loaded_story, photos),
            *_find_unused(loaded_story, unused),
        ):
            collector.finding(finding)
        memory = ImageMemory.of(plate_cache)
        previews = make_previews(photos, room, plate_cache, collector, pool)
    for finding in doubles(complete, photos, previews, memory):
        collector.finding(finding)
    _look_at_type(complete, design, photos, collector, memory)
    plates = tuple(
        _check_plate(plate, photos[plate.id], loaded_story) for plate in loaded_story.plates
    )
    return Checked(complete.title, plates, tuple(collector.findings), unused)


def _look_at_type(
    story: Story,
    design: themes.Design,
    photos: Mapping[str, Photo],
    report: Report,
    memory: ImageMemory,
) -> None:
    """Search for a font for every character, and lay out what a theme of the user's own changes."""
    report.stage("Looking for a font for every character")
    with output.workroom() as fonts:
        lines = printed_lines(story, design)
        folder = fonts if design.foreign else None
        question = ("characters", story.language, languages.state())
        own = memory.recall(question, lambda: languages.characters(story.language))
        font_set = select_fonts(lines, language=story.language, folder=folder, own=own)
        for finding in font_set.findings:
            report.finding(finding)
        if design.foreign:
            from platebook.editions import theme_dry_run

            report.stage("Trying the theme")
            words = languages.of(story.language)
            theme_dry_run.dry_run_all(story, words, font_set, design, photos)


def make_previews(
    photos: Mapping[str, Photo], room: Path, cache: Cache, report: Report, workers: WorkerPool
) -> Mapping[str, bytes]:
    """Return a preview of every photograph; a survey that decodes them leaves them in the cache."""
    requests = [
        RenditionRequest(key, photo.photo, photo, preview_recipe(photo, cache, alone=True))
        for key, photo in photos.items()
    ]
    made = prepare(requests, scratch=room / "seen", report=report, cache=cache, workers=workers)
    return read_previews(made, ImageMemory.of(cache))


def _find_unused(story: Story, unused: tuple[str, ...]) -> Iterator[Finding]:
    """Report photographs in the folder that no plate uses."""
    if unused:
        names, place = (
            ", ".join(unused),
            story.place("plates" if story.places.get("plates") else "sections"),
        )
        yield codes.finding("S018", str(place), f"no plate uses {names}")


def _find_owner_conflicts(story: Story, photos: Mapping[str, Photo]) -> Iterator[Finding]:
    """Report where the manifest names another owner than the photograph; the manifest wins."""
    for plate in story.plates:
        words = photos[plate.id].words
        credit = story.credit if plate.credit is None else plate.credit
        manifest_values = {"credit": credit, "rights": plate.rights}
        for key, ours in manifest_values.items():
            theirs = [words[name] for name in _OWNERS[key] if name in words]
            if (
                ours
                and theirs
                and not any(_is_same_owner(ours, metadata.text) for metadata in theirs)
            ):
                yield Finding(
                    f"{plate.where} (plate “{plate.id}”)",
                    f"the manifest gives the {key} as “{_short(ours)}”, {plate.photo} as "
                    f"“{_short(theirs[0].text)}” ({theirs[0].source}); the manifest's is used",
                    "Find out whose it is, and correct the one that is wrong.",
                    Severity.WARNING,
                    "S015",
                )


def _is_same_owner(ours: str, theirs: str) -> bool:
    """Return whether two lines name one owner: one has all words of the other, spelling aside."""
    left, right = _names(ours), _names(theirs)
    return left <= right or right <= left


def _names(line: str) -> frozenset[str]:
    """Return the words of names, without years, signs, initials, titles and accents."""
    plain = unicodedata.normalize("NFKD", line).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return frozenset(re.findall(r"[^\W\d_]{2,}", plain)) - _COURTESIES


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else f"{line[: _QUOTED - 1].rstrip()}…"


def _check_plate(plate: Plate, photo: Photo, story: Story) -> CheckedPlate:
    sources = {}
    for key in _TEXTS:
        if getattr(plate, key):
            sources[key] = "manifest"
        elif getattr(plate, key) is not None:
            sources[key] = "manifest (none)"
        elif key == "credit" and story.credit:
            sources[key] = "manifest (default)"
        elif key in photo.words and not (key == "alt" and plate.decorative):
            sources[key] = photo.words[key].source
    notes = (finding.message for finding in photo.findings if finding.severity is Severity.NOTE)
    return CheckedPlate(plate.id, plate.photo, photo.format, photo.size, sources, tuple(notes))


def read_previews(
    renditions: Mapping[tuple[str, str], Rendition],
    memory: ImageMemory = NO_MEMORY,
) -> Mapping[str, bytes]:
    """Make previews of what ``prepare`` made by ``preview_recipe``; by plate id."""
    return {
        plate: memory.preview(preview.path.read_bytes())
        for (plate, medium), preview in renditions.items()
        if medium == PREVIEW.medium and plate != COVER
    }


def doubles(
    story: Story,
    photos: Mapping[str, Photo],
    previews: Mapping[str, bytes] | None = None,
    memory: ImageMemory = NO_MEMORY,
) -> Iterator[Finding]:
    """Find photographs that stand in the story twice, in two files.

    ``photos`` are those of the survey; ``previews`` are by plate id, where there are any.
    """
    photo_plates = [plate for plate in story.plates if plate.id in photos]
    reported_ids: set[str] = set()
    first: dict[str, Plate] = {}
    for plate in photo_plates:
        earlier = first.setdefault(photos[plate.id].sha256, plate)
        if earlier is not plate:
            reported_ids.add(plate.id)
            if earlier.path != plate.path:
                yield _describe_duplicate(plate, earlier, "is a copy of")
    if previews:
        pairs = memory.find_duplicates([previews.get(plate.id, b"") for plate in photo_plates])
        for left, right in pairs:
            if photo_plates[right].id not in reported_ids:
                yield _describe_duplicate(
                    photo_plates[right], photo_plates[left], "looks the same as"
                )


def _describe_duplicate(plate: Plate, earlier: Plate, how: str) -> Finding:
    message = f"{plate.photo} {how} {earlier.photo} (plate “{earlier.id}”)"
    return codes.finding("S010", f"{plate.where} (plate “{plate.id}”)", message)


def printed_lines(story: Story, design: themes.Design) -> Iterator[Line]:
    """Yield the texts of a book and those that its theme adds, which need fonts.

    Raises ThemeError for characters that no book can contain.
    """
    yield from book.lines(story)
    if design.theme is not None:
        from platebook.rendering.template_values import unwritable
        from platebook.theme_limits import cased_letters, own_texts

        own = [*own_texts(design.theme)]
        for where, text in own:
            if character := unwritable(text):
                raise ThemeError.of(
                    where, f"{character}, and cannot stand in a book", "Take it out."
                )
        texts = (*(line.text for line in book.lines(story)), *(text for _, text in own))
        own += cased_letters(design.theme, "".join(texts))
        yield from (Line(text, where) for where, text in own)
