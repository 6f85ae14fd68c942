"""Plate 14: a whole grandstand of sign cards, which together are a lake at sunrise."""

from __future__ import annotations

from random import Random

from tools.plates.colour import mix
from tools.plates.crowds import card_wall, crane, fan, picture
from tools.plates.figures import Outfit, figure
from tools.plates.finish import Finish
from tools.plates.paint import Light, Plate
from tools.plates.pose import Pose
from tools.plates.shapes import Point, oval, ridge

SIZE = (4800, 1600)
FINISH = Finish(grain=0.005)
QUALITY = 77
"""Twelve thousand hard edges cost bytes; they also hide what a lower quality leaves out."""
COLUMNS, ROWS = 222, 55
ART = (2640, 640)
LAMP = Light(100, "#ffe9c0", "#221a33", 14, 60, 0.8, 0.5)


def draw(plate: Plate) -> None:
    """The stand, its children's picture, and the ranks that wait below."""
    plate.wash(
        [(0, 0), (4800, 0), (4800, 1600), (0, 1600)], ["#0b1016", "#1b1a1e"], (0, 0), (0, 1600)
    )
    art = picture((COLUMNS, ROWS), ART, _lake, 96)
    card_wall(plate, art, _stand, plate.seed, aisles=7, lamp=_lamp)
    _roof(plate)
    _floor(plate)


def _stand(u: float, v: float) -> Point:
    away = (2 * u - 1) ** 2
    top, bottom = 128 - 62 * away, 1378 - 30 * away
    return -40 + u * 4880, top + (bottom - top) * (v * 0.86 + v * v * 0.14)


def _lamp(u: float, v: float) -> float:
    spots = sum(
        max(0.0, 1 - ((u - c) / 0.13) ** 2 - ((v - 0.45) / 0.75) ** 2) for c in (0.2, 0.53, 0.85)
    )
    return 0.8 + 0.24 * min(spots, 1.2)


def _lake(sheet: Plate) -> None:
    """The picture on the cards."""
    w, h = ART
    rng = Random(14)
    sun, shore = (1660, 330), 400
    sky = ["#23406b", "#4f6d94", "#b4848c", "#e9a36f", "#f7cf7d"]
    sheet.wash([(0, 0), (w, 0), (w, shore), (0, shore)], sky, (0, 0), (0, shore))
    sheet.glow(sun, 700, "#ffd27a", 0.9)
    for i, x in enumerate((180.0, 700.0, 1130.0, 2100.0, 2420.0)):
        sheet.fill(oval(x, 70 + 38 * (i % 3), 190, 15), "#e9b39a", 0.75)
        sheet.fill(oval(x + 110, 92 + 38 * (i % 3), 130, 11), "#f3cfa6", 0.75)
    sheet.fill(oval(*sun, 88), "#f23a22")
    tones = (("#a58a9d", 420), ("#5d6a90", 330), ("#27406a", 190))
    for tone, height in tones:
        line = ridge(rng, -40, w + 40, shore, height, 7)
        line = [(x, y + (shore - y) * 0.85 * max(0, 1 - abs(x - sun[0]) / 520)) for x, y in line]
        sheet.fill([*line, (w + 40, shore + 4), (-40, shore + 4)], tone)
    water = ["#e8ae78", "#8f8295", "#335b80", "#1b3657"]
    sheet.wash([(0, shore), (w, shore), (w, h), (0, h)], water, (0, shore), (0, h))
    for i in range(26):
        y = shore + 6 + i * 9.5
        half = rng.uniform(30, 110) + i * 5
        x = sun[0] + rng.uniform(-46, 46)
        sheet.fill(
            [(x - half, y), (x + half, y), (x + half * 0.8, y + 6), (x - half, y + 6)],
            "#ffb869",
            0.85,
        )
    for i in range(60):
        x, y = rng.uniform(0, w), shore + 10 + rng.random() ** 1.3 * 220
        half = rng.uniform(30, 120)
        sheet.fill([(x - half, y), (x + half, y), (x + half, y + 7), (x - half, y + 7)],
                   rng.choice(("#6f8fb0", "#24476d", "#c99a86")), 0.55)  # fmt: skip
    for x, y, size, lift in ((560, 300, 440, 1.0), (1010, 190, 300, 0.7), (2150, 215, 330, 0.95),
                             (2420, 120, 190, 0.6), (1290, 90, 180, 1.0)):  # fmt: skip
        far, legs, body, near = crane(x, y, size, lift)
        sheet.fill(far, "#cfd6e0")
        sheet.fill(legs, "#2a2a33")
        sheet.fill(body, "#fdfaf0")
        sheet.fill(near, "#fffdf6")
        sheet.fill(oval(x + size * 0.49, y - size * 0.1, size * 0.032), "#d02b2b")
        for wing, across in ((near, -0.4), (far, 0.39)):
            with sheet.inside(wing):
                sheet.fill(oval(x + size * across, y - size * 0.6 * lift, size * 0.15), "#2b2b36")


def _roof(plate: Plate) -> None:
    edge = [(x, 92 - 60 * (x / 2400 - 1) ** 2) for x in range(-40, 4900, 60)]
    plate.fill([*edge, (4900, -20), (-40, -20)], "#0a0d13")
    plate.line(edge, "#5d5a5c", 7, 0.8)
    for i in range(25):
        x = 100 + i * 192
        y = 62 - 60 * (x / 2400 - 1) ** 2
        plate.fill(oval(x, y, 26, 9), "#fff3d6")
        plate.glow((x, y), 250, "#ffe3ac", 0.5)


def _floor(plate: Plate) -> None:
    rng = Random(41)
    wall = [(-40, 1352), (2400, 1384), (4840, 1352), (4840, 1640), (-40, 1640)]
    plate.wash(wall, ["#2a2b2d", "#3a4a3e", "#55684c"], (0, 1352), (0, 1600))
    plate.fill(
        [(-40, 1352), (2400, 1384), (4840, 1352), (4840, 1372), (2400, 1404), (-40, 1372)],
        "#b9a98e",
        0.6,
    )
    for row in range(2):
        y = 1478 + row * 92
        size = 158 + row * 44
        count = 40 - row * 9
        for i in range(count):
            x = (i + 0.5 + 0.5 * (row % 2)) / count * 4800 + rng.gauss(0, 6)
            at: Point = (x, y + rng.gauss(0, 3))
            _performer(plate, rng, at, size * rng.gauss(1, 0.025), row)
    dusk = [(0, 1340), (4800, 1340), (4800, 1600), (0, 1600)]
    plate.wash(dusk, ["#0c1018", "#0c1018"], (0, 1380), (0, 1600), (0.12, 0.5))
    for x in (900, 2500, 4050):
        plate.glow((x, 1480), 620, "#ffdca0", 0.22, squash=0.4)


def _performer(plate: Plate, rng: Random, at: Point, height: float, row: int) -> None:
    """One of the dancers who wait below, fans held out."""
    x, y = at
    plate.fill(oval(x + height * 0.16, y + 3, height * 0.32, height * 0.055), "#0c1210", 0.6)
    skirt = mix(("#9c2b3c", "#c24a48")[row], "#6d2a4a", rng.random() * 0.3)
    wears = Outfit("hanbok", "#f3e0c6", skirt, hair="bun", shirt="#c8394a")
    pose = Pose(turn=rng.choice((-0.3, 0.3)), arms="none", head=rng.gauss(0, 4), lean=rng.gauss(0, 2),
                left_arm=(-70 + rng.gauss(0, 5), -112), right_arm=(62 + rng.gauss(0, 5), 104))  # fmt: skip
    bones = figure(plate, at, height, pose, wears, LAMP)
    for (hx, hy), facing in zip(bones.hands, (135, 45), strict=True):
        hand = (x + hx * height, y + hy * height)
        leaf = facing + rng.gauss(0, 6)
        plate.fill(fan(hand, leaf - 64, leaf + 64, height * 0.14), "#e9b64f")
        plate.fill(fan(hand, leaf - 64, leaf + 64, height * 0.14, height * 0.1), "#fff1c9", 0.9)
