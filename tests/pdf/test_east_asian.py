"""Would catch a broken Korean word, Chinese with a ragged edge, paragraphs without indent."""

from __future__ import annotations

from collections import Counter
from ctypes import c_double
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from platebook.geometry import PT_PER_MM
from tests.books import build
from tests.stories import write_story

pytestmark = pytest.mark.slow

KOREAN = (
    "노점은 어둠 속에서 세워지고 첫 트럭이 *얼음*을 싣고 온다. "
    "시장이 열리기 전에는 아무도 말이 없다. "
)
CHINESE = (
    "天还没亮，摊位就搭起来了；“多少钱？”有人问。第一辆Citroën卡车运来了冰，一个小时什么也不说。"
)
HEADING = "들어가는 말"
LONG = "아침저녁" * 40


@dataclass(frozen=True)
class Line:
    """A printed line: its text, and where it begins and ends (mm, advances of its characters)."""

    text: str
    left: float
    right: float


def _lines(page: pdfium.PdfPage) -> list[Line]:
    text, lines, at = page.get_textpage(), list[Line](), 0
    for string in text.get_text_range().splitlines():
        boxes = [
            text.get_charbox(at + n, loose=True) for n, sign in enumerate(string) if sign != " "
        ]
        at += len(string) + 2
        if boxes:
            lines.append(Line(string.strip(), boxes[0][0] / PT_PER_MM, boxes[-1][2] / PT_PER_MM))
    return lines


def _longest_page(language: str, introduction: str, folder: Path) -> pdfium.PdfPage:
    """Print a story, and return the page that has most text."""
    texts = {"language": language, "introduction": introduction}
    story = write_story(folder / language, [{"caption": "1"}], trim="a5", **texts)
    (file,) = build(story, folder / "out", editions=("print",)).files
    pages = list(pdfium.PdfDocument(file))
    return max(pages, key=lambda page: page.get_textpage().count_chars())


def test_a_korean_word_stays_whole_where_its_line_holds_it(tmp_path: Path) -> None:
    page = _longest_page("ko", f"{KOREAN * 6}\n\n{LONG}", tmp_path)
    words = [word for line in _lines(page) for word in line.text.split()]
    whole = {*KOREAN.replace("*", "").split(), *HEADING.split()}
    parts = [word for word in words if word not in whole and not word.isdigit()]
    assert "".join(parts) == LONG, "only a word that is longer than its line is broken"
    assert len(parts) > 2


def test_lines_of_chinese_end_together_and_paragraphs_are_indented(tmp_path: Path) -> None:
    page = _longest_page("zh-Hans", f"{CHINESE * 4}\n\n{CHINESE * 3}", tmp_path)
    _, *lines, _ = _lines(page)
    first, left = min(line.left for line in lines), max(line.left for line in lines)
    starts = [at for at, line in enumerate(lines) if line.left > first + 1]
    assert len(starts) == 2
    assert starts[0] == 0
    em = (left - first) / 2
    assert 3 < em < 4.5, "an indent of two characters"
    last = {starts[1] - 1, len(lines) - 1}
    ends = [line.right for at, line in enumerate(lines) if at not in last]
    assert max(ends) - min(ends) < 0.3


def test_an_address_in_a_text_moves_none_of_its_lines(tmp_path: Path) -> None:
    """Smaller type of the same leading made each of its lines 1.8 pt higher."""
    link = "参见[档案](https://example.org/archive/2011/08)。"
    page = _longest_page("zh-Hans", f"{CHINESE}{link}" * 5, tmp_path)
    text, letters = page.get_textpage(), Counter[float]()
    for at in range(text.count_chars()):
        x, y = c_double(), c_double()
        raw.FPDFText_GetCharOrigin(text.raw, at, x, y)
        letters[round(y.value, 1)] += 1
    _, *lines = sorted((foot for foot, count in letters.items() if count > 5), reverse=True)
    pitches = [above - below for above, below in pairwise(lines)]
    assert len(pitches) > 6
    assert max(pitches) - min(pitches) < 0.6


@pytest.mark.parametrize(
    ("language", "text", "halved", "whole"),
    [
        ("ja", "港は言う。「『いくらだ』」、と言う。", "。「』」", "港は言"),
        ("zh-Hans", "他说：“多少钱？”，《书》、《报》。", "”，》、", "他多少"),
        ("zh-Hant", "他說。「『多少』」，《書》、《報》。", "「』", "他多。"),
    ],
)
def test_two_marks_in_a_row_leave_no_gap_of_a_character(
    tmp_path: Path, language: str, text: str, halved: str, whole: str
) -> None:
    """Commas and stops of traditional Chinese stand in the middle of their square."""
    page = _longest_page(language, text * 9, tmp_path).get_textpage()
    letters = page.get_text_range()
    advances: dict[str, set[float]] = {}
    for at in range(letters.index(text) + len(text), letters.index(text) + 2 * len(text)):
        left, x, y = c_double(), c_double(), c_double()
        raw.FPDFText_GetCharOrigin(page.raw, at, left, y)
        raw.FPDFText_GetCharOrigin(page.raw, at + 1, x, y)
        advances.setdefault(letters[at], set()).add(x.value - left.value)
    em = max(advances[whole[0]])
    assert all(min(advances[mark]) < 0.8 * em for mark in halved)
    assert all(min(advances[mark]) > 0.9 * em for mark in whole)
