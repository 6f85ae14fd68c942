"""The cover wrap: the sheet of the edition ``cover``, drawn with photographs for a preview."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

from platebook import pdf, printers
from platebook.desk.model import Rectangle
from platebook.editions import edition
from platebook.editions.model import Job
from platebook.errors import Finding
from platebook.geometry import Box
from platebook.pdf import PagePicture
from platebook.photos import Rendition, RenditionRequest
from platebook.report import CollectingReport, Silent

Prepare = Callable[[Sequence[RenditionRequest]], Mapping[tuple[str, str], Rendition]]


@dataclass(frozen=True, slots=True)
class DrawnCover:
    """A cover wrap as a picture; lengths in mm, boxes from the sheet's top left."""

    picture: PagePicture
    size: tuple[float, float]
    trim: Rectangle
    spine: Rectangle
    findings: tuple[Finding, ...]


def draw(job: Job, draft: Path, prepare: Prepare, spine: float | None = None) -> DrawnCover:
    """Write the wrap of the job's printer to ``draft``, in sRGB, and draw it.

    ``spine`` is its width in mm, where the printer's own formula is not to be used.
    Raises PlatebookError where a figure is missing that only the printer knows, or where the
    cover cannot hold its texts.
    """
    collected = CollectingReport(Silent())
    printed = replace(job.printed, inks=None, spine=spine)
    quiet = replace(job, impressions=(printed,), collected=collected)
    (output,) = edition("cover").files(quiet)
    output.write(prepare([_smaller(request) for request in output.requests]), draft)
    sheet = printed.plan.sheet
    wrap = printers.wrap(
        printed.printer,
        sheet.trim,
        printed.plan.pagination.count,
        printed.paper,
        spine_mm=printed.spine,
        direction=sheet.direction,
    )
    (picture,) = pdf.draw_pages(draft, [0], pdf.PREVIEW_PPI)
    whole, edge = wrap.sheet, wrap.edge
    trim = Box(edge, edge, whole.width - 2 * edge, whole.height - 2 * edge)
    return DrawnCover(
        picture,
        (whole.width, whole.height),
        _rectangle(trim),
        _rectangle(wrap.spine),
        tuple(collected.findings),
    )


def _smaller(request: RenditionRequest) -> RenditionRequest:
    recipe, share = request.recipe, pdf.PREVIEW_PPI / pdf.PRINT_PPI
    width, height = (max(1, ceil(side * share)) for side in recipe.box)
    recipe = replace(recipe, box=(width, height), colour=None, copy=False)
    return replace(request, recipe=recipe)


def _rectangle(box: Box) -> Rectangle:
    return box.x, box.y, box.width, box.height
