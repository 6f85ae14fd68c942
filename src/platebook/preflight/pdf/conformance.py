"""Asks page-validation whether a file for screens is the PDF/UA and PDF/A that it claims to be.

The package has wheels for the usual platforms; where it is missing, a warning says that nobody
looked, and our own checks look for what matters most. Of a large file it is given a copy without
the pictures.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from platebook.errors import Finding
from platebook.preflight import codes
from platebook.preflight.pdf import accessibility_checks
from platebook.preflight.pdf.document import PdfDocument
from platebook.preflight.pdf.severity import of_file
from platebook.preflight.pdf.strip_images import thinned

_LEVELS = ("1b", "1a", "2b", "2a", "2u", "3b", "3a", "3u")
#: Rules that are reported of each standard; of a file that breaks more, their number is.
_MOST_TOLD = 8
#: Bytes of a file, and of a copy. It takes four times as many of memory.
_LARGEST, _LARGEST_COPY = 60_000_000, 40_000_000
#: References that lead on from one another: bookmarks do, and a book has up to 2,000 plates.
_CHAIN = 4_000
_ELSEWHERE = "Have it checked by another program, such as veraPDF."


def check(book: PdfDocument) -> Iterator[Finding]:
    """Hold the file to every claim of its own."""
    asked, unknown = _claims(book)
    if unknown:
        message = f"it says that it is {' and '.join(unknown)}; nobody here can check that"
        yield of_file(book, "P072", message, _ELSEWHERE)
    failing = list(_validated(book, asked)) if asked else []
    yield from failing
    unchecked = [*unknown, *(each for each in failing if each.code == "P072")]
    if book.claims.accessible and unchecked:
        yield from accessibility_checks.check(book)


def _claims(book: PdfDocument) -> tuple[list[tuple[str, str, str]], list[str]]:
    """Give the claims that can be checked, as code, name and profile; and those that cannot."""
    asked, unknown = [], []
    if (part := book.claims.accessible) == "1":
        asked.append(("P070", "PDF/UA-1", "ua1"))
    elif part:
        unknown.append(f"PDF/UA-{part[:9]}")
    if (level := book.claims.archive) in _LEVELS:
        asked.append(("P071", f"PDF/A-{level}", level))
    elif level:
        unknown.append(f"PDF/A-{level[:9]}")
    return asked, unknown


def _validated(book: PdfDocument, asked: list[tuple[str, str, str]]) -> Iterator[Finding]:
    unchecked = " and ".join(claim for _, claim, _ in asked)
    unchecked = f"it says that it is {unchecked}; whether it is was not checked"
    if find_spec("page") is None:
        yield of_file(book, "P072", unchecked)
        return
    copy = None
    if book.size > _LARGEST and (copy := thinned(book, _LARGEST_COPY)) is None:
        message = f"{unchecked}: even without its pictures it is too much for the checker"
        yield of_file(book, "P072", message, _ELSEWHERE)
        return
    for code, claim, profile in asked:
        yield from _judged(book, copy, code, claim, profile)


def _judged(
    book: PdfDocument, copy: bytes | None, code: str, claim: str, profile: str
) -> Iterator[Finding]:
    """Ask about one claim, of the file or of its copy."""
    import page

    limits = page.SafetyLimits(max_reference_depth=_CHAIN)
    try:
        if copy is None:
            validation = page.validate_pdf(str(book.subject.file), profile=profile, limits=limits)
        else:
            validation = page.validate_pdf_bytes(copy, profile=profile, limits=limits)
    except page.SafetyLimitError as error:
        message = f"it says that it is {claim}; whether it is was not checked"
        yield of_file(book, "P072", f"{message}: {_plain(str(error))}")
        return
    except page.PageError as error:
        words = f"it says that it is {claim}, and cannot be read as one: {_plain(str(error))}"
        yield of_file(book, code, words)
        return
    rules = dict.fromkeys((each.rule_id, each.message) for each in validation.failures)
    for rule, words in list(rules)[:_MOST_TOLD]:
        yield of_file(book, code, f"it says that it is {claim}: {rule}, {_plain(words)}")
    if len(rules) > _MOST_TOLD:
        more = f"{len(rules) - _MOST_TOLD} more rules of {claim} are broken"
        yield codes.finding(code, book.subject.called, more)


def _plain(words: str) -> str:
    return " ".join(words.split()).rstrip(".")[:240]
