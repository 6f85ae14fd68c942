"""Makes a story of what the sources gave: order, plates, texts, guesses, what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import PurePosixPath

from platebook.importing import line_types, names, plate_values
from platebook.importing.line_types import teaser
from platebook.importing.model import (
    PAGE_DATA,
    Article,
    Block,
    Kind,
    LeftOut,
    Origin,
    PhotographFile,
    PlateDraft,
    Row,
    SectionDraft,
    Sources,
    StoryDraft,
    Value,
)
from platebook.importing.names import rows_by_photograph
from platebook.importing.outline import Outline, OutlinePlate, outline
from platebook.importing.plain_text import fold, guess_language, line, plain
from platebook.importing.plate_values import cut

_MISSING = "missing-{number:02}.png"
_ESSAYS, _TITLE = 200_000, 500


def assemble(sources: Sources, name: str, wanted_language: str = "") -> StoryDraft:
    """Make the draft of a story; ``name`` is the title where no source has one."""
    photographs, by_what = names.put_in_order(sources.photographs)
    photographs, by_what = _by_table(photographs, sources.rows, by_what)
    article, repeats = merge(sources.articles)
    story_outline = outline(article, photographs)
    plates, notes, unused = _plates(story_outline, photographs, sources.rows)
    values, people, cuts = _story_values(article, story_outline, name)
    values["language"] = Value(wanted_language) if wanted_language else _language(article, plates)
    plates = _common_credit(plates, values)
    notes = [*article.notes, *story_outline.notes, *cuts, *notes]
    if not article.pictures and photographs:
        notes.append(f"The photographs are in order {by_what}.")
    people = people or _photographer(plates)
    left = (*sources.left_out, *article.left_out, *repeats, *story_outline.left_out, *unused)
    return StoryDraft(
        values,
        _sections(story_outline, plates, notes),
        people,
        tuple(filter(None, article.facts.get("keywords", "").split("\n"))),
        left_out=left,
        notes=tuple(notes),
    )


def merge(articles: Sequence[Article]) -> tuple[Article, tuple[LeftOut, ...]]:
    """Put articles together in the order given; what one repeats of another is left out."""
    if not articles:
        return Article(Origin(""), ()), ()
    if len(articles) == 1:
        return articles[0], ()
    blocks_by_text: dict[str, Block] = {}
    blocks: list[Block] = []
    repeats: list[LeftOut] = []
    for article in articles:
        for block in article.blocks:
            key = fold(block.text) if block.kind is not Kind.PICTURE else ""
            first = blocks_by_text.setdefault(key, block)
            if key and first.origin.file != block.origin.file:
                reason = f"{first.origin.file} has it too"
                repeats.append(LeftOut("paragraph", plain(block.text), reason, block.origin))
            else:
                blocks.append(block)
    facts: dict[str, str] = {}
    for article in articles:
        facts = {**article.facts, **facts}
    left = tuple(item for article in articles for item in article.left_out)
    notes = tuple(note for article in articles for note in article.notes)
    return Article(articles[0].origin, tuple(blocks), facts, left, notes), tuple(repeats)


def _by_table(
    photographs: list[PhotographFile], rows: Sequence[Row], by_what: str
) -> tuple[list[PhotographFile], str]:
    """Put photographs into the order of a table that the user named, if it has them all."""
    places: dict[int, int] = {}
    for number, row in enumerate(row for row in rows if row.rank == 1 and row.file != "*"):
        for place in rows_by_photograph([row], photographs)[0]:
            places.setdefault(place, number)
    if not places:
        return photographs, by_what
    order = sorted(range(len(photographs)), key=lambda place: (places.get(place, len(rows)), place))
    return [photographs[place] for place in order], "by the table"


def _plates(
    story_outline: Outline, photographs: Sequence[PhotographFile], rows: Sequence[Row]
) -> tuple[list[PlateDraft], list[str], list[LeftOut]]:
    """Draft every plate, with its photograph's path in the story and its texts."""
    own = [plate.photograph for plate in story_outline.plates if plate.photograph]
    by_place, unused = rows_by_photograph(rows, own)
    places = {id(photo): place for place, photo in enumerate(own)}
    paths = _paths(story_outline.plates)
    plates, notes = [], []
    in_brackets = plate_values.have_names_in_brackets(story_outline.plates)
    for plate, path in zip(story_outline.plates, paths, strict=True):
        photo = plate.photograph
        mine = by_place.get(places[id(photo)], []) if photo else []
        values, differ = plate_values.choose(
            plate, mine, story_outline.caption_note, in_brackets=in_brackets
        )
        plates.append(_draft(plate, path, values, mine))
        notes += [f"{path}: {sentence}" for sentence in differ]
    for number, sentence in plate_values.doubts([plate.values for plate in plates]).items():
        plates[number] = replace(plates[number], comments=(*plates[number].comments, sentence))
    ids = {id(photo) for photo in own}
    hidden = rows_by_photograph(unused, [photo for photo in photographs if id(photo) not in ids])[1]
    left = [_unused_row(row) for row in hidden if row.values]
    return plates, notes, left


def _unused_row(row: Row) -> LeftOut:
    text = "; ".join(f"{key}: {value}" for key, value in row.values.items())
    if row.rank == PAGE_DATA:
        why = "it is about a photograph that the page does not show"
        return LeftOut("caption", text, why, row.origin)
    why = f"no photograph is called “{row.file}”" if row.file else "it names no photograph"
    return LeftOut("row", text, why, row.origin)


def _draft(
    plate: OutlinePlate, path: str, values: Mapping[str, Value], rows: Sequence[Row]
) -> PlateDraft:
    """Make one plate, with comments on what is doubtful about its photograph."""
    photo, comments = plate.photograph, []
    if photo is None:
        name = plate.picture.names[0] if plate.picture and plate.picture.names else ""
        label = names.file_name(name) or "of this caption"
        comments.append(f"The photograph {label} is missing, and a stand-in is in its place.")
        comments.append("Put the photograph into photos/ and name it here.")
    elif plate.guess and (plate.picture or "caption" not in values):
        comments.append(plate.guess)
        caption = values.get("caption")
        if caption and caption.guess == plate.guess:
            values = {**values, "caption": replace(caption, guess="")}
    if photo:
        comments += plate_values.remarks(photo, rows)
    return PlateDraft(path, photo, values, tuple(comments))


def _paths(plates: Sequence[OutlinePlate]) -> list[str]:
    """Choose a path in photos/ for every plate's photograph; no two are equal, case aside."""
    used_names: set[str] = set()
    paths = []
    for number, plate in enumerate(plates, 1):
        photo = plate.photograph
        name = _safe(names.file_name(photo.name)) if photo else _MISSING.format(number=number)
        paths.append(f"photos/{names.free(name, used_names)}")
    return paths


def _safe(name: str) -> str:
    """Make a name that every system takes: no signs that shells or Windows keep for themselves."""
    safe_name = re.sub(r'[\x00-\x1f<>:"|?*\\/\u202a-\u202e\u2066-\u2069\ufffd]', "-", name)
    path = PurePosixPath(safe_name.strip(" .") or "photograph.jpg")
    root = path.stem[:80].lstrip(".-~ ") or "photograph"
    return f"{root}{path.suffix[:8]}"


def _story_values(
    article: Article, story_outline: Outline, name: str
) -> tuple[dict[str, Value], tuple[tuple[str, str], ...], list[str]]:
    """Return the texts of the story itself, its contributors, and sentences about what was cut."""
    notes: list[str] = []
    facts, source = article.facts, article.origin.file
    values: dict[str, Value] = {}
    title = facts.get("title", "")
    values["title"] = Value(name, "", "no source gives a title; this is the folder’s name")
    if title:
        values["title"] = Value(cut(title, _TITLE, "title", notes), source)
    limits = {"subtitle": 500, "standfirst": 2_000, "publisher": 200, "rights": 2_000}
    for key, limit in limits.items():
        if facts.get(key):
            values[key] = Value(cut(line(facts[key]), limit, key, notes), source)
    if facts.get("published"):
        values["published"] = Value(facts["published"], source)
    bylines = facts.get("byline", "").split("\n")
    people = tuple(dict.fromkeys(pair for name in bylines for pair in line_types.byline(name)))
    introduction, note = _introduction(story_outline)
    if introduction:
        introduction = cut(introduction, _ESSAYS, "introduction", notes)
        values["introduction"] = Value(introduction, source, note)
    if closing := _essay(story_outline.after):
        doubt = ""
        if len(story_outline.after) == 1 and teaser(plain(story_outline.after[0].text)):
            doubt = "this leads on to another article: is it the closing of this story?"
        values["closing"] = Value(cut(closing, _ESSAYS, "closing", notes), source, doubt)
    return values, people, notes


def _introduction(story_outline: Outline) -> tuple[str, str]:
    """Return the introduction, and why part of it is a guess."""
    note = ""
    if story_outline.between:
        first = " ".join(plain(story_outline.between[0].text).split()[:8])
        note = f"the article has the text from “{first} …” on between its photographs"
    return _essay((*story_outline.before, *story_outline.between)), note


def _essay(blocks: Iterable[Block]) -> str:
    return "\n\n".join(block.text for block in blocks if block.text)


def _language(article: Article, plates: Sequence[PlateDraft]) -> Value:
    """Return the story's language: as the source says, else as its words say, else English."""
    tag = article.facts.get("language", "")
    words = [value.text for plate in plates for key, value in plate.values.items()
             if key in ("caption", "alt")]  # fmt: skip
    texts = " ".join([*(plain(block.text) for block in article.blocks), *words])
    guess = guess_language(texts)
    if tag and (not guess or guess.partition("-")[0] == tag.partition("-")[0].lower()):
        return Value(tag, article.origin.file)
    if guess:
        aside = f" (the source says “{tag}”)" if tag else ""
        return Value(guess, "", f"guessed from the words{aside}")
    return Value(tag or "en", "", "" if tag else "no text shows the language; English is assumed")


def _common_credit(plates: Sequence[PlateDraft], values: dict[str, Value]) -> list[PlateDraft]:
    """Move to the story what all plates have in common: the credit, and the rights."""
    result = list(plates)
    for key in ("credit", "rights"):
        texts = {plate.values[key].text if key in plate.values else "" for plate in result}
        if len(result) < 2 or len(texts) != 1 or key not in result[0].values:
            continue
        common = result[0].values[key]
        if key in values and values[key].text != common.text:
            continue
        values[key] = Value(common.text, common.source)
        for at, plate in enumerate(result):
            others = {name: value for name, value in plate.values.items() if name != key}
            result[at] = replace(plate, values=others)
    return result


def _photographer(plates: Sequence[PlateDraft]) -> tuple[tuple[str, str], ...]:
    """Return the one photographer that all photographs name."""
    files = [plate.file for plate in plates if plate.file]
    makers = [file.words["creator"].text for file in files if "creator" in file.words]
    if len(makers) == len(plates) and len({*makers}) == 1:
        return ((line(makers[0])[:200], "photographer"),)
    return ()


def _sections(
    story_outline: Outline, plates: Sequence[PlateDraft], notes: list[str]
) -> tuple[SectionDraft, ...]:
    """Distribute the plates over the sections."""
    sections, rest = [], iter(plates)
    for section in story_outline.sections:
        own = tuple(islice(rest, len(section.plates)))
        title = cut(section.title, _TITLE, "title of a section", notes)
        text = cut(_essay(section.text), _ESSAYS, "text of a section", notes)
        heading = Value(title, "", section.guess) if title else None
        sections.append(SectionDraft(own, heading, Value(text) if text else None))
    return tuple(sections)
