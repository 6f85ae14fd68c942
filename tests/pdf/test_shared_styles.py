"""Would catch pages that come out otherwise because they share styles, or that share none."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pydyf
import pytest
import weasyprint
from weasyprint import document
from weasyprint.layout import page

from platebook.fonts.pango import font_configuration
from platebook.pdf import engine
from platebook.pdf.weasyprint_patches import page_styles

_STYLE = """
@page { size: 60mm 40mm; margin: 4mm 6mm; @top-left { content: "t" counter(page) } }
@page :left { margin-left: 12mm; @bottom-left { content: counter(page) " " string(name) } }
@page :right { background: #eee; @bottom-right { content: string(name) } }
@page :first { margin-top: 9mm }
@page :blank { @bottom-left { content: none } background: #cde }
@page wide { size: 90mm 40mm; counter-increment: page 2; @footnote { border-top: 1pt solid } }
@page wide:nth(2) { background: yellow }
@page :nth(3n) { border: 1pt solid red }
section { break-before: page } .wide { page: wide } .right { break-before: right }
h1 { string-set: name content(); font-size: 10pt }
"""
_KINDS = ["", "wide", "right", "", "wide", "right", "right", "wide"]
_BODY = "".join(
    f'<section class="{kind}" id="s{number}"><h1>{number}</h1>'
    f"<p>{'word ' * 40 * (number % 3)}</p></section>"
    for number, kind in enumerate(_KINDS * 3, 1)
)


#: Pages that are laid out again when the numbers in them are known.
_CONTENTS = """<style>
a { display: block } a::after { content: target-counter(attr(href), page) }
h1::after { content: " of " counter(pages) }
</style>""" + "".join(f'<a href="#s{number}">{number}</a>' for number in range(1, 25))


def _html(more: str = "") -> weasyprint.HTML:
    return weasyprint.HTML(string=f"<style>{_STYLE}</style>{more}{_BODY}")


def _laid_out(more: str = "") -> Any:
    return page_styles.lay_out(_html(more), [], font_configuration())


def _written(made: Any) -> bytes:
    target = BytesIO()
    made.write_pdf(target)
    return target.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("more", ["", _CONTENTS], ids=["once", "again"])
def test_sharing_and_freeing_change_no_byte(more: str) -> None:
    shared = _written(_laid_out(more))
    plain = _written(_html(more).render(font_config=font_configuration()))
    assert shared == plain


@pytest.mark.slow
def test_a_page_that_is_laid_out_again_after_all_has_its_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain, remake, tries = _written(_laid_out()), page.remake_page, []

    def remade(index: int, context: Any, *given: Any) -> Any:
        made = remake(index, context, *given)
        if index == 5 and len(tries) < 2:
            tries.append(index)
            context.page_maker[3][-1]["content_changed"] = True
        return made

    monkeypatch.setattr(page, "remake_page", remade)
    assert _written(_laid_out()) == plain
    assert len(tries) == 2


@pytest.mark.slow
def test_boxes_are_freed_when_they_are_of_no_more_use(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Kept to the end, they are a third of the memory of a book of 2,000 plates."""
    roots, plain = [], document.layout_document

    def layout(html: Any, root: Any, context: Any) -> Any:
        roots.append(root)
        return plain(html, root, context)

    monkeypatch.setattr(document, "layout_document", layout)
    made = _laid_out()
    (body,) = roots[0].children
    assert [bool(part.children) for part in body.children] == [False] * 23 + [True]
    engine.write(made, tmp_path / "book.pdf", lambda *_: None)
    assert not any(each._page_box for each in made.pages)


@pytest.mark.slow
def test_naming_pages_once_changes_no_byte_and_leaves_no_trace() -> None:
    plain, before = _written(_laid_out()), vars(pydyf.PDF)["page_references"]
    named = []
    with page_styles.pages_named_once():
        quick = _written(_laid_out())
        pdf = pydyf.PDF()
        for _ in range(3):
            pdf.add_page(pydyf.Dictionary({"Type": "/Page"}))
            named.append(pdf.page_references)
            assert pdf.page_references is named[-1]
    assert quick == plain
    assert [len(names) for names in named] == [1, 2, 3]
    assert vars(pydyf.PDF)["page_references"] is before


def test_alike_pages_share_their_style() -> None:
    html = weasyprint.HTML(string="<p style='break-after: page'>a</p>" * 8)
    pages = [page._page_box for page in page_styles.lay_out(html, [], font_configuration()).pages]
    assert pages[2].style is pages[4].style is pages[3].style
    assert pages[0].style is not pages[2].style
    numbers = [page.page_type.index for page in pages]
    assert numbers == list(range(len(pages)))
