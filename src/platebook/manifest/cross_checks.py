"""Finds what is wrong between the keys: ids given twice, files that are not there, either and or.

It walks the manifest as read, not as accepted, so that these mistakes are reported together with
those of single values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath

from platebook.manifest.files import Folder
from platebook.manifest.mistakes import InvalidValue, Mistake, nearest, quote
from platebook.manifest.parse_yaml import MappingEntry, Node, items_of
from platebook.slugs import free, section_ids, slug

MOST_PLATES = 2000
_SPREADS = ("spread", "full-bleed-spread")


def check(root: Node, folder: Folder) -> Iterator[Mistake]:
    """Yield every mistake that no single value shows."""
    story = _fields(root)
    plates = list(_plates(story))
    yield from _check_plates_or_sections(root, story)
    for number, (noun, plate) in enumerate(plates, 1):
        if number == MOST_PLATES + 1:
            fix = "Make two books of it."
            yield _at(plate, f"the story has more than {MOST_PLATES:,} plates", fix)
        yield from _plate(noun, _fields(plate), folder)
    yield from _find_duplicate_ids(plates)
    yield from _cover(story, [_fields(plate) for _, plate in plates], folder)
    yield from _back_cover(story, plate_ids(root))
    yield from _find_file(story.get("theme"), "theme", folder.theme)


def ids(requested: Sequence[tuple[str | None, str]]) -> list[str]:
    """Return every plate its id; ``requested`` has the id of the manifest, if any, and the photo.

    An id that the manifest leaves out comes from the file's name, and where that is taken, ``-2``
    or a higher number is added; ids that the manifest gives are never changed.
    """
    requested_ids = {plate_id for plate_id, _ in requested if plate_id}
    last: dict[str, int] = {}
    assigned: list[str] = []
    for number, (plate_id, photo) in enumerate(requested, 1):
        name = plate_id or free(
            slug(PurePosixPath(photo).stem, f"plate-{number}"), requested_ids, last
        )
        requested_ids.add(name)
        assigned.append(name)
    return assigned


def plate_ids(root: Node) -> list[str]:
    """Return the ids of a manifest's plates, in reading order."""
    return _ids([_fields(plate) for _, plate in _plates(_fields(root))])


def link_ids(root: Node) -> list[str]:
    """Return the ids that a link may lead to: of the plates and the sections of a manifest."""
    plates, entry = plate_ids(root), _fields(root).get("sections")
    titles = [_text(_fields(node).get("title")) for node in items_of(entry)]
    return plates + section_ids(titles, plates)


def _ids(plates: Sequence[dict[str, MappingEntry]]) -> list[str]:
    return ids([(_text(plate.get("id")), _text(plate.get("photo")) or "") for plate in plates])


def _fields(node: Node) -> dict[str, MappingEntry]:
    return node.value if isinstance(node.value, dict) else {}


def _text(entry: MappingEntry | None) -> str | None:
    value = entry.value.value if entry else None
    return value.strip() if isinstance(value, str) else None


def _at(node: Node, message: str, fix: str) -> Mistake:
    return Mistake(node.line, node.column, message, fix)


def _plates(story: dict[str, MappingEntry]) -> Iterator[tuple[str, Node]]:
    """Yield every plate and what it is called, in reading order."""
    for number, plate in enumerate(items_of(story.get("plates")), 1):
        yield f"plate {number}", plate
    for chapter, section in enumerate(items_of(story.get("sections")), 1):
        for number, plate in enumerate(items_of(_fields(section).get("plates")), 1):
            yield f"plate {number} of section {chapter}", plate


def _check_plates_or_sections(root: Node, story: dict[str, MappingEntry]) -> Iterator[Mistake]:
    """Ask for plates or sections, and never both."""
    present = [
        story[key] for key in ("plates", "sections") if key in story and story[key].value.value
    ]
    if len(present) == 2:
        later = max((entry.key for entry in present), key=lambda key: (key.line, key.column))
        fix = "Move the plates into the sections, or delete the sections."
        yield _at(later, "a story has either plates or sections, and this one has both", fix)
    elif not present and not any(
        key in story and story[key].value.value is not None for key in ("plates", "sections")
    ):
        place = next((story[key].key for key in ("plates", "sections") if key in story), root)
        fix = "For example: plates: [{photo: photos/01-guides.jpg, caption: …}]"
        yield _at(place, "the story has no plates", fix)


def _plate(noun: str, plate: dict[str, MappingEntry], folder: Folder) -> Iterator[Mistake]:
    """Check one plate's file, and keys that exclude each other."""
    yield from _find_file(plate.get("photo"), f"{noun}, photo", folder.file)
    decorative = (_text(plate.get("decorative")) or "").lower() == "true"
    if decorative and "alt" in plate and plate["alt"].value.value is not None:
        fix = "Keep alt if the photograph says something; keep decorative if it says nothing."
        message = f"{noun} is decorative and has an alt text"
        yield _at(plate["decorative"].key, message, fix)
    if _text(plate.get("layout")) in _SPREADS and _text(plate.get("begin")) == "recto":
        fix = "Leave begin out, or choose another layout."
        message = f"{noun} takes two facing pages, which begin on a left-hand page (verso)"
        yield _at(plate["begin"].value, message, fix)


def _find_duplicate_ids(plates: list[tuple[str, Node]]) -> Iterator[Mistake]:
    """Find ids that two plates give themselves."""
    first: dict[str, str] = {}
    for noun, plate in plates:
        entry = _fields(plate).get("id")
        text = _text(entry)
        if entry and text:
            if text in first:
                fix = "Give one of the two another id."
                message = f"{noun}: {first[text]} has the id {quote(text)} already"
                yield _at(entry.value, message, fix)
            first.setdefault(text, noun)


def _cover(
    story: dict[str, MappingEntry], plates: list[dict[str, MappingEntry]], folder: Folder
) -> Iterator[Mistake]:
    """Check that the cover is a plate's id, or a file."""
    text = _text(story.get("cover"))
    if text is None:
        return
    known_ids = _ids(plates)
    if text in known_ids:
        return
    if "/" in text or "." in text or "\\" in text:
        yield from _find_file(story.get("cover"), "cover", folder.file)
        return
    guess = nearest(text, known_ids)
    fix = f"Did you mean “{guess}”?" if guess else "Name a plate’s id, or the path of an image."
    yield _at(story["cover"].value, f"cover: no plate has the id {quote(text)}", fix)


def _back_cover(story: dict[str, MappingEntry], known_ids: Sequence[str]) -> Iterator[Mistake]:
    """Check that the back cover has ids of plates, and none that is on the front."""
    front = _text(story.get("cover")) or next(iter(known_ids), "")
    for node in items_of(story.get("back-cover")):
        text = node.value.strip() if isinstance(node.value, str) else ""
        if text and text not in known_ids:
            guess = nearest(text, known_ids)
            fix = f"Did you mean “{guess}”?" if guess else "Name a plate’s id."
            yield _at(node, f"back-cover: no plate has the id {quote(text)}", fix)
        elif text and text == front:
            fix = "Name another plate: the back does not show the photograph of the front again."
            yield _at(node, f"back-cover: plate {quote(text)} is on the front cover", fix)


def _find_file(
    entry: MappingEntry | None, noun: str, look: Callable[[str], object]
) -> Iterator[Mistake]:
    """Search for the file that a key names."""
    text = _text(entry)
    if entry and text:
        try:
            look(text)
        except InvalidValue as wrong:
            yield _at(entry.value, f"{noun}: {wrong.message}", wrong.fix)
