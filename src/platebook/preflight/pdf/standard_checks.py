"""Checks the standards that a file claims, PDF/X (ISO 15930), PDF/UA, PDF/A, and what they forbid.

Whether a file for screens is the PDF/UA and PDF/A that it claims to be, page-validation checks.
The package has wheels for the usual platforms; where it is missing, a warning says that this was
not checked, and checks of our own look for what a screen reader meets first (ISO 14289-1). Of a
large file it is given a copy without the pictures."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from platebook.errors import Finding, Severity
from platebook.preflight.pdf import cos
from platebook.preflight.pdf.cos import ODD, StreamTooLargeError, Thing
from platebook.preflight.pdf.document import MOST_PROFILE, PdfDocument, without_pictures
from platebook.preflight.pdf.page_geometry import area
from platebook.printers.printer import Colour, Forbidden, Intent, Printer, Rule, Standard

_CALLED = {Standard.X4: "PDF/X-4", Standard.X1A: "PDF/X-1a", Standard.X3: "PDF/X-3"}
_CALLED |= {Standard.PLAIN: "a plain PDF"}
#: The newest version of PDF that each is made of (ISO 15930-4, -6, -7, clause 6.1).
_NEWEST = {Standard.X1A: "1.4", Standard.X3: "1.4", Standard.X4: "1.6"}
_TRAPPED = ("True", "False")
_LEVELS = ("1b", "1a", "2b", "2a", "2u", "3b", "3a", "3u")
#: Rules that are reported of each standard; of a file that breaks more, their number is.
_MOST_TOLD = 8
#: Bytes of a file, and of a copy. It takes four times as many of memory.
_LARGEST, _LARGEST_COPY = 60_000_000, 40_000_000
#: References that lead on from one another: bookmarks do, and a book has up to 2,000 plates.
_CHAIN = 4_000
_ELSEWHERE = "Have it checked by another program, such as veraPDF."
#: Structure elements that are visited: a book of 2,000 plates has 60,000.
_MOST_ELEMENTS = 200_000


def check(book: PdfDocument) -> Iterator[Finding]:
    """Check that it is what it claims to be, and that the printer takes it."""
    claim, printer = book.claims.standard, book.printer
    standards = printer.standard.value if printer and printer.standard else ()
    # A printer that takes plain PDFs takes any.
    if printer and printer.standard and not {claim, Standard.PLAIN} & {*standards}:
        names = " or ".join(_CALLED[standard] for standard in standards)
        is_ = f"says that it is {book.claims.press}" if claim else "does not say that it is PDF/X"
        message = f"{printer.label} takes {names}, and the file {is_}"
        yield book.rule_finding("P005", printer.standard, message)
    if printer and printer.output_intent:
        yield from _printers_intent(book, printer, printer.output_intent)
    if claim:
        yield from _check_claim(book, claim)
    if not book.claims.sound:
        yield book.finding("P008", "its XMP packet is no XML")
    for key, info, xmp in book.claims.differences():
        yield book.finding("P008", f"its {key} is “{info}” in Info and “{xmp}” in XMP")


def _check_claim(book: PdfDocument, claim: Standard) -> Iterator[Finding]:
    """Check a file by the standard that it claims."""
    claims = book.claims
    if _number(claims.version) > _number(_NEWEST[claim]):
        message = f"it is PDF {claims.version}, and {claims.press} is {_NEWEST[claim]} at most"
        yield book.finding("P003", message)
    if len(cos.several(cos.get(book.pdf.trailer, "/ID"))) != 2:
        yield book.finding("P004", f"it has no identifier, which {claims.press} asks for")
    trapped = cos.get(cos.get(book.pdf.trailer, "/Info"), "/Trapped")
    if cos.name(trapped).removeprefix("/") not in _TRAPPED:
        message = "it does not say whether it is trapped: Trapped is neither True nor False"
        yield book.finding("P007", message)
    yield from _intent(book, claim)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _intent(book: PdfDocument, claim: Standard) -> Iterator[Finding]:
    """Check for one output intent, with the name of its condition or its profile (ISO 15930)."""
    intents = book.intents
    if len(intents) != 1:
        message = f"it has {len(intents) or 'no'} output intents for press, and must have one"
        yield book.finding("P006", message)
        return
    (intent,) = intents
    if not cos.string(cos.get(intent, "/OutputConditionIdentifier")):
        yield book.finding("P006", "its output intent does not name the printing condition")
    profile = cos.get(intent, "/DestOutputProfile")
    has_registry = cos.string(cos.get(intent, "/RegistryName")) or claim is Standard.X4
    if profile is None and not has_registry:
        message = "its output intent carries no profile, and names no registry to find it in"
        yield book.finding("P006", message)
    if cos.is_stream(profile) and not _is_profile(profile):
        yield book.finding("P006", "the profile in its output intent is none, or for other inks")


def _is_profile(stream: Thing) -> bool:
    """Return whether a stream is a colour profile of as many inks as it says (ICC.1, 7.2)."""
    try:
        head = cos.unpack(stream, MOST_PROFILE)[:40]
    except (*ODD, StreamTooLargeError):
        return False
    channels = {b"GRAY": 1, b"RGB ": 3, b"CMYK": 4}.get(head[16:20])
    return head[36:40] == b"acsp" and channels == int(cos.number(cos.get(stream, "/N")))


def _printers_intent(book: PdfDocument, printer: Printer, rule: Rule[Intent]) -> Iterator[Finding]:
    """Check for the intent that the printer wants: with a profile, by name alone, or none."""
    intents, profiles = book.intents, book.profiles
    if rule.value is Intent.NONE and intents:
        yield book.rule_finding(
            "P006", rule, f"{printer.label} wants no output intent, and it has one"
        )
    if rule.value is Intent.NAMED and profiles:
        message = f"{printer.label} wants its condition by name, and the file carries a profile"
        yield book.rule_finding("P006", rule, message)
    if rule.value is not Intent.NONE and not intents and not book.claims.standard:
        yield book.rule_finding("P006", rule, "it does not say for which press it was made")
    if rule.value is Intent.EMBEDDED and intents and not profiles:
        yield book.rule_finding("P006", rule, "its output intent carries no colour profile")
    cmyk = printer.colour is not None and printer.colour.value is Colour.CMYK
    channels = {int(cos.number(cos.get(profile, "/N"))) for profile in profiles}
    if cmyk and channels - {4}:
        message = "the profile in its output intent is not for four inks"
        yield book.finding("P006", message, severity=Severity.ERROR)


def check_conformance(book: PdfDocument) -> Iterator[Finding]:
    """Check the file by every claim of its own."""
    checkable, unknown = _claims(book)
    if unknown:
        message = f"it says that it is {' and '.join(unknown)}; that cannot be checked here"
        yield book.finding("P072", message, fix=_ELSEWHERE)
    failing = list(_validate(book, checkable)) if checkable else []
    yield from failing
    unchecked = [*unknown, *(finding for finding in failing if finding.code == "P072")]
    if book.claims.accessible and unchecked:
        yield from _check_accessible(book)


def _claims(book: PdfDocument) -> tuple[list[tuple[str, str, str]], list[str]]:
    """Return the claims that can be checked, as code, name and profile; and those that cannot."""
    checkable, unknown = [], []
    if (part := book.claims.accessible) == "1":
        checkable.append(("P070", "PDF/UA-1", "ua1"))
    elif part:
        unknown.append(f"PDF/UA-{part[:9]}")
    if (level := book.claims.archive) in _LEVELS:
        checkable.append(("P071", f"PDF/A-{level}", level))
    elif level:
        unknown.append(f"PDF/A-{level[:9]}")
    return checkable, unknown


def _validate(book: PdfDocument, claims: list[tuple[str, str, str]]) -> Iterator[Finding]:
    unchecked = " and ".join(claim for _, claim, _ in claims)
    unchecked = f"it says that it is {unchecked}; whether it is was not checked"
    if find_spec("page") is None:
        yield book.finding("P072", unchecked)
        return
    copy = None
    if (
        book.size > _LARGEST
        and (copy := without_pictures(book.subject.file, _LARGEST_COPY)) is None
    ):
        message = f"{unchecked}: even without its pictures it is too much for the checker"
        yield book.finding("P072", message, fix=_ELSEWHERE)
        return
    for code, claim, profile in claims:
        yield from _check_copy(book, copy, code, claim, profile)


def _check_copy(
    book: PdfDocument, copy: bytes | None, code: str, claim: str, profile: str
) -> Iterator[Finding]:
    """Validate the file, or its copy, by page-validation for one claim."""
    import page

    limits = page.SafetyLimits(max_reference_depth=_CHAIN)
    claim_text = f"it says that it is {claim}"
    try:
        if copy is None:
            validation = page.validate_pdf(str(book.subject.file), profile=profile, limits=limits)
        else:
            validation = page.validate_pdf_bytes(copy, profile=profile, limits=limits)
    except page.SafetyLimitError as error:
        message = f"{claim_text}; whether it is was not checked: {_plain(str(error))}"
        yield book.finding("P072", message)
        return
    except page.PageError as error:
        yield book.finding(code, f"{claim_text}, and cannot be read as one: {_plain(str(error))}")
        return
    rules = dict.fromkeys((failure.rule_id, failure.message) for failure in validation.failures)
    for rule, words in list(rules)[:_MOST_TOLD]:
        yield book.finding(code, f"{claim_text}: {rule}, {_plain(words)}")
    if len(rules) > _MOST_TOLD:
        yield book.finding(code, f"{len(rules) - _MOST_TOLD} more rules of {claim} are broken")


def _plain(words: str) -> str:
    return " ".join(words.split()).rstrip(".")[:240]


def _check_accessible(book: PdfDocument) -> Iterator[Finding]:
    """Search for a structure tree, text alternatives, language, title and Unicode."""
    root = book.pdf.Root
    tree = cos.get(root, "/StructTreeRoot")
    if tree is None or cos.get(cos.get(root, "/MarkInfo"), "/Marked") is not True:
        yield book.finding("P070", "it says that it is PDF/UA, and has no structure tree (tags)")
    if bare := sum(1 for node, _ in book.elements(_MOST_ELEMENTS) if _is_bare_figure(node, tree)):
        figures = "1 figure has" if bare == 1 else f"{bare} figures have"
        yield book.finding("P070", f"it says that it is PDF/UA, and {figures} no alt text")
    if not cos.string(cos.get(root, "/Lang")):
        yield book.finding("P070", "it says that it is PDF/UA, and names no language")
    shows_title = cos.get(cos.get(root, "/ViewerPreferences"), "/DisplayDocTitle") is True
    if not (book.claims.title.strip() and shows_title):
        what = "its title is not shown (DisplayDocTitle)" if book.claims.title else "has no title"
        yield book.finding("P070", f"it says that it is PDF/UA, and {what}")
    for page in book.pages:
        for run in page.painted.types:
            if run.unmapped:
                where = page.spot(run.area)
                message = f"there are letters without Unicode ({run.font}), {where}"
                yield book.finding("P070", f"it says that it is PDF/UA, and {message}", page)
                break


def _is_bare_figure(node: Thing, tree: Thing) -> bool:
    """Return whether an element is a figure without an alt text (ISO 32000-1, 14.7.3)."""
    kind = cos.name(cos.get(node, "/S"))
    if "/Figure" not in (kind, cos.name(cos.get(cos.get(tree, "/RoleMap"), kind))):
        return False
    return not any(cos.string(cos.get(node, key)).strip() for key in ("/Alt", "/ActualText"))


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


def check_forbidden(book: PdfDocument) -> Iterator[Finding]:
    """Find what a press, or this printer, wants to be without."""
    yield from _check_locked(book)
    yield from _active(book)
    yield from _find_annotations(book)
    outlined = cos.get(cos.get(book.pdf.Root, "/Outlines"), "/First") is not None
    for which, code, there, words in (
        (Forbidden.BOOKMARKS, "P009", outlined, "it has bookmarks"),
        (Forbidden.METADATA, "P011", book.claims.packet, "it carries XMP metadata"),
        (Forbidden.LAYERS, "P013", _has_layers(book), "it has layers"),
    ):
        rule = forbidding_rule(book, which)
        if there and rule and book.printer:
            message = f"{words}, which {book.printer.label} forbids"
            yield book.rule_finding(code, rule, message)
    yield from _forbidden(book)
    if (book.claims.standard or book.printer) and (hidden := _hidden_layers(book)):
        message = f"what is on its layers {', '.join(hidden)} is hidden, and is not printed"
        yield book.finding("P013", message, severity=Severity.WARNING)
    if _has_layers(book) and book.claims.standard in (Standard.X1A, Standard.X3):
        message = f"it has layers, which {book.claims.press} forbids"
        yield book.finding("P013", message, severity=Severity.ERROR)


def _forbidden(book: PdfDocument) -> Iterator[Finding]:
    """Find what every PDF/X forbids, and what those made of PDF 1.4 forbid (ISO 15930-4, -6)."""
    standard = book.claims.standard
    if not standard:
        return
    old = standard in (Standard.X1A, Standard.X3)
    for page in book.pages:
        forbidden = [*page.painted.forbidden]
        if old:
            pictures = (picture.stream for picture in page.painted.pictures)
            forbidden += dict.fromkeys(coded for stream in pictures for coded in _too_new(stream))
        if forbidden:
            message = f"{book.claims.press} forbids what it has: {', '.join(forbidden)}"
            yield book.finding("P066", message, page)
    if not old and not book.claims.packet:
        yield book.finding("P066", f"it has no XMP metadata, which {book.claims.press} asks for")
    if not book.claims.title.strip():
        message = f"it has no title, which {book.claims.press} asks for"
        yield book.finding("P066", message, severity=Severity.WARNING)


def _too_new(picture: Thing) -> Iterator[str]:
    yield from (
        f"pictures packed by {filter_[1:]}" for filter_ in cos.filters(picture) if filter_ in _NEW
    )
    if cos.number(cos.get(picture, "/BitsPerComponent")) > 8:
        yield "pictures of 16 bits a channel"


def forbidding_rule(book: PdfDocument, what: Forbidden) -> Rule[frozenset[Forbidden]] | None:
    """Return the printer's rule where it forbids this."""
    rule = book.printer.forbids if book.printer else None
    return rule if rule and what in rule.value else None


def _check_locked(book: PdfDocument) -> Iterator[Finding]:
    if not book.pdf.is_encrypted:
        return
    message = "it is encrypted: others may open it, and not do with it what they must"
    rule = forbidding_rule(book, Forbidden.ENCRYPTION)
    strict = book.claims.standard or (rule and rule.severity is Severity.ERROR)
    severity = Severity.ERROR if strict else Severity.WARNING
    yield book.finding("P002", message, severity=severity)


def _active(book: PdfDocument) -> Iterator[Finding]:
    root, graver = book.pdf.Root, Severity.ERROR if book.claims.standard else Severity.WARNING
    actions = [words for key, words in _ACTIVE.items() if _acts(cos.get(root, key))]
    name_trees = cos.get(root, "/Names")
    actions += [words for key, words in _NAMED.items() if cos.get(name_trees, key) is not None]
    if actions:
        severity = graver if {*actions} & _RUN else Severity.WARNING
        yield book.finding("P012", f"it carries {', '.join(actions)}", severity=severity)
    for page in book.pages:
        notes = cos.several(cos.get(page.dictionary, "/Annots"))
        acts = any(
            cos.get(dictionary, "/AA") is not None for dictionary in (page.dictionary, *notes)
        )
        if acts or any(cos.name(cos.get(cos.get(note, "/A"), "/S")) in _ACTIONS for note in notes):
            message = "it carries actions that run programs"
            yield book.finding("P012", message, page, severity=graver)


def _acts(action: Thing) -> bool:
    """A place to open at is no action; going to one is none either (12.6.4.2)."""
    if action is None or cos.several(action):
        return False
    return cos.name(cos.get(action, "/S")) != "/GoTo"


def _find_annotations(book: PdfDocument) -> Iterator[Finding]:
    """Find annotations on the printed page: comments, links, fields (ISO 15930-7, 6.17)."""
    rule = forbidding_rule(book, Forbidden.ANNOTATIONS)
    standard = book.claims.standard
    if not rule and not standard:
        return
    for page in book.pages:
        kinds: dict[str, None] = {}
        for annotation in cos.several(cos.get(page.dictionary, "/Annots")):
            kind = cos.name(cos.get(annotation, "/Subtype")).removeprefix("/")
            place = area(cos.numbers(cos.get(annotation, "/Rect")))
            inside = place is None or not place.meet(page.bleed).empty
            if inside and kind not in ("TrapNet", "PrinterMark"):
                kinds[kind or "of no kind"] = None
        if kinds:
            message = f"there are annotations on it ({', '.join(kinds)})"
            if standard:
                yield book.finding("P010", message, page)
            elif rule:
                yield book.rule_finding("P010", rule, message, page)


def _hidden_layers(book: PdfDocument) -> list[str]:
    """Return the layers that are off when the file is opened or printed (8.11.4.3)."""
    layers = cos.get(book.pdf.Root, "/OCProperties")
    default = cos.get(layers, "/D")
    off = cos.several(cos.get(default, "/OFF"))
    if cos.name(cos.get(default, "/BaseState")) == "/OFF":
        on = {cos.key_of(layer) for layer in cos.several(cos.get(default, "/ON"))}
        groups = cos.several(cos.get(layers, "/OCGs"))
        off += [group for group in groups if cos.key_of(group) not in on]
    return list(dict.fromkeys(f"“{cos.string(cos.get(layer, '/Name'))[:40]}”" for layer in off))[:5]


def _has_layers(book: PdfDocument) -> bool:
    layers = cos.get(book.pdf.Root, "/OCProperties")
    return any(True for _ in cos.items(layers)) or any(page.painted.layers for page in book.pages)
