"""Would catch captions and credits, written as photo desks write them, that are lost or shifted."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from platebook.importing.assemble import assemble
from platebook.importing.model import Article, PhotographFile, Sources, StoryDraft
from platebook.importing.plain_text import decode, guess_language
from platebook.importing.read import docx, page
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
    lines[-1] = "Photo: Ravi Shah/Reuters"
    draft = story(pictures("By Ann Bell", INTRODUCTION, *lines, CLOSING))
    assert values(draft, "caption") == CAPTIONS
    assert values(draft, "credit") == (PERSON, PERSON, PERSON, "Ravi Shah/Reuters")
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
