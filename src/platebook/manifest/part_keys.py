"""The keys of a story's parts: plates, sections, people, links, the art direction.

The descriptions and examples are what an editor shows beside a key (the JSON Schema), and a hint
gives the first example of each.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from platebook import story
from platebook.manifest.value_types import (
    AutoOrTruth,
    BeginOn,
    BisacCode,
    CaptionAt,
    Credits,
    Essay,
    Focus,
    Folios,
    Hang,
    Isbn,
    LayoutName,
    Line,
    LooseDate,
    Name,
    OpenOn,
    Paragraph,
    PlateId,
    PlateList,
    Position,
    Prose,
    RelativePath,
    Role,
    RunningTitleOn,
    ThemaCode,
    Truth,
    Url,
    Width,
)


class ManifestKeys(BaseModel):
    """A mapping of the manifest; keys that it does not know are mistakes.

    ``becomes`` is the class of its values in a story, where these have the same fields.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    becomes: ClassVar[type[Any]]

    @classmethod
    def by_key(cls) -> dict[str, FieldInfo]:
        """Return the fields by the keys that a manifest writes, such as ``caption-at``."""
        return {field.alias or name: field for name, field in cls.model_fields.items()}


class SeriesKeys(ManifestKeys):
    """The series that the story is part of."""

    becomes = story.Series
    name: Name = Field(description="The series' name.", examples=["Ordinary Lives"])
    position: Position | None = Field(
        None,
        description="The story's place in the series: a number, with dots between its parts if "
        "it has some.",
        examples=["3", "2.1"],
    )


class SubjectsKeys(ManifestKeys):
    """What the story is about, by the codes of the book trade."""

    becomes = story.Subjects
    thema: Annotated[list[ThemaCode], Field(max_length=50)] | None = Field(
        None,
        description="Thema codes, the main subject first; qualifiers begin with a digit.",
        examples=[["AJCP", "1FPKN"]],
    )
    bisac: Annotated[list[BisacCode], Field(max_length=50)] | None = Field(
        None,
        description="BISAC codes, the main subject first.",
        examples=[["PHO023000"]],
    )


class IsbnKeys(ManifestKeys):
    """The ISBN of each form of the book."""

    becomes = story.Isbns
    epub: Isbn | None = Field(
        None, description="The ISBN of the e-book.", examples=["978-0-306-40615-7"]
    )
    print: Isbn | None = Field(
        None,
        description="The ISBN of the printed book: the barcode on its cover shows it.",
        examples=["978-0-306-40615-7"],
    )
    screen: Isbn | None = Field(
        None, description="The ISBN of the PDF for screens.", examples=["978-0-306-40615-7"]
    )


class ContributorKeys(ManifestKeys):
    """A person who made the story."""

    becomes = story.Person
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

    becomes = story.Link
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
        "photograph's own metadata. In print it stands in its photograph's opening.",
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
        description="A title for the lists of contents and plates, in plain text. Absent: the "
        "first sentence of the caption.",
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
        "default). full-bleed: it fills the page, cropped round its focus. spread: the whole "
        "photograph across two facing pages. full-bleed-spread: it fills both, cropped round its "
        "focus.",
        examples=["matted", "full-bleed", "spread", "full-bleed-spread"],
    )
    caption_at: CaptionAt | None = Field(
        None,
        alias="caption-at",
        description="Where the caption stands in print: auto (the default): on the photograph's "
        "page, or, where it is too long for it, on the facing page. page: on the photograph's "
        "page, whose photograph takes what the caption leaves. facing: on the facing page. end: "
        "in a list at the back. over: as bare type over the photograph. none: nowhere. An e-book "
        "keeps it with its photograph, always.",
        examples=["auto", "page", "facing", "end", "over", "none"],
    )
    width: Width | None = Field(
        None,
        description="The photograph's printed width: a length in mm, cm or in, or a percentage "
        "of the width that it would have. It is never enlarged beyond its pixels.",
        examples=["116mm", "60%", "4.5in"],
    )
    begin: BeginOn | None = Field(
        None,
        description="The page that the plate takes: any (the default), recto (a right-hand page, "
        "where the text runs from left to right) or verso. A blank page is put in where needed.",
        examples=["any", "recto", "verso"],
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


class DesignKeys(ManifestKeys):
    """The art direction of the printed book; an e-book does without it."""

    becomes = story.ArtDirection
    captions: CaptionAt | None = Field(
        None,
        description="Where captions stand whose plate does not say it with caption-at. Absent: "
        "auto.",
        examples=["auto", "page", "facing", "end", "none"],
    )
    credits: Credits | None = Field(
        None,
        description="Where credit lines stand: plate: under the plate. list: in a list at the "
        "end. none: nowhere. auto (the default): one photographer once in the imprint, several "
        "under their plates.",
        examples=["auto", "plate", "list", "none"],
    )
    numbers: Truth | None = Field(
        None,
        description="false: no plate numbers beside captions. Absent: true.",
        examples=[False],
    )
    running_title: RunningTitleOn | None = Field(
        None,
        alias="running-title",
        description="Where the book's title stands at the foot: text (the default): on pages of "
        "text only. all: on every page with a folio. none: nowhere.",
        examples=["text", "all", "none"],
    )
    folios: Folios | None = Field(
        None,
        description="Where page numbers stand: outside (the default), at the outer edge. none: "
        "nowhere.",
        examples=["outside", "none"],
    )
    hang: Hang | None = Field(
        None,
        description="The line that all photographs of the book share: centre (the default), top "
        "or foot.",
        examples=["centre", "top", "foot"],
    )
    contents: AutoOrTruth = Field(
        None,
        description="A contents page after the imprint: auto (the default): where the story has "
        "sections. true or false: always or never.",
        examples=["auto", True, False],
    )
    plate_list: PlateList | None = Field(
        None,
        alias="plate-list",
        description="The list of plates at the end, with page numbers: titles (the default), "
        "thumbnails or none.",
        examples=["titles", "thumbnails", "none"],
    )
    open: OpenOn | None = Field(
        None,
        description="The page that the first plate takes: recto (the default), a right-hand page "
        "where the text runs from left to right; or any.",
        examples=["recto", "any"],
    )


class EpigraphKeys(ManifestKeys):
    """A quotation on a page of its own before the book."""

    becomes = story.Epigraph
    text: Prose = Field(
        description="The words that are quoted, in Markdown, without quotation marks.",
        examples=["We travel not to escape life, but for life not to escape us."],
    )
    source: Line | None = Field(
        None, description="Whose words they are, and from where.", examples=["Proverb"]
    )


class ForewordKeys(ManifestKeys):
    """A text before the introduction, most often by another than the author."""

    becomes = story.Foreword
    text: Essay = Field(
        description="The text, in Markdown.",
        examples=["When I first saw these photographs, I did not believe them."],
    )
    author: Line | None = Field(
        None,
        description="Who wrote it, as it is signed at its end.",
        examples=["The curator of the exhibition"],
    )
    title: Line | None = Field(
        None,
        description="Its title, in plain text. Absent: the word for a foreword in the story's "
        "language.",
        examples=["On looking twice"],
    )


#: The mappings that stand under a key, in the story or one of its parts.
PARTS: dict[str, type[ManifestKeys]] = {
    "series": SeriesKeys,
    "subjects": SubjectsKeys,
    "isbn": IsbnKeys,
    "design": DesignKeys,
    "epigraph": EpigraphKeys,
    "foreword": ForewordKeys,
    "contributors": ContributorKeys,
    "links": LinkKeys,
    "plates": PlateKeys,
    "sections": SectionKeys,
}
