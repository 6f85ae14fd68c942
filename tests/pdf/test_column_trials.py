"""Would catch columns that come out otherwise because their items are laid out once."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import weasyprint
from weasyprint.layout import block

from platebook.pdf.weasyprint_patches.column_trials import items_laid_out_once

_STYLE = """@page { size: 90mm 70mm; margin: 5mm } body { font-size: 8pt; line-height: 10pt }
ol { columns: 2; column-gap: 4mm; margin: 0; padding: 0; list-style: none }
li { position: relative; padding: 0 6mm 0 5mm; margin: 1mm 0 2.3mm; break-inside: avoid }
b { position: absolute; top: 0; left: 0 } i { position: absolute; top: 1px; right: 0 }
"""
_WORDS = "the stalls go up in the dark and nobody speaks much before the first coffee"
_SPECIAL = {
    "unbreakable": "",
    "breakable": "li { break-inside: auto; orphans: 1; widows: 1 }",
    "three": "ol { columns: 3 } li { padding: 0 }",
    "filled": "ol { height: 40mm; column-fill: auto }",
    "bordered": "li:nth-child(3n) { border: 2px solid; padding-bottom: 9px } ol { padding: 7px }",
    "floating": "li:nth-child(5) { float: left; width: 9mm }",
    "kept": "li:nth-child(3n) { break-after: avoid } li:nth-child(7) { min-height: 30mm }",
    "shifted": "li:nth-child(4n) { top: 3px; left: 2px } li:nth-child(9) { break-before: column }",
    "spanning": "li:nth-child(6) { column-span: all; margin-top: 5mm }",
    "negative": "li { margin: -1mm 0 1mm }",
    "rightwards": "ol { direction: rtl }",
    "nested": "li:nth-child(4) { columns: 2 }",
}


def _items(count: int) -> str:
    words = f"{_WORDS} {_WORDS} {_WORDS}".split()
    return "".join(
        f"<li><b>{n}</b> {' '.join(words[n % 9 : n % 9 + 2 + n * 7 % 23])}"
        f"{'<p>And more.</p>' if n % 6 == 1 else ''}<i>{n + 3}</i></li>"
        for n in range(1, count + 1)
    )


def _written(html: str) -> bytes:
    target = BytesIO()
    weasyprint.HTML(string=html).write_pdf(target)
    return target.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("special", _SPECIAL.values(), ids=_SPECIAL)
def test_no_byte_is_another(special: str) -> None:
    for count in (4, 12):
        html = f"<style>{_STYLE}{special}</style><h1>Plates</h1><ol>{_items(count)}</ol><p>End"
        plain = _written(html)
        with items_laid_out_once():
            assert _written(html) == plain


@pytest.mark.slow
def test_items_are_not_laid_out_in_every_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    tall = "@page { size: 90mm 200mm } p { display: none }"
    html = f"<style>{_STYLE}{tall}</style><ol>{_items(18)}</ol>"
    plain, made = block.block_level_layout, list[str]()

    def counted(context: Any, box: Any, *given: Any) -> Any:
        made.append(box.element_tag)
        return plain(context, box, *given)

    monkeypatch.setattr(block, "block_level_layout", counted)
    _written(html)
    in_all = made.count("li")
    made.clear()
    with items_laid_out_once():
        _written(html)
    assert made.count("li") * 2.5 < in_all
