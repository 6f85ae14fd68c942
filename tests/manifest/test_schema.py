"""Would catch a schema out of step with the model, that refuses a good story, or is silent."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from platebook.manifest import keys as manifest_keys
from platebook.manifest.keys import StoryKeys, schema
from platebook.manifest.part_keys import PARTS

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads(schema())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


class CoreLoader(yaml.SafeLoader):
    """Reads scalars as YAML 1.2's core schema does, and editors with it: no dates, no yes."""

    yaml_implicit_resolvers = copy.deepcopy(yaml.SafeLoader.yaml_implicit_resolvers)


for first, resolvers in CoreLoader.yaml_implicit_resolvers.items():
    kept = [pair for pair in resolvers if not pair[0].endswith((":timestamp", ":bool", ":int"))]
    CoreLoader.yaml_implicit_resolvers[first] = kept
CoreLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("true|True|TRUE|false|False|FALSE"), list("tTfF")
)
CoreLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]+$"), list("-+0123456789")
)


def problems(text: str) -> list[str]:
    found = VALIDATOR.iter_errors(yaml.load(text, CoreLoader))
    return sorted("/".join(map(str, error.absolute_path)) or error.validator for error in found)


def keys() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, part in {"Story": SCHEMA, **SCHEMA["$defs"]}.items():
        for key, value in part.get("properties", {}).items():
            yield name, key, value


def test_the_file_beside_the_sample_is_the_schema() -> None:
    assert (ROOT / "story" / "story.schema.json").read_text(encoding="utf-8") == schema()
    # Twice by its name in the room: a module of that name would take the function's place.
    assert manifest_keys.schema() == manifest_keys.schema()


def test_it_is_a_schema_of_2020_12() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_key_is_explained_with_examples_that_it_accepts() -> None:
    found = list(keys())
    assert {(name, key) for name, key, _ in found} == {
        ("Story" if owner is None else owner, key)
        for owner, model in [(None, StoryKeys)]
        + [(part.__name__.removesuffix("Keys"), part) for part in PARTS.values()]
        for key in model.by_key()
    }
    for name, key, value in found:
        assert len(value["description"]) > 10, (name, key)
        assert value["description"].endswith((".", "…")), (name, key)
        assert value["examples"], (name, key)
        for example in value["examples"]:
            VALIDATOR.evolve(schema={**value, "$defs": SCHEMA["$defs"]}).validate(example)


def test_an_editor_is_offered_no_nulls_and_no_default() -> None:
    assert '"null"' not in schema()
    assert '"default"' not in schema()
    assert "Keys" not in schema()


def test_the_sample_and_the_starter_are_good() -> None:
    for path in ("story/story.yaml", "src/platebook/starter/story.yaml"):
        text = (ROOT / path).read_text(encoding="utf-8")
        assert text.startswith("# yaml-language-server: $schema=story.schema.json\n")
        assert problems(text) == []


def test_what_load_accepts_an_editor_does_not_underline() -> None:
    assert not problems(
        "title: 1984\nlanguage: en\npublished: 2026-01-15\nseries: {name: X, position: 3}\n"
        "keywords: [2011, no]\ncontributors: [{name: X, role: PHT}]\n"
        "plates:\n- {photo: a.jpg, id: 12, date: 2011, caption: 3.5, decorative: false, alt: x}\n"
        "- {photo: a.jpg, focus: [0, 0.5], date: 2011-08, decorative: true}\n"
        "- {photo: a.jpg, width: 60%, caption-at: facing, begin: recto, layout: spread}\n"
        "- {photo: a.jpg, width: 4.5 in}\n"
        "design: {contents: auto, numbers: false, credits: none, running-title: all}\n"
    )


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("title: A\nlanguage: en\n", ["oneOf"]),
        ("title: A\nlanguage: english!\nplates: [{photo: a}]\n", ["language"]),
        ("titel: A\nlanguage: en\nplates: [{photo: a}]\n", ["additionalProperties", "required"]),
        ("title: A\nlanguage: en\nplates: [{photo: a, alt: b, decorative: true}]\n", ["plates/0"]),
        ("title: A\nlanguage: en\nplates: [{photo: a, focus: [1, 2]}]\n", ["plates/0/focus/1"]),
        ("title: A\nlanguage: en\nplates: [{photo: a, layout: x}]\n", ["plates/0/layout"]),
        ("title: A\nlanguage: en\nplates: [{photo: a, id: A b}]\n", ["plates/0/id"]),
        ("title: A\nlanguage: en\nplates: [{photo: a}]\nsections: []\n", ["oneOf", "sections"]),
        ("title: A\nlanguage: en\nplates: [{photo: a, width: 60}]\n", ["plates/0/width"]),
        ("title: A\nlanguage: en\ndesign: {hang: x}\nplates: [{photo: a}]\n", ["design/hang"]),
        ("title: A\nlanguage: en\npublished: 2026-1\nplates: [{photo: a}]\n", ["published"]),
    ],
)
def test_an_editor_underlines_mistakes(text: str, where: list[str]) -> None:
    assert problems(text) == where


def test_an_editor_completes_roles_and_layouts() -> None:
    role = SCHEMA["$defs"]["Contributor"]["properties"]["role"]
    assert "photographer" in role["anyOf"][0]["enum"]
    assert SCHEMA["$defs"]["Layout"]["enum"] == [
        "matted",
        "full-bleed",
        "spread",
        "full-bleed-spread",
    ]
