"""Women in festival dress walking away along a promenade, the low sun before them."""

from __future__ import annotations

import math
from random import Random

from tools.plates.camera import Camera
from tools.plates.colour import lighter, mix
from tools.plates.figures import Outfit, figure
from tools.plates.finish import QUIET
from tools.plates.ground import band, clouds, haze, hills, paving, sky, tree
from tools.plates.light import shadow_of
from tools.plates.paint import Light, Plate
from tools.plates.pose import Joints, Pose
from tools.plates.shapes import blob, oval, polygon, rect, taper

# Rows of points read better as rows.
# fmt: off
SIZE = (2400, 3600)
FINISH = QUIET
QUALITY = 78
CAMERA = Camera((1260, 1560), 4200, 1.5)
AIR = "#f0dcc0"
SUN = Light(112, "#fff1c9", "#3a2b52", 10, 50, 0.9, 0.36)
SHADE = "#5a5578"

AWAY = Pose(turn=0.15, back=True, left_arm=(-9, 6), right_arm=(10, -6), left_leg=(-2, -1),
    right_leg=(3, 1))
DRESSES = (
    ("#f6d9dc", "#d63a74", "#f2b6c4"), ("#f4ecd2", "#2f7fb0", "#dfe9ee"), ("#f5c85f", "#c2372f",
        "#f6e2b0"),
    ("#dcebe0", "#2e8a6a", "#d5ecd8"), ("#f7e3ee", "#8a4fa0", "#e2cdee"), ("#fbe6cf", "#e8774a",
        "#f9d3b2"),
)  # fmt: skip
"""Jacket, skirt, and blossom embroidered on it."""


def draw(plate: Plate) -> None:
    """Sky, willows and halls in the haze, the promenade, the women far to near."""
    horizon = CAMERA.centre[1]
    sky(plate, ["#8fb1c9", "#c9cfc8", "#f3dfbb", "#ffe6b4"], horizon)
    clouds(plate, "#fff3dc", 150, 1200, 8, 0.35)
    plate.glow((980, horizon - 220), 1300, "#fff0c0", 0.8)
    hills(plate, horizon, 300, "#b9b9c4", AIR, 6)
    _background(plate, horizon)
    _promenade(plate, horizon)
    _women(plate)
    plate.glow((960, horizon - 160), 1500, "#ffe7b0", 0.32)


def _background(plate: Plate, horizon: float) -> None:
    rng = Random(12)
    for x, wide, tall in ((1500, 420, 380), (1900, 560, 560), (-80, 360, 420)):
        tone = mix("#b7a6a6", AIR, 0.35)
        plate.wash(rect(x, horizon - tall, wide, tall), [tone, AIR], (0, horizon - tall),
            (0, horizon))
        for k in range(int(wide / 52)):
            plate.fill(rect(x + 20 + k * 52, horizon - tall + 60, 22, tall - 100),
                lighter(tone, -0.05), 0.6)
    haze(plate, AIR, horizon - 400, horizon + 60, 0.7)
    for x, high, share in ((300, 620, 0.5), (2180, 700, 0.45), (760, 380, 0.66), (1690, 430, 0.62)):
        leaves = [mix(tone, AIR, share) for tone in ("#4d7358", "#7c9a62", "#b9bf74", "#e5d88a")]
        tree(plate, (x, horizon + 46), high, leaves, mix("#5c4f4a", AIR, share),
            rng.randrange(99), 0.42, 120)
    for x, high, seed in ((40, 1320, 3), (2420, 1500, 8)):
        leaves = [mix(tone, AIR, 0.16) for tone in ("#3f6650", "#648657", "#a3b062", "#dccf7c")]
        tree(plate, (x, horizon + 190), high, leaves, "#6a5a50", seed, 0.34,
            100 if x > 1000 else 70)


def _promenade(plate: Plate, horizon: float) -> None:
    ground = band(plate, horizon + 20, 3620)
    plate.wash(ground, ["#f6e1b8", "#dcc3a6", "#b39d98", "#8d8093"], (0, horizon), (0, 3600))
    for way, near, far in ((-1, -2.6, -4.2), (1, 2.6, 4.6)):
        lawn = [CAMERA.at(near, 3), CAMERA.at(near, 60), CAMERA.at(far * 6, 60),
            CAMERA.at(far * 6, 3)]
        plate.wash(polygon(lawn), ["#d9d69a", "#8fa568", "#5f7f5c"], (0, horizon), (0, 3000))
        plate.dabs(polygon(lawn), ["#c6c878", "#6d8a5a"], 300, (90, 12), 4, 0.25, 10)
        kerb = [CAMERA.at(near, 3), CAMERA.at(near, 60), CAMERA.at(near + way * 0.14, 60),
            CAMERA.at(near + way * 0.14, 3)]
        plate.fill(polygon(kerb), "#f5ead2", 0.9)
    paving(plate, CAMERA, "#7d6f86", 3, 40, 0.9, 2.6, 0.4)
    plate.dabs(ground, ["#ffeac0", "#8b7d92"], 260, (420, 14), 0, 0.14, 2)
    glare = [CAMERA.at(-1.9, 60), CAMERA.at(0.9, 60), CAMERA.at(0.6, 4), CAMERA.at(-1.6, 4)]
    plate.wash(polygon(glare), ["#fff0c4", "#fff0c4"], (0, horizon), (0, 3100), (0.7, 0), 60,
        "screen")


def _women(plate: Plate) -> None:
    rng = Random(5)
    far = [(-1.05 + 0.42 * k + rng.gauss(0, 0.12), 11.5 + rng.uniform(0, 4)) for k in range(7)]
    middle = [(-1.02, 7.6), (0.62, 7.0), (1.12, 8.2)]
    places = sorted([*far, *middle], key=lambda place: -place[1])
    for k, (x, z) in enumerate(places):
        pose = AWAY.but(turn=rng.uniform(-0.3, 0.3), look=rng.choice((-0.8, 0.1, 0.8)),
            lean=rng.gauss(0, 1.5))
        _woman(plate, x, z, 1.6 * rng.gauss(1, 0.02), pose, k % 6, rng)
    talk = AWAY.but(turn=0.45, look=0.95, lean=1, head=2, left_arm=(-10, 20), right_arm=(14, -18))
    hear = AWAY.but(turn=-0.35, look=-0.9, lean=-1, head=-3, left_arm=(-12, -24), right_arm=(9, 4))
    _woman(plate, 0.36, 4.75, 1.6, hear, 1, rng)
    _woman(plate, -0.34, 4.15, 1.63, talk, 0, rng)


def _woman(
    plate: Plate, x: float, z: float, tall: float, pose: Pose, dress: int, rng: Random
) -> None:
    jacket, skirt, blossom = DRESSES[dress]
    wears = Outfit(
        kind="hanbok", top=jacket, bottom=skirt, hair="bun", skin="#d6a88a", broad=0.88,
        hair_colour="#221d22",
    ).toned(AIR, min(0.55, max(0, z - 4.5) * 0.045))  # fmt: skip
    foot, height = CAMERA.at(x, z), CAMERA.size(tall, z)
    shadow_of(plate, foot, height, pose, wears, SHADE, 0.42, 0.3, 0.5, 4 + height * 0.006)
    near = z < 6
    with plate.lit(SUN.scaled(height / 1000), (foot[0] - height, foot[1] - height * 1.2,
        foot[0] + height, foot[1] + height * 0.1)):
        bones = figure(plate, foot, height, pose, wears, SUN if near else None, detail=near)
        if near:
            _embroider(plate, foot, height, blossom, rng)
            with plate.moved(*foot, scale=height):
                _back(plate, bones, wears, abs(pose.gaze) < 0.7)
    _bouquet(plate, foot, height, bones, pose, rng)


def _embroider(plate: Plate, foot: tuple[float, float], height: float, blossom: str, rng: Random) -> None:
    """Blossom scattered along the hem, thinning upwards."""
    for _ in range(70):
        lift = rng.random() ** 2 * 0.3 + 0.03
        reach = 0.165 - lift * 0.22
        x = foot[0] + rng.uniform(-reach, reach) * height
        y = foot[1] - lift * height
        size = height * rng.uniform(0.004, 0.0085)
        for k in range(5):
            t = math.tau * k / 5
            plate.fill(oval(x + math.cos(t) * size, y + math.sin(t) * size * 0.8, size * 0.7),
                blossom, 0.75)
        plate.fill(oval(x, y, size * 0.5), "#f6dc8c", 0.9)


def _back(plate: Plate, bones: Joints, wears: Outfit, straight: bool) -> None:
    """The white collar at the nape, a pin through the bun, the sash at the breast."""
    x, y = bones.neck
    plate.line([(x - 0.034, y - 0.012), (x, y + 0.004), (x + 0.034, y - 0.012)], "#fffaf0", 0.012,
        soft=True)
    sash_y = bones.waist[1] - 0.095
    plate.line([(bones.waist[0] - 0.068, sash_y), (bones.waist[0] + 0.068, sash_y)],
        lighter(wears.bottom, -0.08), 0.008, 0.8)
    if not straight:
        return
    hx, hy = bones.head
    plate.line([(hx - 0.036, hy + 0.043), (hx + 0.036, hy + 0.036)], "#e9c469", 0.007)


def _bouquet(plate: Plate, foot: tuple[float, float], height: float, bones: Joints, pose: Pose, rng: Random) -> None:
    """Festival flowers of paper, carried low or on the arm."""
    side = rng.randrange(2) if height < 1300 else (1 if pose.turn > 0 else 0)
    x = foot[0] + bones.hands[side][0] * height
    y = foot[1] + bones.hands[side][1] * height
    plate.line([(x, y + height * 0.03), (x + height * 0.01, y - height * 0.07)], "#5d7d55",
        height * 0.012)
    for _ in range(26):
        px, py = x + rng.gauss(0, 0.032) * height, y - height * 0.075 + rng.gauss(0, 0.028) * height
        tone = rng.choice(("#e8487a", "#f28aa6", "#fbc5cf", "#d92f5e", "#f9e3d8"))
        plate.fill(blob(rng, px, py, height * 0.014, height * 0.012, 7), tone)
    for _ in range(6):
        px, py = x + rng.gauss(0, 0.03) * height, y - height * 0.05 + rng.gauss(0, 0.02) * height
        plate.fill(taper([(px, py), (px + height * 0.012, py - height * 0.02)],
            [height * 0.006, height * 0.002]), "#5f8a58")
