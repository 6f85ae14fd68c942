"""Writes the JSON Schema of a manifest, by which editors complete and explain its keys."""

from __future__ import annotations

import json
import re

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from platebook.manifest.keys import StoryKeys


class _Plainly(GenerateJsonSchema):
    """Leaves out what is of no use to an editor: nulls, defaults, titles made from names."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - no field's is
        return False


def schema() -> str:
    """Give the schema as text, the same each time, with a line break at its end."""
    made = StoryKeys.model_json_schema(schema_generator=_Plainly)
    parts = made.pop("$defs")
    whole = {
        "$schema": _Plainly.schema_dialect,
        **_ordered(made, "A platebook story (story.yaml)"),
        "$defs": {name: _ordered(part, name) for name, part in parts.items()},
    }
    text = json.dumps(whole, ensure_ascii=False, indent=2)
    # Classes are called PlateKeys here; a reader of the schema wants Plate.
    return re.sub(r'"(#/\$defs/)?(\w+)Keys"', r'"\1\2"', text) + "\n"


def _ordered(part: JsonSchemaValue, title: str) -> JsonSchemaValue:
    """Put what a reader looks for first, and leave the rest as it comes."""
    first = ("description", "type", "properties", "required")
    return {"title": title, **{key: part.pop(key) for key in first if key in part}} | {
        key: value for key, value in part.items() if key != "title"
    }
