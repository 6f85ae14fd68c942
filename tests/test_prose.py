"""Would catch a text that loses words, breaks the markup or brings in markup of its own."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platebook import prose

TEXT = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")) | st.just("\n"),
    max_size=200,
)


def parsed(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<div>{markup}</div>")


@given(TEXT)
def test_any_text_becomes_well_formed(text: str) -> None:
    for turn in (prose.block, prose.inline, prose.caption):
        parsed(turn(text))


@given(st.from_regex(r"[A-Za-z0-9 ,.;?]{1,80}", fullmatch=True).filter(str.strip))
def test_plain_words_come_back(text: str) -> None:
    shown = "".join(parsed(prose.caption(f"x {text.strip()}")).itertext())
    assert shown.split() == f"x {text.strip()}".split()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("*leaning* and **strong**", "<em>leaning</em> and <strong>strong</strong>"),
        ("[site](https://example.org/a?b=1&c=2)", 'href="https://example.org/a?b=1&amp;c=2"'),
        ("[mail](mailto:desk@example.org)", 'href="mailto:desk@example.org"'),
    ],
)
def test_markdown_is_read(source: str, expected: str) -> None:
    assert expected in prose.inline(source)


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=y>",
        "![alt](secret.png)",
        "[run](javascript:alert)",
        "[file](file:///etc/passwd)",
        "[near](other.xhtml)",
    ],
)
def test_what_is_not_ours_is_shown_as_text(source: str) -> None:
    for turn in (prose.block, prose.inline):
        root = parsed(turn(source))
        assert not root.findall(".//img")
        assert not root.findall(".//a")
        assert not root.findall(".//script")
        assert "".join(root.itertext()).strip() == source


def test_headings_begin_at_h2_and_skip_no_level() -> None:
    tags = [element.tag for element in parsed(prose.block("# a\n\n### b\n\n# c\n\n###### d"))]
    assert tags == ["h2", "h3", "h2", "h3"]


def test_an_indented_paragraph_is_no_program() -> None:
    assert "<code" not in prose.block("    Four spaces in.")


def test_chinese_and_japanese_lines_join_without_a_space() -> None:
    assert prose.inline("日本\n語") == "日本語"
    assert prose.inline("한국\n어") == "한국\n어"
    assert prose.inline("new\nline") == "new\nline"


def test_a_caption_with_blank_lines_has_paragraphs() -> None:
    assert len(parsed(prose.caption("one\n\ntwo"))) == 2


def test_the_opening_is_cut_at_a_word() -> None:
    assert prose.opening("A *short* one", 40) == "A short one"
    assert prose.opening("The quick brown fox — jumps", 21) == "The quick brown fox…"
    assert prose.opening("東" * 100, 20) == "東" * 20 + "…"


def test_a_mark_stands_before_the_right_character() -> None:
    marked = prose.block("One *two* three.\n\nFour five.", [(1, 5, "<b/>"), (0, 5, "<i/>")])
    assert "One <em>t<i/>wo</em> three." in marked
    assert "Four <b/>five." in marked
    text = "".join(parsed(marked).itertext())
    assert text.split() == ["One", "two", "three.", "Four", "five."]


def test_a_mark_past_the_end_is_not_lost() -> None:
    assert prose.block("Short.", [(0, 99, "<b/>")]) == "<p>Short.<b/></p>\n"
