"""Would catch pages that come out otherwise because they share styles, or that share none."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pydyf
import pytest
import weasyprint
from weasyprint.text.fonts import FontConfiguration

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
    f'<section class="{kind}"><h1>{number}</h1><p>{"word " * 40 * (number % 3)}</p></section>'
    for number, kind in enumerate(_KINDS * 3, 1)
)


def _laid_out() -> Any:
    html = weasyprint.HTML(string=f"<style>{_STYLE}</style>{_BODY}")
    return page_styles.laid_out(html, [], FontConfiguration())


def _written(document: Any) -> bytes:
    target = BytesIO()
    document.write_pdf(target)
    return target.getvalue()


def test_weasyprint_is_inside_as_we_know_it() -> None:
    assert page_styles.known()


def test_sharing_changes_no_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = _written(_laid_out())
    monkeypatch.setattr(page_styles, "known", lambda: False)
    plain = _written(_laid_out())
    assert shared == plain


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
    document = page_styles.laid_out(html, [], FontConfiguration())
    pages = [page._page_box for page in document.pages]
    assert pages[2].style is pages[4].style is pages[3].style
    assert pages[0].style is not pages[2].style
    numbers = [page.page_type.index for page in pages]
    assert numbers == list(range(len(pages)))
