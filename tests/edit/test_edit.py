"""Would catch an edit that loses a comment, a permission or another program's change."""

from __future__ import annotations

import pickle
import threading
from pathlib import Path
from typing import Any

import pytest

import platebook
from platebook import edit
from platebook.edit import manifest_file
from platebook.errors import OutputError, PlatebookError
from tests.stories import save_quadrant

STORY = """\
# our book
title: Before the Market   # the working title
language: en
cover: two
credit: 'The Desk'
keywords:
  - ice   # cold
  - fish
contributors:
  - {name: The Photo Desk, role: photographer}
sections:
- title: One
  text: >-
    The first
    morning.
  plates:
  # the opening
  - photo: photos/one.jpg
    caption: The stalls go up.
    alt: A roof.
  - id: two
    photo: photos/two.jpg
    alt: A man.

- title: Two
  plates:
    # ice
    -   photo: photos/three.jpg
        caption: |
          Three.
        alt: A lorry.
    -   photo: photos/four.jpg
        alt: Fish.
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    folder = tmp_path / "story"
    for name in ("one", "two", "three", "four", "five"):
        save_quadrant(folder / "photos" / f"{name}.jpg", (40, 30))
    (folder / "story.yaml").write_text(STORY, encoding="utf-8")
    return folder


def changed(story: Path, *replacements: tuple[str, str]) -> bool:
    """Return whether the manifest is as it was but for these replacements."""
    text = STORY
    for old, new in replacements:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    assert (story / "story.yaml").read_text("utf-8") == text
    return True


@pytest.mark.parametrize(
    ("where", "key", "value", "old", "new"),
    [
        ({}, "title", "Ice: a story", "Before the Market ", '"Ice: a story" '),
        ({}, "title", "A\nB", "Before the Market ", "A B "),
        ({}, "credit", "It's", "'The Desk'", "'It''s'"),
        ({}, "cover", None, "cover: two\n", ""),
        ({}, "trim", "a4", "  - {name: The Photo Desk, role: photographer}\n", None),
        ({}, "keywords", ["ice", "salt", "fish"], "  - fish", "  - salt\n  - fish"),
        ({}, "keywords", ["ice"], "\n  - fish", ""),
        ({}, "contributors.0.sort", "A, B", "photographer}", 'photographer, sort: "A, B"}'),
        ({}, "series.name", "Mornings", "language: en\n", "language: en\nseries:\n  name: Mornings\n"),  # noqa: E501
        (
            {"section": 0}, "text", "The second\n\nmorning.",
            ">-\n    The first\n    morning.", "|\n    The second\n\n    morning.",
        ),
        ({"section": 1}, "title", "#2", "title: Two", 'title: "#2"'),
        ({"section": 1}, "text", "Later.", "- title: Two\n", "- title: Two\n  text: Later.\n"),
        ({"plate": "one"}, "id", "first", "- photo: photos/one.jpg\n", None),
        ({"plate": "two"}, "id", None, "- id: two\n    photo", None),
        ({"plate": "one"}, "focus", [0.5, 1 / 3], "A roof.\n", "A roof.\n    focus: [0.5, 0.333333]\n"),  # noqa: E501
        ({"plate": "three"}, "alt", None, "        alt: A lorry.\n", ""),
        ({"plate": "four"}, "caption", "a\n\nb", "four.jpg\n", "four.jpg\n        caption: |\n          a\n\n          b\n"),  # noqa: E501
        ({"plate": "four"}, "caption", "No", "four.jpg\n", 'four.jpg\n        caption: "No"\n'),
        ({"plate": "four"}, "caption", "", "four.jpg\n", 'four.jpg\n        caption: ""\n'),
    ],
)  # fmt: skip
def test_a_value_is_set_as_a_person_would_write_it(
    story: Path, where: dict[str, Any], key: str, value: edit.Value, old: str, new: str | None
) -> None:
    before = (story / "story.yaml").read_bytes()
    if (where, key) == ({"plate": "two"}, "id"):
        edit.set(story, None, "cover", None)
        result = edit.set(story, "two", "id", None)
        assert changed(story, ("cover: two\n", ""), (old, "- photo"))
    else:
        result = edit.set(story, where.get("plate"), key, value, section=where.get("section"))
        added = {"trim": f"{old}trim: a4\n", "id": f"{old}    id: first\n"}
        assert changed(story, (old, added[key] if new is None else new))
        edit.apply(story, result.change.reversed())
        assert (story / "story.yaml").read_bytes() == before
    assert {finding.code for finding in result.findings} <= {"S016"}  # the comments of STORY
    platebook.load(story)


def test_plates_move_between_sections_with_their_comments(story: Path) -> None:
    edit.move(story, "three", after="two")
    assert list(edit.read(story).plates) == ["one", "two", "three", "four"]
    text = (story / "story.yaml").read_text("utf-8")
    assert "    alt: A man.\n  # ice\n  -   photo: photos/three.jpg\n      caption: |\n" in text
    assert "      caption: |\n        Three.\n      alt: A lorry.\n\n- title: Two" in text
    edit.move(story, "one", before="four")
    text = (story / "story.yaml").read_text("utf-8")
    assert "  plates:\n    # the opening\n    - photo: photos/one.jpg\n      caption" in text
    with pytest.raises(edit.EditError, match="its last"):
        edit.move(story, "one", before="two")
        edit.move(story, "four", before="two")
    assert [len(section.plates) for section in platebook.load(story).sections] == [3, 1]


def test_several_plates_move_in_one_edit_or_not_at_all(story: Path) -> None:
    before = (story / "story.yaml").read_bytes()
    with pytest.raises(edit.EditError, match="no plate has the id “none”"):
        edit.move(story, ["one", "none"], after="four")
    assert (story / "story.yaml").read_bytes() == before
    result = edit.move(story, ["three", "one"], before="two")
    assert list(edit.read(story).plates) == ["three", "one", "two", "four"]
    edit.apply(story, result.change.reversed())
    assert (story / "story.yaml").read_bytes() == before


def test_plates_are_inserted_like_their_neighbours(story: Path) -> None:
    plate = {"photo": "photos/five.jpg", "alt": "Five: a boat.", "decorative": None}
    result = edit.insert(story, [plate], after="two")
    assert changed(
        story, ("A man.\n", 'A man.\n  - photo: photos/five.jpg\n    alt: "Five: a boat."\n')
    )
    edit.apply(story, result.change.reversed())
    edit.insert(story, [plate])
    assert changed(
        story,
        ("alt: Fish.\n", 'alt: Fish.\n    -   photo: photos/five.jpg\n        alt: "Five: a boat."\n'),  # noqa: E501
    )  # fmt: skip


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: edit.set(path, "one", "layout", "foo"), "not a layout"),
        (lambda path: edit.set(path, "one", "decorative", True), "decorative and has an alt"),
        (lambda path: edit.set(path, "one", "colour", "red"), "not a key"),
        (lambda path: edit.set(path, "none", "alt", "x"), "no plate has the id"),
        (lambda path: edit.set(path, "one", "caption", "a\x00b"), "no manifest can hold"),
        (lambda path: edit.set(path, None, "title", None), "has no title"),
        (lambda path: edit.set(path, "one", "photo", "../../etc/passwd"), "leads out"),
        (lambda path: edit.remove(path, "two"), "no plate has the id “two”"),
        (lambda path: edit.move(path, "one"), "one place is needed"),
        (lambda path: edit.insert(path, [{"photo": "photos/none.jpg"}]), "is not there"),
        (lambda path: edit.insert(path, [{"photo": object()}]), "not object"),
    ],
)
def test_an_edit_that_would_make_the_manifest_wrong_is_refused(
    story: Path, make: Any, message: str
) -> None:
    with pytest.raises(edit.EditError, match=message):
        make(story)
    assert changed(story)
    assert sorted(each.name for each in story.iterdir()) == ["photos", "story.yaml"]


ALIASES = """\
title: A
language: en
plates:
- &first
  photo: a.jpg
  caption: &c Same.
- photo: b.jpg
  caption: *c
- *first
"""


def test_values_that_repeat_by_name_are_refused_or_right(tmp_path: Path) -> None:
    manifest = tmp_path / "story.yaml"
    manifest.write_text(ALIASES, encoding="utf-8")
    for key, plate in (("caption", "a"), ("caption", "b"), ("alt", "a"), ("alt", "a-2")):
        with pytest.raises(edit.EditError, match=r"\*|&"):
            edit.set(manifest, plate, key, "New")
    with pytest.raises(edit.EditError, match="refers to a name"):
        edit.move(manifest, "b", before="a")
    assert manifest.read_text("utf-8") == ALIASES
    edit.set(manifest, "b", "alt", "New")
    assert manifest.read_text("utf-8") == ALIASES.replace("*c\n", "*c\n  alt: New\n")


def test_what_is_no_yaml_is_not_edited_and_what_is_wrong_already_may_stay(tmp_path: Path) -> None:
    manifest = tmp_path / "story.yaml"
    manifest.write_text("title: A: b\nplates:\n- photo: a.jpg\n", encoding="utf-8")
    with pytest.raises(PlatebookError, match="must be corrected first: a colon"):
        edit.set(manifest, None, "language", "en")
    manifest.write_text("title: A\nplates:\n- photo: a.jpg\n  captoin: x\n", encoding="utf-8")
    result = edit.set(manifest, None, "language", "en")  # a file is missing, a key is unknown
    assert len(result.findings) == 2
    edit.set(manifest, "a", "captoin", None)
    assert manifest.read_text("utf-8") == "title: A\nlanguage: en\nplates:\n- photo: a.jpg\n"


def test_a_change_by_another_program_is_a_conflict_and_nothing_is_lost(story: Path) -> None:
    seen = edit.read(story)
    edit.set(story, "one", "caption", "Theirs.")
    with pytest.raises(edit.EditConflictError) as caught:
        edit.set(story, "one", "caption", "Ours.", against=seen.digest, was="The stalls go up.")
    error = pickle.loads(pickle.dumps(caught.value))
    assert (error.theirs, error.yours) == ("Theirs.", "Ours.")
    assert error.text == (story / "story.yaml").read_text("utf-8")
    assert error.digest == edit.read(story).digest
    with pytest.raises(edit.EditConflictError):  # the digest is the newest, the value another one
        edit.set(story, "one", "caption", "x", against=error.digest, was="The stalls go up.")
    edit.set(story, "one", "caption", "Theirs.", was="The stalls go up.")  # as it is already
    with pytest.raises(edit.EditConflictError):
        edit.move(story, "one", after="two", against=seen.digest)
    # The same value as was seen: a change elsewhere is no conflict.
    edit.set(story, "two", "alt", "Ours.", against=seen.digest, was="A man.")
    assert changed(story, ("The stalls go up.", "Theirs."), ("A man.", "Ours."))
    with pytest.raises(edit.EditConflictError):
        edit.apply(story, edit.set(story, "two", "alt", "x", write=False).change.reversed())


def test_a_change_between_reading_and_writing_is_not_overwritten(
    story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = manifest_file._keep_attributes

    def another_program(*given: Any) -> None:
        (story / "story.yaml").write_text(STORY.replace("A roof.", "Theirs."), encoding="utf-8")
        keep(*given)

    monkeypatch.setattr(manifest_file, "_keep_attributes", another_program)
    with pytest.raises(edit.EditConflictError):
        edit.set(story, "two", "alt", "Ours.")
    assert changed(story, ("A roof.", "Theirs."))
    assert sorted(each.name for each in story.iterdir()) == ["photos", "story.yaml"]


def test_edits_at_once_follow_one_another(story: Path) -> None:
    keys = [("one", "caption"), ("one", "alt"), ("two", "alt"), ("four", "alt"), (None, "credit")]
    threads = [
        threading.Thread(target=edit.set, args=(story, plate, key, f"{plate} {key}"))
        for plate, key in keys
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    now = edit.read(story)
    for plate, key in keys:
        assert (now.plates[plate] if plate else now.values)[key] == f"{plate} {key}"


def test_permissions_and_links_stay(story: Path, tmp_path: Path) -> None:
    manifest = story / "story.yaml"
    manifest.chmod(0o640)
    edit.set(story, "one", "alt", "A hall.")
    assert manifest.stat().st_mode & 0o777 == 0o640
    real = story / "texts" / "real.yaml"
    real.parent.mkdir()
    manifest.rename(real)
    manifest.symlink_to("texts/real.yaml")
    edit.set(story, "one", "alt", "A bridge.")
    assert manifest.is_symlink()
    assert "alt: A bridge." in real.read_text("utf-8")
    real.chmod(0o440)
    with pytest.raises(OutputError, match="write-protected"):
        edit.set(story, "one", "alt", "z")
    assert "alt: A bridge." in real.read_text("utf-8")
    outside = tmp_path / "outside.yaml"
    outside.write_text(STORY, encoding="utf-8")
    manifest.unlink()
    manifest.symlink_to(outside)
    with pytest.raises(PlatebookError, match="leads out"):
        edit.set(story, "one", "alt", "z")
    assert outside.read_text("utf-8") == STORY


@pytest.mark.slow
def test_the_whole_sample_can_be_edited(tmp_path: Path) -> None:
    """Every text of every plate, and every place in the order, one after another."""
    sample = Path(__file__).parents[2] / "story" / "story.yaml"
    manifest = tmp_path / "story.yaml"
    manifest.write_bytes(sample.read_bytes())
    names = list(edit.read(manifest).plates)
    changes = []
    for name in names[::5]:
        changes.append(edit.set(manifest, name, "caption", f"Caption: {name}").change)
        changes.append(edit.move(manifest, name, index=len(names) - 1).change)
    now = edit.read(manifest)
    assert [now.plates[name]["caption"] for name in names[::5]] == [
        f"Caption: {name}" for name in names[::5]
    ]
    assert list(now.plates)[-5:] == names[::5]
    comments = [line for line in sample.read_text("utf-8").splitlines() if line.startswith("#")]
    assert [line for line in now.text.splitlines() if line.startswith("#")] == comments
    for change in reversed(changes):
        edit.apply(manifest, change.reversed())
    assert manifest.read_bytes() == sample.read_bytes()
