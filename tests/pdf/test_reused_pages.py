"""Would catch a page of a session's last book that stands in the next one and is out of date."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import platebook
from platebook.pdf.layout.typesetter import LayoutMemory
from platebook.pdf.weasyprint_patches.reused_pages import ReusedPages
from platebook.pipeline import build
from tests.stories import save_quadrant, write_story

PRINT = platebook.BuildOptions(editions=("print",), printers=("generic-x4",))
LONG = " ".join(["A long caption that needs some lines more than the others do."] * 6)
PLATES: list[dict[str, Any]] = [
    {"caption": "The first, [of two](#plate-2), with *Ɔ́*."},
    {"layout": "full-bleed"},
    {"caption-at": "facing"},
    {"location": "Busan", "date": "2024-05-01"},
    {"caption": LONG, "layout": "spread"},
    {"layout": "full-bleed", "caption": None},
    {"caption": LONG[:200]},
]


def changed(number: int, **changes: Any) -> dict[str, Any]:
    """Return the keys of a story one plate of which is another."""
    plates = [{**each, **(changes if at == number else {})} for at, each in enumerate(PLATES)]
    return {"plates": plates}


#: What is changed in a story; it is as it was again after each.
CHANGES: Mapping[str, Mapping[str, Any]] = {
    "caption": changed(1, caption="Another caption of plate 2: a quiet street, of plate 1."),
    "longer caption": changed(2, caption=LONG),
    "shorter caption": changed(4, caption="Short."),
    "entry of the list": changed(3, location="Ulsan"),
    "order": {"plates": [PLATES[0], *PLATES[2:4], PLATES[1], *PLATES[4:]]},
    "one more": {"plates": [*PLATES[:3], PLATES[1], *PLATES[3:]]},
    "one less": {"plates": PLATES[:-1]},
    "layout": changed(0, layout="full-bleed"),
    "title": {"title": "A Street After the Market"},
    "text": {"introduction": "\n\n".join([LONG] * 9)},
    "language": {"language": "de"},
    "numbers": {"design": {"numbers": False}},
}


@pytest.mark.slow
def test_a_session_prints_what_a_single_build_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, plain, warm = list[bool](), ReusedPages.is_finished, LayoutMemory(texts=False)

    def is_finished(kept: ReusedPages, page: Any) -> bool:
        taken.append(plain(kept, page))
        return taken[-1]

    monkeypatch.setattr(ReusedPages, "is_finished", is_finished)
    cache, single_builds = tmp_path / "cache", dict[str, bytes]()

    def printed(name: str, **changes: Any) -> float:
        """Build a story both ways; give the part of its pages that were taken over.

        A single build of the story as it was gives the same bytes each time; it is made once.
        """
        story = write_story(tmp_path / "story", **{"plates": PLATES, **changes})
        warm.begin()
        (book,) = build(
            story, tmp_path / "warm", PRINT, inspecting=False, cache=cache, warm=warm
        ).files
        part = sum(taken) / len(taken)
        taken.clear()
        if name not in single_builds:
            (again,) = build(story, tmp_path / "cold", PRINT, inspecting=False, cache=cache).files
            single_builds[name] = again.read_bytes()
        assert book.read_bytes() == single_builds[name], name
        assert not taken
        return part

    assert printed("as it was") == 0
    parts = {}
    for name, changes in CHANGES.items():
        parts[name] = printed(name, **changes)
        printed("as it was")
    assert printed("as it was") > 0.9
    assert parts["caption"] > 0.6
    assert parts["title"] < 0.1
    assert parts["language"] == 0
    # Other photographs: of the same size, and of another.
    for size in ((600, 400), (500, 400)):
        save_quadrant(tmp_path / "story/photos/01.jpg", size, 3)
        parts[str(size)] = printed(f"photograph of {size}")
    assert parts["(600, 400)"] > 0.9
