"""The keys of a printer's profile, as pydantic models.

The keys of a profile are those of ``Printer``'s rules; here are the parts of rules that have their
own keys, and their short forms. ``makes`` is the class of the frozen value.
"""

from __future__ import annotations

from dataclasses import fields
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Generic, TypeVar, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator, ConfigDict, create_model, model_validator

from platebook.geometry import Edges, Size, Trim
from platebook.manifest.mistakes import InvalidValue
from platebook.printers import types
from platebook.printers.printer import (
    MARGIN,
    PAGES,
    USUAL_CROSSOVERS,
    Barcode,
    BlankRuns,
    Boards,
    BookBinding,
    Certainty,
    Crossover,
    CrossoverMethod,
    Crossovers,
    Gutter,
    Ppi,
    Printer,
    Range,
    Spine,
    SpineText,
    Step,
    Trims,
)

T = TypeVar("T")

#: The keys of a mapping that has a value and its source.
CITING = frozenset({"value", "source", "checked", "sure", "note"})

Text = Annotated[str, BeforeValidator(types.text)]
Date = Annotated[str, BeforeValidator(types.date)]
SureWord = Annotated[Certainty, BeforeValidator(types.choice(Certainty))]
Truth = Annotated[bool, BeforeValidator(types.truth)]
Pages = Annotated[int, BeforeValidator(PAGES)]
BlankPages = Annotated[int, BeforeValidator(types.whole(0, 1000))]
PpiNumber = Annotated[float, BeforeValidator(types.number(36, 5_000))]
Margin = Annotated[float, BeforeValidator(MARGIN)]
Page = Annotated[float, BeforeValidator(types.length(610, 10))]
Hidden = Annotated[float, BeforeValidator(types.length(25))]
BindingName = Annotated[BookBinding, BeforeValidator(types.choice(BookBinding))]
MethodName = Annotated[CrossoverMethod, BeforeValidator(types.choice(CrossoverMethod))]
Thickness = Annotated[float, BeforeValidator(types.length(2))]
PageRange = Annotated[tuple[int, int | None], BeforeValidator(types.pages)]
OneTrim = Annotated[Trim, BeforeValidator(types.trim)]


class ProfileKeys(BaseModel):
    """A mapping in a profile; unknown keys are mistakes."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=lambda name: name.replace("_", "-")
    )
    makes: ClassVar[type[Any]]

    def frozen(self) -> object:
        """Make the frozen value: the fields of ``makes`` are named as the keys are."""
        return self.makes(
            **{rule.name: freeze(getattr(self, rule.name)) for rule in fields(self.makes)}
        )


def freeze(value: object) -> object:
    """Convert models, and tuples of them, to frozen values."""
    if isinstance(value, tuple):
        return tuple(map(freeze, value))
    return value.frozen() if isinstance(value, ProfileKeys) else value


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

    makes = Edges
    top: Margin
    outer: Margin
    bottom: Margin
    inner: Margin

    @model_validator(mode="before")
    @classmethod
    def _all(cls, said: object) -> object:
        if isinstance(said, str):
            # Read once here, so that a mistake in it is not reported for all four edges.
            MARGIN(said)
            return dict.fromkeys(("top", "outer", "bottom", "inner"), said)
        return said


class RangeKeys(ProfileKeys):
    """The shortest and the longest side."""

    makes = Range
    least: Page
    most: Page

    @model_validator(mode="after")
    def _order(self) -> RangeKeys:
        if self.least > self.most:
            raise InvalidValue("the least is more than the most", "Exchange the two.")
        return self


class TrimsKeys(ProfileKeys):
    """The sizes offered: a list, or with ranges in which any size will do; or ``any``."""

    makes = Trims
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
    def _check_any(self) -> TrimsKeys:
        if (self.width is None) != (self.height is None):
            raise InvalidValue("a width and a height belong together", "Give both, or neither.")
        if self.complete and not self.sizes and not self.width:
            raise InvalidValue("no size is offered", "List sizes such as 8.5x8.5in, or write any.")
        return self


class StepKeys(ProfileKeys):
    """How wide the gutter is for a range of page counts."""

    pages: PageRange
    inside: Margin

    def frozen(self) -> Step:
        """Make the step of a gutter."""
        return Step(*self.pages, self.inside)


class GutterKeys(ProfileKeys):
    """The margin at the binding, by page count, in rising order and without a gap."""

    makes = Gutter
    steps: tuple[StepKeys, ...]
    added: Truth = False

    @model_validator(mode="before")
    @classmethod
    def _short(cls, said: object) -> object:
        if isinstance(said, str):
            return {"steps": [{"pages": "1+", "inside": said}]}
        return {"steps": said} if isinstance(said, list) else said

    @model_validator(mode="after")
    def _check_rising(self) -> GutterKeys:
        fix = "Begin each range one page above the last one's end, with no narrower a gutter."
        if not self.steps:
            raise InvalidValue("there are no steps", "For example: [{pages: 24-150, inside: 10mm}]")
        for first, two in zip(self.steps, self.steps[1:], strict=False):
            if first.pages[1] is None or two.pages[0] != first.pages[1] + 1:
                raise InvalidValue("the ranges of page counts leave a gap, or overlap", fix)
            if two.inside < first.inside:
                raise InvalidValue("the gutter gets narrower as pages are added", fix)
        return self


class BlankRunsKeys(ProfileKeys):
    """How many blank pages may follow one another; one number is for both."""

    makes = BlankRuns
    within: BlankPages
    end: BlankPages

    @model_validator(mode="before")
    @classmethod
    def _both(cls, said: object) -> object:
        return {"within": said, "end": said} if isinstance(said, str) else said


class PpiKeys(ProfileKeys):
    """Pixels to the printed inch: refused below, best, too much above, refused above."""

    makes = Ppi
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
        limits = [n for n in (self.least, self.ideal, self.warn_above, self.most) if n is not None]
        if limits != sorted(limits) or not limits:
            fix = "Give least, ideal, warn-above and most in rising order; leave out what is not."
            raise InvalidValue("these numbers are in no order", fix)
        return self


class CrossoverKeys(ProfileKeys):
    """How photographs cross the fold in one binding; what is left out is as usual there."""

    binding: BindingName
    hidden: Hidden | None = None
    method: MethodName | None = None
    most: Hidden | None = None

    @model_validator(mode="before")
    @classmethod
    def _check_name(cls, said: object) -> object:
        return {"binding": said} if isinstance(said, str) else said

    @model_validator(mode="after")
    def _moves(self) -> CrossoverKeys:
        made = self.frozen()
        if made.method is not CrossoverMethod.NONE and not made.hidden:
            fix = "Give the mm that the binding hides (hidden), or write method: none."
            raise InvalidValue("halves are moved, and nothing is hidden", fix)
        return self

    def frozen(self) -> Crossover:
        """Make the crossover; a strip that is given where none is usual is shifted."""
        usual = USUAL_CROSSOVERS[self.binding]
        hidden = usual.hidden if self.hidden is None else self.hidden
        usually = CrossoverMethod.SHIFT if hidden else CrossoverMethod.NONE
        maximum = (
            max(usual.most, hidden if self.hidden else 0.0) if self.most is None else self.most
        )
        return Crossover(self.binding, hidden, self.method or usually, maximum)


class CrossoversKeys(ProfileKeys):
    """The bindings that a printer offers: one or a list of them, the usual one first."""

    makes = Crossovers
    ways: tuple[CrossoverKeys, ...]

    @model_validator(mode="before")
    @classmethod
    def _list(cls, said: object) -> object:
        return {"ways": said if isinstance(said, list) else [said]}

    @model_validator(mode="after")
    def _once(self) -> CrossoversKeys:
        named = [way.binding for way in self.ways]
        if not named:
            raise InvalidValue("the list is empty", "Fill it in, or delete the key.")
        if twice := [name for name in named if named.count(name) > 1]:
            raise InvalidValue(f"{twice[0]} is in the list twice", "Keep one of the two.")
        return self


class SpineTextKeys(ProfileKeys):
    """From how many pages the spine may carry text."""

    makes = SpineText
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

    def frozen(self) -> Barcode:
        """Make the box of a barcode."""
        return Barcode(Size(self.width, self.height), self.inset, self.foot)


class BoardsKeys(ProfileKeys):
    """By how much the boards, hinge included, are larger than the pages."""

    makes = Boards
    wider: Margin
    taller: Margin


class SpineKeys(ProfileKeys):
    """The spine's width: so much for every page, and so much for the cover."""

    makes = Spine
    per_page: Thickness
    plus: Margin = 0.0


class PaperKeys(ProfileKeys):
    """A paper: what it is called, the spine it makes, the page counts it is used for."""

    label: Text
    spine: Cited[SpineKeys] | None = None
    least_pages: Cited[Pages] | None = None
    most_pages: Cited[Pages] | None = None


class ProfileHead(ProfileKeys):
    """A printer's profile. ``source``, ``checked`` and ``sure`` stand for rules without them."""

    label: Text | None = None
    about: Text | None = None
    extends: Text | None = None
    source: Text | None = None
    checked: Date | None = None
    sure: SureWord | None = None
    papers: dict[Text, PaperKeys] | None = None


_PARTS: dict[object, Any] = {
    Edges: EdgesKeys,
    Trims: TrimsKeys,
    Gutter: GutterKeys,
    Ppi: PpiKeys,
    BlankRuns: BlankRunsKeys,
    SpineText: SpineTextKeys,
    Barcode: BarcodeKeys,
    Boards: BoardsKeys,
    Crossovers: CrossoversKeys,
    bool: Truth,
    str: Text,
}


def _reads(kind: Any, read: Any) -> Any:  # noqa: ANN401  types are values here
    """Return the type that reads a rule's value."""
    if read is not None:
        return Annotated[kind, BeforeValidator(read)]
    if get_origin(kind) in (tuple, frozenset):
        return Annotated[kind, BeforeValidator(types.choices(get_args(kind)[0]))]
    if issubclass(kind, StrEnum):
        return Annotated[kind, BeforeValidator(types.choice(kind))]
    return _PARTS[kind]


def _rules() -> dict[str, Any]:
    """Make a key of every rule of ``Printer``."""
    hints = get_type_hints(Printer)
    rules = dict[str, Any]()
    for rule in fields(Printer):
        if rule.metadata:
            kind = get_args(get_args(hints[rule.name])[0])[0]  # X of ``Rule[X] | None``
            cited: Any = Cited[_reads(kind, rule.metadata["read"])]  # type: ignore[misc]
            rules[rule.name] = (cited | None, None)
    return rules


PrinterKeys: type[ProfileHead] = create_model("PrinterKeys", __base__=ProfileHead, **_rules())
