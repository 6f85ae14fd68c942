"""Would catch a layout that comes out otherwise for being made in less time."""

from __future__ import annotations

from typing import Any

import pytest

from platebook.pdf.weasyprint_patches.faster_layout import faster_layout

WORDS = "Vor der Donaudampfschifffahrtsgesellschaft wartet an Regentagen niemand lange. " * 3
#: Lengths of all kinds, floats beside and above lines, and boxes as wide as what is in them.
PAGE = f"""
<style>
  @page {{ size: 300px 300px; margin: 5%; @bottom-left {{ content: counter(page); width: auto }} }}
  p {{ hyphens: auto; width: 60%; padding: 0 1em }}
  .float {{ float: left; width: 2em; height: 1.2em; min-height: 10% }}
  .wide, .fitting {{ position: absolute; right: 4px; top: 80px; border: 2px solid }}
  .wide {{ box-sizing: border-box; max-width: calc(100% - 12px); top: 150px }}
  table {{ border-collapse: collapse; width: 80% }} td {{ border: 1px solid; padding: 3px 2% }}
  .bent {{ transform: rotate(3deg) }} .late {{ page-break-before: always }}
</style>
<p lang="de"><span class="float">7</span>{WORDS}</p>
<p lang="de" dir="rtl"><span class="float">8</span>{WORDS}</p>
<div class="fitting">Two words</div><div class="wide" lang="en">{WORDS}</div>
<h1 class="bent" id="there">Bent</h1><a href="#there">to it</a>
<table class="late"><tr><td>One</td><td>Two</td></tr></table>
"""


def _written(weasyprint: Any) -> bytes:
    pdf: bytes = weasyprint.HTML(string=PAGE).write_pdf(pdf_identifier=b"same")
    return pdf


def test_a_document_has_the_same_bytes() -> None:
    weasyprint = pytest.importorskip("weasyprint")
    plain = _written(weasyprint)
    with faster_layout():
        assert _written(weasyprint) == plain


@pytest.mark.parametrize("language", ["en", "de", "hu", "lv"])
def test_words_are_divided_at_the_same_places(language: str) -> None:
    pyphen = pytest.importorskip("pyphen")
    path, plain = pyphen.LANGUAGES[language], pyphen.HyphDict
    pytest.importorskip("weasyprint")
    with faster_layout():
        late = pyphen.HyphDict(path)
    eager = plain(path)
    assert late.maxlen == eager.maxlen
    assert late.patterns.keys() == eager.patterns.keys()
    some = list(eager.patterns)[::50]
    assert [late.patterns.get(each) for each in some] == [eager.patterns[each] for each in some]
