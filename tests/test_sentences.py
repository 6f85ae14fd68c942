"""Would catch a title in a list that breaks off in the middle of a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platebook.sentences import first_sentence, label


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One. Two.", "One."),
        ("No end", "No end"),
        (
            "Dr. A. B. of the museum crossed at 5.30 a.m. with the post. Nobody saw.",
            "Dr. A. B. of the museum crossed at 5.30 a.m. with the post.",
        ),
        (
            "Am 5. März kam Hr. Weiß z. B. zu spät. Dann nicht.",
            "Am 5. März kam Hr. Weiß z. B. zu spät.",
        ),
        ("In 1984. Then.", "In 1984."),
        ("“Why?” she asked. He left.", "“Why?” she asked."),
        ("“Stop. Go back,” he said. Nobody did.", "“Stop. Go back,” he said."),
        ("„Halt. Zurück“, rief er. Keiner kam.", "„Halt. Zurück“, rief er."),
        (
            "He left (it was late. Very.) and slept. Then.",
            "He left (it was late. Very.) and slept.",
        ),
        ("What now?! Nothing.", "What now?!"),
        ("Wait… and see. Then.", "Wait… and see."),
        ("東京の朝。人はいない。", "東京の朝。"),
        ("「本当だ。」と彼は言った。次。", "「本当だ。」と彼は言った。"),
        ("冰在歌唱！没有人相信。", "冰在歌唱！"),
        ("هل يصمد؟ لم يصدّق أحد.", "هل يصمد؟"),
        ("نهر الشتاء. غنّى الجليد.", "نهر الشتاء."),
        ("नदी जमी है। कोई नहीं आया।", "नदी जमी है।"),
        ("Улица им. Ленина. Снег.", "Улица им. Ленина."),
        ("The U.S. Army came. It left.", "The U.S. Army came."),
    ],
)
def test_where_a_sentence_ends(text: str, first: str) -> None:
    assert first_sentence(text) == first


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Guides at the monument.", "Guides at the monument"),
        ("Who is there? We.", "Who is there?"),
        ("It was 5 a.m.", "It was 5 a.m."),
        ("And so on...", "And so on..."),
        ("東京の朝。人はいない。", "東京の朝"),
        (
            "When the ice sang, the people of both villages came; nobody spoke of it again.",
            "When the ice sang, the people of both villages came",
        ),
        (
            "At 10:30 on a morning in March, the whole of the long river began to move at once.",
            "At 10:30 on a morning in March",
        ),
        ("word " * 30 + "end.", ("word " * 30 + "end")),
        (
            "最初の朝、郵便配達人が凍った川をわたって村へやって来たとき、氷は三月までもつだろうと人々に言ったのだが誰もそれを信じようとはしなかった。",
            "最初の朝、郵便配達人が凍った川をわたって村へやって来たとき",
        ),
    ],
)
def test_a_label_ends_with_a_sentence_or_a_clause(text: str, said: str) -> None:
    assert label(text, 60) == said


@given(st.text(max_size=400), st.integers(20, 100))
def test_a_label_is_the_start_of_its_text(text: str, limit: int) -> None:
    plain = " ".join(text.split())
    found = label(text, limit)
    assert plain.startswith(found.removesuffix("…")) or found.endswith("…")
    assert len(found) <= 201
