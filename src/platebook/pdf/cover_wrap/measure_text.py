"""Measures a cover wrap's texts in every size that they may be set in, by the styles of print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from math import sqrt
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from platebook import markdown
from platebook.book.credits import bylines
from platebook.errors import ThemeError
from platebook.geometry import PT_PER_MM, Box, Size
from platebook.pdf import engine
from platebook.pdf.cover_wrap import wrap_layout
from platebook.pdf.cover_wrap.wrap_layout import EM_MM, LINE, Measured
from platebook.pdf.layout.laid_out import extent, lines_on, reaches_out
from platebook.pdf.layout.title_pages import most_lines
from platebook.pdf.layout.typesetter import Typesetter
from platebook.pdf.weasyprint_patches.page_styles import PlateStyles
from platebook.themes import Stylesheet
from platebook.version import __version__

if TYPE_CHECKING:
    from weasyprint import Document

#: A page that no text to be measured can fill, in mm.
ENDLESS = Size(4000.0, 2000000.0)
_NO_FILES: Mapping[str, Path] = MappingProxyType({})


@dataclass(frozen=True)
class WrapSetter:
    """What every document of one book's wraps shares."""

    typesetter: Typesetter

    def lay_out(
        self,
        template: str,
        page: Size,
        rules: str,
        context: Mapping[str, object],
        photographs: Mapping[str, Path] = _NO_FILES,
    ) -> Document:
        """Fill and lay out a template of ``templates/wrap/`` on a page of that size in mm."""
        html = self.typesetter.press.render(template, {"version": __version__, **context})
        html = markdown.resolve_links(
            html, lambda _: None
        )  # the pages that a link leads to are elsewhere
        size = f"@page {{ size: {page.width:.4f}mm {page.height:.4f}mm }}\n"
        with self.theme_errors():
            return self._engine.render(html, PlateStyles(size + rules), photographs)

    @contextmanager
    def theme_errors(self) -> Iterator[None]:
        """Attribute errors in the block to the theme, if there is one."""
        theme = self.typesetter.design.theme
        try:
            yield
        except engine.LayoutError as fault:
            if theme is None:
                raise
            raise ThemeError.of(
                str(theme),
                f"with this theme the cover wrap cannot be printed: {fault}",
                "Fix the theme’s styles/wrap.css or templates/wrap/: see docs/how-to/covers.md.",
            ) from fault

    @cached_property
    def _engine(self) -> engine.Engine:
        font_set, design = self.typesetter.font_set, self.typesetter.design
        styles = [
            engine.font_sheet(font_set),
            Stylesheet("wrap", f":root {{ {engine.font_families(font_set)} }}"),
            *design.sheets("tokens.css"),
            *design.sheets("wrap.css"),
        ]
        return engine.Engine(styles, engine.font_files(font_set), font_set.whole)


def place_rule(name: str, box: Box, *more: str, high: bool = True) -> str:
    """Write the rule that puts the element of class ``name`` into a box, in mm."""
    height = [f"height: {box.height:.3f}mm"] if high else []
    where = [f"left: {box.x:.3f}mm", f"top: {box.y:.3f}mm", f"width: {box.width:.3f}mm"]
    return f".{name} {{ {'; '.join([*where, *height, *more])} }}\n"


#: The largest type as a share of the panel's side (the geometric mean of both; of the title, its
#: height), the smallest in mm, and by which factor each step is smaller.
_TITLE, _STANDFIRST = (0.155, 3.6, 0.9), (0.027, 2.9, 0.92)
_NAME = (0.032, 3.0, 0.82)
#: A subtitle's type as a share of the title's, its least in mm, and its most as that of the side.
_SUBTITLE = (0.42, 3.1, 0.034)
#: Under a small title it is hardly smaller than names are there: by title, and by height.
_SUBTITLE_OF_SMALL, _NO_SMALLER = 0.62, 0.021
#: Fine print's type: its share of the panel's side, least and most mm.
_FINE = (0.0118, 2.5, 3.2)
#: More characters are on no spine, and an inch of one has no more than so many.
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class TypeStep:
    """One way to set the title: the size of its type in mm, with the subtitle or without.

    Where it is ``broken``, words may be broken anywhere, for those that no line holds.
    """

    size: float
    subtitle: float
    subtitled: bool = True
    broken: bool = False

    @property
    def css(self) -> str:
        """The sizes of title and subtitle, as properties for the stylesheet."""
        return f"--size: {self.size:.3f}mm; --subtitle: {self.subtitle:.3f}mm"


@dataclass(frozen=True, slots=True)
class Widths:
    """How wide the texts are set, in mm."""

    heading: float
    names: float
    standfirst: float
    fine: float


@dataclass(frozen=True, slots=True)
class Measures:
    """Heights in mm: of the title in each step that keeps its words whole, of the byline and the
    standfirst by the size of their type; and of the fine print in the one size that it has.

    In ``crowded_steps`` the title has too many lines for its words; ``broken`` are the sizes in
    which a line of the byline is broken.
    """

    headings: Mapping[TypeStep, float]
    crowded_steps: frozenset[TypeStep]
    names: Mapping[float, float]
    broken: frozenset[float]
    standfirsts: Mapping[float, float]
    fine: float
    fine_size: float


def measure(
    setter: WrapSetter,
    panel: Box,
    widths: Widths,
    context: Mapping[str, object],
    least_pt: float,
) -> Measures:
    """Lay out all texts in all sizes, below each other on a page without end.

    ``panel`` is the front, whose size the type goes by; ``least_pt`` the smallest type that the
    printer takes.
    """
    least = least_pt / PT_PER_MM
    steps, sizes = _steps(panel, least), _sizes(_STANDFIRST, _side(panel), least)
    names = _sizes(_NAME, _side(panel), least)
    fine_size = max(wrap_layout.clamp(_FINE, _side(panel)), least)
    rules = [
        ".measuring { --lines-counted: yes }",
        *(f".heading-{at} {{ {step.css} }}" for at, step in enumerate(steps)),
        *(f".standfirst-{at} {{ --size: {size:.3f}mm }}" for at, size in enumerate(sizes)),
        *(f".name-{at} {{ --name: {size:.3f}mm }}" for at, size in enumerate(names)),
        f".heading {{ width: {widths.heading:.3f}mm }}",
        f".name {{ width: {widths.names:.3f}mm }}",
        f".standfirst {{ width: {widths.standfirst:.3f}mm }}",
        f".fine {{ width: {widths.fine:.3f}mm; --fine-size: {fine_size:.3f}mm }}",
    ]
    size_steps = _class_names(steps, len(names), len(sizes))
    document = setter.lay_out(
        "wrap/measuring.html.j2", ENDLESS, "\n".join(rules), {**context, **size_steps}
    )
    return _read(document, setter, (steps, sizes, names), fine_size)


def _read(
    document: Document,
    setter: WrapSetter,
    size_steps: tuple[Sequence[TypeStep], Sequence[float], Sequence[float]],
    fine_size: float,
) -> Measures:
    """Read what headings, standfirsts and names take in each of their sizes (mm)."""
    steps, sizes, names = size_steps
    story = setter.typesetter.edition.story
    limit, people = most_lines(story.title), len(bylines(story))
    return Measures(
        {
            step: extent(document, f"heading-{at}").height
            for at, step in enumerate(steps)
            if not reaches_out(document, f"heading-{at}")
        },
        frozenset(
            step
            for at, step in enumerate(steps)
            if lines_on(document, f"heading-{at}-title", 1) > limit
        ),
        {size: extent(document, f"name-{at}").height for at, size in enumerate(names)},
        frozenset(
            size for at, size in enumerate(names) if lines_on(document, f"name-{at}", 1) > people
        ),
        {size: extent(document, f"standfirst-{at}").height for at, size in enumerate(sizes)},
        extent(document, "fine").height,
        fine_size,
    )


def _class_names(steps: Sequence[TypeStep], names: int, standfirsts: int) -> dict[str, object]:
    """Return the class names of all that is measured: headings, bylines and standfirsts."""
    return {
        "headings": [
            (f"heading-{at} broken" if step.broken else f"heading-{at}", step.subtitled)
            for at, step in enumerate(steps)
        ],
        "names": [f"name-{at}" for at in range(names)],
        "standfirsts": [f"standfirst-{at}" for at in range(standfirsts)],
    }


def spine_lines(setter: WrapSetter, title: str, *, people: bool) -> Mapping[str, Measured]:
    """Measure the spine's ``title`` and ``name``; nothing where the title is endlessly long."""
    if len(title) > _LONGEST:
        return {}
    parts = ("title", "name") if people else ("title",)
    return {part: _line(setter, part) for part in parts}


def _line(setter: WrapSetter, part: str) -> Measured:
    """Measure one line: laid out twice, so that its ink is drawn on a page no wider than it is."""
    other = "name" if part == "title" else "title"
    rules = (
        f":root {{ --size: {EM_MM}mm; --shift: 0mm }} @page {{ background: #ffffff }} "
        f"body {{ color: #000000 }} .spine-{other} {{ display: none }}"
    )

    def lay_out(width: float) -> Document:
        context = {"with_name": part == "name"}
        return setter.lay_out("wrap/spine.html.j2", Size(width, EM_MM * LINE), rules, context)

    width = extent(lay_out(ENDLESS.width), f"spine-{part}").width
    top, foot = wrap_layout.ink(lay_out(width + EM_MM))
    return Measured(width / EM_MM, top / EM_MM, foot / EM_MM)


def _steps(panel: Box, least: float) -> list[TypeStep]:
    """List the ways to set the title, the best first: the subtitle goes only in small type."""
    sizes = _sizes(_TITLE, panel.height, least)
    share, smallest, largest = _SUBTITLE
    whole = [
        TypeStep(
            size,
            max(
                min(share * size, largest * _side(panel)),
                min(_SUBTITLE_OF_SMALL * size, _NO_SMALLER * panel.height),
                smallest,
                least,
            ),
        )
        for size in sizes
    ]
    alone = [replace(step, subtitled=False) for step in whole[-3:]]
    return [*whole, *alone, replace(alone[-1], broken=True)]


def _sizes(scale: tuple[float, float, float], side: float, least: float) -> list[float]:
    share, smallest, factor = scale
    size, smallest = share * side, max(smallest, least)
    sizes = []
    while size > smallest:
        sizes.append(round(size, 3))
        size *= factor
    return [*sizes, smallest]


def _side(panel: Box) -> float:
    return sqrt(panel.width * panel.height)
