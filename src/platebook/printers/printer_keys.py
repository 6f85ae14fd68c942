"""The keys of a printer's profile: what each means, and what it takes. Text in, values out."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from platebook.printers import types
from platebook.printers.part_keys import (
    BarcodeKeys,
    BlankRunsKeys,
    BoardsKeys,
    Cited,
    Date,
    EdgesKeys,
    GutterKeys,
    Margin,
    Pages,
    PaperKeys,
    PpiKeys,
    ProfileKeys,
    SpineTextKeys,
    SureWord,
    Text,
    TrimsKeys,
    Truth,
)
from platebook.printers.printer import (
    Binding,
    Black,
    Colour,
    Forbidden,
    Intent,
    Parity,
    SpineFrom,
    Standard,
    Wanted,
)

Multiple = Annotated[int, BeforeValidator(types.whole(1, 64))]
Percent = Annotated[int, BeforeValidator(types.whole(150, 400))]
Points = Annotated[float, BeforeValidator(types.number(0.05, 72))]
Megabytes = Annotated[float, BeforeValidator(types.number(0.1, 100_000))]
WantedWord = Annotated[Wanted, BeforeValidator(types.choice(Wanted))]
ColourWord = Annotated[Colour, BeforeValidator(types.choice(Colour))]
BlackWord = Annotated[Black, BeforeValidator(types.choice(Black))]
IntentWord = Annotated[Intent, BeforeValidator(types.choice(Intent))]
ParityWord = Annotated[Parity, BeforeValidator(types.choice(Parity))]
BindingWord = Annotated[Binding, BeforeValidator(types.choice(Binding))]
SpineFromWord = Annotated[SpineFrom, BeforeValidator(types.choice(SpineFrom))]
Standards = Annotated[tuple[Standard, ...], BeforeValidator(types.choices(Standard))]
Forbids = Annotated[frozenset[Forbidden], BeforeValidator(types.choices(Forbidden))]


class PrinterKeys(ProfileKeys):
    """A printer's profile. ``source``, ``checked`` and ``sure`` stand for rules without them."""

    label: Text | None = None
    about: Text | None = None
    extends: Text | None = None
    source: Text | None = None
    checked: Date | None = None
    sure: SureWord | None = None
    trims: Cited[TrimsKeys] | None = None
    bleed: Cited[EdgesKeys] | None = None
    safe: Cited[EdgesKeys] | None = None
    gutter: Cited[GutterKeys] | None = None
    marks: Cited[WantedWord] | None = None
    standard: Cited[Standards] | None = None
    colour: Cited[ColourWord] | None = None
    black: Cited[BlackWord] | None = None
    profile: Cited[Text] | None = None
    images_icc: Cited[WantedWord] | None = None
    output_intent: Cited[IntentWord] | None = None
    ink_limit: Cited[Percent] | None = None
    ppi: Cited[PpiKeys] | None = None
    smallest_type: Cited[Points] | None = None
    thinnest_line: Cited[Points] | None = None
    least_pages: Cited[Pages] | None = None
    most_pages: Cited[Pages] | None = None
    page_multiple: Cited[Multiple] | None = None
    parity: Cited[ParityWord] | None = None
    last_page_blank: Cited[Truth] | None = None
    blank_runs: Cited[BlankRunsKeys] | None = None
    binding: Cited[BindingWord] | None = None
    spine: Cited[SpineFromWord] | None = None
    papers: dict[Text, PaperKeys] | None = None
    spine_text: Cited[SpineTextKeys] | None = None
    spine_text_clear: Cited[Margin] | None = None
    cover_bleed: Cited[Margin] | None = None
    cover_wrap: Cited[Margin] | None = None
    cover_hinge: Cited[Margin] | None = None
    cover_boards: Cited[BoardsKeys] | None = None
    cover_safe: Cited[Margin] | None = None
    barcode: Cited[BarcodeKeys] | None = None
    file_size: Cited[Megabytes] | None = None
    forbids: Cited[Forbids] | None = None
