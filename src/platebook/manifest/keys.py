"""The keys of a manifest: what each means, what it takes, what one writes for it.

This is the border: text in, checked values out. The descriptions and examples here are what an
editor shows beside a key (the JSON Schema), and a hint gives the first example of each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Annotated, get_args

from pydantic import ConfigDict, Field
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from platebook import geometry
from platebook.manifest.parse_yaml import Node
from platebook.manifest.part_keys import (
    PARTS,
    ContributorKeys,
    DesignKeys,
    EpigraphKeys,
    ForewordKeys,
    IsbnKeys,
    LinkKeys,
    ManifestKeys,
    PlateKeys,
    SectionKeys,
    SeriesKeys,
    SubjectsKeys,
)
from platebook.manifest.value_types import (
    Essay,
    Identifier,
    Language,
    Line,
    Name,
    Paragraph,
    Prose,
    Publication,
    RelativePath,
    Slug,
    TextType,
    TrimName,
    Truth,
    TypographyName,
)


def text_of(field: object) -> TextType | None:
    """Find what kind of text a key takes, or each item of its list; None if it takes no text."""
    for annotation in getattr(field, "metadata", ()) or getattr(field, "__metadata__", ()):
        if isinstance(annotation, TextType):
            return annotation
    within = get_args(getattr(field, "annotation", None) or field)
    return next(filter(None, map(text_of, within)), None)


_TRIMS = ", ".join(geometry.TRIMS)


class StoryKeys(ManifestKeys):
    """A photo story: its words, and the order of its plates."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["plates"]}, {"required": ["sections"]}]}
    )

    title: Line = Field(
        description="The story's title, in plain text.",
        examples=["A Glimpse of Ordinary Life in North Korea"],
    )
    subtitle: Line | None = Field(
        None,
        description="A line under the title, in plain text.",
        examples=["Photographs from a guided tour"],
    )
    standfirst: Prose | None = Field(
        None,
        description="One or two sentences under the title that say what the story is, in Markdown.",
        examples=["A photographer joins a guided tour, and finds people much like us."],
    )
    language: Language = Field(
        description="The language of the story, as a BCP 47 tag. Hyphenation, direction and "
        "generated words such as “Contents” follow it.",
        examples=["en", "en-GB", "de", "zh-Hans", "ar"],
    )
    identifier: Identifier | None = Field(
        None,
        description="What names the book for good: urn:isbn:…, urn:uuid:…, a web address or "
        "doi:10.… Absent: a UUID made from the slug (else the title), the first contributor and "
        "the language, which stays the same as long as these do.",
        examples=["urn:isbn:9780306406157", "https://example.org/stories/guides"],
    )
    slug: Slug | None = Field(
        None,
        description="The finished files' name without its ending. Absent: made from the title.",
        examples=["ordinary-life"],
    )
    published: Publication | None = Field(
        None,
        description="The date of this edition: a day, a month or a year. Books take no date from "
        "the clock.",
        examples=["2026-01-15", "2026-01", "2026"],
    )
    publisher: Name | None = Field(
        None, description="Who publishes the book.", examples=["Example Press"]
    )
    rights: Paragraph | None = Field(
        None,
        description="Who holds which rights, as printed on the imprint.",
        examples=["© 2026 Example Press. Photographs © Sam Gellman."],
    )
    series: SeriesKeys | None = Field(
        None,
        description="The series that the story is part of: its name, and the story's place in it.",
        examples=[{"name": "Ordinary Lives", "position": "3"}],
    )
    keywords: Annotated[list[Name], Field(max_length=200)] | None = Field(
        None,
        description="What the story is about, for catalogues and shops.",
        examples=[["North Korea", "everyday life"]],
    )
    subjects: SubjectsKeys | None = Field(
        None,
        description="What the story is about, by the codes of the book trade: Thema and BISAC. "
        "Shops sort by them (`platebook shelf` writes them into ONIX).",
        examples=[{"thema": ["AJCP"], "bisac": ["PHO023000"]}],
    )
    isbn: IsbnKeys | None = Field(
        None,
        description="The ISBN of each form of the book, where forms have ISBNs of their own. "
        "The identifier names the story in all forms.",
        examples=[{"epub": "978-0-306-40615-7"}],
    )
    contributors: Annotated[list[ContributorKeys], Field(max_length=500)] | None = Field(
        None,
        description="Who made the story, the most important first.",
        examples=[[{"name": "Sam Gellman", "role": "photographer"}]],
    )
    credit: Line | None = Field(
        None,
        description="The credit line of every plate that has none of its own.",
        examples=["Sam Gellman"],
    )
    cover: RelativePath | None = Field(
        None,
        description="The cover's picture: a plate's id, or the path of an image in the story "
        "folder. Absent: the first plate.",
        examples=["guides", "photos/cover.jpg"],
    )
    back_cover: Annotated[list[Name], Field(min_length=1, max_length=3)] | None = Field(
        None,
        alias="back-cover",
        description="The ids of one to three plates whose photographs stand on the back of the "
        "printed cover. Absent: three from all over the story.",
        examples=[["harbour"], ["harbour", "stalls", "portrait"]],
    )
    trim: TrimName | None = Field(
        None,
        description=f"The printed page's size after cutting: a size such as 8.5x8.5in or "
        f"210x297mm, or one of {_TRIMS}. Absent: {geometry.DEFAULT_TRIM.name}.",
        examples=["8.5x8.5in", "a4-landscape"],
    )
    theme: RelativePath | None = Field(
        None,
        description="A folder with templates and styles of your own, relative to story.yaml.",
        examples=["theme"],
    )
    sharpen: Truth | None = Field(
        None,
        description="false: no photograph is sharpened where it is made smaller for page or "
        "screen. Absent: each is, a little.",
        examples=[False],
    )
    design: DesignKeys | None = Field(
        None,
        description="The art direction of the printed book: where captions, credits and page "
        "numbers stand, and the line that photographs share.",
        examples=[{"captions": "facing", "hang": "top"}],
    )
    typography: TypographyName | None = Field(
        None,
        description="smart: straight quotes, double hyphens and three full stops are set as the "
        "story's language prints them, in all books; never in code, links and addresses. "
        "as-written (the default): they are printed as they stand.",
        examples=["smart", "as-written"],
    )
    dedication: Prose | None = Field(
        None,
        description="For whom the book is, in Markdown, on a page of its own after the imprint.",
        examples=["For my mother, who never took a photograph."],
    )
    epigraph: EpigraphKeys | None = Field(
        None,
        description="A quotation on a page of its own after the imprint, and its source.",
        examples=[{"text": "The journey, not the arrival, matters.", "source": "Proverb"}],
    )
    foreword: ForewordKeys | None = Field(
        None,
        description="A text before the introduction, signed by the person who wrote it.",
        examples=[
            {
                "text": "I first saw these photographs in 2012.",
                "author": "The curator of the exhibition",
            }
        ],
    )
    introduction: Essay | None = Field(
        None,
        description="The text before the first plate, in Markdown.",
        examples=["In 2011 a photographer joined a guided tour."],
    )
    plates: Annotated[list[PlateKeys], Field(min_length=1)] | None = Field(
        None,
        description="The photographs in reading order; one plate is one page. A story has either "
        "plates or sections.",
        examples=[[{"photo": "photos/01-guides.jpg", "caption": "Guides at the monument."}]],
    )
    sections: Annotated[list[SectionKeys], Field(min_length=1, max_length=500)] | None = Field(
        None,
        description="In place of plates, for a longer story: chapters with a title and a text.",
        examples=[[{"title": "The mass games", "plates": [{"photo": "photos/11-stadium.jpg"}]}]],
    )
    closing: Essay | None = Field(
        None,
        description="The text after the last plate, in Markdown.",
        examples=["That is what stayed with him."],
    )
    acknowledgements: Essay | None = Field(
        None,
        description="Thanks to all who helped, in Markdown, on a page of its own at the end.",
        examples=["The guides, who carried the tripod as far as it was allowed."],
    )
    links: Annotated[list[LinkKeys], Field(max_length=500)] | None = Field(
        None,
        description="Links shown at the end of the book.",
        examples=[[{"label": "The photographer’s website", "url": "https://example.org/"}]],
    )


@cache
def word_keys() -> frozenset[str]:
    """Return the keys that take words, in the story or one of its parts."""
    models: list[type[ManifestKeys]] = [StoryKeys, *PARTS.values()]
    fields = ((name, field) for model in models for name, field in model.by_key().items())
    return frozenset(name for name, field in fields if (text := text_of(field)) and text.words)


def texts(
    node: Node, model: type[ManifestKeys] = StoryKeys
) -> Iterator[tuple[str, TextType, Node, Node]]:
    """Yield every text: its key, what that takes, where it stands, and itself.

    It stands at its key; or it is an item of a list, and stands for itself.
    """
    for name, (key, value) in node.value.items() if isinstance(node.value, dict) else ():
        if (field := model.by_key().get(name)) is None:
            continue
        items = value.value if isinstance(value.value, list) else [value]
        if part := PARTS.get(name):
            for item in items:
                yield from texts(item, part)
        elif kind := text_of(field):
            for item in items:
                yield name, kind, (key if item is value else item), item


class _Plainly(GenerateJsonSchema):
    """Leaves out what is of no use to an editor: nulls, defaults, titles made from names."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - no field's is
        return False


def schema() -> str:
    """Return the JSON Schema (2020-12) of a manifest as text, the same each time."""
    json_schema = StoryKeys.model_json_schema(schema_generator=_Plainly)
    parts = json_schema.pop("$defs")
    whole = {
        "$schema": _Plainly.schema_dialect,
        **_order(json_schema, "A platebook story (story.yaml)"),
        "$defs": {name: _order(part, name) for name, part in parts.items()},
    }
    text = json.dumps(whole, ensure_ascii=False, indent=2)
    # Classes are called PlateKeys here; a reader of the schema wants Plate.
    return re.sub(r'"(#/\$defs/)?(\w+)Keys"', r'"\1\2"', text) + "\n"


def _order(part: JsonSchemaValue, title: str) -> JsonSchemaValue:
    """Put what a reader looks for first, and leave the rest as it comes."""
    first = ("description", "type", "properties", "required")
    return {"title": title, **{key: part.pop(key) for key in first if key in part}} | {
        key: value for key, value in part.items() if key != "title"
    }
