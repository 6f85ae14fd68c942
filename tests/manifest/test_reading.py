"""Would catch a line or column that is off, and a file made to exhaust the machine."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platebook.manifest.decode import LARGEST_BYTES
from platebook.manifest.parse_yaml import Node, plain, read


def spot(raw: str | bytes) -> list[tuple[int, int, str]]:
    """Return the places and words of all mistakes."""
    document = read(raw if isinstance(raw, bytes) else raw.encode())
    assert (document.root is None) <= bool(document.mistakes)
    return [(m.line, m.column, m.message) for m in document.mistakes]


@pytest.mark.parametrize("pure", [False, True])
def test_places(pure: bool) -> None:
    text = "é: 😀\n'key': [a,  😀é, \"b\"]\nblock: |\n  x\nfold: >-\n  y\nnull:\n"
    root = read(text.encode(), pure=pure).root
    assert root is not None
    assert isinstance(root.value, dict)
    found = {
        name: ((key.line, key.column), (value.line, value.column))
        for name, (key, value) in root.value.items()
    }
    assert found["é"] == ((1, 1), (1, 4))
    assert found["key"] == ((2, 1), (2, 8))
    assert found["block"] == ((3, 1), (3, 8))
    assert found["fold"] == ((5, 1), (5, 7))
    items = root.value["key"].value.value
    assert isinstance(items, list)
    assert [(item.line, item.column) for item in items] == [(2, 9), (2, 13), (2, 17)]


WORDS = st.text("abcdefgé中😀", min_size=1, max_size=8)
TREES = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


def written(tree: object, places: list[tuple[str, int]], text: list[str]) -> None:
    """Write a tree in flow style, and note where each word begins."""

    def add(part: str) -> None:
        text.append(part)

    if isinstance(tree, dict):
        add("{")
        for key, value in tree.items():
            add(f'"{key}": ')
            written(value, places, text)
            add(",\n")
        add("}")
    elif isinstance(tree, list):
        add("[")
        for item in tree:
            written(item, places, text)
            add(", ")
        add("]")
    else:
        places.append((str(tree), len("".join(text))))
        add(f'"{tree}"')


@given(TREES)
def test_every_word_is_found_where_it_was_written(tree: object) -> None:
    places: list[tuple[str, int]] = []
    parts: list[str] = []
    written(tree, places, parts)
    text = "".join(parts)
    root = read(text.encode()).root
    assert root is not None
    assert plain(root) == tree
    lines = text.splitlines()
    found = [(word, lines[line - 1][column - 1 :]) for word, line, column in words(root)]
    assert [word for word, _ in found] == [word for word, _ in places]
    assert all(rest.startswith(f'"{word}"') for word, rest in found)


def words(node: Node) -> list[tuple[str, int, int]]:
    if isinstance(node.value, dict):
        return [word for entry in node.value.values() for word in words(entry.value)]
    if isinstance(node.value, list):
        return [word for item in node.value for word in words(item)]
    return [(str(node.value), node.line, node.column)]


def test_encodings() -> None:
    assert spot("title: café".encode("latin-1")) == [(1, 11, "the byte 0xE9 is not UTF-8")]
    assert spot("a: b\nc: dé".encode("cp1252"))[0][:2] == (2, 5)
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        (found,) = spot("title: A Story".encode(encoding))
        assert found == (1, 1, "the manifest is UTF-16 or UTF-32, not UTF-8")
    assert spot(b"\xef\xbb\xbftitle: \xff") == [(1, 8, "the byte 0xFF is not UTF-8")]
    assert spot(b"\xef\xbb\xbf") == [(1, 1, "the manifest is empty")]
    assert spot(b"\xed\xa0\x80: x")[0][:2] == (1, 1)


def test_control_characters_are_all_told() -> None:
    assert [found[:2] for found in spot("a: b\x00c\nd: \x1b[1m\ne: \x85\n")] == [
        (1, 5),
        (2, 4),
        (3, 4),
    ]
    for escape in (r"\0", r"\e", r"\x7f", r"\x85", r"\ufffe", r"\ufdef"):
        (found,) = spot(f'a: x\nb: "x{escape}"\n')
        assert found[:2] == (2, 4)
        assert "control character" in found[2]
    assert spot(r'a: "\ud800"')


@pytest.mark.parametrize("written", ["\u202e", r"\u202E", "\u202d"])
def test_overrides_of_direction_are_told(written: str) -> None:
    """Would catch captions that are reversed to the end of a printed line, and then are not."""
    (found,) = spot(f'a: x\nb: "x{written} y"\n')
    assert "reverses the letters" in found[2]


def test_size() -> None:
    assert spot(b"a: " + b"x" * LARGEST_BYTES) == [(1, 1, "the manifest is larger than 5 MB")]


HOSTILE = {
    "brackets": b"[" * 4_900_000,
    "braces": b"{a: " * 1_200_000,
    "hyphens": b"- " * 2_400_000,
    "keys": b"? " * 2_400_000,
    "laughs": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(
        b"%c: &%c [%s]\n" % (c + 1, c + 1, b",".join([b"*%c" % c] * 9)) for c in range(97, 120)
    ),
    "long-aliases": b'a: &a "' + b"x" * 1_000_000 + b'"\nb: [' + b"*a," * 1000 + b"]\n",
    "itself": b"&a [*a, *a]",
    "itself-as-a-key": b"&a {*a : b}",
    "items": b"[" + b"a," * 2_000_000 + b"]",
    "documents": b"---\n" * 1_000_000,
    "controls": b"\x01" * 4_000_000,
    "quote": b'"' + b"a\n" * 2_000_000,
    "long-key": b"x" * 4_000_000 + b": 1\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_soon_and_as_a_mistake(name: str) -> None:
    began = time.process_time()
    assert spot(HOSTILE[name])
    assert time.process_time() - began < 5


def test_aliases_are_followed_within_bounds() -> None:
    root = read(b"a: &a {x: [1, 2]}\nb: [*a, *a]\n*a : c\n").root
    assert root is None or isinstance(root.value, dict)
    root = read(b"a: &a {x: [1, 2]}\nb: [*a, *a]\n").root
    assert root is not None
    assert plain(root) == {"a": {"x": ["1", "2"]}, "b": [{"x": ["1", "2"]}] * 2}
