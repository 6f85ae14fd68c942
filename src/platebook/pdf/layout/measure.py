"""Measures what print lays out: the pages of texts, where these break, and the heights of captions.

Captions are laid out alone, each in the setting to be tried, which takes a fifth of the time of a
book whose photographs are ready. How high one comes out depends on its own markup and on what it
shares with all others: then it is remembered from build to build. A few are laid out anew each
time all the same, so that libraries below us that set type otherwise than before are noticed; and
the finished book is held to what was measured in any case. A theme's styles may make a caption
depend on its neighbours: with a theme nothing is remembered.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from platebook import markdown
from platebook.book import Edition, Page, PageBreak, PageKind, Pagination
from platebook.pdf import engine
from platebook.pdf.layout import laid_out, openings
from platebook.pdf.layout.arrange import CaptionSetting, Placement
from platebook.pdf.layout.openings import caption_anchor
from platebook.pdf.layout.typesetter import LISTS, Typesetter
from platebook.pdf.weasyprint_patches.page_styles import Own, PlateStyles
from platebook.photos.cache import Cache
from platebook.photos.memory import Memory
from platebook.printers.checks import Padded
from platebook.story import Begin

if TYPE_CHECKING:
    from weasyprint import Document

Value = TypeVar("Value")


def by_anchor(
    typesetter: Typesetter,
    pages: Sequence[Page],
    plate_rules: PlateStyles,
    name: str,
    read: Callable[[Document, Sequence[str]], Mapping[str, Value]],
) -> Mapping[str, Value]:
    """Lay out texts, each from the top of a page of its own; return what ``read`` finds in them.

    ``read`` gives values made of numbers and text by anchor, and ``name`` says which. Lists are
    laid out apart: they change with any plate, and the other texts seldom.
    """

    def read_all(group: Sequence[Page]) -> Mapping[str, Value]:
        anchors = [page.anchor for page in group]
        own = tuple(rule for rule in plate_rules.own if rule.anchor in anchors)
        mine = replace(plate_rules, own=own)
        question = (name, typesetter.counting_markup(group), mine)
        return recall(typesetter, question, lambda: read(typesetter.texts(mine, group), anchors))

    lists = [[page] for page in pages if page.kind in LISTS]
    others = [page for page in pages if page.kind not in LISTS]
    values = dict[str, Value]()
    for group in filter(None, (others, *lists)):
        values |= read_all(group)
    return {page.anchor: values[page.anchor] for page in pages if page.anchor in values}


def recall(
    typesetter: Typesetter, question: tuple[object, ...], find: Callable[[], Value]
) -> Value:
    """Return what was found before in the same styles and fonts, or ``find`` it."""
    if typesetter.warm and typesetter.warm.texts:
        return find()
    return facts_of(typesetter).recall((*question, *styles_and_fonts(typesetter)), find)


def facts_of(typesetter: Typesetter) -> Memory:
    """Return what is remembered of laid out texts: nothing with a theme."""
    if typesetter.memory is None or typesetter.design.theme:
        return Memory()
    return Memory(Cache(typesetter.memory).of_facts, repr(engine.all_versions()))


def styles_and_fonts(typesetter: Typesetter) -> tuple[object, object]:
    """Return what every text is laid out with, by which its measures are known again."""
    styles = [(sheet.name, sheet.text) for sheet in typesetter.sheets]
    fonts = [(face.name, face.sha256) for face in typesetter.font_set.faces]
    return styles, fonts


#: A text whose last page holds no more lines than this is set a little closer, if that saves it.
_FEW_LINES = 5
#: How close a list of plates is set in which that saves a page, as a share of its distances.
_TIGHT = 0.88
#: What a heading keeps of its distances in such a text.
_LESS_AIR = 0.5


#: A text as it was laid out: its pages, the lines on the last of several, and where it breaks:
#: the page, counted from 0, the leaf block and the text that this has before.
_LaidText = tuple[int, int, tuple[tuple[int, int, str], ...]]


@dataclass(frozen=True, slots=True)
class LaidTexts:
    """The texts of a book by anchor; ``rules`` are rules of style that draw some closer."""

    texts: Mapping[str, _LaidText]
    rules: str

    def counts(self, edition: Edition, runs: Mapping[str, int]) -> Mapping[str, int]:
        """Count the pages of each anchor: one of a plate, ``runs`` of captions that take more."""
        counts = dict.fromkeys((page.anchor for page in edition.pages), 1)
        return counts | {name: count for name, (count, _, _) in self.texts.items()} | dict(runs)


def paginate(
    texts: LaidTexts,
    edition: Edition,
    counts: Mapping[str, int],
    sides: tuple[Mapping[str, Begin], Collection[str]],
    padded: Callable[[int], Padded],
) -> tuple[Pagination, int]:
    """Return the folio of every anchor of ``edition``, and the pages of the content.

    Those would be there without the printer's own rules (``padded``). Blanks come where an opener
    wants a right-hand page, a plate its side (``openings.sides``), or the printer a certain count.
    """
    pages, text_breaks = edition.pages, texts.texts
    content, empty = openings.place_pages(pages, counts, padded, *sides)
    folios: dict[str, int] = {}
    breaks: list[PageBreak] = []
    folio = 1
    for page in pages:
        folio += empty.get(page.anchor, 0)
        folios[page.anchor] = folio
        text = page.text(edition.story)
        # Nothing where a theme's part has no element with the anchor.
        _, _, mine = text_breaks.get(page.anchor, (0, 0, ()))
        if text and mine:
            breaks += _breaks(mine, page.anchor, text, folio)
        folio += counts[page.anchor]
    total = folio - 1 + empty.get("", 0)
    return Pagination(folios, tuple(breaks), total, empty), content


def lay_out_texts(typesetter: Typesetter, own: tuple[Own, ...] = ()) -> LaidTexts:
    """Lay out the texts; again and closer where a last page would have a few lines only."""
    pages = [page for page in typesetter.edition.pages if page.kind is not PageKind.PLATE]
    texts = by_anchor(typesetter, pages, PlateStyles(own=own), "breaks", _read)
    thin = [anchor for anchor, (count, lines, _) in texts.items() if _is_thin(anchor, count, lines)]
    if not thin:
        return LaidTexts(texts, "")
    again = [page for page in pages if page.anchor in thin]
    closer = by_anchor(typesetter, again, PlateStyles(_tight_rules(thin), own), "breaks", _read)
    shorter = {anchor: text for anchor, text in closer.items() if text[0] < texts[anchor][0]}
    if not shorter:
        return LaidTexts(texts, "")
    # All headings of a book stand at one height, so that those of an opening do.
    rules = _tight_rules(shorter)
    long = {anchor for anchor, text in texts.items() if text[0] > 1}
    others = [page for page in pages if page.anchor in long - shorter.keys()]
    higher = by_anchor(typesetter, others, PlateStyles(rules, own), "breaks", _read)
    return LaidTexts({**texts, **shorter, **higher}, rules)


def _read(document: Document, anchors: Sequence[str]) -> Mapping[str, _LaidText]:
    return {
        anchor: (
            len(sheets),
            laid_out.lines_on(document, anchor, sheets[-1]) if len(sheets) > 1 else 0,
            tuple(
                (page - sheets[0], block, before)
                for page, block, before in laid_out.split_texts(document, anchor, sheets)
            ),
        )
        for anchor, sheets in laid_out.pages_of(document, anchors).items()
    }


def _is_thin(anchor: str, count: int, lines: int) -> bool:
    """Return whether a page might be saved, were a text set closer."""
    return count > 1 and (anchor == PageKind.PLATES or lines <= _FEW_LINES)


def _tight_rules(anchors: Iterable[str]) -> str:
    closer = (
        f"#{anchor} {{ --text: var(--snug-text); --text-leading: var(--snug-leading); "
        f"--list-tightness: {_TIGHT}; --heading-air: {_LESS_AIR} }}"
        for anchor in anchors
    )
    return "\n".join((f":root {{ --heading-drop: {_LESS_AIR} }}", *closer))


def _breaks(
    breaks: Iterable[tuple[int, int, str]], anchor: str, source: str, folio: int
) -> Iterator[PageBreak]:
    """Yield where a text breaks that begins on ``folio``."""
    leaves = markdown.leaves(source)
    for number, block, before in breaks:
        if block < len(leaves):
            yield PageBreak(anchor, block, _offset(leaves[block], before), number + folio)


def _offset(text: str, before: str) -> int:
    """Find how much of ``text`` the laid out ``before`` covers; hyphens and spaces may differ."""
    left = sum(1 for char in before if _is_solid(char))
    for index, char in enumerate(text):
        if not left:
            return index
        left -= _is_solid(char)
    return len(text)


def _is_solid(char: str) -> bool:
    return not char.isspace() and char not in "-‐\u00ad"


def pages_of_runs(
    typesetter: Typesetter, edition: Edition, placements: Mapping[str, Placement], rules: str
) -> Mapping[str, int]:
    """Count the pages of each such caption, by its page's anchor.

    ``edition`` has the pages of captions; ``rules`` are the styles of all captions of the book.
    """
    runs = {
        caption_anchor(anchor): placement
        for anchor, placement in placements.items()
        if placement.setting is CaptionSetting.RUNNING
    }
    if not runs:
        return {}
    setter = typesetter.with_edition(edition)
    pages = [page for page in edition.pages if page.anchor in runs]
    own = tuple(run_rule(anchor, placement) for anchor, placement in runs.items())
    settings = {anchor: str(CaptionSetting.RUNNING) for anchor in runs}
    document = setter.texts(PlateStyles(rules, own), pages, settings)
    pages_of = laid_out.pages_of(document, [*runs])
    return {anchor: len(numbers) for anchor, numbers in pages_of.items()}


def run_rule(anchor: str, placement: Placement) -> Own:
    """Write where the text of a caption begins on its first page, and how wide it is."""
    box = placement.caption
    if box is None:
        raise ValueError(f"{anchor} has no caption")
    place = f"margin-left: {box.x:.3f}mm", f"padding-top: {box.y:.3f}mm"
    return Own(anchor, "figcaption", (*place, f"width: {box.width:.3f}mm"))


@dataclass(frozen=True, slots=True)
class CaptionMeasure:
    """A caption's height in mm, and that of its columns where it has any."""

    height: float
    columns: float | None = None


_FIGURE = re.compile(r"<figure\b.*?</figure>", re.DOTALL)
#: Captions that are measured though they are remembered: the highest, which tell most.
_PROBES = 8
#: Figures after the point that a length (mm) is known to: ten thousand times finer than a page
#: needs, and coarser than what adding up lines from another place on a page makes of it.
_FIGURES = 6
_SAME_MM = 1e-5


def measure_captions(
    typesetter: Typesetter,
    pages: Sequence[Page],
    settings: Mapping[str, str],
    plate_rules: PlateStyles,
) -> Mapping[str, CaptionMeasure]:
    """Return each caption's measure by its plate's anchor; what is not given has no caption.

    ``settings`` name the setting of each by anchor, ``plate_rules`` has the widths.
    """
    html = typesetter.captions(pages, settings)
    facts, context = facts_of(typesetter), _context(typesetter, html, plate_rules)
    questions = _questions(context, html, pages, plate_rules)

    def read(some: Sequence[Page]) -> dict[str, CaptionMeasure]:
        markup = html if len(some) == len(pages) else typesetter.captions(some, settings)
        return _read_captions(typesetter.lay_out(markup, plate_rules))

    if facts.cache is None or not questions:
        return read(pages)
    warm = typesetter.warm
    memory = (
        warm.get_or_make("caption measures", dict[object, tuple[float, float | None]])
        if warm and warm.texts
        else {}
    )
    measures = {
        anchor: CaptionMeasure(*measure)
        for anchor, question in questions.items()
        if (measure := memory.get(question) or facts.get(question))
    }
    probes: list[str] = []
    if warm is None or warm.is_first(("probes", context)):
        probes = sorted(measures, key=lambda anchor: (-measures[anchor].height, anchor))[:_PROBES]
    again = [page for page in pages if page.anchor in probes or page.anchor not in measures]
    fresh = read(again) if again else {}
    if not all(_same(measures[anchor], fresh.get(anchor)) for anchor in probes):
        measures, fresh = {}, read(pages)
    for anchor, measure in fresh.items():
        if measures.get(anchor) != measure:
            facts.put(questions[anchor], astuple(measure))
    memory |= {
        questions[anchor]: astuple(measure) for anchor, measure in {**measures, **fresh}.items()
    }
    return {**measures, **fresh}


def _context(typesetter: Typesetter, html: str, plate_rules: PlateStyles) -> str:
    """Return a digest of what all captions have in common."""
    shared = (html.partition("<figure")[0], plate_rules.rules, *styles_and_fonts(typesetter))
    return hashlib.sha256(repr(shared).encode()).hexdigest()


def _questions(
    context: str, html: str, pages: Sequence[Page], plate_rules: PlateStyles
) -> Mapping[str, tuple[object, ...]]:
    """Return all that each caption's measure depends on, by anchor; none where it is unknown."""
    figures = _FIGURE.findall(html)
    if len(figures) != len(pages):
        return {}
    own: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for rule in plate_rules.own:
        own.setdefault(rule.anchor, []).append((rule.part, rule.declarations))
    return {
        page.anchor: ("caption", context, figure, tuple(own.get(page.anchor, ())))
        for page, figure in zip(pages, figures, strict=True)
    }


def _read_captions(document: Document) -> dict[str, CaptionMeasure]:
    columns = {
        anchor: round(height, _FIGURES)
        for anchor, height in laid_out.column_heights(document).items()
    }
    return {
        anchor: CaptionMeasure(round(height, _FIGURES), columns.get(anchor))
        for anchor, height in laid_out.caption_heights(document).items()
    }


def _same(earlier: CaptionMeasure, fresh: CaptionMeasure | None) -> bool:
    if fresh is None or (earlier.columns is None) != (fresh.columns is None):
        return False
    off = (earlier.height - fresh.height, (earlier.columns or 0.0) - (fresh.columns or 0.0))
    return all(abs(difference) <= _SAME_MM for difference in off)
