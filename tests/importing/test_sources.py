"""Would catch a caption lost, doubled or under another photograph, and furniture in a book.

The sample story as pasted text and as saved pages of ten makes gives exactly its headline,
introduction, 22 captions in order, and closing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html
from PIL import Image

from platebook.errors import PhotoError
from platebook.importing import Imported, ImportOptions, import_story, names
from platebook.importing.plain_text import clean, decode, fold, plain
from platebook.report import Silent
from tests.importing import corpus, documents
from tests.importing.corpus import Essay


@pytest.fixture(scope="module")
def text() -> Essay:
    return corpus.essay()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, text: Essay) -> Path:
    made = tmp_path_factory.mktemp("sources")
    corpus.photographs(made / "named", text.names)
    corpus.photographs(made / "numbered", [f"{number}.jpg" for number in range(1, 23)])
    return made


def imported(*sources: Path, **options: str) -> Imported:
    return import_story(
        sources, sources[0].parent / "new", ImportOptions(**options), Silent(), write=False
    )


def words(found: Imported, key: str) -> str:
    value = found.draft.values.get(key)
    return plain(value.text) if value else ""


def captions(found: Imported) -> list[str]:
    plates = found.draft.plates
    return [
        plain(plate.values["caption"].text) if "caption" in plate.values else "" for plate in plates
    ]


def check_essay(found: Imported, text: Essay, closing: tuple[str, ...]) -> None:
    assert words(found, "title") == text.title
    assert captions(found) == list(text.captions)
    assert words(found, "closing") == " ".join(closing)
    assert not found.sources.faults


@pytest.mark.slow
def test_pasted_text(folder: Path, text: Essay) -> None:
    article = folder / "article.txt"
    article.write_text(corpus.pasted(text), encoding="utf-8")
    found = imported(article, folder / "numbered")
    check_essay(found, text, (corpus.TEASER,))
    assert words(found, "introduction") == " ".join([*text.introduction, *text.closing])
    names = [plate.file.path.name for plate in found.draft.plates if plate.file]
    assert names == [f"{number}.jpg" for number in range(1, 23)]
    assert [item.text for item in found.draft.left_out] == list(corpus.FURNITURE)


@pytest.mark.slow
@pytest.mark.parametrize("kind", corpus.PAGES)
def test_saved_page(folder: Path, text: Essay, kind: str) -> None:
    found = imported(corpus.save_page(folder / kind, kind, text), folder / "named")
    check_essay(found, text, text.closing)
    assert words(found, "introduction") == " ".join(text.introduction)
    assert found.draft.contributors == (("Jo Reporter", "author"),)
    assert found.draft.values["published"].text == "2026-01-15"
    shown = [plate.file.path.parent.name for plate in found.draft.plates if plate.file]
    assert shown == ["named"] * 22, "a small copy of the page is shown in place of the photograph"


@pytest.mark.slow
@pytest.mark.parametrize("kind", documents.DOCUMENTS)
def test_document(folder: Path, text: Essay, kind: str) -> None:
    """Pictures whose names are lost are matched by position, which is said at each."""
    ending, make = documents.DOCUMENTS[kind]
    found = imported(make(folder / f"{kind}{ending}", text), folder / "named")
    check_essay(found, text, text.closing)
    assert words(found, "introduction") == " ".join(text.introduction)
    assert [plate.file.path.name for plate in found.draft.plates if plate.file] == list(text.names)
    named = kind.startswith("markdown") or kind == "docx_styles"
    assert all(bool(plate.comments) != named for plate in found.draft.plates)


@pytest.mark.slow
def test_word_document_alone_gives_its_own_pictures(tmp_path: Path, text: Essay) -> None:
    document = documents.docx_styles(tmp_path / "story.docx", text)
    import_story([document], tmp_path / "new", ImportOptions(), Silent())
    photos = [tmp_path / "new" / "photos" / name for name in text.names]
    assert [photo.read_bytes() for photo in photos] == [
        documents.picture_bytes(number) for number in range(1, 23)
    ]


@pytest.mark.parametrize("make", [documents.mhtml, documents.webarchive])
def test_page_in_one_file(tmp_path: Path, text: Essay, make: Callable[..., Path]) -> None:
    page = corpus.hugo(text, "https://example.org/img")
    pictures = {
        f"https://example.org/img/{name}": documents.picture_bytes(number)
        for number, name in enumerate(text.names)
    }
    ending = ".mhtml" if make is documents.mhtml else ".webarchive"
    found = imported(make(tmp_path / f"story{ending}", page, pictures))
    check_essay(found, text, text.closing)
    assert [plate.file.size for plate in found.draft.plates if plate.file] == [(400, 300)] * 22


@pytest.mark.slow
def test_table(tmp_path: Path, text: Essay) -> None:
    rows = zip(reversed(text.names), reversed(text.captions), strict=True)
    lines = [
        "Dateiname;Bildunterschrift;Fotograf",
        *(f'{name};"{caption}";Sam Gellman' for name, caption in rows),
    ]
    (tmp_path / "captions.csv").write_text("\n".join(lines), encoding="cp1252")
    corpus.photographs(tmp_path / "photos", text.names)
    found = imported(tmp_path / "captions.csv", tmp_path / "photos")
    assert captions(found) == [*reversed(text.captions)], "the order is not the table's"
    assert found.draft.values["credit"].text == "Sam Gellman"


def test_metadata_alone(tmp_path: Path, text: Essay) -> None:
    """Captions that stand in the photographs alone are written out, in the order of the names."""
    for name, caption in zip(text.names, text.captions, strict=True):
        corpus.photographs(tmp_path / "photos", [name], xmp=corpus.xmp(caption, "Sam Gellman"))
    found = imported(tmp_path / "photos")
    assert captions(found) == list(text.captions)
    assert found.draft.values["credit"].text == "Sam Gellman"
    assert found.draft.contributors == (("Sam Gellman", "photographer"),)
    assert not any(plate.comments for plate in found.draft.plates)


@pytest.mark.slow
def test_introduction_beside_captions_in_the_photographs(tmp_path: Path, text: Essay) -> None:
    for name, caption in zip(text.names, text.captions, strict=True):
        corpus.photographs(tmp_path / "photos", [name], xmp=corpus.xmp(caption, "Sam Gellman"))
    article = tmp_path / "article.txt"
    article.write_text("\n\n".join([text.title, *text.introduction]), encoding="utf-8")
    found = imported(article, tmp_path / "photos")
    assert words(found, "introduction") == " ".join(text.introduction)
    assert captions(found) == list(text.captions)


def _lost(found: Imported, texts: set[str], pictures: set[str]) -> set[str]:
    """The texts and pictures of a source that are neither in the story nor listed as left out."""
    draft = found.draft
    kept = [value.text for value in draft.values.values()]
    kept += [name for name, _ in draft.contributors]
    kept += [found.sources.articles[0].facts.get(key, "") for key in ("byline", "published")]
    for plate in draft.plates:
        kept += [value.text for value in plate.values.values()]
    everything = fold(" ".join(map(plain, filter(None, kept))))
    left = fold(" ".join(item.text for item in draft.left_out))
    shown = {names.stem(plate.file.name) for plate in draft.plates if plate.file}
    shown |= {names.stem(item.text.partition(": ")[0]) for item in draft.left_out}
    lost = {text for text in texts if fold(text) not in everything and fold(text) not in left}
    return lost | {picture for picture in pictures if names.stem(picture) not in shown}


@pytest.mark.slow
@pytest.mark.parametrize("kind", corpus.PAGES)
def test_nothing_of_a_page_is_dropped_silently(folder: Path, text: Essay, kind: str) -> None:
    page = corpus.save_page(folder / kind, kind, text)
    root = html.fromstring(page.read_text(encoding="utf-8")).find(".//body")
    texts = {
        " ".join(element.text_content().split())
        for element in root.iter("p", "figcaption", "li", "h1", "h2", "h3", "h4", "dd")
        if not element.findall(".//button") and re.search(r"\w", element.text_content())
    }
    texts |= {str(each.get("alt")) for each in root.iter("img") if " " in each.get("alt", "")}
    # A date is written otherwise than it is read.
    texts = {part for part in texts if "January" not in part}
    pictures = {
        re.sub(r".*/", "", str(each.get("src"))) for each in root.iter("img") if each.get("src")
    }
    assert not _lost(imported(page, folder / "named"), texts, pictures)


@pytest.mark.slow
def test_nothing_of_a_text_is_dropped_silently(folder: Path, text: Essay) -> None:
    article = folder / "whole.txt"
    article.write_text(corpus.pasted(text), encoding="utf-8")
    found = imported(article, folder / "numbered")
    assert not _lost(found, set(corpus.pasted(text).split("\n\n")), set())


@pytest.mark.slow
def test_furniture_anywhere_in_a_pasted_text(folder: Path, text: Essay) -> None:
    """Newsletter boxes, share buttons and teasers between the paragraphs and the captions."""
    lines = corpus.pasted(text).split("\n\n")
    extra = [
        *("Share on Facebook", "Get our newsletter in your inbox every morning.", "Loading…"),
        *("READ MORE: Ten lakes to see", "View as: One Page Slides", "Twitter"),
        *("Related stories", "Follow us on Instagram @example"),
    ]
    for number, words_ in enumerate(extra):
        lines.insert(3 + number * 4, words_)
    article = folder / "boxes.txt"
    article.write_text("\n\n".join(lines), encoding="utf-8")
    found = imported(article, folder / "numbered")
    check_essay(found, text, (corpus.TEASER,))
    assert {item.text for item in found.draft.left_out} == {*extra, *corpus.FURNITURE}


def test_copies_and_originals_of_edited_photographs_are_left_out(tmp_path: Path) -> None:
    """Two pictures that one program called alike stay two."""
    names_ = ["a.jpg", "b.tif", "b.jpg", "c.jpg", "c-edited.jpg", "d.jpg", "d(1).jpg"]
    corpus.photographs(tmp_path / "photos", names_)
    with Image.open(tmp_path / "photos" / "a.jpg") as image:
        image.resize((300, 200)).save(tmp_path / "photos" / "a-300x200.jpg")
    with Image.open(tmp_path / "photos" / "d.jpg") as image:
        image.resize((300, 200)).save(tmp_path / "photos" / "d(1).jpg")
    found = imported(tmp_path / "photos")
    shown = {plate.file.path.name for plate in found.draft.plates if plate.file}
    assert shown == {"a.jpg", "b.tif", "c-edited.jpg", "d.jpg", "d(1).jpg"}
    left = {Path(item.text).name for item in found.draft.left_out}
    assert left == {"a-300x200.jpg", "b.jpg", "c.jpg"}


def test_emoji_that_python_does_not_know_yet_are_kept() -> None:
    assert clean("a \U0001fa77 b \U0001fae9\x07\ufdd0\U0001ffff c") == "a \U0001fa77 b \U0001fae9 c"


def test_a_link_that_is_named_and_a_name_that_turns_letters_round(tmp_path: Path) -> None:
    folder = tmp_path / "a\u202e\nb"
    folder.mkdir()
    Image.new("RGB", (300, 200)).save(folder / "own.jpg")
    (tmp_path / "link.jpg").symlink_to(folder / "own.jpg")
    for number, source in enumerate((tmp_path / "link.jpg", folder)):
        made = tmp_path / f"story{number}"
        import_story([source], made, ImportOptions(), report=Silent())
        assert (made / "photos/own.jpg").is_file()
        assert not (made / "photos/own.jpg").is_symlink()


def test_a_text_that_is_cut_is_noted(tmp_path: Path) -> None:
    Image.new("RGB", (300, 200)).save(tmp_path / "own.jpg")
    (tmp_path / "texts.csv").write_text(f"file,caption\nown.jpg,{'word ' * 5_000}\n")
    made = import_story([tmp_path], tmp_path / "story", ImportOptions(), report=Silent())
    assert any("first 20,000" in note for note in made.draft.notes)


def test_sources_without_a_photograph_are_named_with_what_was_not_read(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(f"<!doctype html><p>{'<b>' * 5_000}words")
    with pytest.raises(PhotoError) as caught:
        import_story([tmp_path], tmp_path / "story", ImportOptions(), report=Silent())
    assert any("page.html" in finding.where for finding in caught.value.findings)


def test_one_damaged_byte_leaves_the_other_accents() -> None:
    assert decode("caf\u00e9, na\u00efve, \u00fcber, \u65e5\u672c".encode() + b"\xff").startswith(
        "caf\u00e9, na"
    )
    assert decode("caf\u00e9".encode("cp1252")) == "caf\u00e9"


def test_what_nobody_sees_of_a_document_stays_out_of_the_story(tmp_path: Path) -> None:
    """Would catch a comment of an editor, or hidden text, that is printed in the book."""
    Image.new("RGB", (300, 200)).save(tmp_path / "own.jpg")
    remark = (
        '<w:p><w:r><w:t>Here.</w:t></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p>'
        + documents.paragraph("A hidden remark", "<w:vanish/>")
        + documents.paragraph(
            "A text that is shown, and says so at length.", '<w:vanish w:val="0"/>'
        )
    )
    said = documents.paragraph("An editor’s remark")
    comment = f'<w:comments SPACES><w:comment w:id="0">{said}</w:comment></w:comments>'
    documents.word(
        tmp_path / "article.docx",
        "".join(documents.paragraph(documents.TEXT.format(number)) for number in range(5)) + remark,
        '<Relationship Id="c" Type="TYPEcomments" Target="comments.xml"/>',
        comments=comment.encode(),
    )
    made = import_story([tmp_path], tmp_path / "story", ImportOptions(), report=Silent())
    assert "A text that is shown" in made.manifest
    assert "editor’s remark" not in made.manifest
    assert "hidden remark" not in made.manifest
    assert any("hidden remark" in item.text for item in made.draft.left_out)


def test_a_document_whose_picture_is_elsewhere_is_read(tmp_path: Path) -> None:
    picture = (
        "<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic><pic:blipFill>"
        '<a:blip r:{}="{}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r></w:p>"
    )
    pictures = [("embed", "none"), ("embed", "gone"), ("link", "out")]
    documents.word(
        tmp_path / "article.docx",
        "".join(documents.paragraph(documents.TEXT.format(number)) for number in range(5))
        + "".join(
            picture.format(*names) + documents.paragraph(f"Caption {names[1]}")
            for names in pictures
        ),
        '<Relationship Id="gone" Type="TYPEimage" Target="media/gone.jpg"/>'
        '<Relationship Id="out" Type="TYPEimage" Target="file:///a.jpg" TargetMode="External"/>',
    )
    made = import_story([tmp_path], tmp_path / "story", ImportOptions(), report=Silent())
    assert len(made.draft.plates) == 3
    assert "number 4" in made.manifest
