"""Would catch two books of one story that differ, and books that are alike and said to differ.

Each folder of ``faults`` that is about ``Books`` plants one difference, and says what is found of
it. With ``UPDATE_FINDINGS=1`` what is found is written down again.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from platebook.preflight.sameness import compare
from platebook.preflight.sameness.spelling import difference, holds, same
from tests.preflight import pairs, planting

ARABIC = [
    {"caption": "باعة السوق عند الساعة 7:30 في 2011.", "alt": "رجال."},
    {"caption": "لقطة من شارع “Market Street” القديم؛ ولا يزال *كل شيء* مغلقاً.", "alt": "شارع."},
    {"caption": "الأطفال في الطريق.", "alt": "أطفال.", "credit": "وكالة الصور"},
]
HEBREW = [
    {"caption": "הדוכנים נפתחים בחושך, בשעה 5:45, ברחוב “Dizengoff” 99 (תל אביב).", "alt": "דוכן."},
    {"caption": "אף אחד לא מדבר הרבה; בשנת 2011 היו כאן 42 דוכנים.", "alt": "רחוב."},
    {"caption": "בצהריים הכול נגמר.", "alt": "שמש."},
]
JAPANESE = [
    {
        "caption": "朝の市場。店が開くのは午前7時30分、写真は「Market Street」で撮影した。",
        "alt": "箱。",
    },
    {"caption": "子どもたちは学校へ向かう。" * 4, "alt": "子ども。", "layout": "full-bleed"},
    {"caption": "昼には終わる。", "alt": "空の通り。"},
]

HINDI = [
    {"caption": "सुबह का बाज़ार, जब दुकानें खुलने से पहले लोग सामान उतारते हैं।", "alt": "लोग।"},
    {"caption": "रेलगाड़ी देर से स्टेशन पहुँचती है। क्षेत्र में शांति है।", "alt": "रेल।"},
    {"caption": "दोपहर तक सब ख़त्म।", "alt": "सड़क।"},
]
RUSSIAN = [
    {"caption": "Утренний рынок до открытия лавок; товар разгружают в 5:45.", "alt": "Люди."},
    {"caption": "Поезд опаздывает.", "alt": "Вокзал.", "credit": "Агентство «Фото»"},
    {"caption": "К полудню всё кончено.", "alt": "Улица."},
]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> pairs.Books:
    """A story and both of its books, made once; every test plants in a copy."""
    return pairs.made(tmp_path_factory.mktemp("pair"))


@pytest.mark.parametrize("alone", [False, True])
def test_books_of_one_story_are_the_same(books: pairs.Books, tmp_path: Path, alone: bool) -> None:
    assert books.compared(tmp_path, alone=alone) == ()


@pytest.mark.parametrize("folder", planting.of(pairs.Books))
def test_a_planted_difference_is_found_and_nothing_else(
    books: pairs.Books, tmp_path: Path, folder: str
) -> None:
    changed = books.copy()
    planting.plant(folder, changed)
    planting.hold(folder, changed.compared(tmp_path))


def test_without_a_manifest_the_printed_book_is_held_to_the_ebook(
    books: pairs.Books, tmp_path: Path
) -> None:
    changed = books.copy()
    changed.ebook.change(pairs.document(2), "quiet street", "busy street", times=9)
    printed, shown = changed.compared(tmp_path, alone=True)
    assert (printed.code, printed.where) == ("B003", "book.pdf, page 7 (plate “plate-2”)")
    assert (shown.code, shown.where) == ("B003", "screen.pdf, page 7 (plate “plate-2”)")


def test_a_book_without_its_photographs_is_told_of_and_a_cover_is_not(books: pairs.Books) -> None:
    contents = books.pdf.contents
    assert contents
    bare = replace(books.pdf, contents=replace(contents, pictures=()))
    (found,) = compare([bare], books.story)
    assert found.code == "B002"
    assert found.message.startswith("0 plates are shown (without “plate-1”, “plate-2”")
    cover = replace(books.pdf, contents=replace(contents, pictures=(), pages=1))
    assert compare([cover], books.story) == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "plates"),
    [("ar", ARABIC), ("he", HEBREW), ("hi", HINDI), ("ja", JAPANESE), ("ru", RUSSIAN)],
)
def test_other_scripts_are_read_as_they_are_written(
    tmp_path: Path, language: str, plates: list[dict[str, object]]
) -> None:
    told = pairs.made(tmp_path, plates=plates, language=language)
    assert told.compared(tmp_path) == ()
    told.correct(2, caption=plates[0]["caption"])
    found = told.compared(tmp_path)
    assert {each.code for each in found} == {"B003"}
    assert len(found) == 2, "in the e-book and in print"


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (
            "7\r\nA photo\x02\r\ngraph of a taxi-\r\nhailing co\u00adop.",
            "A photograph of a taxi-hailing coop.",
        ),
        ("the ﬁnest oﬃce; 10 km2", "the finest office; 10 km²"),
        ("Good morning!", "Good morning \N{SLIGHTLY SMILING FACE}!"),
        ("הדוכנים נפתחים, ברחוב\r\nDesk Photo\r\n“ 99” Dizengoff(", "ברחוב “Dizengoff” 99"),
        ("\xa042דוכנים היו כאן", "היו כאן 42 דוכנים"),
        ("क्षेत्र में शांĥत है। 7", "क्षेत्र में शांत है।"),
        ("ตลาดเชาก่อนเปิดร้าน ผู้คนก\x15าลังขนของ ้", "ตลาดเช้าก่อนเปิดร้าน ผู้คนกำลังขนของ"),
        ("Рынок до от\x02\r\nкрытия; 7", "Рынок до открытия"),
    ],
)
def test_a_page_holds_a_text_however_it_was_set(page: str, text: str) -> None:
    assert holds(page, text)
    assert not holds(page, text.replace(text.split()[-1], "elsewhere"))


def test_a_difference_is_quoted_where_it_is() -> None:
    ours = "word " * 40 + "in 2011, it was said"
    theirs = "word " * 40 + "in 2012, it was said"
    one, other = difference(ours, theirs)
    assert "2011" in one
    assert "2012" in other
    assert max(len(one), len(other)) < 100


def test_capitals_and_spaces_are_no_difference() -> None:
    assert same("A  Street\u00a0Before", "A street before")
    assert not same("A street", "The street")
