"""Would catch a word lost on a caption's second page, an address lost, a lone credit refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.preflight.pairs import Books, made

LONG = "The stalls go up in the dark, and the first lorry brings ice to all of them. " * 28
LAST = f"{LONG}The last word is tea."
LINK = "Read [the whole story](https://example.org/market?year=1986), she says."


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    """A story whose first caption runs over two pages, and its books."""
    plates = [{"caption": LAST}, {"caption": LINK}, {}]
    return made(tmp_path_factory.mktemp("long"), shown=False, plates=plates, trim="4x6in")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "caption", "says"),
    [
        (1, LAST, None),
        (1, LAST.replace("tea", "ice"), "tea"),
        (2, LINK.replace("1986", "1987"), "1986"),
    ],
)
def test_what_a_caption_says_is_held_to_the_manifest(
    books: Books, tmp_path: Path, number: int, caption: str, says: str | None
) -> None:
    changed = books.copy()
    changed.correct(number, caption=caption)
    printed = [each for each in changed.compared(tmp_path) if "book.pdf" in each.where]
    assert [each.code for each in printed] == (["B003"] if says else [])
    assert all(says in each.message for each in printed if says)


@pytest.mark.slow
@pytest.mark.parametrize("place", ["facing", "end"])
def test_a_credit_without_a_caption_is_found_where_captions_stand(
    tmp_path: Path, place: str
) -> None:
    plates: list[dict[str, object]] = [
        {"caption": "A thing", "credit": "Ana / Agency"},
        {"caption": "", "credit": "Ana / Agency"},
        {"caption": "", "credit": "𓀀"},
    ]
    decoy = "Before\n\nAna / Agency\n\nAfter"
    books = made(
        tmp_path, shown=False, plates=plates, design={"captions": place}, introduction=decoy
    )
    assert not [each for each in books.compared(tmp_path) if each.code == "B004"]
    books.correct(3, credit="Another name")
    assert "B004" in [each.code for each in books.compared(tmp_path)]


@pytest.mark.slow
def test_a_caption_of_a_facing_page_may_have_the_words_of_one_in_the_list(tmp_path: Path) -> None:
    same = "A thing that stands in both places, word for word."
    plates = [{"caption": same}, {"caption": same, "caption-at": "facing"}, {"caption": same}]
    books = made(tmp_path, shown=False, plates=plates, design={"captions": "end"})
    assert not [each for each in books.compared(tmp_path) if each.code == "B003"]
