"""Chooses the texts of a plate among its sources, by how far each is trusted.

A table, then the article, then sidecars, then the photograph's own XMP, IPTC and EXIF.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from platebook.importing import caption_blocks as agency
from platebook.importing.model import Photograph, Row, Value, Words
from platebook.importing.outline import OutlinePlate
from platebook.importing.text import as_markdown, folded, line, plain
from platebook.photos import artificial, limits

#: The keys that a plate takes from its sources, and the longest text of each (characters).
_LIMITS = {
    "id": 80, "title": 500, "caption": 20_000, "alt": 2_000, "description": 20_000,
    "credit": 500, "rights": 2_000, "location": 500, "date": 10,
}  # fmt: skip
_SIDECAR = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text for a key, where it is from, and how far that is trusted (0: most)."""

    key: str
    text: str
    source: str
    rank: int
    guess: str = ""


def candidates(plate: OutlinePlate, rows: Sequence[Row], note: str) -> Iterator[Candidate]:
    """Give every text that a plate may take."""
    for row in rows:
        for key, text in row.values.items():
            yield Candidate(key, text, str(row.origin), row.rank)
    yield from _of_article(plate, note)
    if plate.photograph:
        for key, words in plate.photograph.words.items():
            yield Candidate(key, words.text, words.source, _SIDECAR + 1)


def _of_article(plate: OutlinePlate, note: str) -> Iterator[Candidate]:
    picture = plate.picture
    text = "\n\n".join(block.text for block in plate.caption)
    if text:
        source = str(plate.caption[0].origin) if picture or not note else note
        guess = plate.guess or (picture.note if picture else "")
        yield Candidate("caption", text, source, 2, guess)
    if plate.credit:
        yield Candidate("credit", agency.clean_credit(plate.credit), "the article", 2)
    if picture:
        if picture.alt and not _is_no_alt(picture.alt, picture.names):
            yield Candidate("alt", line(picture.alt), str(picture.origin), 2)
        if picture.title and folded(picture.title) != folded(plain(text)):
            yield Candidate("title", line(picture.title), str(picture.origin), 2)


def _is_no_alt(alt: str, file_names: Sequence[str]) -> bool:
    """Return whether an alt text is a file's name, or a word that stands in every alt text."""
    from platebook.importing import names

    same = any(names.stem(alt) == names.stem(name) for name in file_names)
    return same or folded(alt) in {
        "",
        "image",
        "photo",
        "picture",
        "img",
        "bild",
        "foto",
        "thumbnail",
    }


def choose(
    plate: OutlinePlate, rows: Sequence[Row], note: str
) -> tuple[dict[str, Value], list[str]]:
    """Choose a plate's texts; give them, and sentences about texts that differ."""
    found: dict[str, Candidate] = {}
    notes: list[str] = []
    for candidate in sorted(candidates(plate, rows, note), key=lambda each: each.rank):
        text = _fitted(candidate)
        if not text or candidate.key not in _LIMITS:
            continue
        if candidate.key not in found:
            found[candidate.key] = replace(candidate, text=text)
        elif folded(found[candidate.key].text) != folded(text) and candidate.rank >= _SIDECAR:
            first = found[candidate.key]
            if first.rank >= _SIDECAR:
                both = f"{first.source} and {candidate.source}"
                notes.append(f"{candidate.key}: {both} differ; the first is used")
    values = {key: Value(each.text, each.source, each.guess) for key, each in found.items()}
    return _with_agency(values), notes


def _fitted(candidate: Candidate) -> str:
    text = candidate.text.strip()
    if candidate.key not in ("caption", "description"):
        text = line(text)
    elif candidate.rank != 2:  # plain text, not yet Markdown
        text = "\n\n".join(as_markdown(part) for part in text.split("\n\n") if part.strip())
    if len(text) > (limit := _LIMITS.get(candidate.key, 0)):
        text = text[:limit].rstrip()
    return text


def _with_agency(values: dict[str, Value]) -> dict[str, Value]:
    """Take credit and place out of an agency's caption, and say so."""
    caption = values.get("caption")
    if not caption or "\n" in caption.text:
        return values
    parsed = agency.parse_agency(caption.text)
    if parsed.caption == caption.text or not parsed.caption:
        return values
    taken = [
        f"{name} “{text}”"
        for name, text in (("credit", parsed.credit), ("place", parsed.location))
        if text
    ]
    guess = f"{' and '.join(taken)} taken out of the caption; it was: {plain(caption.text)}"
    values["caption"] = Value(
        parsed.caption, caption.source, "; ".join(filter(None, (caption.guess, guess)))
    )
    if parsed.credit:
        values.setdefault("credit", Value(parsed.credit, caption.source))
    if parsed.location:
        values.setdefault("location", Value(parsed.location, caption.source))
    return values


def doubts(plates: Sequence[Mapping[str, Value]]) -> Mapping[int, str]:
    """Give a sentence about captions that are templates, or the same under several photographs."""
    counts = Counter(folded(values["caption"].text) for values in plates if "caption" in values)
    found: dict[int, str] = {}
    for number, values in enumerate(plates):
        caption = values["caption"].text if "caption" in values else ""
        if caption and agency.is_template(caption):
            found[number] = "this looks like a template that nobody filled in: is it the caption?"
        elif counts[folded(caption)] > 1 and caption:
            found[number] = (
                f"{counts[folded(caption)]} photographs have this caption: is it meant for each?"
            )
    return found


def remarks(photo: Photograph, rows: Sequence[Row]) -> Iterator[str]:
    """Say what a photograph's metadata warn of: limits of use, and how it was made."""
    words = dict(photo.words)
    for row in rows:
        words |= {key: Words(text, str(row.origin)) for key, text in row.values.items()}
    text, origin = words.get("instructions"), words.get("source-type")
    if text and (what := limits(text.text)):
        yield f"{what}: “{line(text.text)[:300]}” ({text.source})"
    if origin and (how := artificial(origin.text)):
        yield f"{how}: “{line(origin.text)[:200]}” ({origin.source})"
    yield from photo.notes
