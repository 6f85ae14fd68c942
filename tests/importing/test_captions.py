"""Would catch an agency's credit left in a caption, or words of a caption taken for a place."""

from __future__ import annotations

from pathlib import Path

import pytest

from platebook.importing.model import Block, Kind, Origin, PhotographFile
from platebook.importing.plate_values import parse_agency
from platebook.importing.segment import segment

_MAN = "A man carries water home in the old town on Monday, May 4, 2026."


@pytest.mark.parametrize(
    ("text", "caption", "credit", "place"),
    [
        (
            f"BEIRUT, Lebanon (AP) — {_MAN} (AP Photo/The Desk)",
            _MAN, "The Desk/AP", "Beirut, Lebanon",
        ),
        (f"{_MAN} (AP Photo/The Desk, File)", _MAN, "The Desk/AP, File", ""),
        (f"NEW YORK (AP) — {_MAN} (AP Photo)", _MAN, "AP", "New York"),
        (f"{_MAN} REUTERS/The Desk", _MAN, "The Desk/Reuters", ""),
        (f"{_MAN} REUTERS/The Desk/File Photo", _MAN, "The Desk/Reuters/File Photo", ""),
        (f"TOPSHOT - {_MAN} (Photo by The Desk / AFP)", f"TOPSHOT - {_MAN}", "The Desk / AFP", ""),
        (
            f"PARIS, FRANCE - MAY 04: {_MAN} (Photo by The Desk/Getty Images)",
            _MAN, "The Desk/Getty Images", "Paris, France",
        ),
        (
            "04.05.2026, Hamburg: Möwen fliegen über die Elbe. Foto: The Desk/dpa +++ dpa +++",
            "Möwen fliegen über die Elbe.", "The Desk/dpa", "Hamburg",
        ),
        (f"epa12345678 {_MAN} EPA/THE DESK", _MAN, "THE DESK/EPA", ""),
        (f"{_MAN} EPA-EFE/THE DESK", _MAN, "THE DESK/EPA-EFE", ""),
        (f"{_MAN} Photo credit should read: The Desk/PA Wire", _MAN, "The Desk/PA Wire", ""),
        (
            f"BEIJING, May 4, 2026 (Xinhua) -- {_MAN} (Xinhua/The Desk)",
            _MAN, "The Desk/Xinhua", "Beijing",
        ),
        (
            "MADRID, 04/05/2026.- Una mujer pasea por el Retiro este lunes. EFE/ The Desk",
            "Una mujer pasea por el Retiro este lunes.", "The Desk/EFE", "Madrid",
        ),
        (
            "Un homme traverse le pont, le 4 mai 2026 à Lyon. (Photo The Desk/AFP)",
            "Un homme traverse le pont, le 4 mai 2026 à Lyon.", "The Desk/AFP", "",
        ),
        ("朝、屋根の雪を下ろす家族＝上野彦馬撮影", "朝、屋根の雪を下ろす家族", "上野彦馬", ""),
        ("Dusk. REUTERS/Lewis Hine", "Dusk.", "Lewis Hine/Reuters", ""),
        ("5月4日，游客在公园赏花。新华社记者摄", "5月4日，游客在公园赏花。新华社记者摄", "", ""),
        ("The market (and its clock) at dawn.", "The market (and its clock) at dawn.", "", ""),
        ("LONDON: Rain falls.", "LONDON: Rain falls.", "", ""),
        ("TOKYO -- Commuters pass a screen.", "TOKYO -- Commuters pass a screen.", "", ""),
    ],
)  # fmt: skip
def test_agency_caption(text: str, caption: str, credit: str, place: str) -> None:
    found = parse_agency(text)
    assert (found.caption, found.credit, found.location) == (caption, credit, place)


@pytest.mark.parametrize("count", [1, 4])
def test_an_article_without_captions_keeps_its_paragraphs(count: int) -> None:
    texts = [
        f"Paragraph {n} of the article says what happened on the island on day {n}, and no more."
        for n in range(30)
    ]
    blocks = [Block(Kind.PARAGRAPH, text, Origin("article.txt")) for text in texts]
    photographs = [
        PhotographFile(Path(f"/{n}.jpg"), f"IMG_{n}.jpg", "JPEG", (3000, 2000), 1)
        for n in range(count)
    ]
    found = segment(blocks, photographs)
    assert not found.captions
    assert [block.text for block in (*found.before, *found.after)] == texts
