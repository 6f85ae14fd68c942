"""Boxes and matrices in a page's own points (1/72 in), from its lower left (ISO 32000-2, 8.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from platebook.geometry import PT_PER_MM

#: a b c d e f, as PDF writes them.
Matrix = tuple[float, float, float, float, float, float]
EDGES = ("left", "bottom", "right", "top")
SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_SMALLEST = 1e-9


@dataclass(frozen=True, slots=True)
class PageArea:
    """A rectangle in points: left, bottom, right, top."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """How wide it is, in points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is, in points."""
        return self.top - self.bottom

    @property
    def empty(self) -> bool:
        """Whether nothing is in it."""
        return self.right <= self.left or self.top <= self.bottom

    def touches(self, other: PageArea) -> bool:
        """Return whether any point, of an area without width too, is inside both."""
        both = self.meet(other)
        return both.left <= both.right and both.bottom <= both.top

    def meet(self, other: PageArea) -> PageArea:
        """Return what is in both."""
        return PageArea(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )

    def holds(self, other: PageArea, slack: float = 0.0) -> bool:
        """Return whether the other lies inside, give or take so many points."""
        return (
            self.left - slack <= other.left
            and self.bottom - slack <= other.bottom
            and self.right + slack >= other.right
            and self.top + slack >= other.top
        )

    def grown(self, left: float, bottom: float, right: float, top: float) -> PageArea:
        """Return the area with edges so many points farther out."""
        return PageArea(self.left - left, self.bottom - bottom, self.right + right, self.top + top)

    def beyond(self, other: PageArea) -> tuple[float, float, float, float]:
        """Return by how many points it reaches over each of another's ``EDGES``."""
        return (
            other.left - self.left,
            other.bottom - self.bottom,
            self.right - other.right,
            self.top - other.top,
        )

    @property
    def size(self) -> float:
        """How large it is, in square points."""
        return 0.0 if self.empty else self.width * self.height

    def edges(self) -> tuple[float, float, float, float]:
        """Return left, bottom, right, top."""
        return self.left, self.bottom, self.right, self.top


def joint(first: PageArea, second: PageArea) -> float:
    """Return how large that is which two areas share, in square points."""
    across = min(first.right, second.right) - max(first.left, second.left)
    up = min(first.top, second.top) - max(first.bottom, second.bottom)
    return across * up if across > 0 and up > 0 else 0.0


#: All that there is; and the square in which PDF draws pictures (8.9.5.1).
EVERYWHERE, UNIT = PageArea(-1e9, -1e9, 1e9, 1e9), PageArea(0, 0, 1, 1)


def area(numbers: Sequence[float]) -> PageArea | None:
    """Read a PDF's rectangle: two corners, whichever they are. None where it is no rectangle."""
    if len(numbers) != 4:
        return None
    x0, y0, x1, y1 = numbers
    return PageArea(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def around(points: Iterable[tuple[float, float]]) -> PageArea:
    """Return the smallest area that holds all points; of none, an empty one."""
    point_list = list(points)
    if not point_list:
        return PageArea(0, 0, 0, 0)
    across, up = [x for x, _ in point_list], [y for _, y in point_list]
    return PageArea(min(across), min(up), max(across), max(up))


def union(areas: Iterable[PageArea]) -> PageArea:
    """Return the smallest area that holds all areas."""
    return around(
        point for inner in areas for point in ((inner.left, inner.bottom), (inner.right, inner.top))
    )


def multiply(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that does one thing, and then another."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    x, y = e * g + f * i + k, e * h + f * j + m
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, x, y


def transform_point(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return where a point comes to lie."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def transform_area(matrix: Matrix, inner: PageArea) -> PageArea:
    """Return the area that a rectangle covers once it is moved, turned or slanted."""
    corners = ((x, y) for x in (inner.left, inner.right) for y in (inner.bottom, inner.top))
    return around(transform_point(matrix, x, y) for x, y in corners)


def undone(matrix: Matrix) -> Matrix | None:
    """Return the way back; None where there is none, since all was pressed flat."""
    a, b, c, d, e, f = matrix
    whole = a * d - b * c
    if abs(whole) < _SMALLEST:
        return None
    x, y = (c * f - d * e) / whole, (b * e - a * f) / whole
    return d / whole, -b / whole, -c / whole, a / whole, x, y


def mm(points: float) -> float:
    """Return points in mm."""
    return points / PT_PER_MM


def spot(trim: PageArea, x: float, y: float) -> str:
    """Return where a point lies, in mm from the finished page's top left."""
    across, down = round(mm(x - trim.left)), round(mm(trim.top - y))
    return f"{across} mm from the left, {down} mm from the top".replace("-", "−")
