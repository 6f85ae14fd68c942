"""Says what an import did: what was found where, guessed, missing and left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from platebook.importing.model import LeftOut, PlateDraft, Sources, StoryDraft, Value

#: Lines of each list that the summary on the terminal has; the document of --json has all.
_MOST = 30
_LONGEST = 100


def lines(draft: StoryDraft, sources: Sources) -> Iterator[str]:
    """Give the summary as text."""
    yield _story(draft, sources)
    for name, message in sources.faults:
        yield f"Not read: {name}: {message}."
    yield from _list(
        "Missing", [plate.photo + ": " + (plate.comments or ("",))[0] for plate in missing(draft)]
    )
    yield from _list("Guessed", list(_grouped(draft)))
    yield from _list("Noted", list(draft.notes))
    yield from _list("Left out", [_left(item) for item in draft.left_out])


def _story(draft: StoryDraft, sources: Sources) -> str:
    """Say in a sentence what the story has and where that is from."""
    plates = draft.plates
    shown = Counter(
        _kind(value.source.partition(",")[0] or "?")
        for plate in plates
        for key, value in plate.values.items()
        if key == "caption"
    )
    places = ", ".join(f"{count} from {_source(name)}" for name, count in shown.most_common())
    captions = f"captions: {places}" if shown else "no captions"
    found = f"read: {_count(len(sources.photographs), 'photograph')}"
    found += f", {_count(len(sources.articles), 'article')}" if sources.articles else ""
    found += f", {_count(len(sources.rows), 'row')} of tables and sidecars" if sources.rows else ""
    title = draft.values["title"].text
    return f"“{title}”: {_count(len(plates), 'plate')}; {captions}; {found}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _grouped(draft: StoryDraft) -> Iterator[str]:
    """Give the guesses, those of one reason together, in the order of the first of each."""
    places: dict[str, list[str]] = {}
    for where, why in draft.guesses():
        places.setdefault(why, []).append(where)
    for why, found in places.items():
        others = f" and {_count(len(found) - 1, 'other place')}" if len(found) > 1 else ""
        yield f"{found[0]}{others}: {why}"


def _kind(name: str) -> str:
    """Give a source's name; one name for all of those that each are about one photograph."""
    lower = name.lower()
    if lower.endswith(".xmp"):
        return "XMP sidecars"
    return "JSON files" if lower.endswith(".json") else name


def _source(name: str) -> str:
    return f"the photographs ({name})" if name.startswith(("XMP", "IPTC", "EXIF")) else name


def _list(title: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield f"{title} ({len(items)}):"
        yield from (f"  {' '.join(item.split())}" for item in items[:_MOST])
        if len(items) > _MOST:
            yield f"  and {len(items) - _MOST} more; --json lists all"


def _left(item: LeftOut) -> str:
    text = " ".join(item.text.split())
    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
    return f"{item.what} “{short}” ({item.origin}): {item.reason}"


def missing(draft: StoryDraft) -> list[PlateDraft]:
    """Give the plates whose photograph is missing."""
    return [plate for plate in draft.plates if plate.file is None]


def document(draft: StoryDraft, sources: Sources) -> dict[str, object]:
    """Give the summary as plain data, for ``--json``."""
    return {
        "story": {key: _value(value) for key, value in draft.values.items()},
        "contributors": [{"name": name, "role": role} for name, role in draft.contributors],
        "sections": [
            {
                "title": section.title.text if section.title else None,
                "text": section.text.text if section.text else None,
                "plates": [
                    {
                        "photo": plate.photo,
                        "from": plate.file.name if plate.file else None,
                        "texts": {key: _value(value) for key, value in plate.values.items()},
                        "comments": list(plate.comments),
                    }
                    for plate in section.plates
                ],
            }
            for section in draft.sections
        ],
        "missing": [plate.photo for plate in draft.plates if plate.file is None],
        "guesses": [{"where": where, "reason": why} for where, why in draft.guesses()],
        "notes": list(draft.notes),
        "left_out": [
            {"what": item.what, "text": item.text, "reason": item.reason, "where": str(item.origin)}
            for item in draft.left_out
        ],
        "not_read": [{"file": name, "reason": message} for name, message in sources.faults],
    }


def _value(value: Value) -> dict[str, str]:
    found = {"text": value.text, "source": value.source}
    return found | ({"guess": value.guess} if value.guess else {})
