"""Checks what PDF/UA asks first of a file that claims it (ISO 14289-1), without a validator.

These are the faults that a reader who cannot see meets at once. They are looked for whether or
not page-validation is installed, which has wheels for the usual platforms only.
"""

from __future__ import annotations

from collections.abc import Iterator

from platebook.errors import Finding
from platebook.preflight.pdf.document import PdfDocument
from platebook.preflight.pdf.objects import Thing, get, name, several, string
from platebook.preflight.pdf.page_geometry import spot
from platebook.preflight.pdf.severity import of_file, of_page

#: Structure elements that are visited: a book of 2,000 plates has 60,000.
_MOST_ELEMENTS = 200_000


def check(book: PdfDocument) -> Iterator[Finding]:
    """Look for a structure tree, text alternatives, language, title and Unicode."""
    root = book.pdf.Root
    tree = get(root, "/StructTreeRoot")
    if tree is None or get(get(root, "/MarkInfo"), "/Marked") is not True:
        yield of_file(book, "P070", "it says that it is PDF/UA, and has no structure tree (tags)")
    if bare := sum(1 for _ in _figures_without_alt(tree)):
        figures = "1 figure has" if bare == 1 else f"{bare} figures have"
        yield of_file(book, "P070", f"it says that it is PDF/UA, and {figures} no alt text")
    if not string(get(root, "/Lang")):
        yield of_file(book, "P070", "it says that it is PDF/UA, and names no language")
    shown = get(get(root, "/ViewerPreferences"), "/DisplayDocTitle") is True
    if not (book.claims.title.strip() and shown):
        what = "its title is not shown (DisplayDocTitle)" if book.claims.title else "has no title"
        yield of_file(book, "P070", f"it says that it is PDF/UA, and {what}")
    for page in book.pages:
        for run in page.painted.types:
            if run.unmapped:
                where = spot(page.trim, run.area.left, run.area.top)
                message = f"there are letters without Unicode ({run.font}), {where}"
                yield of_page(book, page, "P070", f"it says that it is PDF/UA, and {message}")
                break


def _figures_without_alt(tree: Thing) -> Iterator[Thing]:
    """Walk the structure tree, roles mapped (ISO 32000-1, 14.7.3), and give bare figures."""
    roles = get(tree, "/RoleMap")
    waiting = [get(tree, "/K")]
    for _ in range(_MOST_ELEMENTS):
        if not waiting:
            return
        node = waiting.pop()
        if kids := several(node):
            waiting += kids
            continue
        kind = name(get(node, "/S"))
        if not kind:
            continue
        if "/Figure" in (kind, name(get(roles, kind))) and not (
            string(get(node, "/Alt")).strip() or string(get(node, "/ActualText")).strip()
        ):
            yield node
        waiting.append(get(node, "/K"))
