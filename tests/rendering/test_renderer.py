"""Would catch a credit told wrongly, a part that is no XML, words that no catalogue has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from platebook import i18n, markdown
from platebook.book import EPUB, MEDIA, PRINT, Medium, PageKind
from platebook.rendering import phrases
from platebook.rendering import renderer as presses
from platebook.rendering.phrases import Phrases
from platebook.rendering.renderer import shape_of
from platebook.story import (
    ArtDirection,
    CaptionPosition,
    CreditPolicy,
    Epigraph,
    Foreword,
    Link,
    Person,
    Section,
    Series,
    Story,
)
from tests.epub.books import story, text
from tests.rendering.pages import composed, press

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(
    path for folder in ("templates", "themes") for path in (ROOT / folder).rglob("*.j2")
)
#: What the desk reads is in English, like the findings that it tells.
DESK = ("proof", "report", "flatplan")
XHTML = '<x xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">{}</x>'
ODD = "A & B <i>“x”</i> 'y' \"z\" {{ 7 * 7 }} {% if %} ]]> &nbsp; &#0; \\"


def full(language: str = "en") -> Story:
    """A story that uses every key there is, each with characters that markup is made of."""
    plates = (
        text(1, caption=ODD, alt=ODD, description=ODD, credit=ODD, title=ODD, rights=ODD,
             location=ODD, date="2011-08"),
        text(2, caption=f"{ODD}\n\n{ODD}", credit=None, rights="© somebody",
             caption_at=CaptionPosition.END),
        text(3, caption=None, alt=None, decorative=True),
    )  # fmt: skip
    return story(
        plates, language=language, title=ODD, subtitle=ODD, standfirst=ODD, publisher=ODD,
        rights=ODD, introduction=ODD, closing=ODD, dedication=ODD, acknowledgements=ODD,
        epigraph=Epigraph(ODD, ODD), foreword=Foreword(ODD, ODD, ODD),
        series=Series(ODD, "3"), keywords=(ODD,),
        contributors=(Person(ODD, "pht", ODD, "https://example.org/?a=1&b=2"), Person(ODD, "aut")),
        links=(Link(ODD, "https://example.org/?a=1&b=2"),),
        sections=(Section(plates[:2], ODD, ODD), Section(plates[2:], ODD, None)),
    )  # fmt: skip


def flat(markup: str) -> str:
    """The text of a fragment, as a reader reads it."""
    parsed = etree.fromstring(XHTML.format(markup))
    return " ".join("".join(parsed.itertext()).split())


def captions(told: Story) -> list[str]:
    book = composed(told)
    mill = press(book)
    return [flat(mill.part(page)) for page in book.plates]


def credits(told: Story) -> str:
    book = composed(told)
    (page,) = [page for page in book.pages if page.kind is PageKind.CREDITS]
    return flat(press(book).part(page))


@pytest.mark.parametrize("medium", MEDIA.values(), ids=lambda medium: medium.name)
@pytest.mark.parametrize("language", ["en", "he", "zh-Hans", "fr-CA"])
def test_every_part_is_xml_whatever_an_author_writes(medium: Medium, language: str) -> None:
    book = composed(full(language), medium)
    mill = press(book)
    assert {page.kind for page in book.pages} == set(medium.kinds)
    for page in book.pages:
        part = mill.part(page)
        etree.fromstring(XHTML.format(part))
        assert "49" not in part, "what an author writes is no template"
        assert "<i>" not in part


@pytest.mark.parametrize("medium", [EPUB, PRINT], ids=lambda medium: medium.name)
def test_an_author_s_words_come_back_as_written(medium: Medium) -> None:
    book = composed(full(), medium)
    shown = flat(press(book).part(book.plates[0]))
    assert "A & B <i>“x”</i>" in shown
    assert "{{ 7 * 7 }} {% if %} ]]>" in shown


@pytest.mark.slow
@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_a_credit_is_told_whole(credit: str) -> None:
    design = ArtDirection(credits=CreditPolicy.PLATE)
    (line,) = captions(story([text(1, credit=credit, caption=None)], design=design))
    assert line.endswith(credit)


LINES = (
    "Sam Gellman / AFP",
    "AFP",
    "Photograph by Sam Gellman",
    "© Sam Gellman",
    "Foto Sam Gellman",
    "写真 葵",
)


def test_a_credit_gets_a_label_unless_it_has_its_own() -> None:
    told = story([text(1, credit="The Desk"), text(2, credit="Drawing: The Desk")])
    first, second = captions(told)
    written = story([text(at, credit=line) for at, line in enumerate(LINES, 1)])
    for line, caption in zip(LINES, captions(written), strict=True):
        assert caption.endswith(f". {line}"), "the line is printed as it is"
    assert first.endswith("Photograph: The Desk")
    assert second.endswith(" Drawing: The Desk")
    assert "Photograph" not in second


def test_one_credit_for_all_is_said_once() -> None:
    assert "All photographs: The Photo Desk" in credits(story())
    assert not any("The Photo Desk" in caption for caption in captions(story()))


@pytest.mark.parametrize("medium", [EPUB, PRINT], ids=lambda medium: medium.name)
@pytest.mark.parametrize("policy", CreditPolicy)
@pytest.mark.parametrize("makers", [["Ana P."] * 3, ["Ana P.", "Bo R.", "Ana P."]])
def test_each_credit_is_in_one_place_and_an_ebook_loses_none(
    medium: Medium, policy: CreditPolicy, makers: list[str]
) -> None:
    plates = [text(at, credit=maker, caption="x") for at, maker in enumerate(makers, 1)]
    book = composed(story(plates, contributors=(), design=ArtDirection(credits=policy)), medium)
    mill = press(book)
    found = {page.kind: 0 for page in book.pages}
    for page in book.pages:
        shown = flat(mill.part(page)) if page.kind is not PageKind.COVER else ""
        found[page.kind] += any(maker in shown for maker in makers)
    places = {kind for kind, count in found.items() if count}
    imprint = PageKind.CREDITS if medium is EPUB else PageKind.IMPRINT
    several = len(set(makers)) > 1
    wanted = {
        CreditPolicy.AUTO: PageKind.PLATE if several else imprint,
        CreditPolicy.PLATE: PageKind.PLATE,
        CreditPolicy.LIST: PageKind.PLATES,
        CreditPolicy.NONE: PageKind.PLATES if medium is EPUB else None,
    }[policy]
    assert places == ({wanted} if wanted else set())


def test_credits_name_their_photographs() -> None:
    makers = ["A", "A", "A", "B", "A", "Drawing: C", None, "B"]
    plates = [text(number, credit=maker) for number, maker in enumerate(makers, 1)]
    book = composed(story(plates, design=ArtDirection(credits=CreditPolicy.LIST)), PRINT)
    told = flat("".join(Phrases(book, i18n.of("en"), str).credits_key()))
    assert "Photographs 1–3 and 5: A" in told
    assert "Photographs 4 and 8: B" in told
    assert "6: Drawing: C" in told
    assert "Photographs 6" not in told


@pytest.mark.parametrize(
    ("size", "shape"),
    [
        ((100, 500), "portrait"),
        ((94, 100), "portrait"),
        ((100, 100), "square"),
        ((105, 100), "square"),
        ((106, 100), "landscape"),
        ((300, 200), "landscape"),
        ((300, 100), "panorama"),
    ],
)
def test_shapes_have_names(size: tuple[int, int], shape: str) -> None:
    assert shape_of(size) == shape


@pytest.mark.parametrize(
    ("caption", "name"),
    [
        (None, "cap-0"), ("", "cap-0"), ("a" * 40, "cap-s"), ("a" * 41, "cap-m"),
        ("*" + "a" * 160 + "*", "cap-m"), ("a" * 400, "cap-l"), ("a" * 401, "cap-xl"),
        ("漢" * 80, "cap-m"), ("漢" * 81, "cap-l"), ("한" * 201, "cap-xl"),
    ],
)  # fmt: skip
def test_captions_are_named_by_what_is_read_of_them(caption: str | None, name: str) -> None:
    assert presses.caption_class(caption) == name


def test_identifiers_and_addresses_are_shown_as_people_write_them() -> None:
    assert phrases.bare_identifier("urn:isbn:9780306406157") == "ISBN 978-0-306-40615-7"
    assert phrases.bare_identifier("https://doi.org/10.1/x") == "https://doi.org/10.1/x"
    assert phrases.bare_identifier("urn:uuid:1234") == "", "nobody reads a UUID"
    assert markdown.printed_address("https://www.example.org/") == "https://www.example.org"
    assert markdown.printed_address("https://example.org/a/?b=1") == "https://example.org/a/?b=1"
    assert markdown.printed_address("mailto:desk@example.org?subject=x") == "desk@example.org"


def test_every_word_of_the_templates_is_in_the_catalogues() -> None:
    known, asked = i18n.messages() | i18n.messages("shelf"), set()
    for template in TEMPLATES:
        source = template.read_text(encoding="utf-8")
        calls = re.findall(r"\b(?:words|say)\(\s*([^\s)])", source)
        assert all(quote in "\"'" for quote in calls), f"{template}: a message that is no literal"
        asked |= {found[1] for found in re.findall(r"\b(?:words|say)\(\s*([\"'])(.+?)\1", source)}
    assert "Contents" in asked
    assert asked <= known


@pytest.mark.parametrize("language", i18n.languages())
def test_generated_words_are_in_the_story_s_language(language: str) -> None:
    if language == "en":
        return
    plain = credits(story(language=language))
    assert "All photographs" not in plain
    assert "The Photo Desk" in plain


def test_templates_carry_no_words_of_their_own() -> None:
    """A word in a template would stay English in every language."""
    for template in TEMPLATES:
        if template.suffixes[-2:] == [".css", ".j2"] or template.parent.name in DESK:
            continue
        source = template.read_text(encoding="utf-8")
        source = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", source, flags=re.DOTALL)
        source = re.sub(r"<[^>]*>|[\w:]+=\"\s*\"", " ", source)
        assert not re.findall(r"[A-Za-z]{3,}", source.replace("platebook", "")), template


def title_lines(told: Story) -> list[str]:
    """The lines of the title page's byline, as they are read."""
    book = composed(told)
    part = press(book).part(book.of(PageKind.TITLE)[0])
    (byline,) = etree.fromstring(XHTML.format(part)).iterfind(".//{*}p[@class='byline']")
    for line in byline.iterfind("{*}br"):
        line.text = "\n"
    return "".join(byline.itertext()).split("\n")


@pytest.mark.parametrize(
    ("language", "people", "lines"),
    [
        ("en", ["A:pht"], ["Photographs by A"]),
        ("en", ["A:aut", "B:aut"], ["By A and B"]),
        ("en", ["W:aut", "P:pht"], ["Text by W", "Photographs by P"]),
        ("en", ["P:pht", "W:aut", "P:aut"], ["Photographs by P", "Text by W and P"]),
        ("en", ["P:pht", "P:aut"], ["Photographs and text by P"]),
        ("en", ["W:aut", "I:ill", "E:edt", "T:trl"], ["Text by W", "Illustrations by I"]),
        ("en", ["E:edt", "P:pht"], ["Edited by E", "Photographs by P"]),
        ("en", ["E:cur", "E:dsr", "P:pht"], ["Curation: E", "Photographs by P"]),
        ("en", ["M:cre", "M:pht"], ["Concept and photography: M"]),
        ("de", ["M:cre", "M:pht"], ["Konzept und Fotografie: M"]),
        ("en", [f"{name}:pht" for name in "ABCD"], ["Photographs by A, B and others"]),
        ("pl", [f"{name}:aut" for name in "ABCD"], ["Autorzy: A, B i inni"]),
        ("ja", ["P:pht", "P:aut"], ["写真・文：P"]),
        ("ar", ["P:pht", "W:aut"], ["تصوير P", "نصوص W"]),
        ("fr", ["P:pht", "W:aut"], ["Photographies de P", "Textes de W"]),
    ],
)
def test_everyone_who_leads_is_named_by_role(
    language: str, people: list[str], lines: list[str]
) -> None:
    """A book of a writer and a photographer named the photographer only."""
    named = tuple(Person(*person.split(":")) for person in people)
    assert title_lines(story(language=language, contributors=named)) == lines


def test_an_imprint_groups_people_and_reads_no_uuid() -> None:
    people = ("A:pht", "B:aut", "C:pht", "B:trl")
    told = story(
        contributors=tuple(Person(*person.split(":")) for person in people),
        identifier="urn:uuid:0b5e6f5e-8a6d-5a0e-9d5e-3a6f0f6a9b11",
    )
    book = composed(told, PRINT)
    shown = flat(press(book).part(book.of(PageKind.IMPRINT)[0]))
    assert "Photography A and C" in shown.replace("Photography", "Photography ").replace("  ", " ")
    assert "0b5e6f5e" not in shown


@pytest.mark.parametrize(
    ("language", "published", "said"),
    [
        ("en", "2026-01-15", "Published 15 January 2026"),
        ("de", "2026-01-15", "Erschienen am 15. Januar 2026"),
        ("de", "2026-03", "Erschienen im März 2026"),
        ("de", "2026", "Erschienen 2026"),
        ("fr", "2026-03", "Publié en mars 2026"),
        ("it", "2026-04", "Pubblicato nel mese di aprile 2026"),
        ("ru", "2026", "Опубликовано в 2026 году"),
        ("ja", "2026-03", "2026年3月発行"),
        ("ar", "2026", "نُشر عام 2026"),
    ],
)
def test_a_date_is_said_as_its_language_does(language: str, published: str, said: str) -> None:
    """“Erschienen am März 2026” is no German."""
    assert said in credits(story(language=language, published=published))


def test_a_byline_is_that_of_its_language_for_one_and_for_several() -> None:
    one, two = (
        composed(story(language="pl", contributors=tuple(Person(name, "aut") for name in names)))
        for names in (("A & B",), ("A", "B"))
    )
    assert "Autor: <bdi>A &amp; B</bdi>" in press(one).part(one.of(PageKind.TITLE)[0])
    assert "Autorzy: <bdi>A</bdi> i <bdi>B</bdi>" in press(two).part(two.of(PageKind.TITLE)[0])


@pytest.mark.parametrize(
    ("language", "names", "said"),
    [
        ("en", ("A", "B", "C"), "<bdi>A</bdi>,</span> <bdi>B</bdi> and <bdi>C</bdi>"),
        (
            "en",
            ("A", "B", "C", "D"),
            "<bdi>A</bdi>,</span> <span><bdi>B</bdi> and others</span>",
        ),
        ("ja", ("甲", "乙"), "<bdi>甲</bdi>、</span><bdi>乙</bdi>"),
    ],
)
def test_no_sign_after_a_name_begins_a_line(
    language: str, names: tuple[str, ...], said: str
) -> None:
    """A comma outside the box of a name that is longer than its line fell below it."""
    told = story(language=language, contributors=tuple(Person(name, "pht") for name in names))
    edition = composed(told)
    assert f'<span class="whole">{said}' in press(edition).part(edition.of(PageKind.TITLE)[0])
