"""What a record says of the book itself: its metadata, and what each finished file is.

The facts are those of the story and of the finished files; a download page, a catalogue or a
record for shops can be made from them without the story. docs/reference/build-json.md documents
every key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from platebook import markdown
from platebook.editions.model import Job, Output
from platebook.pdf import engine
from platebook.preflight.report.accessibility_statement import AccessibilityClaims, claims_of
from platebook.story import Isbns, Person, Series, Subjects, modified_date


def _file_name(name: str) -> str:
    if Path(name).name != name or not name.strip("."):
        raise ValueError(f"“{name:.80}” is no file’s name")
    return name


def _check_timestamp(timestamp: str) -> str:
    datetime.fromisoformat(timestamp.replace("Z", "+00:00"))
    return timestamp


def _day(day: str) -> str:
    """Check that there is such a day, month or year; nothing stands for none."""
    date.fromisoformat((day or "2000") + "-01-01"[len(day or "2000") - 4 :])
    return day


def _isbns(isbns: Isbns) -> Isbns:
    for number in filter(None, (isbns.epub, isbns.print, isbns.screen)):
        if not re.fullmatch("[0-9]{9}[0-9X]|[0-9]{13}", number):
            raise ValueError(f"“{number:.80}” is no ISBN")
    return isbns


# A record may come from anywhere: these are the forms that are read (``build_record``).
FileName = Annotated[str, AfterValidator(_file_name)]
Count = Annotated[int, Field(ge=0, lt=10_000_000)]
_Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
_Identifier = Annotated[
    str, Field(pattern=r"^(urn:(isbn|uuid):[0-9A-Za-z-]+|https?://[^\s<>\"\\^`{|}]+)$")
]
_Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
_Timestamp = Annotated[
    str,
    Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"),
    AfterValidator(_check_timestamp),
]
_Day = Annotated[str, Field(pattern=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$"), AfterValidator(_day)]
#: Texts of a record are no longer than a manifest's.
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A finished file: the edition it belongs to, and its pages (0 where it has none).

    ``printer`` is the printer's label where it is made for one; ``access`` is what the file claims
    of its accessibility.
    """

    edition: str
    pages: Count = 0
    printer: str = ""
    access: AccessibilityClaims = AccessibilityClaims()  # noqa: RUF009  frozen


@dataclass(frozen=True, slots=True)
class BookFacts:
    """The book's metadata, all of it plain text.

    ``published`` is a day, a month or a year, or empty; ``modified`` is in UTC. ``cover_alt`` is
    the text alternative of the photograph on the cover; ``plates`` counts photographs.
    """

    title: Annotated[str, Field(min_length=1)]
    language: _Language
    identifier: _Identifier
    slug: _Slug
    modified: _Timestamp
    plates: Count
    subtitle: str = ""
    description: str = ""
    published: _Day = ""
    publisher: str = ""
    rights: str = ""
    cover_alt: str = ""
    series: Series | None = None
    keywords: tuple[str, ...] = ()
    subjects: Subjects = Subjects()  # noqa: RUF009  frozen
    isbn: Annotated[Isbns, AfterValidator(_isbns)] = Isbns()  # noqa: RUF009  frozen
    contributors: tuple[Person, ...] = ()
    files: Mapping[FileName, FileFacts] = field(default_factory=dict)


def book_facts(job: Job, outputs: Mapping[str, Sequence[Output]], drafts: Path) -> BookFacts:
    """Describe a book whose finished files are in the folder ``drafts``."""
    story, cover = job.story, job.cover_plate
    files = {
        output.file: _file(name, output, drafts / output.file)
        for name, edition in outputs.items()
        for output in edition
    }
    return BookFacts(
        title=story.title,
        language=story.language,
        identifier=story.identifier,
        slug=story.slug,
        modified=f"{modified_date(story):%Y-%m-%dT%H:%M:%SZ}",
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
    pages, tagged = engine.pages_and_tags(draft) if is_pdf else (0, False)
    # What is not tagged does not say that it is accessible: megabytes need not be searched for it.
    access = AccessibilityClaims() if is_pdf and not tagged else claims_of(draft)
    return FileFacts(edition, pages, output.printer, access)


def text(value: object) -> str:
    """Check a text: no control characters, no lone surrogates, not too long."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise TypeError("there is no text where one is wanted")
    value.encode()  # a ValueError for a lone surrogate
    if re.search("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", value):
        raise ValueError("there is a text with control characters in it")
    return value


def check_texts(value: object) -> None:
    """Check every text of a JSON value. Raises TypeError and ValueError, as ``text`` does."""
    if isinstance(value, str):
        text(value)
    elif isinstance(value, dict):
        check_texts([*value, *value.values()])
    elif isinstance(value, list):
        for item in value:
            check_texts(item)
