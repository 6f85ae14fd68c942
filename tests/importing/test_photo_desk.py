"""Would catch captions and credits, written as photo desks write them, that are lost or shifted."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from platebook.importing.assemble import assemble
from platebook.importing.discover import Sort, SourceFile
from platebook.importing.model import Article, PhotographFile, Sources, StoryDraft
from platebook.importing.names import put_in_order
from platebook.importing.plain_text import decode, guess_language
from platebook.importing.read import articles, docx, page
from platebook.importing.run import summary_lines
from platebook.photos.model import MetadataText
from tests.importing.corpus import essay
from tests.importing.documents import docx_styles

CAPTIONS = ("The first boat leaves.", "Tea at 5 a.m.", "A trader’s scale at the pier", "Rain.")
INTRODUCTION = (
    "Every autumn the boats come back to the island, and the whole village waits at the pier for "
    "them, as it did a hundred years ago and will for as long as there are boats to wait for."
)
CLOSING = (
    "In June the rain returns, and what has not been carried off by then is lost to the sea, which "
    "takes it back without a word, as it has always done, and nobody on the island complains."
)
PERSON = "Sam Gellman"


def photographs(*names: str, **words: str) -> tuple[PhotographFile, ...]:
    texts = {key: MetadataText(text, f"XMP {key}") for key, text in words.items()}
    return tuple(
        PhotographFile(Path(f"/{name}"), name, "JPEG", (3000, 2000), 1, texts) for name in names
    )


def pictures(*lines: str) -> str:
    """Write a document: a paragraph for each line, a picture for each ``#``."""
    number, body = 0, ""
    for text in lines:
        number += text == "#"
        body += f'<p><img src="image{number}.jpg"></p>' if text == "#" else f"<p>{text}</p>"
    return f"<body><h1>The pier</h1>{body}</body>"


def story(html: str) -> StoryDraft:
    article = page.read(html, "story.docx", lambda _: None)
    return assemble(Sources((article,)), "folder")


def values(draft: StoryDraft, key: str) -> tuple[str, ...]:
    return tuple(plate.values[key].text if key in plate.values else "" for plate in draft.plates)


def interleaved(before: tuple[str, ...], after: tuple[str, ...]) -> list[str]:
    return [
        part
        for index in range(len(CAPTIONS))
        for part in (*(t.format(index + 1, CAPTIONS[index]) for t in before), "#",
                     *(t.format(index + 1, CAPTIONS[index]) for t in after))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"),
    [(("{0}. {1}",), ()), (("{1}",), ()), ((), ("{1}",)), ((), ("{0}) {1}",))],
)
def test_captions_above_and_below_with_numbers_and_without(
    before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    draft = story(pictures(INTRODUCTION, *interleaved(before, after), CLOSING))
    assert values(draft, "caption") == CAPTIONS
    assert draft.values["introduction"].text == INTRODUCTION
    assert draft.values["closing"].text == CLOSING


def test_credit_lines_below_captions_are_credits_also_where_all_but_one_are_the_same() -> None:
    lines = interleaved((), ("{1}", f"Photo: {PERSON}"))
    lines[-1] = "Photo: Homai Vyarawalla/Reuters"
    draft = story(pictures("By Ida Tarbell", INTRODUCTION, *lines, CLOSING))
    assert values(draft, "caption") == CAPTIONS
    assert values(draft, "credit") == (PERSON, PERSON, PERSON, "Homai Vyarawalla/Reuters")
    assert draft.values["closing"].text == CLOSING


def test_pictures_of_one_name_in_a_word_document_are_all_there(tmp_path: Path) -> None:
    source = docx_styles(tmp_path / "story.docx", essay())
    renamed = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(renamed, "w") as new:
        for name in old.namelist():
            text = re.sub(rb'(<pic:cNvPr id="\d+" name=)"[^"]+"', rb'\1"image.jpg"', old.read(name))
            new.writestr(name, re.sub(rb' descr="[^"]*"', b"", text))
    bundle = docx.open_docx(renamed.getvalue())
    article = page.read(bundle.text, "story.docx", lambda _: None)
    assert len(assemble(Sources((article,)), "folder").plates) == len(essay().names)


def test_a_headline_is_the_caption_of_a_photograph_that_has_none() -> None:
    files = photographs("a.jpg", headline="The first boat of the year leaves the pier")
    draft = assemble(Sources((Article(page.Origin(""), ()),), files), "folder")
    assert draft.plates[0].values["caption"].guess.startswith("the photograph’s headline")


def test_the_language_of_a_table_and_no_language_of_one_word() -> None:
    assert guess_language("A man rakes salt. " * 24) == ""


def test_a_table_of_excel_for_mac() -> None:
    text = "a.jpg;Der Händler für die Küche, trader’s"
    assert decode(text.encode("mac_roman")) == text
    assert decode("São Tomé; für Ihre Süße’s".encode("cp1252")) == "São Tomé; für Ihre Süße’s"


def pasted(*lines: str, files: tuple[PhotographFile, ...]) -> StoryDraft:
    article = page.read(f"<body>{''.join(lines)}</body>", "story.docx", lambda _: None)
    return assemble(Sources((article,), files), "folder")


@pytest.mark.parametrize(
    "mark", ["{stem}.jpg {caption}", "{stem} - {caption}", "{number}: {caption}"]
)
def test_names_and_numbers_of_files_before_captions(mark: str) -> None:
    numbers = ("4021", "4033", "4105", "4117")
    files = photographs(*(f"AL_{number}.jpg" for number in numbers))
    lines = [
        mark.format(stem=f"AL_{number}", number=number, caption=caption)
        for number, caption in zip(numbers, CAPTIONS, strict=True)
    ]
    lines = [INTRODUCTION, "Photo captions:", *lines, CLOSING]
    draft = pasted("<h1>The pier</h1>", *(f"<p>{line}</p>" for line in lines), files=files)
    assert values(draft, "caption") == CAPTIONS
    assert draft.values["introduction"].text == INTRODUCTION
    assert draft.values["closing"].text == CLOSING
    assert [item.text for item in draft.left_out] == ["Photo captions:"]


@pytest.mark.parametrize("tag", ["ol", "ul"])
def test_a_list_of_a_word_processor_has_the_captions(tag: str) -> None:
    items = "".join(f"<li>{caption}</li>" for caption in CAPTIONS)
    files = photographs("a1.jpg", "a2.jpg", "a3.jpg", "a4.jpg")
    lists = f"<h1>The pier</h1><p>{INTRODUCTION}</p><{tag}>{items}</{tag}>"
    draft = pasted(lists, files=files)
    assert values(draft, "caption") == CAPTIONS
    assert draft.values["introduction"].text == INTRODUCTION


def test_a_form_with_labels_is_read_by_them() -> None:
    files = photographs("AL_1.jpg", "AL_2.jpg")
    lines = [
        "<b>Headline:</b> The pier", "<b>Standfirst:</b> Boats come back.", "Byline: Ida Tarbell",
        f"Photos by: {PERSON}", INTRODUCTION, "[AL_1.jpg]", "Caption: Rain.",
        f"Credit: {PERSON}", "[AL_2.jpg]", "Caption: Snow.", "Credit: Homai Vyarawalla", CLOSING,
    ]  # fmt: skip
    draft = pasted(*(f"<p>{line}</p>" for line in lines), files=files)
    assert draft.values["title"].text == "The pier"
    assert draft.values["standfirst"].text == "Boats come back."
    assert draft.contributors == (("Ida Tarbell", "author"), (PERSON, "photographer"))
    assert values(draft, "caption") == ("Rain.", "Snow.")
    assert values(draft, "credit") == (PERSON, "Homai Vyarawalla")
    assert draft.values["closing"].text == CLOSING


def test_rows_of_a_table_with_headings_are_photographs() -> None:
    people = (PERSON, "A B", "C D", "E F")
    rows = "".join(
        f"<tr><td>AL_{n}.jpg</td><td>{caption}</td><td>{person}</td></tr>"
        for n, (caption, person) in enumerate(zip(CAPTIONS, people, strict=True), 1)
    )
    table = f"<table><tr><td>File</td><td>Caption</td><td>Credit</td></tr>{rows}</table>"
    files = photographs(*(f"AL_{n}.jpg" for n in range(1, 5)))
    draft = pasted("<h1>The pier</h1>", f"<p>{INTRODUCTION}</p>", table, files=files)
    assert values(draft, "caption") == CAPTIONS
    assert values(draft, "credit") == people
    assert draft.values["introduction"].text == INTRODUCTION


@pytest.mark.parametrize(
    "credit",
    ["({0})", "[Photo: {0}]", "Photo: {0}", "<em>Photo by {0}</em>", "© {0}", "<em>{0}</em>"],
)
def test_credits_behind_captions_of_any_length(credit: str) -> None:
    people = (PERSON, PERSON, PERSON, "Homai Vyarawalla/Reuters")
    figures = "".join(
        f'<figure><img src="{n}.jpg"><figcaption>{caption} {credit.format(person)}</figcaption>'
        "</figure>"
        for n, (caption, person) in enumerate(zip(CAPTIONS, people, strict=True))
    )
    draft = story(f"<body><h1>The pier</h1><p>{INTRODUCTION}</p>{figures}</body>")
    if credit == "© {0}":  # a copyright notice after words without a stop may be part of them
        assert values(draft, "credit")[0] == PERSON
        return
    assert values(draft, "caption") == CAPTIONS
    assert values(draft, "credit") == people


def test_names_in_brackets_are_credits_only_where_most_captions_end_so() -> None:
    captions = ("A man waves from the boat (Sam Gellman)", *CAPTIONS[1:])
    draft = story(pictures(INTRODUCTION, *(part for text in captions for part in ("#", text))))
    assert values(draft, "caption") == captions


@pytest.mark.parametrize("mark", ["em", "strong"])
def test_a_first_paragraph_in_italics_or_bold_is_the_standfirst(mark: str) -> None:
    text = "The boats come back to the island, and nobody knows for how long."
    first = f"<{mark}>{text}</{mark}>"
    draft = story(pictures(first, "By Ida Tarbell", INTRODUCTION, CLOSING, "#"))
    assert draft.values["standfirst"].text == text
    question = f"<{mark}>When did you see the island for the first time, as a child?</{mark}>"
    draft = story(pictures("By Ida Tarbell", question, INTRODUCTION, CLOSING, "#"))
    assert "standfirst" not in draft.values


def test_the_source_of_a_post_is_all_article() -> None:
    figures = "".join(
        f'<figure class="wp-block-image"><img src="{n}.jpg"/><figcaption>{caption}</figcaption>'
        "</figure>"
        for n, caption in enumerate(CAPTIONS)
    )
    gallery = f'<figure class="wp-block-gallery">{figures}</figure>'
    draft = story(f"<!-- wp:paragraph --><p>{INTRODUCTION}</p>{gallery}<p>{CLOSING}</p>")
    assert draft.values["introduction"].text == INTRODUCTION
    assert draft.values["closing"].text == CLOSING


def test_a_text_with_shortcodes_is_read_with_its_markup(tmp_path: Path) -> None:
    path = tmp_path / "post.txt"
    path.write_text(
        f"The pier\n\n{INTRODUCTION}\n\n"
        '[caption id="a1" width="1024"]<img src="a.jpg" /> Rain.[/caption]\n'
    )
    article = articles.read(SourceFile(path, path.name, Sort.TEXT, path), None)
    assert [picture.caption for picture in article.pictures] == ["Rain."]


def test_photographs_of_two_cameras_are_in_order_of_time() -> None:
    names = ("IMG_9999.JPG", "DSC_0100.JPG", "IMG_0001.JPG")
    files = [
        replace(file, taken_at=f"2025:03:0{day} 10:00:00")
        for day, file in enumerate(photographs(*names), 1)
    ]
    assert [file.name for file in put_in_order(reversed(files))[0]] == [*names]
    series = [replace(file, name=f"AL_000{9 - day}.jpg") for day, file in enumerate(files)]
    assert put_in_order(series)[0] == series[::-1]  # numbers that a person gave


def test_credits_of_one_name_are_one_line_of_the_summary() -> None:
    html = pictures(INTRODUCTION, *interleaved((), ("{1} (Photo: Sam Gellman)",)))
    lines = [*summary_lines(story(html), Sources())]
    assert sum("taken out of the caption" in line for line in lines) == 1


def test_counters_beside_pictures_are_one_line_of_the_summary() -> None:
    slides = "".join(
        f'<div class="slide"><img src="{n}.jpg"><p class="n">{n} / 4</p><p>{caption}</p></div>'
        for n, caption in enumerate(CAPTIONS, 1)
    )
    draft = story(f"<html><body><h1>The pier</h1><p>{INTRODUCTION}</p>{slides}</body></html>")
    lines = [line for line in summary_lines(draft, Sources()) if "it is a counter" in line]
    assert ["and 3 others" in line for line in lines] == [True]


def test_captions_in_the_data_of_a_page_that_shows_no_photograph() -> None:
    """A gallery that only a script draws: a saved page has its texts, and no picture."""
    slides = [
        {"src": f"https://example.org/{name}-800x600.jpg", "caption": caption, "credit": PERSON}
        for name, caption in zip(("boat", "tea_5", "scale", "rain"), CAPTIONS, strict=True)
    ]
    data = json.dumps({"props": {"slides": slides}})
    html = (
        f"<body><main><h1>The pier</h1><p>{INTRODUCTION}</p><p>{CLOSING}</p></main>"
        f"<script type='application/json'>{data}</script></body>"
    )
    article = page.read(html, "page.html", lambda _: None)
    photos = photographs("boat.jpg", "tea_5.jpg", "scale.jpg")
    draft = assemble(Sources((article,), photos, article.rows), "folder")
    by_photograph = {plate.photo: plate.values["caption"].text for plate in draft.plates}
    names = ("photos/boat.jpg", "photos/tea_5.jpg", "photos/scale.jpg")
    assert by_photograph == dict(zip(names, CAPTIONS, strict=False))
    assert [item.text for item in draft.left_out] == [f"caption: {CAPTIONS[3]}; credit: {PERSON}"]
