"""The keys of a manifest: what each means, what it takes, what one writes for it.

This is the border: text in, checked values out. The descriptions and examples here are what an
editor shows beside a key (``json_schema``), and a hint gives the first example of each.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, get_args

from pydantic import BaseModel, ConfigDict, Field

from platebook import geometry
from platebook.manifest.types import (
    Essay,
    Focus,
    Identifier,
    Language,
    LayoutName,
    Line,
    LooseDate,
    Name,
    Paragraph,
    PlateId,
    Position,
    Prose,
    Publication,
    RelativePath,
    Role,
    Slug,
    TextType,
    TrimName,
    Truth,
    Url,
)


class ManifestKeys(BaseModel):
    """A mapping of the manifest; keys that it does not know are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SeriesKeys(ManifestKeys):
    """The series that the story is part of."""

    name: Name = Field(description="The series' name.", examples=["Ordinary Lives"])
    position: Position | None = Field(
        None,
        description="The story's place in the series: a number, with dots between its parts if "
        "it has some.",
        examples=["3", "2.1"],
    )


class ContributorKeys(ManifestKeys):
    """Somebody who made the story."""

    name: Name = Field(
        description="The name as printed: given name first, or as its owner writes it.",
        examples=["Sam Gellman"],
    )
    role: Role = Field(
        description="What they did: photographer, author, editor, illustrator, translator …, "
        "or a MARC relator code (pht, aut, edt, ill, trl …).",
        examples=["photographer", "author", "editor", "pht"],
    )
    sort: Name | None = Field(
        None,
        description="The name as a library shelves it, family name first.",
        examples=["Gellman, Sam"],
    )
    url: Url | None = Field(
        None,
        description="Where to find them: a web address, mailto: and an e-mail address, or tel: "
        "and a number.",
        examples=["https://example.org/", "mailto:desk@example.org"],
    )


class LinkKeys(ManifestKeys):
    """A link shown at the end of the book."""

    label: Name = Field(description="What the link says.", examples=["The photographer’s website"])
    url: Url = Field(
        description="Where it leads: https://…, http://…, mailto:… or tel:…",
        examples=["https://example.org/"],
    )


class PlateKeys(ManifestKeys):
    """One photograph and its words: one plate, one page."""

    model_config = ConfigDict(
        json_schema_extra={
            "not": {
                "required": ["alt", "decorative"],
                "properties": {"decorative": {"const": True}},
            }
        }
    )

    photo: RelativePath = Field(
        description="The photograph's file, relative to story.yaml, with slashes. It must lie in "
        "the story folder. JPEG, PNG, TIFF, WebP, HEIC or AVIF; it is never changed.",
        examples=["photos/01-guides.jpg"],
    )
    id: PlateId | None = Field(
        None,
        description="A short name that stays when plates move: a to z, 0 to 9 and hyphens. Links "
        "and the cover refer to it. Absent: made from the file's name.",
        examples=["guides"],
    )
    caption: Prose | None = Field(
        None,
        description="The text under the photograph, in Markdown. Absent: the caption in the "
        "photograph's own metadata. In print it keeps to its photograph's page.",
        examples=["Guides were present at **every** part of the tour."],
    )
    alt: Paragraph | None = Field(
        None,
        description="What a reader who cannot see the photograph needs: what it shows, in a "
        "sentence or two, and not the caption over again. Absent: the alt text in the "
        "photograph's own metadata.",
        examples=["Two guides in dark suits stand before a monument and look away."],
    )
    decorative: Truth | None = Field(
        None,
        description="true: the photograph says nothing that the text does not say, and has no "
        "alt text. Never together with alt.",
        examples=[True],
    )
    description: Prose | None = Field(
        None,
        description="A long description, in Markdown, for photographs that two sentences cannot "
        "describe; readers reach it by a link.",
        examples=["In front, some forty dancers; behind them a wall of coloured cards."],
    )
    credit: Line | None = Field(
        None,
        description="The credit line of this photograph. Absent: the story's credit, else the "
        "photograph's own metadata.",
        examples=["Sam Gellman"],
    )
    title: Line | None = Field(
        None,
        description="A title for lists of contents, in plain text. Absent: the start of the "
        "caption.",
        examples=["Guides at the monument"],
    )
    rights: Paragraph | None = Field(
        None,
        description="The rights in this photograph, when they differ from the story's.",
        examples=["© 2011 Sam Gellman"],
    )
    location: Line | None = Field(
        None, description="Where it was taken.", examples=["Pyongyang, North Korea"]
    )
    date: LooseDate | None = Field(
        None,
        description="When it was taken: a year, a month or a day.",
        examples=["2011-08", "2011", "2011-08-17"],
    )
    focus: Focus | None = Field(
        None,
        description="What must stay visible when a full-bleed plate is cropped: two numbers from "
        "0 to 1, from the left and from the top.",
        examples=[[0.5, 0.3]],
    )
    layout: LayoutName | None = Field(
        None,
        description="matted: the whole photograph, never cropped, with paper round it (the "
        "default). full-bleed: it fills the page, cropped round its focus.",
        examples=["matted", "full-bleed"],
    )
    sharpen: Truth | None = Field(
        None,
        description="false: this photograph is not sharpened where it is made smaller for page or "
        "screen, because it already was. Absent: as the story says.",
        examples=[False],
    )


class SectionKeys(ManifestKeys):
    """A chapter: it opens on a page of its own with its title and text."""

    title: Line = Field(
        description="The section's title, in plain text.", examples=["The mass games"]
    )
    text: Essay | None = Field(
        None,
        description="The text on the section's opening page, in Markdown.",
        examples=["In August the stadium fills every evening."],
    )
    plates: Annotated[list[PlateKeys], Field(min_length=1)] = Field(
        description="The section's plates, in reading order.",
        examples=[[{"photo": "photos/01-guides.jpg"}]],
    )


#: The mappings that stand under a key, in the story or one of its parts.
PARTS: dict[str, type[ManifestKeys]] = {
    "series": SeriesKeys,
    "contributors": ContributorKeys,
    "links": LinkKeys,
    "plates": PlateKeys,
    "sections": SectionKeys,
}


def text_of(field: object) -> TextType | None:
    """Find what kind of text a key takes, or each item of its list; None if it takes no text."""
    for found in getattr(field, "metadata", ()) or getattr(field, "__metadata__", ()):
        if isinstance(found, TextType):
            return found
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
    links: Annotated[list[LinkKeys], Field(max_length=500)] | None = Field(
        None,
        description="Links shown at the end of the book.",
        examples=[[{"label": "The photographer’s website", "url": "https://example.org/"}]],
    )


@cache
def word_keys() -> frozenset[str]:
    """Give the keys that take words, in the story or one of its parts."""
    models: list[type[ManifestKeys]] = [StoryKeys, *PARTS.values()]
    fields = ((name, field) for model in models for name, field in model.model_fields.items())
    return frozenset(name for name, field in fields if (text := text_of(field)) and text.words)
