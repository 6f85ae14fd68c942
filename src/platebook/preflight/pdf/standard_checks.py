"""Checks the press standard that a file claims (ISO 15930), and the one its printer takes."""

from __future__ import annotations

from collections.abc import Iterator

from platebook.errors import Finding, Severity
from platebook.preflight.pdf.claimed_standard import MOST_PROFILE, intents
from platebook.preflight.pdf.document import PdfDocument
from platebook.preflight.pdf.objects import (
    ODD,
    Thing,
    TooLargeError,
    get,
    is_stream,
    name,
    number,
    several,
    string,
    unpacked,
)
from platebook.preflight.pdf.severity import asked, label, of_file
from platebook.printers.printer import Colour, Intent, Printer, Rule, Standard

_CALLED = {
    Standard.X4: "PDF/X-4",
    Standard.X1A: "PDF/X-1a",
    Standard.X3: "PDF/X-3",
    Standard.PLAIN: "a plain PDF",
}
#: The newest version of PDF that each is made of (ISO 15930-4, -6, -7, clause 6.1).
_NEWEST = {Standard.X1A: "1.4", Standard.X3: "1.4", Standard.X4: "1.6"}
_TRAPPED = ("True", "False")


def check(book: PdfDocument) -> Iterator[Finding]:
    """Look whether it is what it says, and whether the printer takes that."""
    claim, printer = book.claims.standard, book.printer
    if printer and printer.standard and not _taken(claim, printer.standard.value):
        wanted = " or ".join(_CALLED[each] for each in printer.standard.value)
        is_ = f"says that it is {book.claims.press}" if claim else "does not say that it is PDF/X"
        message = f"{label(printer)} takes {wanted}, and the file {is_}"
        yield asked(book, "P005", printer.standard, message)
    if printer and printer.output_intent:
        yield from _printers_intent(book, printer, printer.output_intent)
    if claim:
        yield from _kept(book, claim)
    if not book.claims.sound:
        yield of_file(book, "P008", "its XMP packet is no XML")
    for key, info, xmp in book.claims.differing():
        yield of_file(book, "P008", f"its {key} is “{info}” in Info and “{xmp}” in XMP")


def _taken(claim: Standard | None, taken: tuple[Standard, ...]) -> bool:
    """A printer that takes plain PDFs takes any; X-1a is what X-3 and more are."""
    return Standard.PLAIN in taken or claim in taken


def _kept(book: PdfDocument, claim: Standard) -> Iterator[Finding]:
    """Hold a file to the standard that it claims."""
    claimed = book.claims
    if _number(claimed.version) > _number(_NEWEST[claim]):
        message = f"it is PDF {claimed.version}, and {claimed.press} is {_NEWEST[claim]} at most"
        yield of_file(book, "P003", message)
    if len(several(get(book.pdf.trailer, "/ID"))) != 2:
        yield of_file(book, "P004", f"it has no identifier, which {claimed.press} asks for")
    trapped = get(get(book.pdf.trailer, "/Info"), "/Trapped")
    if name(trapped).removeprefix("/") not in _TRAPPED:
        message = "it does not say whether it is trapped: Trapped is neither True nor False"
        yield of_file(book, "P007", message)
    yield from _intent(book, claim)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _intent(book: PdfDocument, claim: Standard) -> Iterator[Finding]:
    """Ask what ISO 15930 asks: one intent that names its condition, or carries its profile."""
    found = intents(book)
    if len(found) != 1:
        message = f"it has {len(found) or 'no'} output intents for press, and must have one"
        yield of_file(book, "P006", message)
        return
    (intent,) = found
    if not string(get(intent, "/OutputConditionIdentifier")):
        yield of_file(book, "P006", "its output intent does not name the printing condition")
    profile = get(intent, "/DestOutputProfile")
    named = string(get(intent, "/RegistryName")) or claim is Standard.X4
    if profile is None and not named:
        message = "its output intent carries no profile, and names no registry to find it in"
        yield of_file(book, "P006", message)
    if is_stream(profile) and not _is_profile(profile):
        yield of_file(book, "P006", "the profile in its output intent is none, or for other inks")


def _is_profile(stream: Thing) -> bool:
    """Tell whether a stream is a colour profile of as many inks as it says (ICC.1, 7.2)."""
    try:
        head = unpacked(stream, MOST_PROFILE)[:40]
    except (*ODD, TooLargeError):
        return False
    channels = {b"GRAY": 1, b"RGB ": 3, b"CMYK": 4}.get(head[16:20])
    return head[36:40] == b"acsp" and channels == int(number(get(stream, "/N")))


def _printers_intent(book: PdfDocument, printer: Printer, rule: Rule[Intent]) -> Iterator[Finding]:
    """Ask for the intent that the printer wants: with a profile, by name alone, or none."""
    found = intents(book)
    carried = [get(each, "/DestOutputProfile") for each in found]
    profiles = [each for each in carried if is_stream(each)]
    if rule.value is Intent.NONE and found:
        yield asked(book, "P006", rule, f"{label(printer)} wants no output intent, and it has one")
    if rule.value is Intent.NAMED and profiles:
        message = f"{label(printer)} wants its condition by name, and the file carries a profile"
        yield asked(book, "P006", rule, message)
    if rule.value is not Intent.NONE and not found and not book.claims.standard:
        yield asked(book, "P006", rule, "it does not say for which press it was made")
    if rule.value is Intent.EMBEDDED and found and not profiles:
        yield asked(book, "P006", rule, "its output intent carries no colour profile")
    cmyk = printer.colour is not None and printer.colour.value is Colour.CMYK
    channels = {int(number(get(each, "/N"))) for each in profiles}
    if cmyk and channels - {4}:
        message = "the profile in its output intent is not for four inks"
        yield of_file(book, "P006", message, severity=Severity.ERROR)
