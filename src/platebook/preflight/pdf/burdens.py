"""Checks what a file carries beside its pages: comments, bookmarks, scripts, locks, layers."""

from __future__ import annotations

from collections.abc import Iterator

from platebook.errors import Finding, Severity
from platebook.preflight.pdf.book import Book
from platebook.preflight.pdf.objects import Thing, get, items, name, numbers, several
from platebook.preflight.pdf.plane import area
from platebook.preflight.pdf.rules import asked, gravity, label, of_file, of_page
from platebook.printers.model import Forbidden, Rule, Standard

#: Keys of the catalogue that make a file do something, or that carry another file.
_ACTIVE = {
    "/AcroForm": "a form to fill in",
    "/OpenAction": "an action that runs when it is opened",
    "/AA": "actions that run by themselves",
}
_NAMED = {"/JavaScript": "scripts", "/EmbeddedFiles": "attached files"}
#: What Info may always say: nothing about the story.
_PLAIN_INFO = {"Producer", "Creator", "CreationDate", "ModDate", "Trapped", "Title"}


def check(book: Book) -> Iterator[Finding]:
    """Find what a press, or this printer, wants to be without."""
    yield from _locked(book)
    yield from _active(book)
    yield from _annotated(book)
    for which, code, there, words in (
        (Forbidden.BOOKMARKS, "P009", _outlined(book), "it has bookmarks"),
        (Forbidden.METADATA, "P011", book.claims.packet, "it carries XMP metadata"),
        (Forbidden.LAYERS, "P013", _layered(book), "it has layers"),
    ):
        rule = forbidding(book, which)
        if there and rule and book.printer:
            message = f"{words}, which {label(book.printer)} forbids"
            yield asked(book, code, rule, message)
    if _layered(book) and book.claims.standard in (Standard.X1A, Standard.X3):
        message = f"it has layers, which {book.claims.press} forbids"
        yield of_file(book, "P013", message, severity=Severity.ERROR)


def forbidding(book: Book, what: Forbidden) -> Rule[frozenset[Forbidden]] | None:
    """Give the printer's rule where it forbids this."""
    rule = book.printer.forbids if book.printer else None
    return rule if rule and what in rule.value else None


def _locked(book: Book) -> Iterator[Finding]:
    if not book.pdf.is_encrypted:
        return
    message = "it is encrypted: others may open it, and not do with it what they must"
    rule = forbidding(book, Forbidden.ENCRYPTION)
    grave = Severity.ERROR if book.claims.standard else Severity.WARNING
    if rule and gravity(rule) is Severity.ERROR:
        grave = Severity.ERROR
    yield of_file(book, "P002", message, severity=grave)


def _active(book: Book) -> Iterator[Finding]:
    root = book.pdf.Root
    found = [words for key, words in _ACTIVE.items() if _acts(get(root, key))]
    named = get(root, "/Names")
    found += [words for key, words in _NAMED.items() if get(named, key) is not None]
    if found:
        yield of_file(book, "P012", f"it carries {', '.join(found)}")


def _acts(told: Thing) -> bool:
    """A place to open at is no action; going to one is none either (12.6.4.2)."""
    if told is None or several(told):
        return False
    return name(get(told, "/S")) != "/GoTo"


def _annotated(book: Book) -> Iterator[Finding]:
    """Find annotations on the printed page: comments, links, fields (ISO 15930-7, 6.17)."""
    rule = forbidding(book, Forbidden.ANNOTATIONS)
    standard = book.claims.standard
    if not rule and not standard:
        return
    for page in book.pages:
        kinds: dict[str, None] = {}
        for each in several(get(page.told, "/Annots")):
            kind = name(get(each, "/Subtype")).removeprefix("/")
            place = area(numbers(get(each, "/Rect")))
            inside = place is None or not place.meet(page.bleed).empty
            if inside and kind not in ("TrapNet", "PrinterMark"):
                kinds[kind or "of no kind"] = None
        if kinds:
            message = f"there are annotations on it ({', '.join(kinds)})"
            if standard:
                yield of_page(book, page, "P010", message)
            elif rule:
                yield asked(book, "P010", rule, message, page)


def _outlined(book: Book) -> bool:
    return get(get(book.pdf.Root, "/Outlines"), "/First") is not None


def _layered(book: Book) -> bool:
    declared = get(book.pdf.Root, "/OCProperties")
    return any(True for _ in items(declared)) or any(page.painted.layers for page in book.pages)
