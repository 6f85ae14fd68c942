"""Would catch an edit that changes a byte beside what it was to change, in any style of YAML."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from platebook import edit

#: Texts as people write them, with everything that means something to YAML.
WORDS = st.sampled_from(
    [
        *(
            "market",
            "ice",
            "—",
            "№ 4",
            "C:",
            "a:b",
            "it’s",
            "'tis",
            '"no"',
            "\\",
            "#4",
            "# x",
            "&c",
        ),
        *("*", "**bold**", "- dash", "1.", "> q", "{a}", "[b]", "%", "@", "`", "!", "?", "|", "~"),
        *(
            "null",
            "No",
            "true",
            "1984",
            "0x1F",
            "2011-08",
            "…",
            "朝市",
            "魚、",
            "سوق",
            "שוק",
            "👩‍🍳",
        ),
        *("é", "e\u0301", "\u00a0", "\u2028", "\u200f", "a  b", "a\tb", ",", ":", "---", "<b>"),
    ]
)
LINE = st.lists(WORDS, min_size=1, max_size=30).map(" ".join).map(str.strip).filter(bool)
TEXT = st.one_of(
    LINE,
    st.lists(LINE, min_size=2, max_size=4).map("\n\n".join),
    st.lists(LINE, min_size=2, max_size=4).map("\n".join),
)
COMMENT = st.sampled_from(["", "  # a note", "\t# a note: “x”, [y]", " "])


def spelled(text: str, style: str, pad: str) -> str:
    """Write a simple text in a style, over several lines where the style's name says so."""
    words = text.split()
    half = len(words) // 2
    one, two = " ".join(words[:half]), " ".join(words[half:])
    return {
        "plain": text,
        "plain lines": f"{one}\n{pad}{two}",
        "single": f"'{text}'",
        "double": f'"{text}"',
        "double lines": f'"{one}\n{pad}{two}"',
        "single lines": f"'{one}\n\n{pad}{two}'",
        "folded": f">-\n{pad}{one}\n{pad}{two}",
        "folded indented": f">2-\n{pad}{one}\n{pad}{two}",
        "literal": f"|\n{pad}{one}\n\n{pad}{two}",
        "literal kept": f"|+\n{pad}{one}\n{pad}{two}\n",
        "escaped": '"' + one + "\\n\\u00e9 \\x41" + two + '"',
        "nothing": "",
        "null": "~",
    }[style]


BLOCKS = ("folded", "folded indented", "literal", "literal kept")
STYLES = st.sampled_from(
    [
        *("plain", "plain lines", "single", "double", "double lines", "single lines"),
        *("escaped", "nothing", "null", *BLOCKS),
    ]
)
OLD = "the stalls go up before it is light"


def understood(raw: bytes) -> Any:
    """Read YAML by another reader than ours; every scalar stays text."""
    return yaml.load(raw.decode("utf-8-sig"), Loader=yaml.CBaseLoader)


def stripped(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: stripped(each) for key, each in value.items()}
    if isinstance(value, list):
        return [stripped(each) for each in value]
    return value.strip()


def written(text: str, newline: str, bom: bool) -> bytes:
    return (b"\xef\xbb\xbf" if bom else b"") + text.replace("\n", newline).encode()


def edited(
    raw: bytes, what: Callable[[Path], edit.Edited], name: str = "story.yaml"
) -> tuple[bytes, edit.Edited]:
    """Make an edit of a manifest and undo and do it again; give the bytes."""
    with tempfile.TemporaryDirectory() as folder:
        manifest = Path(folder, name)
        manifest.write_bytes(raw)
        Path(folder, "d.jpg").touch()  # what the test inserts
        result = what(manifest)
        new = manifest.read_bytes()
        assert edit.digest(new) == result.digest
        edit.apply(manifest, result.change.reversed())
        assert manifest.read_bytes() == raw
        edit.apply(manifest, result.change)
        assert manifest.read_bytes() == new
        return new, result


@pytest.mark.slow
@given(
    style=STYLES, value=TEXT, comment=COMMENT, newline=st.sampled_from(["\n", "\r\n"]),
    bom=st.booleans(), hyphen=st.sampled_from(["", "  "]), last=st.booleans(), end=st.booleans(),
)  # fmt: skip
@settings(deadline=None)
def test_setting_a_caption_changes_its_span_alone(
    style: str, value: str, comment: str, newline: str,
    bom: bool, hyphen: str, last: bool, end: bool,
) -> None:  # fmt: skip
    old = spelled(OLD, style, f"{hyphen}    ")
    behind = comment if style not in BLOCKS else ""
    header, _, body = old.partition("\n")
    if style in BLOCKS and comment:
        old = f"{header} # note\n{body}"
    before = (
        f"%YAML 1.2\n---\n# top\ntitle:   A  # t\nlanguage: en\nplates:\n{hyphen}# the first\n"
        f'{hyphen}- photo: a.jpg\n{hyphen}  alt: "x"\n\n{hyphen}- photo: b.jpg\n{hyphen}  caption:'
    )
    before += " " if old else ""
    after = behind + ("" if last else f"\n{hyphen}  # below\n{hyphen}  alt: it  is") + (
        "\n# end\nclosing: |\n  x\n" if end else "\n" * (style == "literal kept")
    )  # fmt: skip
    raw = written(before + old + after, newline, bom)
    new, _ = edited(raw, lambda manifest: edit.set(manifest, "b", "caption", value))
    head = written(before, newline, bom)
    assert new.startswith(head)
    tail = after.removeprefix(behind).replace("\n", newline).encode()
    assert new.endswith(tail)
    # The comment behind the text is there, once, whatever the text became.
    middle = new[len(head) : len(new) - len(tail)]
    if "note" in old + behind:
        assert middle.count(b"# note") + middle.count(b"# a note") == 1
    expected = stripped(understood(raw))
    expected["plates"][1]["caption"] = value
    found = stripped(understood(new.replace("\u2028".encode(), "\ufdd0".encode())))
    assert found["plates"][1]["caption"].replace("\ufdd0", "\u2028") == value
    found["plates"][1]["caption"] = value
    assert found == expected
    assert b"\r" not in new.replace(b"\r\n", b"")
    assert (b"\r\n" in new) == (newline == "\r\n")


PLATES = [
    "{h}# the opening: keep it first\n{h}- photo: a.jpg\n{h}  caption: |2\n{h}    One\n{h}    two",
    "{h}- {{photo: b.jpg, caption: 'a, b'}}  # in braces",
    "{h}-\n{h}    # inside\n{h}    photo: c.jpg\n{h}    alt: >-\n{h}      one\n{h}      two",
    "{h}# two lines\n{h}# of comment\n{h}-   photo: d.jpg\n{h}    alt: x\n{h}     # deeper",
    '{h}- photo: e.jpg\n{h}  focus: [0.5,\n{h}          0.3]\n{h}  caption: "a\n{h}    b"',
]
GAPS = ["\n", "\n\n", "\n   \n\n", "\n\n{h}# Part two ------\n\n"]


@pytest.mark.slow
@given(
    order=st.permutations(PLATES), gaps=st.lists(st.sampled_from(GAPS), min_size=4, max_size=4),
    hyphen=st.sampled_from(["", "  ", "    "]), newline=st.sampled_from(["\n", "\r\n"]),
    at=st.integers(0, 4), to=st.integers(0, 4), end=st.sampled_from(["", "\n", "\nclosing: x\n"]),
)  # fmt: skip
@settings(deadline=None)
def test_moving_and_removing_plates_permutes_whole_lines(
    order: Sequence[str], gaps: Sequence[str], hyphen: str, newline: str, at: int, to: int, end: str
) -> None:
    units = [unit.format(h=hyphen) for unit in order]
    between = [gap.format(h=hyphen) for gap in gaps]

    def whole(units: Sequence[str]) -> bytes:
        body = "".join(a + b for a, b in zip(units, [*between, end], strict=True))
        return written(f"title: A\nlanguage: en\nplates:\n{body}", newline, False)

    names = [unit.partition("photo: ")[2][0] for unit in order]
    moved, _ = edited(whole(units), lambda path: edit.move(path, names[at], index=to))
    units.insert(to, units.pop(at))
    assert moved == whole(units)
    taken, _ = edited(moved, lambda path: edit.remove(path, names[at]))
    values = understood(moved)
    values["plates"] = [each for each in values["plates"] if each["photo"][0] != names[at]]
    assert stripped(understood(taken)) == stripped(values)
    assert set(taken.splitlines()) <= set(moved.splitlines())
    for comment in (b"keep it first", b"of comment", b"Part two"):
        gone = comment in units[to].encode()
        assert taken.count(comment) == moved.count(comment) - gone


@pytest.mark.slow
@given(
    value=TEXT, indent=st.sampled_from([None, 2, 4]), key=st.sampled_from(["caption", "alt"]),
    ascii_only=st.booleans(),
)  # fmt: skip
@settings(deadline=None)
def test_json_stays_json_and_all_else_its_bytes(
    value: str, indent: int | None, key: str, ascii_only: bool
) -> None:
    plates: list[dict[str, Any]] = [
        {"photo": "a.jpg", "caption": "😀 one", "focus": [0.5, 0.25]},
        {"photo": "b.jpg", "decorative": False},
        {"photo": "c.jpg", "caption": "three"},
    ]
    document = {"title": "A", "language": "en", "plates": plates}

    def dump(value: object) -> bytes:
        return json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode()

    new, _ = edited(dump(document), lambda path: edit.set(path, "a", key, value), "story.json")
    plates[0][key] = edit_value = " ".join(value.split("\n")) if key == "alt" else value
    found = json.loads(new)
    assert found["plates"][0][key].split() == edit_value.split()
    found["plates"][0][key] = edit_value
    assert found == document
    plates[0].pop(key)
    rest = json.loads(edited(new, lambda path: edit.set(path, "a", key, None), "story.json")[0])
    assert rest == document
    raw = dump(document)
    moved, _ = edited(raw, lambda path: edit.move(path, "c", before="a"), "story.json")
    plates.insert(0, plates.pop())
    assert moved == dump(document)
    extra = {"photo": "d.jpg", "caption": "four"}
    more, _ = edited(moved, lambda path: edit.insert(path, [extra], 1), "story.json")
    plates.insert(1, extra)
    assert json.loads(more) == document
    assert more == dump(document)


BRACKETS = [
    "[{photo: a.jpg}, {photo: b.jpg , alt: 'x, y'},{photo: c.jpg}]",
    "[ {photo: a.jpg}\n  , {photo: b.jpg},\n  {photo: c.jpg}, ]",
    '[\n    # the opening\n    {photo: a.jpg, caption: "x\n      y"},  # first\n'
    "    {photo: b.jpg},\n    # two\n    {photo: c.jpg}  # last\n  ]  # end",
]


@pytest.mark.slow
@given(text=st.sampled_from(BRACKETS), at=st.integers(0, 2), to=st.integers(0, 2), value=LINE)
@settings(deadline=None)
def test_plates_in_brackets_keep_their_comments(text: str, at: int, to: int, value: str) -> None:
    raw = f"title: A\nlanguage: en\nplates: {text}\nclosing: x\n".encode()
    names = ["a", "b", "c"]
    moved, _ = edited(raw, lambda path: edit.move(path, names[at], index=to))
    names.insert(to, names.pop(at))
    assert [plate["photo"][0] for plate in understood(moved)["plates"]] == names
    lines = [line.strip(" ,") for line in moved.decode().splitlines()]
    if "# the opening" in lines:
        assert "a.jpg" in lines[lines.index("# the opening") + 1]
        assert "c.jpg" in lines[lines.index("# two") + 1]
    changed, _ = edited(moved, lambda path: edit.set(path, "b", "caption", value))
    assert (
        understood(changed.replace("\u2028".encode(), b" "))["plates"][names.index("b")][
            "caption"
        ].split()
        == value.replace("\u2028", " ").split()
    )
    back, _ = edited(changed, lambda path: edit.set(path, "b", "caption", None))
    assert back == moved
    less, _ = edited(moved, lambda path: edit.remove(path, "b"))
    assert [plate["photo"][0] for plate in understood(less)["plates"]] == [
        name for name in names if name != "b"
    ]
