"""Checks what a file carries beside its pages: comments, bookmarks, scripts, locks, layers."""

from __future__ import annotations

from collections.abc import Iterator

from platebook.errors import Finding, Severity
from platebook.preflight.pdf import cos
from platebook.preflight.pdf.cos import Thing
from platebook.preflight.pdf.document import PdfDocument, gravity
from platebook.preflight.pdf.page_geometry import area
from platebook.printers.printer import Forbidden, Rule, Standard

#: Keys of the catalogue that make a file do something, or that carry another file.
_ACTIVE = {
    "/AcroForm": "a form to fill in",
    "/OpenAction": "an action that runs when it is opened",
    "/AA": "actions that run by themselves",
}
_RUN = {"an action that runs when it is opened", "actions that run by themselves", "scripts"}
_ACTIONS = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Movie", "/Sound")
_NEW = ("/LZWDecode", "/LZW", "/JPXDecode", "/JBIG2Decode")
_NAMED = {"/JavaScript": "scripts", "/EmbeddedFiles": "attached files"}


def check(book: PdfDocument) -> Iterator[Finding]:
    """Find what a press, or this printer, wants to be without."""
    yield from _locked(book)
    yield from _active(book)
    yield from _annotated(book)
    outlined = cos.get(cos.get(book.pdf.Root, "/Outlines"), "/First") is not None
    for which, code, there, words in (
        (Forbidden.BOOKMARKS, "P009", outlined, "it has bookmarks"),
        (Forbidden.METADATA, "P011", book.claims.packet, "it carries XMP metadata"),
        (Forbidden.LAYERS, "P013", _layered(book), "it has layers"),
    ):
        rule = forbidding(book, which)
        if there and rule and book.printer:
            message = f"{words}, which {book.printer.label} forbids"
            yield book.asked(code, rule, message)
    yield from _forbidden(book)
    if (book.claims.standard or book.printer) and (hidden := _hidden_layers(book)):
        message = f"what is on its layers {', '.join(hidden)} is hidden, and is not printed"
        yield book.finding("P013", message, severity=Severity.WARNING)
    if _layered(book) and book.claims.standard in (Standard.X1A, Standard.X3):
        message = f"it has layers, which {book.claims.press} forbids"
        yield book.finding("P013", message, severity=Severity.ERROR)


def _forbidden(book: PdfDocument) -> Iterator[Finding]:
    """Find what every PDF/X forbids, and what those made of PDF 1.4 forbid (ISO 15930-4, -6)."""
    standard = book.claims.standard
    if not standard:
        return
    old = standard in (Standard.X1A, Standard.X3)
    for page in book.pages:
        found = [*page.painted.burdens]
        if old:
            pictures = (picture.stream for picture in page.painted.pictures)
            found += dict.fromkeys(coded for stream in pictures for coded in _too_new(stream))
        if found:
            message = f"{book.claims.press} forbids what it has: {', '.join(found)}"
            yield book.finding("P066", message, page)
    if not old and not book.claims.packet:
        yield book.finding("P066", f"it has no XMP metadata, which {book.claims.press} asks for")
    if not book.claims.title.strip():
        message = f"it has no title, which {book.claims.press} asks for"
        yield book.finding("P066", message, severity=Severity.WARNING)


def _too_new(picture: Thing) -> Iterator[str]:
    yield from (f"pictures packed by {each[1:]}" for each in cos.filters(picture) if each in _NEW)
    if cos.number(cos.get(picture, "/BitsPerComponent")) > 8:
        yield "pictures of 16 bits a channel"


def forbidding(book: PdfDocument, what: Forbidden) -> Rule[frozenset[Forbidden]] | None:
    """Return the printer's rule where it forbids this."""
    rule = book.printer.forbids if book.printer else None
    return rule if rule and what in rule.value else None


def _locked(book: PdfDocument) -> Iterator[Finding]:
    if not book.pdf.is_encrypted:
        return
    message = "it is encrypted: others may open it, and not do with it what they must"
    rule = forbidding(book, Forbidden.ENCRYPTION)
    grave = Severity.ERROR if book.claims.standard else Severity.WARNING
    if rule and gravity(rule) is Severity.ERROR:
        grave = Severity.ERROR
    yield book.finding("P002", message, severity=grave)


def _active(book: PdfDocument) -> Iterator[Finding]:
    root = book.pdf.Root
    found = [words for key, words in _ACTIVE.items() if _acts(cos.get(root, key))]
    named = cos.get(root, "/Names")
    found += [words for key, words in _NAMED.items() if cos.get(named, key) is not None]
    if found:
        runs = bool({*found} & _RUN)
        grave = Severity.ERROR if runs and book.claims.standard else Severity.WARNING
        yield book.finding("P012", f"it carries {', '.join(found)}", severity=grave)
    for page in book.pages:
        notes = cos.several(cos.get(page.dictionary, "/Annots"))
        acts = any(cos.get(each, "/AA") is not None for each in (page.dictionary, *notes))
        if acts or any(cos.name(cos.get(cos.get(note, "/A"), "/S")) in _ACTIONS for note in notes):
            grave = Severity.ERROR if book.claims.standard else Severity.WARNING
            yield book.finding("P012", "it carries actions that run programs", page, severity=grave)


def _acts(action: Thing) -> bool:
    """A place to open at is no action; going to one is none either (12.6.4.2)."""
    if action is None or cos.several(action):
        return False
    return cos.name(cos.get(action, "/S")) != "/GoTo"


def _annotated(book: PdfDocument) -> Iterator[Finding]:
    """Find annotations on the printed page: comments, links, fields (ISO 15930-7, 6.17)."""
    rule = forbidding(book, Forbidden.ANNOTATIONS)
    standard = book.claims.standard
    if not rule and not standard:
        return
    for page in book.pages:
        kinds: dict[str, None] = {}
        for each in cos.several(cos.get(page.dictionary, "/Annots")):
            kind = cos.name(cos.get(each, "/Subtype")).removeprefix("/")
            place = area(cos.numbers(cos.get(each, "/Rect")))
            inside = place is None or not place.meet(page.bleed).empty
            if inside and kind not in ("TrapNet", "PrinterMark"):
                kinds[kind or "of no kind"] = None
        if kinds:
            message = f"there are annotations on it ({', '.join(kinds)})"
            if standard:
                yield book.finding("P010", message, page)
            elif rule:
                yield book.asked("P010", rule, message, page)


def _hidden_layers(book: PdfDocument) -> list[str]:
    """Name the layers that are off when the file is opened or printed (8.11.4.3)."""
    layers = cos.get(book.pdf.Root, "/OCProperties")
    default = cos.get(layers, "/D")
    off = cos.several(cos.get(default, "/OFF"))
    if cos.name(cos.get(default, "/BaseState")) == "/OFF":
        on = {cos.key_of(each) for each in cos.several(cos.get(default, "/ON"))}
        groups = cos.several(cos.get(layers, "/OCGs"))
        off += [each for each in groups if cos.key_of(each) not in on]
    return list(dict.fromkeys(f"“{cos.string(cos.get(each, '/Name'))[:40]}”" for each in off))[:5]


def _layered(book: PdfDocument) -> bool:
    declared = cos.get(book.pdf.Root, "/OCProperties")
    return any(True for _ in cos.items(declared)) or any(page.painted.layers for page in book.pages)
