"""Would catch a caption lost, doubled or under another photograph, and furniture in a book.

The sample story as pasted text and as saved pages of ten makes gives exactly its headline,
introduction, 22 captions in order, and closing.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from platebook.importing import Imported, ImportOptions, import_story
from platebook.importing.text import plain
from platebook.report import Silent
from tests.importing import corpus
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


def test_pasted_text(folder: Path, text: Essay) -> None:
    article = folder / "article.txt"
    article.write_text(corpus.pasted(text), encoding="utf-8")
    found = imported(article, folder / "numbered")
    check_essay(found, text, (corpus.TEASER,))
    assert words(found, "introduction") == " ".join([*text.introduction, *text.closing])
    names = [plate.file.path.name for plate in found.draft.plates if plate.file]
    assert names == [f"{number}.jpg" for number in range(1, 23)]
    assert [item.text for item in found.draft.left_out] == list(corpus.FURNITURE)


@pytest.mark.parametrize("kind", corpus.PAGES)
def test_saved_page(folder: Path, text: Essay, kind: str) -> None:
    found = imported(corpus.save_page(folder / kind, kind, text), folder / "named")
    check_essay(found, text, text.closing)
    assert words(found, "introduction") == " ".join(text.introduction)
    assert found.draft.contributors == (("Jo Reporter", "author"),)
    assert found.draft.values["published"].text == "2026-01-15"
    shown = [plate.file.path.parent.name for plate in found.draft.plates if plate.file]
    assert shown == ["named"] * 22, "a small copy of the page is shown in place of the photograph"
