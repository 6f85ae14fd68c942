"""A deep metro hall: a vault of ribs, chandeliers, the mural's glow, a train on the right."""

from __future__ import annotations

import math
from random import Random

from tools.plates.camera import Camera, Wall
from tools.plates.colour import lighter, mix
from tools.plates.crowd import IDLE, TOWN, Crowd, gather
from tools.plates.figures import Outfit, figure
from tools.plates.finish import QUIET
from tools.plates.light import bulb, shadow_of
from tools.plates.paint import Light, Plate
from tools.plates.pose import HANDS_BEHIND, WALK_AWAY, Pose
from tools.plates.shapes import Point, oval, polygon, smooth, taper

# Rows of points read better as rows.
# fmt: off
SIZE = (3600, 2400)
FINISH = QUIET
QUALITY = 78
CAMERA = Camera((1640, 1330), 2350, 1.62)
MIDDLE, SPAN, SPRING, RISE = -1.1, 6.3, 3.9, 3.5
EDGE = 3.4
END = 62.0
LAMP = Light(80, "#ffe2b0", "#2a1f2b", 8, 44, 0.75, 0.5)
WARM = "#f3c98d"


def draw(plate: Plate) -> None:
    """From the mural at the far end towards the two people who wait nearest."""
    plate.fill([(0, 0), (3600, 0), (3600, 2400), (0, 2400)], "#3b2d33")
    _vault(plate)
    _mural(plate)
    _left_wall(plate)
    _floor(plate)
    _train(plate)
    _chandeliers(plate)
    dusk = [wears.toned("#4a3a3c", 0.25) for wears in TOWN]
    people = Crowd(dusk, (*IDLE, WALK_AWAY), LAMP, "#c69a72", 0.011, shadow="#3a2629",
                   lean=-0.5, flat=0.3, shadow_alpha=0.4, vary=0.75)  # fmt: skip
    gather(plate, CAMERA, people, (-4.6, 2.7), (9, 46), 46, 17)
    plate.glow(CAMERA.at(MIDDLE, END, 3), 900, "#ffcf8a", 0.4)
    _near(plate)


def _arch(z: float, grow: float = 0) -> list[Point]:
    """The vault's outline at a distance, from left springing to right."""
    turns = [math.pi * (1 - k / 24) for k in range(25)]
    return [
        CAMERA.at(MIDDLE + math.cos(t) * (SPAN + grow), z, SPRING + math.sin(t) * (RISE + grow))
        for t in turns
    ]


def _vault(plate: Plate) -> None:
    edges = [2.2 * 1.09**k for k in range(39)]
    for i in range(len(edges) - 2, -1, -1):
        near, far = edges[i], edges[i + 1]
        air = min(1.0, far / END)
        rib = i % 3 == 0
        tone = mix("#8d7466" if rib else "#5e4a48", "#d9aa78", air**0.8)
        band = [*_arch(near, 1.6), *_arch(near)[::-1]]
        plate.fill([*_arch(near), *_arch(far)[::-1]], lighter(tone, -0.02))
        side = polygon([*_arch(near), *_arch(far)[::-1]])
        with plate.inside(side):
            top = CAMERA.at(MIDDLE, near, SPRING + RISE)
            plate.wash(band + _arch(far), [tone, lighter(tone, -0.1)], top, CAMERA.at(0, near, 3))
            plate.glow(CAMERA.at(MIDDLE, near, SPRING + RISE * 0.6), CAMERA.size(5.5, near),
                       "#ffd8a0", 0.28)  # fmt: skip
        if rib:
            plate.line(_arch(near), lighter(tone, 0.06), CAMERA.size(0.05, near), 0.6)


def _mural(plate: Plate) -> None:
    """Sun, hills and a far-off procession, as blocks of coloured stone."""
    wall = Wall(CAMERA, (MIDDLE - SPAN, END), (MIDDLE + SPAN, END), 0, SPRING + RISE)
    arch = [*_arch(END), wall.at(1, 0), wall.at(0, 0)]
    plate.wash(arch, ["#f8dba0", "#f2ac6b", "#d96f52"], wall.at(0.5, 1), wall.at(0.5, 0.1))
    with plate.inside(polygon(arch)):
        plate.glow(wall.at(0.5, 0.62), 170, "#fff3cf", 0.95)
        for base, tone in ((0.5, "#c98264"), (0.38, "#8b6a74"), (0.24, "#5d5a72")):
            line = [wall.at(k / 8, base + 0.1 * math.sin(k * 2.1 + base * 9)) for k in range(9)]
            plate.fill([*line, wall.at(1, 0), wall.at(0, 0)], tone)
        for k in range(15):
            x = 0.12 + k * 0.054
            plate.fill(taper([wall.at(x, 0.06), wall.at(x, 0.2)], [7, 3]),
                "#a83f3a" if k % 3 else "#e9d2a0")


def _left_wall(plate: Plate) -> None:
    wall = Wall(CAMERA, (MIDDLE - SPAN, 2.0), (MIDDLE - SPAN, END), 0, SPRING)
    plate.wash(wall.face(), ["#54403f", "#8a6753", "#d5a374"], wall.at(0.02, 0.5), wall.at(1, 0.5))
    for k in range(17, -1, -1):
        z = 3.4 + k * 3.3
        air = min(1.0, z / END) ** 0.8
        stone = mix("#b59e8c", "#e3b382", air)
        column = [CAMERA.at(-6.0, z), CAMERA.at(-6.0, z, 3.7), CAMERA.at(-5.2, z, 3.7),
            CAMERA.at(-5.2, z)]
        plate.wash(column, [lighter(stone, -0.2), stone, lighter(stone, -0.06)], column[0],
            column[2])
        flank = [column[3], column[2], CAMERA.at(-5.2, z + 0.8, 3.7), CAMERA.at(-5.2, z + 0.8)]
        plate.fill(flank, lighter(stone, -0.13))
        head = [CAMERA.at(-6.3, z, 3.65), CAMERA.at(-5.0, z, 3.65), CAMERA.at(-4.9, z, 4.1),
            CAMERA.at(-6.4, z, 4.1)]
        plate.fill(head, lighter(stone, 0.02))
        bulb(plate, CAMERA.at(-5.15, z, 3.0), CAMERA.size(0.09, z), WARM, 0.5)


def _floor(plate: Plate) -> None:
    ground = CAMERA.floor(MIDDLE - SPAN, EDGE, 1.6, END)
    plate.wash(ground, ["#e0ab76", "#95705f", "#4c3a40", "#33282f"], CAMERA.at(0, END),
        (1640, 2400))
    plate.dabs(ground, ["#b98d6e", "#2f252d", "#7f5f55"], 260, (300, 16), 0, 0.16, 2)
    for k in range(40):
        z = 2.2 * 1.1**k
        if z < END:
            plate.line([CAMERA.at(-7.4, z), CAMERA.at(EDGE, z)], "#2d2229", CAMERA.size(0.02, z),
                0.35)
    for x in range(-7, 4):
        plate.line([CAMERA.at(x, 1.7), CAMERA.at(x, END)], "#2d2229", 3, 0.22)
    shine = [CAMERA.at(-2.6, 1.7), CAMERA.at(0.4, 1.7), CAMERA.at(0, END), CAMERA.at(-2, END)]
    plate.wash(shine, [WARM, WARM], CAMERA.at(0, END), (1640, 2400), (0.75, 0.05), 60, "screen")
    for k in range(8):
        spot = CAMERA.at(MIDDLE, 6.5 + k * 6.5)
        plate.glow(spot, CAMERA.size(1.5, 6.5 + k * 6.5), "#ffdca6", 0.6, squash=0.32)
    lip = [CAMERA.at(EDGE - 0.45, 1.7), CAMERA.at(EDGE - 0.3, 1.7), CAMERA.at(EDGE - 0.3, END),
        CAMERA.at(EDGE - 0.45, END)]
    plate.fill(lip, "#d8b25e", 0.7)


def _train(plate: Plate) -> None:
    """Green below, cream above, people behind lit windows."""
    rng = Random(21)
    near, far = 2.3, 58.0
    def side(low: float, high: float) -> Wall:
        return Wall(CAMERA, (EDGE, near), (EDGE, far), low, high)

    roof = [CAMERA.at(EDGE, near, 3.3), CAMERA.at(EDGE, far, 3.3),
        CAMERA.at(EDGE + 0.7, far, 3.7), CAMERA.at(EDGE + 0.9, near, 3.75)]
    plate.fill(roof, "#46423d")
    for low, high, tones in ((-0.3, 0.0, ("#191519", "#2b2021")),
        (0.0, 1.25, ("#24463c", "#6d7f5b")),
                             (1.25, 3.3, ("#a79c80", "#eccf97"))):  # fmt: skip
        wall = side(low, high)
        plate.wash(wall.face(), list(tones), wall.at(0, 0.5), wall.at(0.7, 0.5))
    plate.wash(side(2.6, 3.3).face(), ["#3d3431", "#3d3431"], CAMERA.at(EDGE, 4, 3.3),
        CAMERA.at(EDGE, 4, 2.6), (0.6, 0))
    glass = side(1.45, 2.6)
    for k in range(44):
        z = 2.5 + k * 1.25
        u0, u1 = (z - near) / (far - near), (z + 0.85 - near) / (far - near)
        door = k % 5 == 2
        pane = glass.quad(u0, -0.9 if door else 0, u1, 1)
        if door:
            plate.fill(side(0.05, 2.75).quad(u0 - 0.003, 0, u1 + 0.003, 1), "#7d8a6a")
        plate.wash(pane if not door else glass.quad(u0, 0, u1, 1), ["#ffe3a6", "#d99a58"],
            glass.at(u0, 1), glass.at(u0, 0))
        for _ in range(rng.choice((0, 1, 1, 2))):
            u = rng.uniform(u0 + 0.004, u1 - 0.004)
            head = CAMERA.size(0.11, near + u * (far - near))
            x, y = glass.at(u, rng.uniform(0.25, 0.42))
            with plate.inside(polygon(glass.quad(u0, 0, u1, 1))):
                coat = rng.choice(("#5c4136", "#45454a", "#6b5341"))
                plate.fill(oval(x, y, head * 0.72, head * 0.98), "#3a2722")
                plate.fill(oval(x + head * 0.2, y + head * 0.22, head * 0.5, head * 0.7), "#a06b4c")
                plate.fill(taper([(x, y + head), (x, y + head * 1.8)], [head * 0.4, head * 0.45]),
                    "#8a5a42")
                plate.fill(smooth([(x - head * 0.5, y + head * 1.5),
                    (x + head * 0.5, y + head * 1.5), (x + head * 1.7, y + head * 2.2),
                    (x + head * 1.9, y + head * 9), (x - head * 1.9, y + head * 9),
                    (x - head * 1.7, y + head * 2.2)]), coat)
        if door:
            middle = (u0 + u1) / 2
            plate.line([side(0.05, 2.75).at(middle, 0), side(0.05, 2.75).at(middle, 1)],
                "#3c4a3c", CAMERA.size(0.03, z))
    for k in range(60):
        u = rng.random() ** 1.6
        plate.line([side(0, 1.2).at(u, rng.random()),
            side(0, 1.2).at(min(1, u + 0.05), rng.random())], "#8fa06f", 8, 0.07)
    stripe = side(1.2, 1.3)
    plate.fill(stripe.face(), "#d9b06a", 0.8)
    mirrored = CAMERA.floor(EDGE - 1.1, EDGE - 0.45, 1.8, END)
    plate.wash(mirrored, ["#2f5a47", "#2f5a47"], CAMERA.at(EDGE - 1.1, 6),
        CAMERA.at(EDGE - 0.45, 4.4), (0, 0.4), 24)
    glowing = CAMERA.floor(EDGE - 1.6, EDGE - 0.3, 2, 40)
    plate.wash(glowing, [WARM, WARM], CAMERA.at(EDGE, 30), CAMERA.at(EDGE, 2.4), (0.4, 0.1), 30,
        "screen")


def _chandeliers(plate: Plate) -> None:
    for k in range(7, -1, -1):
        z = 6.5 + k * 6.5
        x, y = CAMERA.at(MIDDLE, z, 5.5)
        size = CAMERA.size(1, z)
        top = CAMERA.at(MIDDLE, z, SPRING + RISE)
        plate.line([top, (x, y)], "#5b4230", size * 0.04, 0.8)
        plate.glow((x, y), size * 3.4, "#ffd591", 0.55)
        for ring, drop, count in ((0.85, 0, 15), (0.5, 0.35, 10)):
            for i in range(count):
                t = math.tau * i / count
                px, py = x + math.cos(t) * size * ring, y + math.sin(t) * size * ring * 0.24 + size * drop
                tint = ("#ffe9bd", "#f7c9a8", "#cfe3d0")[i % 3]
                plate.fill(taper([(px, py - size * 0.18), (px, py + size * 0.16)],
                    [size * 0.075, size * 0.05]), tint)
            plate.line(oval(x, y + size * (drop - 0.18), size * ring, size * ring * 0.24),
                "#b98a4e", size * 0.035)
        plate.glow((x, y + size * 0.1), size * 1.3, "#fff3d4", 0.6)


def _near(plate: Plate) -> None:
    woman = Outfit(kind="coat", top="#8d4a48", bottom="#3b3036", hair="bob", broad=0.88,
        skin="#c69577")
    man = Outfit(top="#3a3d48", bottom="#33343d", shirt="#d9c7ac", skin="#be9072")
    hers = Pose(turn=-0.2, back=True, look=0.55, left_arm=(-7, -1), right_arm=(9, 7),
        left_leg=(-2, -1), right_leg=(6, 3))
    for x, z, tall, pose, wears in ((-2.75, 6.2, 1.72, HANDS_BEHIND.but(turn=0.75), man),
        (-1.9, 5.0, 1.6, hers, woman)):
        foot, height = CAMERA.at(x, z), CAMERA.size(tall, z)
        shadow_of(plate, foot, height, pose, wears, "#1f151c", 0.55, -0.5, 0.3, 12)
        bones = figure(plate, foot, height, pose, wears, LAMP, detail=True)
        if wears is woman:
            hand = (foot[0] + bones.hands[1][0] * height, foot[1] + bones.hands[1][1] * height)
            bag = smooth([(hand[0] - 52, hand[1] + 70), (hand[0] + 60, hand[1] + 66),
                (hand[0] + 74, hand[1] + 200), (hand[0] - 66, hand[1] + 204)])
            plate.line([(hand[0] - 36, hand[1] + 74), hand, (hand[0] + 44, hand[1] + 72)],
                "#1d161a", 8)
            plate.fill(bag, "#2c2328")
            plate.line([(hand[0] + 62, hand[1] + 74), (hand[0] + 72, hand[1] + 196)], "#d8a673",
                5, 0.6)
