"""Would catch a text that loses words, breaks the markup or brings in markup of its own."""

from __future__ import annotations

import re
from time import process_time
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platebook import markdown

TEXT = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")) | st.just("\n"),
    max_size=200,
)


def parsed(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<div>{markup}</div>")


@given(TEXT)
def test_any_text_becomes_well_formed(text: str) -> None:
    for turn in (markdown.block, markdown.inline, markdown.caption):
        parsed(turn(text))


@given(st.from_regex(r"[A-Za-z0-9 ,.;?]{1,80}", fullmatch=True).filter(str.strip))
def test_plain_words_come_back(text: str) -> None:
    shown = "".join(parsed(markdown.caption(f"x {text.strip()}")).itertext())
    assert shown.split() == f"x {text.strip()}".split()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("*leaning* and **strong**", "<em>leaning</em> and <strong>strong</strong>"),
        ("[site](https://example.org/a?b=1&c=2)", 'href="https://example.org/a?b=1&amp;c=2"'),
        ("[mail](mailto:desk@example.org)", 'href="mailto:desk@example.org"'),
        ("[un *mot*]{lang=fr}", '<span lang="fr" xml:lang="fr">un <em>mot</em></span>'),
        (
            "[[漢字]{lang=ja} is]{lang=zh-Hant}",
            '<span lang="ja" xml:lang="ja">漢字</span> is</span>',
        ),
    ],
)
def test_markdown_is_read(source: str, expected: str) -> None:
    assert expected in markdown.inline(source)


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=y>",
        "![alt](secret.png)",
        "[run](javascript:alert)",
        "[file](file:///etc/passwd)",
        "[near](other.xhtml)",
        "[one]{lang=}",
        "[one]{lang=fr-}",
        "[one](https://example.org:0/){lang=fr}",
        "[port](https://example.org:99999/)",
        '![alt *a*](https://example.org/a.png "A title")',
        "<data:text/html,x>",
    ],
)
def test_what_is_not_ours_is_shown_as_text(source: str) -> None:
    for turn in (markdown.block, markdown.inline):
        root = parsed(turn(source))
        assert not root.findall(".//img")
        assert not root.findall(".//a")
        assert not root.findall(".//script")
        assert "".join(root.itertext()).strip() == source


@pytest.mark.parametrize(
    "source",
    [
        "\n".join(f"{'  ' * depth}- word{depth}" for depth in range(30)),
        "\n".join(f"{'   ' * depth}1. word{depth}" for depth in range(30)),
        f"{'> ' * 30}word0",
        f"{'> - ' * 15}word0\n\nword1",
    ],
)
def test_what_is_nested_too_deeply_keeps_its_words(source: str) -> None:
    words = re.findall(r"word\d+", source)
    assert re.findall(r"word\d+", markdown.plain(source)) == words
    parsed(markdown.block(source))


@pytest.mark.parametrize("entity", ["&#12;", "&#x0C;", "&#x202e;", "&#8237;"])
def test_an_entity_of_what_no_book_can_hold_is_text(entity: str) -> None:
    assert markdown.plain(f"a {entity} b &amp; c") == f"a {entity} b & c"


def test_headings_begin_at_h2_and_skip_no_level() -> None:
    tags = [element.tag for element in parsed(markdown.block("# a\n\n### b\n\n# c\n\n###### d"))]
    assert tags == ["h2", "h3", "h2", "h3"]


def test_an_indented_paragraph_is_no_program() -> None:
    assert "<code" not in markdown.block("    Four spaces in.")


def test_chinese_and_japanese_lines_join_without_a_space() -> None:
    assert markdown.inline("日本\n語") == "日本語"
    assert markdown.inline("한국\n어") == "한국\n어"
    assert markdown.inline("new\nline") == "new\nline"


def test_a_caption_with_blank_lines_has_paragraphs() -> None:
    assert len(parsed(markdown.caption("one\n\ntwo"))) == 2


@pytest.mark.parametrize(
    ("source", "tags", "text"),
    [
        ("On the bench:\n- Anna\n- Bert", ["p", "ul"], "On the bench: Anna Bert"),
        ("On the bench:\n+ Anna", ["p", "ul"], "On the bench: Anna"),
        ("> quoted", ["blockquote"], "quoted"),
        ("One line  \nand another", ["p"], "One line and another"),
        ("1. Anna\n2. Bert", ["ol"], "Anna Bert"),
        ("1) Anna\n\n2) Bert", ["ol"], "Anna Bert"),
        ("At the table\n1. Anna\n1. Bert", ["p", "ol"], "At the table Anna Bert"),
        ("1. Anna\n2. Bert\n4. Carl", ["ol", "p"], "Anna Bert 4. Carl"),
        ("1. Anna\n2. Bert, born in\n1986. Carl", ["ol"], "Anna Bert, born in 1986. Carl"),
        ("1986. A good year", ["p"], "1986. A good year"),
        ("1986. A good year\n1987. A better one", ["p"], "1986. A good year 1987. A better one"),
        ("1. May 1945", ["p"], "1. May 1945"),
        ("01. a\n02. b", ["p"], "01. a 02. b"),
        ("1. May\n\nA word.\n\n2. May", ["p", "p", "p"], "1. May A word. 2. May"),
        ("> Born in\n1986. She", ["blockquote"], "Born in 1986. She"),
        (r"\- no list", ["p"], "- no list"),
        ("# Heading\nText", ["p", "p"], "Heading Text"),
        ("#1 of ten", ["p"], "#1 of ten"),
        ("```\nname = 1\n```", ["p"], "name = 1"),
    ],
)
def test_one_paragraph_is_read_as_two_are(source: str, tags: list[str], text: str) -> None:
    alone, before = (
        parsed(markdown.caption(source)),
        parsed(markdown.caption(f"Before.\n\n{source}")),
    )
    assert [element.tag for element in alone] == tags
    assert [element.tag for element in before] == ["p", *tags]
    for root in (alone, parsed(markdown.inline(source).replace("<br />", " "))):
        assert " ".join(" ".join(root.itertext()).split()) == text
    assert markdown.plain(source) == text


def test_a_list_is_numbered_as_it_is_written() -> None:
    assert parsed(markdown.caption("9. Anna\n10. Bert")).find("ol").attrib == {  # type: ignore[union-attr]
        "start": "9",
        "style": "counter-reset: list-item 8",
    }


@pytest.mark.parametrize(
    ("source", "address", "text"),
    [
        ("[call](tel:+49-30-1234)", "tel:+49-30-1234", "call"),
        ("<tel:+49301234>", "tel:+49301234", "+49301234"),
        ("<mailto:a@example.org?subject=Hi%20you>", None, "a@example.org"),
        ("Go to https://example.org/_a_/b*c*.", "https://example.org/_a_/b*c", None),
        ("(see https://example.org/a_(b))", "https://example.org/a_(b)", None),
        ("*https://example.org/a*", "https://example.org/a", None),
        ("[see the guides](#guides)", "#guides", "see the guides"),
    ],
)
def test_an_address_is_a_link(source: str, address: str | None, text: str | None) -> None:
    link = parsed(markdown.caption(source)).find(".//a")
    assert link is not None
    assert address is None or link.get("href") == address
    assert "".join(link.itertext()) == (text or address)


def test_what_is_quoted_is_no_link() -> None:
    """A photograph's own words are no Markdown; an address cut at an escaped sign is another."""
    text = "See https://example.org/a_b and [x](#a)"
    assert markdown.caption(markdown.quote(text)) == f"<p>{text}</p>"


def test_a_link_to_a_plate_leads_there_or_is_its_text() -> None:
    markup = markdown.caption('[one](#a), [*two*](#b "B"), &lt;a href="#a">')
    shown = markdown.resolve_links(markup, {"a": "plate-a.xhtml"}.get)
    assert shown == (
        '<p><a href="plate-a.xhtml">one</a>, <em>two</em>, &lt;a href=&quot;#a&quot;&gt;</p>'
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "source",
    ["x\n" + "1. a\n3. b\n" * 5_000, "1. a\n   b\n" * 5_000, ":" * 50_000, "https://a" * 9_000],
)
def test_a_long_text_takes_no_longer_than_it_is_long(source: str) -> None:
    """A look ahead for every line would take hours."""
    start = process_time()
    markdown.block(source)
    assert process_time() - start < 10


def test_a_text_is_cut_at_a_word() -> None:
    assert markdown.shorten("A short  one", 40) == "A short one"
    assert markdown.shorten("The quick brown fox — jumps", 21) == "The quick brown fox…"
    assert markdown.shorten("東" * 100, 20) == "東" * 20 + "…"


def test_a_label_is_the_first_sentence_of_the_first_block() -> None:
    assert markdown.label("A *short* one. Another.\n\nMore.") == "A short one"
    assert markdown.label("## Ice\n\nOn the first morning.") == "Ice"
    assert markdown.label("") == ""


def test_a_mark_stands_before_the_right_character() -> None:
    marked = markdown.block("One *two* three.\n\nFour five.", [(1, 5, "<b/>"), (0, 5, "<i/>")])
    assert "One <em>t<i/>wo</em> three." in marked
    assert "Four <b/>five." in marked
    text = "".join(parsed(marked).itertext())
    assert text.split() == ["One", "two", "three.", "Four", "five."]


def test_a_mark_past_the_end_is_not_lost() -> None:
    assert markdown.block("Short.", [(0, 99, "<b/>")]) == "<p>Short.<b/></p>\n"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("これは**「重要」**です", "これは<strong>「重要」</strong>です"),
        ("这是**想做的。**所以", "这是<strong>想做的。</strong>所以"),
        ("때 **마크(M)**을", "때 <strong>마크(M)</strong>을"),
        ("她说*“真”*她", "她说<em>“真”</em>她"),
        ("葛\U000e0100*「城」*は", "葛\U000e0100<em>「城」</em>は"),
        ("2 * 3 * 4 年", "2 * 3 * 4 年"),
        ("語 ** 空 ** 白", "語 ** 空 ** 白"),
        ("年 a*“b”*", "年 a*“b”*"),
    ],
)
def test_asterisks_mark_up_scripts_without_spaces(source: str, shown: str) -> None:
    """CommonMark asks for a space or a letter beside them, which such texts have not."""
    assert markdown.inline(source) == shown


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("[us](https://example.org/)", "us (https://example.org)"),
        ("[a](https://example.org/b/?c=1&d=2)!", "a (https://example.org/b/?c=1&d=2)!"),
        ("[write](mailto:desk@example.org?subject=x)", "write (desk@example.org)"),
        ("[example.org](https://example.org/), <https://example.org/a>, [b](#b)",
         "example.org, https://example.org/a, b"),
    ],
)  # fmt: skip
def test_paper_has_addresses_that_the_text_lacks(source: str, printed: str) -> None:
    shown = markdown.with_addresses(markdown.caption(source))
    assert "".join(parsed(shown).itertext()) == printed
    assert (
        markdown.with_addresses(markdown.caption("none *at all*")) == "<p>none <em>at all</em></p>"
    )
