"""What a record says of the book itself: its metadata, and what each finished file is.

The facts are those of the story and of the finished files; a download page, a catalogue or a
record for shops can be made from them without the story. docs/reference/build-json.md documents
every key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from platebook import markdown, pdf
from platebook.editions.model import Job, Output
from platebook.preflight.report.accessibility_statement import AccessibilityClaims, claims_of
from platebook.story import Isbns, Person, Series, Subjects, modified

Value = TypeVar("Value")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_IDENTIFIER = re.compile(r"(urn:(isbn|uuid):[0-9A-Za-z-]+|https?://[^\s<>\"\\^`{|}]+)")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_ISBN = re.compile(r"[0-9]{9}[0-9X]|[0-9]{13}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
#: Texts of a record are no longer than a manifest's, contributors no more.
_LONGEST, _MOST = 20_000, 2_000


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A finished file: the edition it belongs to, and its pages (0 where it has none).

    ``printer`` is the printer's label where it is made for one; ``access`` is what the file claims
    of its accessibility.
    """

    edition: str
    pages: int = 0
    printer: str = ""
    access: AccessibilityClaims = AccessibilityClaims()  # noqa: RUF009  frozen


@dataclass(frozen=True, slots=True)
class BookFacts:
    """The book's metadata, all of it plain text.

    ``published`` is a day, a month or a year, or empty; ``modified`` is in UTC. ``cover_alt`` is
    the text alternative of the photograph on the cover; ``plates`` counts photographs.
    """

    title: str
    language: str
    identifier: str
    slug: str
    modified: str
    plates: int
    subtitle: str = ""
    description: str = ""
    published: str = ""
    publisher: str = ""
    rights: str = ""
    cover_alt: str = ""
    series: Series | None = None
    keywords: tuple[str, ...] = ()
    subjects: Subjects = Subjects()  # noqa: RUF009  frozen
    isbn: Isbns = Isbns()  # noqa: RUF009  frozen
    contributors: tuple[Person, ...] = ()
    files: Mapping[str, FileFacts] = field(default_factory=dict)


def book_facts(job: Job, outputs: Mapping[str, Sequence[Output]], drafts: Path) -> BookFacts:
    """Describe a book whose finished files are in the folder ``drafts``."""
    story, cover = job.story, job.cover_plate
    files = {
        each.file: _file(name, each, drafts / each.file)
        for name, edition in outputs.items()
        for each in edition
    }
    return BookFacts(
        title=story.title,
        language=story.language,
        identifier=story.identifier,
        slug=story.slug,
        modified=f"{modified(story):%Y-%m-%dT%H:%M:%SZ}",
        plates=len(story.plates),
        subtitle=story.subtitle or "",
        description=markdown.plain(story.standfirst) if story.standfirst else "",
        published=str(story.published or ""),
        publisher=story.publisher or "",
        rights=story.rights or "",
        cover_alt=(cover.alt or "") if cover else "",
        series=story.series,
        keywords=tuple(story.keywords),
        subjects=story.subjects,
        isbn=story.isbn,
        contributors=tuple(story.contributors),
        files=files,
    )


def _file(edition: str, output: Output, draft: Path) -> FileFacts:
    is_pdf = draft.suffix == ".pdf"
    pages, tagged = pdf.pages_and_tags(draft) if is_pdf else (0, False)
    # What is not tagged does not say that it is accessible: megabytes need not be searched for it.
    access = AccessibilityClaims() if is_pdf and not tagged else claims_of(draft)
    return FileFacts(edition, pages, output.printer, access)


def read_facts(raw: object) -> BookFacts:
    """Check and read what a record says, which may come from anywhere.

    Raises TypeError, ValueError or KeyError for a value of another type or form.
    """
    table = _table(raw)
    series = table.get("series")
    return BookFacts(
        title=text(table["title"]) or _refuse("title"),
        language=_formed(table["language"], _LANGUAGE),
        identifier=_formed(table["identifier"], _IDENTIFIER),
        slug=_formed(table["slug"], _SLUG),
        modified=_moment(_formed(table["modified"], _TIME)),
        plates=_count(table["plates"]),
        published=_day(_formed(table["published"], _DATE)) if table["published"] else "",
        series=_series(series) if series else None,
        keywords=_tuple(table["keywords"], text),
        subjects=_subjects(_table(table["subjects"])),
        isbn=Isbns(
            **{key: _formed(each, _ISBN) for key, each in _table(table["isbn"]).items() if each}
        ),
        contributors=_tuple(table["contributors"], _person),
        files={_name(name): _file_facts(each) for name, each in _table(table["files"]).items()},
        **{
            name: text(table[name])
            for name in ("subtitle", "description", "publisher", "rights", "cover_alt")
        },
    )


def _file_facts(raw: object) -> FileFacts:
    table = _table(raw)
    access = _table(table["access"])
    return FileFacts(
        text(table["edition"]),
        _count(table["pages"]),
        text(table["printer"]),
        AccessibilityClaims(
            features=_tuple(access["features"], text),
            sufficient=_tuple(access["sufficient"], text),
            hazards=_tuple(access["hazards"], text),
            summary=text(access["summary"]),
            fixed=access["fixed"] is True,
            accessible=access["accessible"] is True,
        ),
    )


def _person(raw: object) -> Person:
    table = _table(raw)
    return Person(
        text(table["name"]),
        text(table["role"]),
        text(table["sort"]) if table["sort"] else None,
        text(table["url"]) if table["url"] else None,
    )


def _series(raw: object) -> Series:
    table = _table(raw)
    return Series(text(table["name"]), text(table["position"]) if table["position"] else None)


def _subjects(raw: dict[str, Any]) -> Subjects:
    return Subjects(_tuple(raw["thema"], text), _tuple(raw["bisac"], text))


def _table(value: object) -> dict[str, Any]:
    if not isinstance(value, dict) or len(value) > _MOST:
        raise TypeError("there is no table where one is wanted")
    return value


def _tuple(value: object, read: Callable[[object], Value]) -> tuple[Value, ...]:
    if not isinstance(value, list) or len(value) > _MOST:
        raise TypeError("there is no list where one is wanted")
    return tuple(map(read, value))


def text(value: object) -> str:
    """Check a text: no control characters, no lone surrogates, not too long."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise TypeError("there is no text where one is wanted")
    value.encode()  # a ValueError for a lone surrogate
    if re.search("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", value):
        raise ValueError("there is a text with control characters in it")
    return value


def _formed(value: object, form: re.Pattern[str]) -> str:
    found = text(value)
    if not form.fullmatch(found):
        raise ValueError(f"“{found:.80}” has not the form that is wanted there")
    return found


def _moment(found: str) -> str:
    """Check that there is such a moment. Raises ValueError."""
    datetime.fromisoformat(found.replace("Z", "+00:00"))
    return found


def _day(found: str) -> str:
    """Check that there is such a day, month or year. Raises ValueError."""
    date.fromisoformat(found + "-01-01"[len(found) - 4 :])
    return found


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10_000_000:
        raise TypeError("there is no number where one is wanted")
    return value


def _name(name: str) -> str:
    if Path(name).name != name or not name.strip(".") or "\0" in name:
        raise ValueError(f"“{name:.80}” is no file’s name")
    return name


def _refuse(what: str) -> str:
    raise ValueError(f"there is no {what}")
