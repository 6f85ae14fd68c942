"""Would catch a word that YAML drops or changes while nothing is said about it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from platebook.errors import ManifestError, Severity
from platebook.manifest.load_story import load
from platebook.manifest.parse_yaml import plain, read
from platebook.manifest.quoting import as_yaml
from platebook.story import Story
from tests.manifest.stories import write

HEAD, PLATES = "title: A Story\nlanguage: en\n", "plates: [{photo: a.jpg}]\n"


def story(folder: Path, text: str) -> Story:
    return load(write(folder, f"{HEAD}{text}{PLATES}", "a.jpg"))


def warned(folder: Path, text: str) -> list[tuple[str, str, str]]:
    """Return place, code and words of every warning about a manifest that is read."""
    found = story(folder, text).warnings
    assert all(each.severity is Severity.WARNING for each in found)
    return [(each.where.partition(":")[2], each.code, each.message) for each in found]


#: Words between signs that mean something to YAML, Markdown or neither.
SIGNS = st.sampled_from(
    [*"#:,&*!|>%@`'\"[]{}?-=~\\", ": ", " #", " # ", "- ", "“", "”", "null", "1"]
)
TEXTS = st.lists(
    SIGNS | st.sampled_from(["word", "Two men", " ", "é", "日本"]), min_size=1, max_size=6
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        "subtitle: {}",
        "keywords:\n  - {}",
        "contributors: [{{role: author, name: {}}}]",
        "keywords: [{}]",
    ],
    ids=["block", "item", "braces", "brackets"],
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(parts=TEXTS)
def test_a_text_is_read_as_written_or_something_is_said(
    line: str, parts: list[str], tmp_path: Path
) -> None:
    written = "".join(parts)
    try:
        read_back = story(tmp_path, line.format(written) + "\n")
    except ManifestError:
        return
    if read_back.warnings:
        return
    first = [*read_back.keywords, *(person.name for person in read_back.contributors)]
    value = read_back.subtitle if line.startswith("subtitle") else ", ".join(first) or None
    text = written.strip()
    quoted = text[:1] in ("'", '"') and text[-1] == text[0]
    listed = "[" in line and re.search(r"[],}]", text)  # these are no part of a text there
    assert value == text or quoted or listed or (value is None and not text), (text, value)


@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"])))
def test_a_cure_is_read_as_the_text_that_was_meant(text: str) -> None:
    root = read(f"title: {as_yaml(text)}\n".encode()).root
    assert root is not None
    assert plain(root) == {"title": text if text.strip() else None}


def test_both_readings_of_a_comment_are_given(tmp_path: Path) -> None:
    (found,) = story(tmp_path, "subtitle: Stall # by Anna\n").warnings
    assert found.where.endswith(":3:17")
    assert found.code == "S016"
    assert "“Stall”" in found.message
    assert "“# by Anna”" in found.message
    assert 'subtitle: "Stall # by Anna"' in found.fix


@pytest.mark.parametrize(
    "text",
    [
        "# a comment\nsubtitle: Stall\n",
        "subtitle: 'Stall' #4\n",
        "subtitle: |  # why\n  Stall #4\n",
        "subtitle: Stall#4\n",
        "slug: stall # not words\n",
        "keywords: # what it is about\n  - stall\n",
        "subtitle: Stall\n# by Anna\n",
    ],
)
def test_a_comment_that_is_plainly_one_is_no_finding(text: str, tmp_path: Path) -> None:
    assert warned(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("closing: >\n  On the bench:\n  - Anna\n  - Bert\n", 5, "list"),
        ("closing: On the bench\n  > he said\n", 4, "quotation"),
        ("closing: >-\n  one  \n  two\n", 5, "breaks"),
        ("closing: >-\n  日本\n  語の本\n", 5, "space"),
        ('subtitle: "10\\_000"\n', 3, "no-break space"),
        ('subtitle: "a\\tb"\n', 3, "tab"),
        ("subtitle: ~\n", 3, "nothing"),
        ("subtitle: null\n", 3, "nothing"),
        ("subtitle: “So it was”\n", 3, "curly"),
        ("subtitle: So it was,\n", 3, "comma at the end"),
    ],
)
def test_what_yaml_reads_otherwise_is_said_at_its_line(
    text: str, line: int, word: str, tmp_path: Path
) -> None:
    ((place, code, message),) = warned(tmp_path, text)
    assert place.partition(":")[0] == str(line)
    assert code == "S017"
    assert word in message


@pytest.mark.parametrize(
    "text",
    [
        "closing: >\n  Two lines\n  of a sentence.\n\n  And a paragraph.\n",
        "closing: >\n  A list:\n\n    - kept\n    - as it stands\n",
        "closing: |\n  one  \n  two\n",
        "closing: >-\n  한국\n  말\n",
        'closing: "one\\n\\ntwo \\u00e9"\n',
        'subtitle: "“So it was”"\n',
        "subtitle: “So” it “was”\n",
    ],
)
def test_what_is_meant_so_is_no_finding(text: str, tmp_path: Path) -> None:
    assert warned(tmp_path, text) == []


def test_null_is_nothing_in_json_and_a_name_in_capitals(tmp_path: Path) -> None:
    text = '{"title": "A", "language": "en", "subtitle": null, "plates": [{"photo": "a.jpg"}]}'
    read_back = load(write(tmp_path, text, "a.jpg"))
    assert (read_back.subtitle, read_back.warnings) == (None, ())
    assert story(tmp_path, "credit: Null\n").credit == "Null"


def test_json_writes_a_character_beyond_the_first_plane_as_two(tmp_path: Path) -> None:
    json = r"""{"title": "\ud83d\ude00 \u00e9 \uD83D\uDE01", "language": "en", "plates": PLATES}"""
    json = json.replace("PLATES", '[{"photo": "a.jpg"}]')
    assert load(write(tmp_path, json, "a.jpg")).title == "😀 é 😁"
    literal = r"credit: \ud83d\ude00" + "\n" + r'subtitle: "\\ud83d"' + "\n"
    read_back = story(tmp_path, literal)
    assert (read_back.credit, read_back.subtitle) == (r"\ud83d\ude00", r"\ud83d")
