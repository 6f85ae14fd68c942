"""Would catch signs of Markdown that are printed without a word, or a warning at a wrong place."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from platebook.errors import Finding, Severity
from platebook.manifest.load_story import load
from tests.manifest.stories import HEAD, PLATES, write


def warnings(folder: Path, text: str) -> list[Finding]:
    found = load(write(folder, f"{HEAD}{text}\n{PLATES}")).warnings
    assert all(each.severity is Severity.WARNING and each.fix for each in found)
    return [each for each in found if each.code == "S019"]


def place(text: str, sign: str) -> str:
    """Return the line and column where a sign stands in a manifest of ``warnings``."""
    before = f"{HEAD}{text}".partition(sign)[0]
    return f":{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


@pytest.mark.parametrize(
    ("sign", "said"),
    [
        ("[see](page.html)", "“page.html” is no address"),
        ("[see](/page)", "no address"),
        ("[see](<../a page.html>)", "no address"),
        ("[run](javascript:alert(1))", "“javascript:alert(1)” is no address"),
        ("[file](file:///etc/passwd)", "no address"),
        ("[data](data:text/html,x)", "no address"),
        ("[mail](mailto:desk)", "no address"),
        ("[port](https://example.org:99999)", "no address"),
        ("<ftp://example.org/>", "no address"),
        ("[call](tel:+49 30 123)", "has spaces in it"),
        ("[none]()", "has no address"),
        ("[plate](#nowhere)", "no plate or section has the id “nowhere”"),
        ("![alt](a.png)", "an image"),
        ("![alt](https://example.org/a.png)", "an image"),
        ("[^1]", "a footnote"),
        ("<b>", "HTML"),
        ("<br/>", "HTML"),
        ("<!-- no -->", "HTML"),
        ("~~struck~~", "a line through words"),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "closing: Words before, {}",
        "closing: Words\n  on two lines, {} and more",
        "closing: 'It''s before, {}'",
        'closing: "A \\"quote\\"\\t\\u00e9\\x20\\n\\\n   before, {} and more"',
        "closing: |2\n    Before.\n\n  On: {} and more\n",
        "closing: >-\n  Folded\n  lines, {}\n  and more",
        "sections: \nstandfirst:\n  Below, {}",
    ],
)
def test_what_is_printed_as_it_is_written_is_reported(
    tmp_path: Path, text: str, sign: str, said: str
) -> None:
    text = text.format(sign).replace("sections: \n", "")
    (found,) = warnings(tmp_path, text)
    assert found.where.endswith(place(text, sign))
    assert said in found.message


@pytest.mark.parametrize(
    ("text", "sign", "said"),
    [
        ("closing: |\n  | a | b |\n  |:--|---|\n  | 1 | 2 |", "|:--", "a table"),
        ("closing: |\n  a | b\n  -|-\n  1 | 2", "-|-", "a table"),
        ("closing: |\n  Text [a][1].\n\n  [1]: https://example.org", "[1]: ", "a link definition"),
        ("closing: |\n  Text.\n\n  ~~~\n  x\n  ~~~", "~~~", "is printed as it is written: “~~~”"),
        ("closing: |\n  Text.\n\n  ```\n  x\n  ```", "```", "is set as words of a paragraph"),
        ("closing: '---'", "---", "as a sign without words"),
        ("closing: '* * *'", "* * *", "as a sign without words"),
        ("standfirst: '# 4 in the dark'", "# 4", "its # is not printed"),
        ("closing: A **bold.**word", "**bold", "printed as they are written: “**bold.**”"),
        ("closing: Not **closed", "**closed", "asterisks"),
        ("closing: 太 ** 字**", "字**", "asterisks"),
    ],
)
def test_blocks_that_no_book_has_are_reported(
    tmp_path: Path, text: str, sign: str, said: str
) -> None:
    (found,) = warnings(tmp_path, text)
    assert found.where.endswith(place(text, sign))
    assert said in found.message


def test_a_plate_that_was_probably_meant_is_named(tmp_path: Path) -> None:
    text = f"{HEAD}plates:\n  - {{photo: a.jpg, id: guides, caption: '[x](#guide) [y](#guides)'}}"
    (found,) = load(write(tmp_path, text)).warnings
    column = text.splitlines()[3].index("[x]") + 1
    assert found.where.endswith(f":4:{column}")
    assert found.fix == "Did you mean “#guides”?"


def test_sections_have_ids_that_links_lead_to(tmp_path: Path) -> None:
    """Would catch a section whose id is that of a plate, or is not known."""
    text = (
        f"{HEAD}introduction: '[a](#the-games) [b](#the-games-2) [c](#section-3) [d](#section-4)'\n"
        "sections:\n"
        "- {title: The Games, plates: [{photo: a.jpg, id: games}]}\n"
        "- {title: The games!, plates: [{photo: a.jpg, id: more}]}\n"
        "- {title: 日本, plates: [{photo: a.jpg, id: last}]}\n"
    )
    (found,) = (each for each in load(write(tmp_path, text)).warnings if each.code == "S019")
    assert "section-4" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "Said [sic] (see the note) and [sic](see the note below).",
        "1 < 2 and 3 > 2, <3, a | b, `<b>`, \\<b> and \\[x](y)",
        "https://example.org/a, <https://example.org>, <desk@example.org>",
        "[a](https://example.org/ 'A title') and [b](mailto:a@example.org?subject=x)",
        "[Anna]: a teacher. [1] and [2]: two.",
        "Before.\n\n  ----\n\n  After.",
        "# 4 in the dark\n\n  Words.",
        "2 ** 3, `a**b`, a\\*\\*b, **bold** and これは**「強調」**です, 他说**“真”**。",
    ],
)
def test_other_words_are_not_reported(tmp_path: Path, text: str) -> None:
    assert not warnings(tmp_path, f"closing: |\n  {text}")
    assert not warnings(tmp_path, "title: '[x](y.html) <b>'".replace("title", "subtitle"))


@pytest.mark.slow
def test_many_are_found_as_fast_as_few(tmp_path: Path) -> None:
    start = process_time()
    assert len(warnings(tmp_path, f"closing: |\n  {'[a](b) ' * 20_000}")) == 1_001
    assert process_time() - start < 10
