"""The parts of a printer's profile that have keys of their own, and how each may be shortened."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from platebook.geometry import Trim
from platebook.manifest.mistakes import InvalidValue
from platebook.printers import types
from platebook.printers.printer import Certainty

T = TypeVar("T")

#: What a mapping has that tells a value together with where it comes from.
CITING = frozenset({"value", "source", "checked", "sure", "note"})

Text = Annotated[str, BeforeValidator(types.text)]
Date = Annotated[str, BeforeValidator(types.date)]
SureWord = Annotated[Certainty, BeforeValidator(types.choice(Certainty))]
Truth = Annotated[bool, BeforeValidator(types.truth)]
Pages = Annotated[int, BeforeValidator(types.whole(1, 10_000))]
BlankPages = Annotated[int, BeforeValidator(types.whole(0, 1000))]
PpiNumber = Annotated[float, BeforeValidator(types.number(36, 5_000))]
_read_margin = types.length(100)
Margin = Annotated[float, BeforeValidator(_read_margin)]
Page = Annotated[float, BeforeValidator(types.length(610, 10))]
Thickness = Annotated[float, BeforeValidator(types.length(2))]
PageRange = Annotated[tuple[int, int | None], BeforeValidator(types.pages)]
OneTrim = Annotated[Trim, BeforeValidator(types.trim)]


class ProfileKeys(BaseModel):
    """A mapping of a profile; keys that it does not know are mistakes."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=lambda name: name.replace("_", "-")
    )


class Cited(ProfileKeys, Generic[T]):
    """A value, alone or with its ``source``, the date it was ``checked``, and how ``sure``."""

    value: T
    source: Text | None = None
    checked: Date | None = None
    sure: SureWord | None = None
    note: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _alone(cls, said: object) -> object:
        return said if isinstance(said, dict) and CITING & set(said) else {"value": said}


class EdgesKeys(ProfileKeys):
    """Four lengths, or one for all edges; ``inner`` is the binding edge."""

    top: Margin
    outer: Margin
    bottom: Margin
    inner: Margin

    @model_validator(mode="before")
    @classmethod
    def _all(cls, said: object) -> object:
        if isinstance(said, str):
            # Read once here, so that what is wrong with it is not told of all four edges.
            _read_margin(said)
            return dict.fromkeys(("top", "outer", "bottom", "inner"), said)
        return said


class RangeKeys(ProfileKeys):
    """The shortest and the longest side."""

    least: Page
    most: Page

    @model_validator(mode="after")
    def _order(self) -> RangeKeys:
        if self.least > self.most:
            raise InvalidValue("the least is more than the most", "Exchange the two.")
        return self


class TrimsKeys(ProfileKeys):
    """The sizes offered: a list, or with ranges in which any size will do; or ``any``."""

    sizes: tuple[OneTrim, ...] = ()
    complete: Truth = True
    width: RangeKeys | None = None
    height: RangeKeys | None = None

    @model_validator(mode="before")
    @classmethod
    def _list(cls, said: object) -> object:
        if isinstance(said, str) and said.strip().lower() == "any":
            return {"complete": "false"}
        return {"sizes": said} if isinstance(said, list) else said

    @model_validator(mode="after")
    def _something(self) -> TrimsKeys:
        if (self.width is None) != (self.height is None):
            raise InvalidValue("a width and a height belong together", "Give both, or neither.")
        if self.complete and not self.sizes and not self.width:
            raise InvalidValue("no size is offered", "List sizes such as 8.5x8.5in, or write any.")
        return self


class StepKeys(ProfileKeys):
    """How wide the gutter is for a range of page counts."""

    pages: PageRange
    inside: Margin


class GutterKeys(ProfileKeys):
    """The margin at the binding, by page count, in rising order and without a gap."""

    steps: tuple[StepKeys, ...]
    added: Truth = False

    @model_validator(mode="before")
    @classmethod
    def _short(cls, said: object) -> object:
        if isinstance(said, str):
            return {"steps": [{"pages": "1+", "inside": said}]}
        return {"steps": said} if isinstance(said, list) else said

    @model_validator(mode="after")
    def _rising(self) -> GutterKeys:
        fix = "Begin each range one page above the last one's end, with no narrower a gutter."
        if not self.steps:
            raise InvalidValue("there are no steps", "For example: [{pages: 24-150, inside: 10mm}]")
        for one, two in zip(self.steps, self.steps[1:], strict=False):
            if one.pages[1] is None or two.pages[0] != one.pages[1] + 1:
                raise InvalidValue("the ranges of page counts leave a gap, or overlap", fix)
            if two.inside < one.inside:
                raise InvalidValue("the gutter gets narrower as pages are added", fix)
        return self


class BlankRunsKeys(ProfileKeys):
    """How many blank pages may follow one another; one number is for both."""

    within: BlankPages
    end: BlankPages

    @model_validator(mode="before")
    @classmethod
    def _both(cls, said: object) -> object:
        return {"within": said, "end": said} if isinstance(said, str) else said


class PpiKeys(ProfileKeys):
    """Pixels to the printed inch: refused below, best, too much above, refused above."""

    least: PpiNumber | None = None
    ideal: PpiNumber | None = None
    warn_above: PpiNumber | None = None
    most: PpiNumber | None = None

    @model_validator(mode="before")
    @classmethod
    def _one(cls, said: object) -> object:
        return {"ideal": said} if isinstance(said, str) else said

    @model_validator(mode="after")
    def _order(self) -> PpiKeys:
        given = [n for n in (self.least, self.ideal, self.warn_above, self.most) if n is not None]
        if given != sorted(given) or not given:
            fix = "Give least, ideal, warn-above and most in rising order; leave out what is not."
            raise InvalidValue("these numbers are in no order", fix)
        return self


class SpineTextKeys(ProfileKeys):
    """From how many pages the spine may carry text."""

    least_pages: Pages
    doubtful_below: Pages | None = None

    @model_validator(mode="before")
    @classmethod
    def _one(cls, said: object) -> object:
        return {"least-pages": said} if isinstance(said, str) else said


class BarcodeKeys(ProfileKeys):
    """The box that the barcode needs, and its distance from the spine and the foot."""

    width: Margin
    height: Margin
    inset: Margin
    foot: Margin | None = None


class BoardsKeys(ProfileKeys):
    """By how much the boards, hinge included, are larger than the pages."""

    wider: Margin
    taller: Margin


class SpineKeys(ProfileKeys):
    """The spine's width: so much for every page, and so much for the cover."""

    per_page: Thickness
    plus: Margin = 0.0


class PaperKeys(ProfileKeys):
    """A paper: what it is called, the spine it makes, the page counts it is used for."""

    label: Text
    spine: Cited[SpineKeys] | None = None
    least_pages: Cited[Pages] | None = None
    most_pages: Cited[Pages] | None = None
