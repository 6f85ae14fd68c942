"""Would catch two books of one story that differ, and books that are alike and said to differ.

Each folder of ``faults`` that is about ``Books`` plants one difference, and says what is found of
it. With ``UPDATE_FINDINGS=1`` what is found is written down again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from platebook.graphemes import in_logical_order, in_visual_order
from platebook.preflight.compare import compare
from platebook.preflight.compare.text_match import Piece, difference, holds, letters, reads
from platebook.preflight.model import FileKind, InspectedFile
from platebook.story import Story
from tests.preflight import pairs, planting
from tests.preflight.changes import corrected

pytestmark = pytest.mark.slow

#: Stories in other scripts: the texts of three plates, and those of the book.
SCRIPTS: Mapping[str, Mapping[str, object]] = {
    "ar": {
        "title": "شارع (قبل) السوق",
        "subtitle": "ثلاثة أيام في 2026",
        "standfirst": "مع *من* ينصبون الأكشاك؛ “Market Street”.",
        "introduction": "تبدأ الأكشاك في الظلام.\n\nلا أحد يتكلم كثيراً (1990-1995)، 50%.",
        "closing": "عند التاسعة انتهى كل شيء.",
        "credit": "وكالة الصور",
        "plates": [
            {"caption": "باعة السوق عند الساعة 7:30 في 2011.", "alt": "رجال ونساء عند الصناديق."},
            {
                "caption": "لقطة من شارع “Market Street” القديم؛ ولا يزال *كل شيء* مغلقاً.\n\n"
                "فقرة ثانية: [رابط](https://example.org/a) ثم نهاية.",
                "alt": "شارع طويل خالٍ في الصباح.",
                "description": "يقف رجلان عند الباب، وخلفهما شاحنة بيضاء.",
            },
            {"caption": "الأطفال في الطريق.", "alt": "ثلاثة أطفال.", "credit": "AFP / صور"},
        ],
    },
    "he": {
        "title": "רחוב לפני השוק",
        "subtitle": "שלושה בקרים ב-2026",
        "standfirst": "עם מי שמקימים את *הדוכנים*.",
        "introduction": "הדוכנים עולים בחושך.\n\nאיש אינו מדבר הרבה: שָׁלוֹם.",
        "closing": "בתשע הכול נגמר.",
        "credit": "סוכנות הצילום",
        "plates": [
            {
                "caption": "הדוכנים נפתחים, בשעה 5:45, ברחוב “Dizengoff” 99 (תל אביב).",
                "alt": "דוכן אחד בחושך.",
            },
            {"caption": "אף אחד לא מדבר הרבה; בשנת 2011 היו כאן 42 דוכנים.", "alt": "רחוב ריק."},
            {"caption": "בצהריים הכול נגמר.", "alt": "שמש על הגגות."},
        ],
    },
    "hi": {
        "title": "बाज़ार से पहले की गली",
        "subtitle": "तीन सुबहें, 2026",
        "standfirst": "उनके साथ जो *दुकानें* लगाते हैं।",
        "introduction": "दुकानें अँधेरे में लगती हैं।\n\nकोई ज़्यादा नहीं बोलता।",
        "closing": "नौ बजे तक सब ख़त्म।",
        "credit": "फ़ोटो एजेंसी",
        "plates": [
            {"caption": "सुबह का बाज़ार, लोग सामान उतारते हैं।", "alt": "लोग और डिब्बे।"},
            {"caption": "रेलगाड़ी देर से स्टेशन पहुँचती है। क्षेत्र में शांति है।", "alt": "रेल की पटरी।"},
            {"caption": "विद्यार्थी घर लौटते हैं।", "alt": "सड़क पर बच्चे।"},
        ],
    },
    "ja": {
        "title": "市場の前の通り",
        "subtitle": "三つの朝、2026年",
        "standfirst": "屋台を*建てる*人々とともに。",
        "introduction": "屋台は暗いうちに立ち上がる。\n\n誰もあまり話さない。",
        "closing": "九時には終わっている。",
        "credit": "写真通信社",
        "plates": [
            {"caption": "店が開くのは午前7時30分、「Market Street」で撮影した。", "alt": "箱。"},
            {
                "caption": "子どもたちは学校へ向かう。" * 4,
                "alt": "子ども。",
                "layout": "full-bleed",
            },
            {"caption": "昼には片づいた。", "alt": "空の通り。"},
        ],
    },
    "ru": {
        "title": "Улица перед рынком",
        "subtitle": "Три утра 2026 года",
        "standfirst": "С теми, кто ставит *прилавки*.",
        "introduction": "Прилавки ставят в темноте.\n\nНикто много не говорит.",
        "closing": "К девяти всё кончено.",
        "credit": "Агентство «Фото»",
        "plates": [
            {"caption": "Утренний рынок до открытия лавок; разгрузка в 5:45.", "alt": "Люди."},
            {"caption": "Поезд опаздывает, но никто не уходит.", "alt": "Вокзал."},
            {"caption": "Обед на ступенях.", "alt": "Улица.", "credit": "Reuters"},
        ],
    },
}


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


def tells(file: InspectedFile, key: str) -> bool:
    """Return whether a book has a text at all: paper has no alt texts, a proof no introduction."""
    if file.subject.called == "proof.pdf":
        return key in ("title", "subtitle", "standfirst", "caption", "credit", "alt")
    if file.kind is FileKind.PDF and key == "description":
        return False
    return not (key == "alt" and file.subject.called == "book.pdf")


def assert_found(files: Sequence[InspectedFile], story: Story) -> None:
    """Change the story here and there, and look whether each file is said to differ."""
    missed = []
    for what, code, changed in corrected(story):
        telling = [file for file in files if tells(file, what.split()[0].strip(":"))]
        for file in telling:
            found = {each.code for each in compare([file], changed)}
            # A heading that begins as a caption does is another text.
            if not {code} <= found <= {code, "B008"}:
                missed.append(f"{file.subject.called}, {what}: {found}")
    assert missed == []


def test_whatever_is_changed_by_a_letter_or_a_word_is_found(
    books: pairs.Books, tmp_path: Path
) -> None:
    assert_found(books.read(tmp_path), books.story)


@pytest.mark.parametrize("language", SCRIPTS)
def test_other_scripts_are_read_letter_by_letter(tmp_path: Path, language: str) -> None:
    told = pairs.made(tmp_path, shown=False, language=language, **SCRIPTS[language])
    assert told.compared(tmp_path) == ()
    assert_found(told.read(tmp_path), told.story)


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


def test_spaces_and_ligatures_are_no_difference() -> None:
    assert reads("A  \ufb01ne Street\u00a0Before", "A fine Street Before")
    assert not reads("A street", "A Street")


@pytest.mark.parametrize(
    ("text", "painted"),
    [
        ("سنة 964 770", "770 964 ةنس"),
        ("سنة 964\u00a0770", "964\u00a0770 ةنس"),
        ("سنة 964\u202f770", "964\u202f770 ةنس"),
    ],
    ids=ascii,
)
def test_numbers_joined_by_a_no_break_space_are_painted_as_one(text: str, painted: str) -> None:
    """Would catch a right caption refused, and one taken whose numbers changed places."""
    other = {"770 964 ةنس": "964 770 ةنس"}.get(painted, "770 964 ةنس")
    piece = Piece(text, rightmost_first=True, in_pdf=True)
    assert piece.step(0, letters(painted))
    assert piece.step(0, letters(other)) is None


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("אב (1) ab", "ab )1( בא"),
        ("אב \u2066a-1\u2069", "\u2069a-1\u2066 בא"),
        ("שנה 10%", "10% הנש"),
        ("א\u200dב\ud800", "\ufffdבא"),
    ],
    ids=ascii,
)
def test_a_line_is_put_into_its_visual_order(text: str, order: str) -> None:
    """Would catch brackets mirrored, isolates left unread, and a lone surrogate that fails."""
    assert in_visual_order(text, rightmost_first=True) == order


@pytest.mark.parametrize(
    "text",
    [
        "نسبة 50٪ من الناس",
        "مع iPhone 15 الجديد",
        "(שלום) לעולם",
        "כ־1,200.50 ש״ח ב-3/4/2020",
        "Said in 50 % of cases",
    ],
)
def test_a_line_that_was_drawn_is_quoted_as_it_is_read(text: str) -> None:
    """Would catch a message that quotes Arabic or Hebrew back to front."""
    leftwards = "S" not in text
    assert in_logical_order(in_visual_order(text, rightmost_first=leftwards)) == text
