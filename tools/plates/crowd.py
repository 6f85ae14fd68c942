"""Crowds: overlapping people of varied build, pose and dress, the farthest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from tools.plates.camera import Camera
from tools.plates.colour import Colour, lighter, mix
from tools.plates.figures import Outfit, figure
from tools.plates.light import shadow_of
from tools.plates.paint import Light, Plate
from tools.plates.pose import CLASPED, STAND, WAIT, WALK, Pose

TOWN = (
    Outfit(kind="suit", top="#39404d", bottom="#2d323c"),
    Outfit(kind="shirt", top="#d3d3cc", bottom="#3a3f49"),
    Outfit(kind="skirt", top="#dcd5c6", bottom="#444a63", hair="bob", broad=0.9),
    Outfit(kind="suit", top="#6a6553", bottom="#57533f"),
    Outfit(kind="skirt", top="#b9707a", bottom="#3c3440", hair="bun", broad=0.9),
    Outfit(kind="coat", top="#5b5f66", bottom="#33353b", hair="tail", broad=0.92),
)
"""How people in town dress: sober, with a colour here and there."""

COATS = ("#5f7686", "#8f5a50", "#cdbb90", "#4d5a4c", "#b8a39c", "#3f4c6b", "#a8764f")

IDLE = (STAND, WAIT, CLASPED, STAND.but(turn=-0.6, back=True), WAIT.but(turn=0.7))
STROLL = (WALK, WALK.but(turn=0.5, lean=1), STAND, WAIT)


@dataclass(frozen=True)
class Crowd:
    """Who stands in a crowd, and in what light and air."""

    outfits: Sequence[Outfit] = TOWN
    poses: Sequence[Pose] = IDLE
    light: Light | None = None
    air: Colour = "#a9b0b8"
    thick: float = 0.012
    """Share of the air's colour gained with each metre of distance."""
    shadow: Colour | None = None
    lean: float = 1.0
    flat: float = 0.2
    shadow_alpha: float = 0.35
    children: float = 0.0
    tall: float = 1.68
    flip: float = 0.5
    vary: float = 0.0
    """How far each coat strays from its colour towards one of ``COATS``."""
    extra: dict[str, object] = field(default_factory=dict)

    def person(
        self, plate: Plate, camera: Camera, x: float, z: float, rng: Random, detail: bool = False
    ) -> None:
        """Draw one of them at a place on the ground (metres)."""
        wears, pose = rng.choice(list(self.outfits)), rng.choice(list(self.poses))
        pose = pose.but(lean=pose.lean + rng.gauss(0, 1.5), head=rng.gauss(0, 4), **self.extra)
        tall = self.tall * rng.gauss(1, 0.035) * (0.96 if wears.broad < 1 else 1)
        if rng.random() < self.children:
            pose, tall = pose.but(child=0.9), tall * rng.uniform(0.58, 0.72)
        wears = wears.but(top=lighter(wears.top, rng.gauss(0, 0.02)))
        if self.vary:
            wears = wears.but(
                top=mix(wears.top, rng.choice(COATS), rng.uniform(0, self.vary)),
                bottom=mix(wears.bottom, rng.choice(COATS), rng.uniform(0, self.vary * 0.6)),
            )
        wears = wears.toned(self.air, min(0.92, self.thick * z))
        foot, height = camera.at(x, z), camera.size(tall, z)
        if self.shadow:
            shadow_of(plate, foot, height, pose, wears, self.shadow, self.shadow_alpha,
                      self.lean, self.flat, blur=2 + height * 0.008)  # fmt: skip
        figure(plate, foot, height, pose, wears, self.light, detail, rng.random() < self.flip)


def gather(
    plate: Plate, camera: Camera, crowd: Crowd, x: tuple[float, float], z: tuple[float, float],
    count: int, seed: int,
) -> None:  # fmt: skip
    """Scatter people over a rectangle of ground, in loose groups, far to near."""
    rng = Random(seed)
    places = []
    while len(places) < count:
        cx, cz = rng.uniform(*x), rng.uniform(*z)
        for _ in range(rng.choice((1, 2, 2, 3))):
            places.append((cx + rng.gauss(0, 0.5), cz + rng.gauss(0, 0.35)))
    for px, pz in sorted(places[:count], key=lambda place: -place[1]):
        crowd.person(plate, camera, px, max(pz, 1.5), rng)
