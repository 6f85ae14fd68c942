"""Drafts an accessibility statement from what was found in the finished files.

The European Accessibility Act (Directive (EU) 2019/882, article 13 and annex V) asks those who
sell e-books to say how these are accessible. What stands here is what the files claim of
themselves and the inspection did not refute; no certificate is claimed.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from platebook import i18n as languages
from platebook import markdown
from platebook.errors import Severity
from platebook.preflight.epub import safe_xml
from platebook.preflight.epub.read_epub import read_package
from platebook.preflight.external import ExternalCheckers
from platebook.preflight.model import FileKind, InspectedFile, Inspection, ShownPhoto, Verdict
from platebook.preflight.report.text_report import count_in_words
from platebook.rendering import environment
from platebook.story import Story
from platebook.themes import find
from platebook.version import __version__

_ACCESSIBLE = re.compile(rb"pdfuaid:part(?:>|=[\"'])\s*[12]")
#: No package document of a book is larger (bytes).
_LARGEST = 8_000_000
#: Bytes of a PDF that are read at once; and those of one part that are searched with the next.
_PART, _OVERLAP = 4_000_000, 64


@dataclass(frozen=True, slots=True)
class AccessibilityClaims:
    """What a file says of itself.

    ``features`` are words of the schema.org accessibility vocabulary, ``sufficient`` the sets of
    senses that are enough to read it (``textual``, ``textual,visual``), ``hazards`` what of it may
    harm (``none``), ``summary`` its own words
    on it. ``fixed``: its pages have one size; ``accessible``: it says that it is PDF/UA.
    """

    features: tuple[str, ...] = ()
    sufficient: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    summary: str = ""
    fixed: bool = False
    accessible: bool = False


def claims_of(path: Path, *, epub: bool | None = None) -> AccessibilityClaims:
    """Read the claims of a book; none of a folder. ``epub`` says what it is, else its name does."""
    is_epub = path.suffix == ".epub" if epub is None else epub
    try:
        return _of_epub(path) if is_epub else _of_pdf(path)
    except (OSError, ValueError, zipfile.BadZipFile, KeyError, RuntimeError):
        return AccessibilityClaims()


def _of_epub(path: Path) -> AccessibilityClaims:
    with zipfile.ZipFile(path) as archive:
        (name, *_) = [name for name in archive.namelist() if name.endswith(".opf")]
        with archive.open(name) as file:
            document = safe_xml.parse(file.read(_LARGEST))
    if document.root is None:
        return AccessibilityClaims()
    texts_of = read_package(name, document.root).texts_of
    return AccessibilityClaims(
        texts_of("schema:accessibilityFeature"),
        texts_of("schema:accessModeSufficient"),
        texts_of("schema:accessibilityHazard"),
        " ".join(texts_of("schema:accessibilitySummary")),
        fixed="pre-paginated" in texts_of("rendition:layout"),
    )


def _of_pdf(path: Path) -> AccessibilityClaims:
    """Search a PDF in parts: mapped into memory, a large book would count as memory in use."""
    end = b""
    with path.open("rb") as file:
        while part := file.read(_PART):
            if _ACCESSIBLE.search(end + part):
                return AccessibilityClaims(accessible=True)
            end = part[-_OVERLAP:]
    return AccessibilityClaims()


KIND = "Accessibility statement"
_PAGES = "The pages of the printed book are marked and can be jumped to."
#: What an e-book may claim (the schema.org accessibility vocabulary), in words, and the codes of
#: findings that refute it.
_FEATURES = {
    "alternativeText": ("Every photograph has a text alternative.", {"E023", "E040"}),
    "longDescription": ("There are longer descriptions of photographs.", {"E028"}),
    "tableOfContents": ("A table of contents leads to every part of the book.", {"E030"}),
    "structuralNavigation": ("Headings and landmarks can be jumped to.", {"E031"}),
    "readingOrder": ("It is read out in the order in which it is meant.", {"E014", "E036"}),
    "displayTransformability": ("Size, typeface and colours of the text can be changed.", set()),
    "pageNavigation": (_PAGES, {"E024", "E034", "E035"}),
    "unlocked": ("No lock (DRM) was put on it when it was made.", {"E005"}),
}
#: Findings that concern those who read with other means than their eyes.
_ABOUT = ("E02", "E03", "E040", "E041", "E042", "E085", "P07", "S00")
_MOST_TOLD = 20


def statement(
    inspection: Inspection, checkers: ExternalCheckers, story: Story | None = None
) -> str:
    """Draft the statement as Markdown, a chapter for each file; the story has contact and date."""
    lines = [f"# {KIND}: {markdown.quote(_title(inspection, story))}", "", *_about(story)]
    for file in inspection.files:
        if not file.subject.cover:
            lines += ["", f"## {_file_name(file)}", "", *_file(file, checkers)]
    return "\n".join([*lines, "", "## Contact", "", *_contact(story), ""])


def page(inspection: Inspection, checkers: ExternalCheckers, story: Story | None = None) -> str:
    """Draft the same as one page of HTML, which needs no other file."""
    design = find()
    contents = [file.contents for file in inspection.files if file.contents]
    context = {
        "kind": KIND,
        "title": _title(inspection, story),
        "language": contents[0].language if contents else "",
        "style": design.style("statement.css"),
        "text": markdown.block(statement(inspection, checkers, story).partition("\n")[2]),
        "version": __version__,
    }
    return environment.fill(design, "statement/statement.html.j2", context)


def _title(inspection: Inspection, story: Story | None) -> str:
    titles = (file.contents.title for file in inspection.files if file.contents)
    return (story.title if story else next(filter(None, titles), "")) or "untitled"


def _about(story: Story | None) -> Iterator[str]:
    who = markdown.quote(", ".join(person.name for person in story.people)) if story else ""
    by = f" by {who}" if who else ""
    of = f" (edition of {story.published})" if story and story.published else ""
    yield (
        f"This statement says what this book{by}{of} offers to readers with disabilities, "
        f"file by file, and what it does not. It was drafted by platebook {__version__} from the "
        "finished files. It is no certificate: no independent body has examined these files."
    )


def _file_name(file: InspectedFile) -> str:
    kind = "E-book" if file.kind is FileKind.EPUB else "PDF"
    return f"{kind}: {markdown.quote(file.subject.file.name)}"


def _file(file: InspectedFile, checkers: ExternalCheckers) -> Iterator[str]:
    if file.verdict is Verdict.REFUSED or file.contents is None:
        yield "This file could not be read to its end, so nothing is said of it."
        return
    claims = claims_of(file.subject.file, epub=file.kind is FileKind.EPUB)
    serious = (finding for finding in file.findings if finding.severity is not Severity.NOTE)
    findings = [finding for finding in serious if finding.code.startswith(_ABOUT)]
    wanting = [
        f"{finding.code}: {markdown.quote(finding.message)}" for finding in findings[:_MOST_TOLD]
    ]
    wanting += [f"and {len(findings) - _MOST_TOLD} more"] if len(findings) > _MOST_TOLD else []
    parts = (
        ("What is there", [*_describe_file(file, claims)] or ["Nothing is known."]),
        ("What is not there", [*_lacking_features(file, claims)]),
        ("How this was found", [*_how(file, claims, checkers)]),
        ("What was found wanting", wanting),
    )
    sections = [(title, items) for title, items in parts if items]
    for number, (title, items) in enumerate(sections):
        yield from ("",) * bool(number)
        yield from (f"### {title}", "", *(f"- {line}" for line in items))


def _describe_file(file: InspectedFile, claims: AccessibilityClaims) -> Iterator[str]:
    wrong = {finding.code for finding in file.findings}
    plates = _plates(file)
    refuted = {finding.message for finding in file.findings if finding.code == "E037"}
    for feature, (sentence, codes) in _FEATURES.items():
        lacks = feature == "alternativeText" and bool(_photographs_without_alt(file))
        lacks = lacks or any(f"claims {feature}," in message for message in refuted)
        if feature in claims.features and not wrong & codes and not lacks:
            yield sentence
    alternatives = [
        plate for plate in plates if plate not in _photographs_without_alt(file) and plate.alt
    ]
    if alternatives and (file.kind is FileKind.PDF or _photographs_without_alt(file)):
        yield f"{len(alternatives)} of {len(plates)} photographs have a text alternative."
    if claims.accessible and "P070" not in wrong:
        yield (
            "Headings, figures, captions and reading order are marked for assistive technology, "
            "in the way of PDF/UA-1 (ISO 14289-1)."
        )
    if decoration := [plate for plate in plates if not plate.alt and _tells(file, claims)]:
        yield f"{_count_in_words(len(decoration))} only decoration, and passed over."
    if file.contents and file.contents.language:
        yield f"The language of the text is named: {file.contents.language}."


def _lacking_features(file: InspectedFile, claims: AccessibilityClaims) -> Iterator[str]:
    if not _tells(file, claims):
        yield (
            "It is made for printing: nothing in it is marked for assistive technology, and no "
            "photograph has a text alternative. Read the e-book or the PDF for screens instead."
        )
        return
    if without := _photographs_without_alt(file):
        numbers = (number for number, plate in enumerate(_plates(file), 1) if plate in without)
        number_list = ", ".join(map(str, numbers))
        yield f"{_count_in_words(len(without))} without a text alternative: number {number_list}."
    if file.kind is FileKind.EPUB:
        if claims.fixed:
            yield "Its pages are fixed: text cannot flow into another size of screen or type."
        if "longDescription" not in claims.features:
            yield "There are no longer descriptions of photographs."
        if "pageNavigation" not in claims.features:
            yield "The pages of a printed book are not marked."
    yield "There is no recording of the text, and no sign language."


def _how(
    file: InspectedFile, claims: AccessibilityClaims, checkers: ExternalCheckers
) -> Iterator[str]:
    counts = count_in_words(
        finding for finding in file.findings if finding.severity is not Severity.NOTE
    )
    yield f"platebook {__version__} inspected the finished file: {counts or 'nothing found'}."
    codes = {finding.code for finding in file.findings}
    if file.kind is FileKind.EPUB:
        yield _describe_result(
            "EPUBCheck", checkers.epubcheck and "E081" not in codes, "E080", "E082", codes
        )
        yield _describe_result("Ace by DAISY", checkers.ace, "E085", "E086", codes)
    elif codes & {"P072"}:
        yield "Whether it keeps what it claims (PDF/UA) was not checked here."
    elif codes & {"P070"}:
        yield "page-validation finds that it is not the PDF/UA that it says it is."
    elif claims.accessible:
        yield "page-validation finds no rule of PDF/UA-1 broken."
    yield "Whether a text alternative says what matters, only people can judge; this was not done."


def _describe_result(
    name: str, was_run: bool, fault: str, gave_up: str, codes: Iterable[str]
) -> str:
    if not was_run:
        return f"{name} was not asked."
    if gave_up in codes:
        return f"{name} was asked and gave up."
    return f"{name} was asked and {'found faults' if fault in codes else 'found no fault'}."


def _plates(file: InspectedFile) -> Sequence[ShownPhoto]:
    return file.contents.pictures if file.contents else ()


def _tells(file: InspectedFile, claims: AccessibilityClaims) -> bool:
    """Return whether a file says anything to those who cannot see it."""
    return (
        file.kind is FileKind.EPUB or claims.accessible or any(plate.alt for plate in _plates(file))
    )


def _photographs_without_alt(file: InspectedFile) -> list[ShownPhoto]:
    """Return the photographs whose text alternative is none: missing, or their number alone."""
    language = file.contents.language if file.contents else ""
    translate = languages.of(language)
    return [
        plate
        for number, plate in enumerate(_plates(file), 1)
        if (plate.alt is None and file.kind is FileKind.EPUB)
        or plate.alt == translate("Photograph {number}", number=number)
    ]


def _count_in_words(count: int) -> str:
    return "1 photograph is" if count == 1 else f"{count} photographs are"


def _contact(story: Story | None) -> Iterator[str]:
    """Yield whom to write to, as far as the manifest names a person."""
    links = story.links if story else ()
    people = [(person.name, person.url) for person in story.contributors] if story else []
    mail = [link.url for link in links if link.url.startswith("mailto:")]
    publisher = story.publisher if story else None
    if mail:
        yield f"Tell us what you cannot read: <{mail[0]}>."
    elif contacts := [f"{markdown.quote(name)}, <{url}>" for name, url in people if url]:
        yield f"Tell us what you cannot read: {contacts[0]}."
    elif publisher:
        yield f"Tell {markdown.quote(publisher)} what you cannot read."
    else:
        yield "The story’s manifest names no address to write to."
