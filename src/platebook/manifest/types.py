"""The kinds of value that a key takes: how each is read, and what the JSON Schema says of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from platebook.manifest import language_tags, roles, values
from platebook.story import (
    Begin,
    CaptionPosition,
    CreditPolicy,
    FirstPlate,
    FolioPosition,
    HangLine,
    Layout,
    PlateListStyle,
    RunningTitle,
    Typography,
)

#: What an editor's YAML may take for a number and we take for text: ``title: 1984``.
_LOOSE = {"type": ["string", "number"]}
_STRICT = {"type": "string"}


@dataclass(frozen=True, eq=False)
class TextType:
    """A text of up to ``longest`` characters, read by ``check``, described by ``schema``."""

    longest: int
    check: Callable[[str], str] = values.one_line
    schema: dict[str, Any] = field(default_factory=lambda: dict(_LOOSE))

    def __get_pydantic_core_schema__(
        self, _source: object, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        text = core_schema.str_schema(strict=True, strip_whitespace=True, max_length=self.longest)
        return core_schema.no_info_after_validator_function(self.check, text)

    def __get_pydantic_json_schema__(
        self, _core: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**self.schema, "maxLength": self.longest}

    @property
    def words(self) -> bool:
        """Whether it takes any words; a date, a path or an address does not."""
        return self.schema == _LOOSE

    @property
    def markdown(self) -> bool:
        """Whether it takes Markdown, over as many lines as it needs."""
        return self.words and self.check is str


def _pattern(pattern: str, **more: object) -> dict[str, Any]:
    return {**_STRICT, "pattern": pattern, **more}


_ROLES = {"anyOf": [{"enum": sorted(roles.ROLES.values())}, {"enum": sorted(roles.ROLES)}, _STRICT]}
_A_SHARE = {"type": "number", "minimum": 0, "maximum": 1}

#: Texts on one line: names, lines, and what may be as long as a paragraph.
Name = Annotated[str, TextType(200)]
Line = Annotated[str, TextType(500)]
Paragraph = Annotated[str, TextType(2_000)]
#: Markdown, over as many lines as it needs.
Prose = Annotated[str, TextType(20_000, str)]
Essay = Annotated[str, TextType(200_000, str)]

Language = Annotated[
    str, TextType(80, language_tags.language, _pattern("^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"))
]
Identifier = Annotated[str, TextType(500, values.identifier, _STRICT)]
Isbn = Annotated[str, TextType(40, values.isbn, {"type": ["string", "integer"]})]
ThemaCode = Annotated[str, TextType(40, values.thema, _pattern(values.THEMA_PATTERN))]
BisacCode = Annotated[str, TextType(20, values.bisac, _pattern(values.BISAC_PATTERN))]
Url = Annotated[str, TextType(2_000, values.address, _pattern("^(https?://|mailto:|tel:)"))]
Role = Annotated[str, TextType(100, roles.role, _ROLES)]
Slug = Annotated[str, TextType(80, values.file_stem, _pattern(values.SLUG_PATTERN))]
PlateId = Annotated[
    str,
    TextType(80, values.plate_id, _pattern(values.ID_PATTERN) | {"type": ["string", "integer"]}),
]
TrimName = Annotated[str, TextType(80, values.trim, _STRICT)]
RelativePath = Annotated[str, TextType(1_000, str, _STRICT)]
_DATE = {"type": ["string", "integer"], "pattern": values.LOOSE_PATTERN}
LooseDate = Annotated[str, TextType(80, values.loose_date, dict(_DATE))]
Publication = Annotated[dt.date | str, BeforeValidator(values.publication), WithJsonSchema(_DATE)]
_POSITION = {"type": ["string", "number"], "pattern": values.POSITION_PATTERN}
Position = Annotated[str, TextType(40, values.position, _POSITION)]
Focus = Annotated[
    tuple[float, float],
    BeforeValidator(values.focus),
    WithJsonSchema({"type": "array", "items": _A_SHARE, "minItems": 2, "maxItems": 2}),
]
Truth = Annotated[bool, BeforeValidator(values.truth)]
#: A word out of several: which page, which place.
LayoutName = Annotated[Layout, BeforeValidator(values.choice(Layout, "a layout"))]
CaptionAt = Annotated[
    CaptionPosition, BeforeValidator(values.choice(CaptionPosition, "a place for a caption"))
]
BeginOn = Annotated[Begin, BeforeValidator(values.choice(Begin, "a page to begin on"))]
Credits = Annotated[
    CreditPolicy, BeforeValidator(values.choice(CreditPolicy, "a place for credits"))
]
RunningTitleOn = Annotated[
    RunningTitle, BeforeValidator(values.choice(RunningTitle, "a choice of pages"))
]
Folios = Annotated[
    FolioPosition, BeforeValidator(values.choice(FolioPosition, "a place for page numbers"))
]
Hang = Annotated[
    HangLine, BeforeValidator(values.choice(HangLine, "a line to hang photographs on"))
]
PlateList = Annotated[
    PlateListStyle, BeforeValidator(values.choice(PlateListStyle, "a kind of list"))
]
OpenOn = Annotated[FirstPlate, BeforeValidator(values.choice(FirstPlate, "a page to begin on"))]
AutoOrTruth = Annotated[
    bool | None,
    BeforeValidator(values.auto_or_truth),
    WithJsonSchema({"anyOf": [{"const": "auto"}, {"type": "boolean"}]}),
]
Width = Annotated[str, TextType(40, values.width, _pattern(values.WIDTH_PATTERN))]
TypographyName = Annotated[
    Typography, BeforeValidator(values.choice(Typography, "a way to set type"))
]
