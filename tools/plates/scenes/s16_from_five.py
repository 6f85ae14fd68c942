"""Plate 16: a small performer in the air, a ribbon about her, her rows soft behind."""

from __future__ import annotations

import math
from random import Random

from tools.plates.camera import Camera
from tools.plates.colour import mix
from tools.plates.crowds import ribbon, silk
from tools.plates.figures import Outfit, figure
from tools.plates.finish import Finish
from tools.plates.paint import Light, Plate
from tools.plates.pose import Joints, Pose, joints
from tools.plates.shapes import Point, oval, rect, smooth, taper

SIZE = (2400, 3600)
FINISH = Finish(bloom=0.16, vignette=0.26, grain=0.006, grain_size=4.4)
VIEW = Camera((1200, 1750), 2900, 1.35)
LAMP = Light(118, "#fff4de", "#5a3a62", 9, 36, 0.95, 0.5)
AIR = "#6b6a9a"
CHILD = Outfit(
    "leotard", "#e0533f", "#e0533f", skin="#dba98a", hair="bun", shoes="#f4ead8", broad=0.92
)


def draw(plate: Plate) -> None:
    """Stands full of lights, a bright floor, the rows, then the leap."""
    rng = Random(16)
    full = [(0, 0), (2400, 0), (2400, 3600), (0, 3600)]
    plate.wash(full, ["#171a38", "#343561", "#7a5f86"], (0, 0), (0, 1800))
    with plate.layer(blend="screen"):
        for _ in range(420):
            x, y = rng.uniform(-40, 2440), rng.random() ** 0.8 * 1600
            tone = rng.choice(("#e99a6a", "#f2c98c", "#8e86c8", "#d46a78", "#6f8fd0"))
            size = rng.uniform(10, 40) * (0.6 + y / 1600)
            plate.fill(oval(x, y, size), tone, rng.uniform(0.04, 0.2), blur=4)
        for x in (140, 640, 1180, 1720, 2240):
            plate.glow((x, 150), 520, "#ffeec8", 0.5)
            plate.fill(oval(x, 150, 52), "#fff9e8", 0.9, blur=7)
    _floor(plate, rng)
    with plate.layer(blur=13):
        for z in (24.0, 19.0, 15.0):
            _row(plate, rng, z)
    with plate.layer(blur=8):
        for z in (11.6, 8.8):
            _row(plate, rng, z)
    with plate.layer(blend="screen"):
        ray = [(420, -60), (900, -60), (2050, 3200), (560, 3200)]
        plate.wash(ray, ["#ffedc4", "#ffedc4"], (600, 0), (1200, 3000), (0.3, 0.04), blur=60)
    _leap(plate)
    for _ in range(130):
        x, y = rng.gauss(1200, 600), rng.uniform(300, 3200)
        plate.fill(oval(x, y, rng.uniform(2, 6)), "#fff3d6", rng.uniform(0.15, 0.6))


def _floor(plate: Plate, rng: Random) -> None:
    floor = [(-20, 1760), (2420, 1760), (2420, 3620), (-20, 3620)]
    plate.wash(floor, ["#b98fa3", "#7f6f9c", "#3d3a6b", "#211f45"], (0, 1760), (0, 3600))
    plate.dabs(floor, ["#c9a0b0", "#4a4580", "#8f7fb0"], 260, (420, 14), 0, 0.12, 2)
    plate.glow((1250, 3080), 1250, "#ffd9b0", 0.62, squash=0.34)
    for k in range(7):
        y = VIEW.at(0, 5 + k * k * 1.2)[1]
        plate.line([(0, y), (2400, y)], "#f3d9d0", 7 - k * 0.8, 0.16)


def _row(plate: Plate, rng: Random, z: float) -> None:
    gap = 1.15
    share = min(0.7, 0.16 + z / 40)
    for i in range(-9, 10):
        x = (i + 0.5 * (round(z) % 2)) * gap + rng.gauss(0, 0.05)
        at = VIEW.at(x, z)
        if not -260 < at[0] < 2660:
            continue
        height = VIEW.size(1.18 * rng.gauss(1, 0.03), z)
        plate.fill(
            oval(at[0] + height * 0.12, at[1], height * 0.24, height * 0.045), "#1d1840", 0.5
        )
        pose = Pose(turn=0.3, child=0.85, left_arm=(-96, -104), right_arm=(150 + rng.gauss(0, 4), 160), arms="none",
                    left_leg=(-5, -3), right_leg=(9, 5), head=rng.gauss(0, 3))  # fmt: skip
        wears = CHILD.but(top="#e8b04c").toned(AIR, share)
        bones = figure(plate, at, height, pose, wears, LAMP)
        hx, hy = at[0] + bones.hands[1][0] * height, at[1] + bones.hands[1][1] * height
        loop = [(hx + math.cos(t) * height * (0.05 + t * 0.03), hy - height * 0.1 + math.sin(t) * height * 0.2 - t * height * 0.03)
                for t in (k * 0.7 for k in range(13))]  # fmt: skip
        plate.fill(ribbon(loop, height * 0.05), mix("#f6d9c4", AIR, share * 0.8), 0.85)


def _leap(plate: Plate) -> None:
    height = 2080.0
    pose = Pose(turn=0.5, lean=-7, head=-10, look=0.58, tilt=-5, child=1.3, arms="none", stride=(0.01, 0.01),
                left_arm=(-100, -112), right_arm=(142, 156))  # fmt: skip
    bones = joints(pose, CHILD.broad)
    at: Point = (1150 - bones.pelvis[0] * height, 2080 - bones.pelvis[1] * height)
    plate.fill(oval(1300, 3300, 700, 76), "#1c173f", 0.62, blur=34)
    hand = (at[0] + bones.hands[1][0] * height, at[1] + bones.hands[1][1] * height)
    wand = (hand[0] + 130, hand[1] - 230)
    rise = [(wand[0] + a, wand[1] + b) for a, b in
            ((0, 0), (95, -80), (150, -200), (105, -330), (-30, -400), (-180, -370), (-270, -250), (-255, -110),
             (-150, -20), (0, 30), (150, 80), (290, 170), (400, 310))]  # fmt: skip
    behind = [
        rise[-1],
        (2180, 1420),
        (2190, 1640),
        (2010, 1860),
        (1780, 1960),
        (1500, 2010),
        (1050, 1930),
        (520, 1750),
        (250, 1800),
    ]
    before = [behind[-1], (120, 2020), (360, 2320), (900, 2520), (1500, 2560), (1980, 2680), (2120, 2900),
              (1900, 3060), (1560, 3010), (1420, 2900)]  # fmt: skip
    tones = ("#ea4a5c", "#9c1f45", "#ffe0cf")
    phase = silk(plate, [*rise, *behind[1:]], 84, tones, phase=0.2)
    small = CHILD.but(shoes="#cf9c7d")
    waist_down = at[1] + (bones.pelvis[1] + 0.03) * height
    with plate.inside(rect(0, 0, plate.width, waist_down)):
        figure(plate, at, height, pose, small, LAMP, detail=True)
    _head(plate, at, height, bones)
    _legs(plate, at, height, bones.pelvis)
    _gauze(plate, at, height, bones.pelvis)
    plate.line([hand, wand], "#fdf3e0", 14)
    with plate.layer(alpha=0.3, blur=16), plate.moved(16, 40):
        plate.fill(ribbon(before, 90, 0.6), "#1a1440")
    silk(plate, before, 88, tones, phase=phase)


def _head(plate: Plate, at: Point, height: float, bones: Joints) -> None:
    """A small child's head: round cheeks, a fringe, a bun, and pleasure in the jump."""
    hair, skin = "#1d191f", "#e3b596"
    size = height * bones.head_size
    x, y = at[0] + bones.head[0] * height, at[1] + bones.head[1] * height
    box = (-2.0, -2.0, 2.0, 2.0)
    lamp = Light(104, "#fff4de", "#4a2f58", 0.055, 0.2, 0.95, 0.4)
    with plate.moved(x, y + size * 0.02, scale=size * 1.04, turn=-13):
        with plate.lit(lamp, box):
            plate.fill(oval(-0.4, -0.36, 0.19), hair)
            plate.fill(smooth([(-0.46, -0.1), (-0.36, -0.44), (0.0, -0.58), (0.34, -0.46), (0.46, -0.14),
                               (0.36, 0.1), (0.0, 0.3), (-0.32, 0.3), (-0.44, 0.12)]), hair)  # fmt: skip
        face = smooth([(-0.2, -0.28), (0.12, -0.36), (0.38, -0.22), (0.42, 0.04), (0.37, 0.24), (0.2, 0.42),
                       (0.06, 0.44), (-0.12, 0.34), (-0.24, 0.16), (-0.26, -0.06)])  # fmt: skip
        plate.fill(face, skin)
        with plate.inside(face):
            plate.fill(oval(-0.2, 0.3, 0.2, 0.34, 30), "#a8707a", 0.55, blur=0.05)
            plate.fill(oval(0.02, 0.5, 0.36, 0.16, -14), "#94627a", 0.6, blur=0.05)
            plate.fill(oval(0.1, -0.22, 0.4, 0.13), "#a8707a", 0.4, blur=0.04)
            plate.fill(smooth([(0.12, -0.02), (0.2, 0.14), (0.1, 0.165)]), "#c08a74", 0.7)
            for cheek in (-0.05, 0.31):
                plate.fill(oval(cheek, 0.17, 0.09, 0.07), "#e0705c", 0.3, blur=0.03)
        plate.fill(oval(-0.27, 0.05, 0.06, 0.085, -8), "#d3a184")
        for eye in (-0.02, 0.26):
            arc = [(eye - 0.06, 0.035), (eye, 0.03), (eye + 0.055, 0.038)]
            plate.fill(oval(eye, 0.0, 0.085, 0.045), "#b9806a", 0.4, blur=0.02)
            plate.line(arc, "#3a2626", 0.02, 0.8, soft=True)
            plate.line([(eye - 0.06, -0.075), (eye + 0.05, -0.085)], hair, 0.02, 0.7)
        plate.line([(0.14, 0.1), (0.165, 0.155), (0.125, 0.165)], "#a86a55", 0.018, 0.8, soft=True)
        lips = [(0.04, 0.24), (0.13, 0.262), (0.22, 0.232), (0.135, 0.298)]
        plate.fill(smooth(lips), "#9c4140", 0.9)
        plate.fill(oval(0.13, 0.335, 0.06, 0.018), "#b9806a", 0.45)
        fringe = [(-0.36, 0.0), (-0.42, -0.26), (-0.2, -0.52), (0.14, -0.56), (0.4, -0.36), (0.42, -0.14),
                  (0.3, -0.2), (0.1, -0.15), (-0.12, -0.17), (-0.22, 0.02)]  # fmt: skip
        plate.fill(smooth(fringe), hair)
        sheen = [(-0.24, -0.36), (0.0, -0.45), (0.24, -0.36)]
        plate.line(sheen, "#4d4654", 0.035, 0.7, soft=True)
        bow = [(-0.36, -0.22), (-0.62, -0.34), (-0.6, -0.14), (-0.66, 0.02), (-0.38, -0.14)]
        plate.fill(smooth(bow), "#ffe3a0")


def _legs(plate: Plate, at: Point, height: float, hip: Point) -> None:
    """A split in the air, toes pointed."""
    x, y = hip
    back = [
        (x - 0.02, y),
        (x - 0.19, y + 0.012),
        (x - 0.29, y - 0.006),
        (x - 0.4, y - 0.03),
        (x - 0.475, y - 0.02),
    ]
    front = [
        (x + 0.02, y),
        (x + 0.19, y - 0.005),
        (x + 0.28, y + 0.01),
        (x + 0.385, y + 0.002),
        (x + 0.46, y + 0.026),
    ]
    radii = [0.068, 0.044, 0.037, 0.02, 0.009]
    local = LAMP.scaled(0.001)
    for leg, skin in ((back, "#c99678"), (front, "#dcab8c")):
        with plate.moved(*at, scale=height), plate.lit(local, (-1.1, -1.6, 1.1, 0.4)):
            plate.fill(taper(leg, radii), skin)
            shoe = [leg[3], ((leg[3][0] + leg[4][0]) / 2, (leg[3][1] + leg[4][1]) / 2), leg[4]]
            plate.fill(taper(shoe, [0.021, 0.02, 0.01]), "#f6ecd9")


def _gauze(plate: Plate, at: Point, height: float, hip: Point) -> None:
    """A short skirt of gauze that the jump has thrown up."""
    x, y = hip
    with plate.moved(*at, scale=height):
        for k, tone in enumerate(("#f0946e", "#f6b78f", "#ffdcc0")):
            out = 0.185 - k * 0.022
            hem = []
            for i in range(15):
                t = i / 14 * 2 - 1
                drop = 0.055 * (1 - t * t) + (0.013 if i % 2 else -0.004)
                hem.append((x + t * out, y - 0.028 + drop - k * 0.006))
            waist = [(x + 0.068, y - 0.09), (x, y - 0.082), (x - 0.066, y - 0.092)]
            with plate.lit(LAMP.scaled(0.0006), (-1, -1.6, 1, 0.3)):
                plate.fill(smooth([*hem, *waist]), tone, 0.82)
            for px, py in hem[1::2]:
                plate.line([(x + (px - x) * 0.3, y - 0.075), (px, py)], "#b8503f", 0.0028, 0.3)
