"""Plate 18: soldiers marching and singing with a low sun behind them."""

from __future__ import annotations

from random import Random

from tools.plates.camera import Camera
from tools.plates.colour import mix
from tools.plates.figures import Outfit, figure
from tools.plates.finish import Finish
from tools.plates.ground import clouds, conifer, haze, hills, sky
from tools.plates.light import shadow_of
from tools.plates.paint import Light, Plate
from tools.plates.pose import Pose
from tools.plates.shapes import Point, oval, rect

SIZE = (3600, 2400)
SCALE = 1.125  # full-bleed: 2,700 px high, so 300 ppi over the whole page and its bleed
FINISH = Finish(bloom=0.2, bloom_from=0.66, vignette=0.24)
VIEW = Camera((2050, 1010), 3100, 1.62)
SUN: Point = (2620, 800)
LAMP = Light(35, "#ffd48a", "#2a2230", 11, 70, 0.95, 0.7)
AIR = "#e8b277"
UNIFORM = Outfit(
    "uniform",
    "#4f4b30",
    "#49452d",
    "#7d7048",
    "#9c6a4e",
    hair="cap",
    cap="#4f4b30",
    shoes="#1e1a1a",
)


def draw(plate: Plate) -> None:
    """Sky and far buildings, then rank after rank, each with its shadow before it."""
    rng = Random(18)
    sky(plate, ["#6f7f92", "#b9a08c", "#f0bd78", "#ffdf9e"], 1010)
    clouds(plate, "#fff0cf", 120, 700, 9, 0.22)
    plate.glow(SUN, 1700, "#ffdf9a", 0.85)
    plate.fill(oval(*SUN, 92), "#fffbe6")
    hills(plate, 1010, 210, "#b79a80", "#edc590", 4)
    hills(plate, 1014, 120, "#9a8069", "#e2b67f", 9)
    _town(plate, rng)
    _square(plate, rng)
    for i in range(17):
        x = -120 + i * 240 + rng.gauss(0, 24)
        if abs(x - SUN[0]) > 150:
            conifer(plate, (x, 1046), rng.uniform(170, 240), "#6a5648", i)
    haze(plate, AIR, 820, 1110, 0.62)
    ranks = [44, 36, 30, 25.2, 21.4, 18.2, 15.4, 13.1, 11.1, 9.3, 7.7]
    for k, z in enumerate(ranks):
        _rank(plate, rng, z, k)
        if k in (2, 5, 8):
            level = VIEW.at(0, z)[1]
            haze(plate, AIR, level - 240, level + 80, 0.26)
    _officer(plate)
    plate.glow(SUN, 2500, "#ffcf86", 0.34)
    for _ in range(260):
        x, y = rng.uniform(0, 3600), rng.gauss(1560, 240)
        plate.fill(oval(x, y, rng.uniform(1.5, 5)), "#ffe3b0", rng.uniform(0.1, 0.5))


def _town(plate: Plate, rng: Random) -> None:
    x = -60.0
    while x < 3660:
        wide, tall = rng.uniform(110, 330), rng.uniform(60, 240)
        if abs(x + wide / 2 - SUN[0]) > 330:
            tone = mix("#8b735f", AIR, rng.uniform(0.25, 0.55))
            plate.fill(rect(x, 1030 - tall, wide, tall + 20), tone)
            plate.fill(rect(x + wide - 10, 1030 - tall, 10, tall), "#ffd9a0", 0.7)
            for row in range(int(tall / 34)):
                y = 1044 - tall + row * 34
                plate.line([(x + 14, y), (x + wide - 18, y)], mix(tone, "#5d4a42", 0.5), 7, 0.4)
        x += wide * rng.uniform(1.0, 1.7)


def _square(plate: Plate, rng: Random) -> None:
    ground = [(-20, 1030), (3620, 1030), (3620, 2420), (-20, 2420)]
    plate.wash(ground, ["#efc487", "#b98a5f", "#6a4c3e", "#3d2c2b"], (0, 1030), (0, 2400))
    plate.dabs(ground, ["#8d664c", "#5d4236", "#7d5a45"], 300, (420, 14), 0, 0.2, 2)
    for z in range(6, 60, 3):
        plate.line([VIEW.at(-30, z), VIEW.at(30, z)], "#5a4034", 90 / z, 0.18)
    for x in range(-30, 31, 3):
        plate.line([VIEW.at(x, 60), VIEW.at(x, 4)], "#5a4034", 4, 0.16)
    plate.glow((SUN[0] - 90, 1330), 1500, "#ffe0a4", 0.55, squash=0.42)


def _march(rng: Random, turn: float = 0.72) -> Pose:
    """The same step for everyone, never quite the same."""
    return Pose(turn=turn, lean=3 + rng.gauss(0, 0.8), head=-6 + rng.gauss(0, 2.5),
                left_arm=(-26 + rng.gauss(0, 3), -8), right_arm=(24 + rng.gauss(0, 3), 58 + rng.gauss(0, 5)),
                left_leg=(-15 + rng.gauss(0, 2), -27), right_leg=(27 + rng.gauss(0, 2), 20),
                sway=0)  # fmt: skip


def _rank(plate: Plate, rng: Random, z: float, k: int) -> None:
    gap = 1.02
    block = k // 3
    first = -8.2 + 0.5 * (k % 2)
    for i in range(19 + k % 2):
        x = first + i * gap + rng.gauss(0, 0.035) + block * 0.35
        at = VIEW.at(x, z)
        if not -450 < at[0] < 3950:
            continue
        height = VIEW.size(1.7 * rng.gauss(1, 0.02), z)
        wears = UNIFORM.toned(AIR, min(0.72, z * 0.0175))
        pose = _march(rng)
        flip = True
        lean = (at[0] - SUN[0]) / 1500
        if z < 20:
            _cast(plate, at, height, pose, wears, lean)
        else:
            plate.fill(
                oval(
                    at[0] + lean * height * 0.4, at[1] + height * 0.06, height * 0.3, height * 0.07
                ),
                "#4a3130",
                0.45,
            )
        bones = figure(plate, at, height, pose, wears, LAMP, flip=flip)
        if z < 22:
            _details(plate, at, height, bones.head, bones.head_size, bones.waist)


def _cast(plate: Plate, at: Point, height: float, pose: Pose, wears: Outfit, lean: float) -> None:
    flipped = pose.but(turn=-pose.turn, lean=-pose.lean, left_leg=_neg(pose.right_leg), right_leg=_neg(pose.left_leg),
                       left_arm=_neg(pose.right_arm), right_arm=_neg(pose.left_arm))  # fmt: skip
    shadow_of(plate, at, height, flipped, wears, "#2a1c22", 0.62, lean, 0.62, height * 0.008)


def _neg(limb: tuple[float, float]) -> tuple[float, float]:
    return -limb[0], -limb[1]


def _details(
    plate: Plate, at: Point, height: float, head: Point, size: float, waist: Point
) -> None:
    """An open mouth, a red band round the cap, a belt."""
    with plate.moved(*at, scale=height, flip=True):
        with plate.moved(*head, scale=size, turn=-4):
            plate.fill(oval(0.2, 0.285, 0.055, 0.085), "#3a1613", 0.95)
            plate.fill(
                [(-0.38, -0.34), (0.38, -0.34), (0.37, -0.24), (-0.37, -0.24)], "#8e2a24", 0.9
            )
        x, y = waist
        plate.line([(x - 0.068, y + 0.012), (x + 0.068, y + 0.012)], "#2d2119", 0.021)


def _officer(plate: Plate) -> None:
    """One who walks beside the column and beats time."""
    at, height = VIEW.at(-1.75, 6.1), VIEW.size(1.74, 6.1)
    rng = Random(5)
    pose = _march(rng, 0.6).but(left_arm=(-16, -6), right_arm=(38, 112), head=-10)
    _cast(plate, at, height, pose, UNIFORM, (at[0] - SUN[0]) / 1500)
    bones = figure(plate, at, height, pose, UNIFORM, LAMP, detail=True, flip=True)
    _details(plate, at, height, bones.head, bones.head_size, bones.waist)
