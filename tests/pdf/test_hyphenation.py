"""Would catch words that are divided elsewhere, for patterns that are read late."""

from __future__ import annotations

import pytest

from platebook.pdf.weasyprint_patches.hyphenation import lazy_patterns

WORDS = "Vor der Donaudampfschifffahrtsgesellschaft wartet an Regentagen niemand lange. " * 3
PAGE = f"""
<style>@page {{ size: 300px 300px }} p {{ hyphens: auto; width: 60%; text-align: justify }}</style>
<p lang="de">{WORDS}</p><p lang="de" dir="rtl">{WORDS}</p><p lang="en">{WORDS}</p>
"""


def test_a_document_has_the_same_bytes() -> None:
    weasyprint = pytest.importorskip("weasyprint")
    plain = weasyprint.HTML(string=PAGE).write_pdf(pdf_identifier=b"same")
    with lazy_patterns():
        assert weasyprint.HTML(string=PAGE).write_pdf(pdf_identifier=b"same") == plain


@pytest.mark.parametrize("language", ["en", "de", "hu", "lv"])
def test_words_are_divided_at_the_same_places(language: str) -> None:
    pyphen = pytest.importorskip("pyphen")
    path, plain = pyphen.LANGUAGES[language], pyphen.HyphDict
    pytest.importorskip("weasyprint")
    with lazy_patterns():
        late = pyphen.HyphDict(path)
    eager = plain(path)
    assert late.maxlen == eager.maxlen
    assert late.patterns.keys() == eager.patterns.keys()
    some = list(eager.patterns)[::50]
    assert [late.patterns.get(each) for each in some] == [eager.patterns[each] for each in some]


def test_finnish_is_divided_by_its_syllables() -> None:
    """Pyphen has no Finnish: words of thirty letters left half a line empty before them."""
    pyphen = pytest.importorskip("weasyprint.text.line_break").pyphen
    with lazy_patterns():
        words = pyphen.Pyphen(lang="fi-FI", left=3, right=3)
        divided = [words.inserted(word) for word in ("vastuuhenkilöt", "kalanmyyntiosuuskunnan")]
    assert divided == ["vas-tuu-hen-ki-löt", "kalan-myyn-tiosuus-kun-nan"]
