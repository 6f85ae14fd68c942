"""Would catch a title or an address that runs off the page of a small phone, where it is cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.books import build
from tests.judges import readers
from tests.stories import write_story

_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
_ADDRESS = "https://archive.example.org/" + "photographs-of-the-harbour/" * 4 + "index.html"


@pytest.mark.slow
def test_long_words_break_on_a_small_phone(tmp_path: Path) -> None:
    texts = {"title": _WORD, "subtitle": _WORD[::-1], "rights": f"© 2026, {_ADDRESS}"}
    plates = [{"caption": f"Seen at {_ADDRESS}", "title": _WORD[5:]}]
    story = write_story(tmp_path / "story", plates, language="de", **texts)
    (book, *_) = build(story, tmp_path / "books", editions=["epub"]).files
    for engine in (readers.foliate, readers.epubjs):
        seen = engine(book, readers.SMALL_PHONE)
        assert any(_WORD in section.text for section in seen.sections)
        assert any(_ADDRESS in section.text for section in seen.sections)
        assert [section.cut for section in seen.sections if section.cut] == []
