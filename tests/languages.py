"""One story in five languages beside the sample's English, with all that a manifest may have.

Two that are read leftwards and three without spaces between words: what breaks a book in one of
them seldom breaks it in English.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

#: Title, and a sentence: enough to fill a book with.
TEXTS = {
    "he": ("רחוב לפני השוק", "הדוכנים מוקמים בחושך, ואף אחד לא מדבר הרבה לפני שהשוק נפתח."),
    "ar": ("شارع قبل السوق", "تُنصب الأكشاك في الظلام، ولا يتكلم أحد كثيرًا قبل أن يفتح السوق."),
    "ja": ("市場の前の通り", "屋台は暗いうちに組み立てられ、市場が開くまでだれも多くは語らない。"),
    "ko": ("시장 앞의 거리", "좌판은 어둠 속에서 차려지고, 시장이 열리기 전에는 아무도 말이 없다."),
    "zh-Hans": ("集市前的街道", "摊位在黑暗中搭起，集市开始之前没有人多说话。"),
}
#: Pixels that are enough for print on the page of this story.
SIZES = ((1400, 933), (933, 1400), (1600, 533), (1760, 1760), (1400, 1050))
RIGHT_TO_LEFT = frozenset({"he", "ar"})


@dataclass(frozen=True)
class Judged:
    """A story's two books, and the language they are in."""

    language: str
    epub: Path
    pdf: Path

    @property
    def findings(self) -> list[dict[str, str]]:
        """What was found when they were built: in the story, in each book, and between them."""
        told = json.loads(self.epub.with_suffix(".build.json").read_text(encoding="utf-8"))
        findings: list[dict[str, str]] = told["findings"]
        return findings


def manifest(language: str) -> dict[str, object]:
    """Return a story that has everything in it that a manifest may have, and nothing wrong.

    One plate has no caption, on purpose.
    """
    title, sentence = TEXTS[language]
    long = "".join(f"{sentence} " for _ in range(3)).strip()
    plates = [
        {"caption": sentence, "alt": title},
        {
            "caption": long,
            "alt": f"{title} 2",
            "description": f"{sentence}\n\n- {title}\n- *{sentence}*",
        },
        {"caption": None, "alt": None, "decorative": True},
        {"caption": f"{sentence} 4", "alt": f"{title} 4", "layout": "full-bleed"},
        {"caption": long * 3, "alt": f"{title} 5", "credit": "The Text Desk"},
    ]
    return {
        "language": language,
        "trim": "140x140mm",
        "title": title,
        "subtitle": sentence,
        "standfirst": sentence,
        "introduction": f"{long}\n\n> {sentence}\n\n{long}",
        "closing": sentence,
        "publisher": title,
        "rights": f"© 2026 {title}",
        "keywords": [title],
        "series": {"name": title, "position": 2},
        "links": [{"label": title, "url": "https://example.com/"}],
        "plates": plates,
    }
