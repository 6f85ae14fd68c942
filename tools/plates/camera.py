"""A pinhole camera, so that people, walls and pavement share one perspective. Metres."""

from __future__ import annotations

from dataclasses import dataclass

from tools.plates.shapes import Point


@dataclass(frozen=True)
class Camera:
    """Where the picture is seen from.

    ``centre`` is the vanishing point in plate units, ``lens`` the focal length in plate
    units (about the plate's width for a normal lens), ``eye`` the eye height in metres.
    x runs right, z away from the viewer, y up from the ground.
    """

    centre: Point
    lens: float
    eye: float = 1.6

    def at(self, x: float, z: float, y: float = 0) -> Point:
        """Where a place in the world lands on the plate."""
        return (
            self.centre[0] + self.lens * x / z,
            self.centre[1] + self.lens * (self.eye - y) / z,
        )

    def size(self, metres: float, z: float) -> float:
        """How large a length looks at a distance, in plate units."""
        return self.lens * metres / z

    def floor(self, x0: float, x1: float, z0: float, z1: float, y: float = 0) -> list[Point]:
        """A level rectangle."""
        return [self.at(x0, z0, y), self.at(x1, z0, y), self.at(x1, z1, y), self.at(x0, z1, y)]


@dataclass(frozen=True)
class Wall:
    """An upright surface from one place on the ground to another, addressed by 0–1."""

    camera: Camera
    start: tuple[float, float]
    end: tuple[float, float]
    low: float
    high: float

    def at(self, u: float, v: float) -> Point:
        """A place on the wall: u along it, v from the bottom up."""
        x = self.start[0] + (self.end[0] - self.start[0]) * u
        z = self.start[1] + (self.end[1] - self.start[1]) * u
        return self.camera.at(x, z, self.low + (self.high - self.low) * v)

    def quad(self, u0: float, v0: float, u1: float, v1: float) -> list[Point]:
        """A rectangle on the wall, seen in perspective."""
        return [self.at(u0, v0), self.at(u1, v0), self.at(u1, v1), self.at(u0, v1)]

    def face(self) -> list[Point]:
        """The whole wall."""
        return self.quad(0, 0, 1, 1)
