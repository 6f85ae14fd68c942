"""Would catch titles, captions and closings of pages that builders, galleries and notes write, that
come out as something else.
"""

from __future__ import annotations

import pytest

from platebook.importing import names
from platebook.importing.assemble import assemble
from platebook.importing.line_types import byline, is_credit_line
from platebook.importing.model import Sources, StoryDraft
from platebook.importing.read import markdown_text, page
from tests.importing.test_languages import (
    CAPTIONS,
    CLOSING,
    FIGURE,
    INTRODUCTION,
    PHOTOS,
    figures,
    story,
    values,
    web_page,
)

STANDFIRST = "Seven autumns at a pier that nobody repairs any more, and the people who go there."
SHORT = "In June the rain returns, and then the boats do."
NAMES = [photo.name for photo in PHOTOS]


@pytest.mark.parametrize(
    "box",
    [
        '<div class="builder-widget"><div class="builder-widget-container">{}</div></div>',
        '<div data-component="text-block">{}</div>',
    ],
)
def test_the_closing_in_a_box_like_that_of_the_introduction(box: str) -> None:
    blocks = (f"<p>{INTRODUCTION}</p>", figures(FIGURE), f"<p>{SHORT}</p>")
    body = "".join(map(box.format, blocks))
    draft = web_page(f"<article><header><h1>The pier</h1></header>{body}</article>")
    assert draft.values["closing"].text == SHORT
    assert draft.values["introduction"].text == INTRODUCTION


def test_a_box_of_another_class_word_is_left_out_still() -> None:
    body = f"<h1>The pier</h1><p>{INTRODUCTION}</p>{figures(FIGURE)}<p>{CLOSING}</p>"
    left = f'<div class="sidebar"><p>{STANDFIRST}</p></div>'
    draft = web_page(f'<div class="content sidebar-right">{body}{left}</div>')
    assert [item.text for item in draft.left_out] == [STANDFIRST]


@pytest.mark.parametrize(
    ("document", "head"),
    [
        ("At the pier | The Photo Desk", "<h1>The Photo Desk</h1><h2>At the pier</h2>"),
        ("At the pier", "<h1>A quiet journal of the sea</h1><h3>At the pier</h3>"),
        ("A journal: At the pier", "<h3>At the pier</h3>"),
        # A title for machines has other words than the headline; a heading repeats a part of it.
        ("Boats - Photography - The Desk", "<h1>At the pier</h1><h2>Photography</h2>"),
        ("At the pier of Rauma", "<h1><i>Essay</i> At the pier of Rauma</h1>"),
    ],
)
def test_the_headline_is_what_the_page_is_called(document: str, head: str) -> None:
    meta = f'<meta property="og:title" content="{document}">' if "Rauma" in document else ""
    draft = web_page(
        f"<head><title>{document}</title>{meta}</head><body><div>{head}<p>{INTRODUCTION}</p>"
        f"{figures(FIGURE)}<p>{CLOSING}</p></div></body>"
    )
    assert draft.values["title"].text == f"At the pier{' of Rauma' * bool(meta)}"
    assert any(item.text == "Essay" for item in draft.left_out) is bool(meta)


def test_the_subtitle_of_a_photograph_is_its_caption() -> None:
    form = '<figure><img src="{}"><div class="caption subtitle">{}</div></figure>'
    draft = web_page(f"<h1>Pier</h1>{figures(form)}<p>{INTRODUCTION}</p>")
    assert values(draft, "caption") == CAPTIONS
    assert "standfirst" not in draft.values


@pytest.mark.parametrize(
    "form",
    [
        '<a href="{0}" data-title="{0}" data-description="{1}"><img src="{0}"></a>',
        '<li data-src="{0}" data-sub-html="#c{2}"><a href="{0}"><img src="{0}"></a></li>'
        '<p id="c{2}" style="display:none">{1}</p>',
        '<div><a href="/i-{2}/A"><img src="{0}" alt="{1}" title="{1}"></a></div>',
    ],
)
def test_captions_that_a_gallery_keeps_for_its_script(form: str) -> None:
    draft = web_page(f"<h1>The pier</h1><p>{INTRODUCTION}</p><div>{figures(form)}</div>")
    assert values(draft, "caption") == CAPTIONS
    assert not any(values(draft, "alt"))


def test_a_photograph_whose_address_goes_on_behind_its_name() -> None:
    address = "https://img.example.org/{}/wide__660x371"
    assert names.file_name(address.format("DSC_4007.jpg")) == "DSC_4007.jpg"


def test_names_in_brackets_of_scripts_without_capitals() -> None:
    form = '<figure><img src="{}"><figcaption>{} [لويس هاين]</figcaption></figure>'
    draft = web_page(f"<h1>Pier</h1><p>{INTRODUCTION}</p>{figures(form)}")
    assert values(draft, "caption") == CAPTIONS
    assert draft.values["credit"].text == "لويس هاين"


@pytest.mark.parametrize(
    ("standfirst", "text"),
    [
        ("Ida Tarbell spent seven autumns with the people of the pier.", INTRODUCTION),
        (STANDFIRST.rstrip("."), INTRODUCTION),
        (STANDFIRST, f"RAUMA, Finland — {INTRODUCTION}"),
        ("", f"{STANDFIRST}\n\n{INTRODUCTION}"),
    ],
)
def test_a_standfirst_below_the_byline_of_a_text(standfirst: str, text: str) -> None:
    """One that nothing shows to be one is the first paragraph of the text."""
    lines = [f"{name}: {caption}" for name, caption in zip(NAMES, CAPTIONS, strict=True)]
    parts = ("The pier", "By Ida Tarbell", standfirst, text, *lines, CLOSING)
    draft = story("\n\n".join(filter(None, parts)))
    assert (draft.values["standfirst"].text if standfirst else "") == standfirst
    assert draft.values["introduction"].text == text


def test_a_standfirst_between_headline_and_byline_of_a_word_document() -> None:
    pictures = "".join(f'<p><img src="image{number}.jpg"></p>' for number in (1, 2))
    html = f"<p>Pier</p><p>{STANDFIRST}</p><p>By Ida Tarbell</p><p>{INTRODUCTION}</p>{pictures}"
    draft = assemble(Sources((page.read(f"<body>{html}</body>", "a", lambda _: None),)), "folder")
    assert draft.values["standfirst"].text == STANDFIRST


def notes(text: str) -> StoryDraft:
    article = markdown_text.read(
        text, "a.md", lambda html, name: page.read(html, name, lambda _: None)
    )
    return assemble(Sources((article,), PHOTOS), "folder")


@pytest.mark.parametrize(
    ("head", "form"),
    [
        ("title:: The pier\nauthor:: Ida Tarbell\n\n", "- ![]({0})\n\t- {1}\n"),
        ("Title: The pier\nAuthor: Ida Tarbell\n\n", "![]({0})\n\n> {1}\n\n"),
    ],
)
def test_properties_at_the_top_and_lists_with_pictures(head: str, form: str) -> None:
    lists = "".join(form.format(*pair) for pair in zip(NAMES, CAPTIONS, strict=True))
    draft = notes(f"{head}{INTRODUCTION}\n\n{lists}")
    assert draft.values["title"].text == "The pier"
    assert draft.values["introduction"].text == INTRODUCTION
    assert tuple(text.lstrip("> ") for text in values(draft, "caption")) == CAPTIONS
    assert draft.contributors == (("Ida Tarbell", "author"),)


@pytest.mark.parametrize("head", ["", "Author: Ida Tarbell\nDate: May 4, 2026\nStatus: Done\n\n"])
@pytest.mark.parametrize("form", ["| ![]({0}) | {1} |\n", "![]({0})\n{1}\n\n"])
def test_properties_tags_and_tables_of_notes(head: str, form: str) -> None:
    table = "".join(form.format(*pair) for pair in zip(NAMES, CAPTIONS, strict=True))
    text = f"# The pier\n\n{head}#photo/story #draft\n\n{INTRODUCTION}\n\n{table}\n\n{CLOSING}\n"
    draft = notes(text)
    assert draft.values["introduction"].text == INTRODUCTION
    assert values(draft, "caption") == CAPTIONS
    assert draft.values["closing"].text == CLOSING
    assert (("Ida Tarbell", "author") in draft.contributors) is bool(head)
    assert [item.reason for item in draft.left_out] == ["tags"]


def test_marks_with_a_word_before_the_name_of_a_file() -> None:
    lines = [f"[Photo: {name}]\n{caption}" for name, caption in zip(NAMES, CAPTIONS, strict=True)]
    draft = story("\n\n".join(["The pier", INTRODUCTION, *lines, CLOSING]))
    assert values(draft, "caption") == CAPTIONS
    assert byline("By Ida Tarbell. Photographs by Lewis Hine") == (
        ("Ida Tarbell", "author"),
        ("Lewis Hine", "photographer"),
    )


@pytest.mark.parametrize("form", ["{0}\t{1}", "{0}   {1}", "• {1}", "– {1}", "{1}"])
def test_lists_of_captions_with_tabs_spaces_and_bullets(form: str) -> None:
    lines = [form.format(*pair) for pair in zip(NAMES, CAPTIONS, strict=True)]
    heading = ["Captions"] if "{0}" not in form else []
    whole = ("\n\n" if form == "{1}" else "\n").join(lines)
    draft = story("\n\n".join(["The pier", INTRODUCTION, CLOSING, *heading, whole]))
    assert values(draft, "caption") == CAPTIONS
    assert draft.values["introduction"].text == f"{INTRODUCTION}\n\n{CLOSING}"
    assert "closing" not in draft.values


@pytest.mark.parametrize("label", ["Фото:", "Fot.", "Fotoğraf:", "Kuva:", "ภาพ:", "写真："])
def test_a_caption_said_twice_and_a_credit_below_it(label: str) -> None:
    assert is_credit_line(f"{label} Прокудин-Горский")
    form = (
        '<figure><img src="{0}"><figcaption><span class="off">{1}</span><span aria-hidden="true">'
        "{1}</span><br>LABEL Прокудин-Горский</figcaption></figure>"
    ).replace("LABEL", label)
    draft = web_page(f"<h1>Pier</h1><p>{INTRODUCTION}</p>{figures(form)}")
    assert values(draft, "caption") == CAPTIONS
    assert draft.values["credit"].text == "Прокудин-Горский"


def test_text_round_a_table_of_photographs() -> None:
    """But not that in boxes beside an article: who publishes a site, say."""
    rows = figures('<tr><td><img src="{0}"></td><td>{1}</td></tr>')
    body = f"<h2>Pier</h2><p>{INTRODUCTION}</p><table>{rows}</table><p>{CLOSING}</p>"
    boxes = f"<div><p>{STANDFIRST}</p></div>"
    draft = web_page(f"{boxes}<main>{body}</main>{boxes}")
    assert STANDFIRST not in str(draft.values)
    draft = web_page(body)
    assert draft.values["introduction"].text == INTRODUCTION
    assert draft.values["closing"].text == CLOSING
    assert values(draft, "caption") == CAPTIONS
