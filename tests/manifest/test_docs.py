"""Would catch a key, a value or a warning that the manifest's reference lacks or gets wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from platebook import geometry
from platebook.manifest.keys import StoryKeys
from platebook.manifest.load_story import load
from platebook.manifest.part_keys import PARTS
from platebook.manifest.value_types import ROLES, language
from tests.manifest.stories import write

DOCS = (Path(__file__).parents[2] / "docs/reference/manifest.md").read_text(encoding="utf-8")
KEYS = sorted({key for part in (StoryKeys, *PARTS.values()) for key in part.by_key()})
EXAMPLES = re.findall(r"```yaml\n(.*?)```", DOCS, re.DOTALL)


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_explained(key: str) -> None:
    assert re.search(rf"^\| `{key}` \|", DOCS, re.MULTILINE)


def test_every_value_that_has_a_name_is_named() -> None:
    for name in geometry.TRIMS:
        assert f"`{name}`" in DOCS
    for code in ("pht", "aut", "edt", "ill", "trl"):
        assert f"`{code}`" in DOCS
        assert ROLES[code] in DOCS
    for number in range(1, 12):
        assert f"S{number:03}" in DOCS


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_is_a_manifest(number: int, tmp_path: Path) -> None:
    text = EXAMPLES[number]
    for key, rest in (("title", "A Story"), ("language", "en"), ("plates", "[{photo: a.jpg}]")):
        if not re.search(rf"^{key}:|^sections:" if key == "plates" else rf"^{key}:", text, re.M):
            text += f"{key}: {rest}\n"
    photos = re.findall(r"photo: ([^\s,}]+)", text) + re.findall(r"^cover: (\S+/\S+)", text, re.M)
    for theme in re.findall(r"^theme: (\S+)", text, re.M):
        (tmp_path / theme).mkdir()
    load(write(tmp_path, text, *photos))


def test_every_tag_of_a_language_is_one() -> None:
    tags = re.findall(r"`([a-z]{2}(?:-[A-Z][A-Za-z]+)*)`", DOCS.partition("### Languages")[2])
    assert len(tags) > 5
    assert all(language(tag) == tag for tag in tags if tag not in ("no",))
