"""A pastel block of flats in the sun: balconies with plants and washing, a cyclist below."""

from __future__ import annotations

import math
from random import Random

from tools.plates.camera import Camera, Wall
from tools.plates.colour import lighter, mix
from tools.plates.crowd import STROLL, TOWN, Crowd, gather
from tools.plates.figures import Outfit, figure
from tools.plates.finish import QUIET
from tools.plates.ground import band, clouds, sky, tree
from tools.plates.paint import Light, Plate
from tools.plates.pose import Pose
from tools.plates.shapes import Point, blob, oval, polygon, smooth, taper

# Rows of points read better as rows.
# fmt: off
SIZE = (3600, 2400)
FINISH = QUIET
QUALITY = 78
CAMERA = Camera((2650, 1900), 3100, 1.6)
SUN = Light(140, "#fff0c9", "#2f3b58", 7, 40, 0.85, 0.45)
MINT, PINK, CREAM, SHADE = "#a9cdbd", "#e3b3a4", "#f0e4c8", "#5d6b86"
FLOORS, BAYS = 9, 13


def draw(plate: Plate) -> None:
    """Sky, a far block, the long façade, trees, the street and who passes."""
    sky(plate, ["#8fb6cf", "#c3d6d6", "#ece3cc"], 1900)
    clouds(plate, "#ffffff", 120, 1300, 8, 0.3)
    far = Wall(CAMERA, (6, 78), (22, 78), 0, 25)
    plate.wash(far.face(), ["#c5c2c0", "#dbcfbf"], far.at(0, 1), far.at(0, 0))
    rng = Random(2)
    for row in range(9):
        for column in range(12):
            plate.fill(far.quad((column + 0.2) / 12, (row + 0.3) / 9, (column + 0.75) / 12,
                (row + 0.75) / 9), "#8f98a5", rng.uniform(0.3, 0.8))
    _facade(plate)
    _street(plate)
    _trees(plate)
    people = Crowd(TOWN, STROLL, SUN, "#dcd6c8", 0.012, shadow="#4c5873", lean=1.3, flat=0.12,
        children=0.2, vary=0.6)
    gather(plate, CAMERA, people, (-6.5, 7), (15.2, 19), 9, 15)
    _cyclist(plate)


def _facade(plate: Plate) -> None:
    wall = Wall(CAMERA, (-19, 21), (5.6, 46), 0, 27.5)
    plate.wash(wall.face(), [MINT, lighter(MINT, 0.03), mix(MINT, "#e9e2cf", 0.4)],
        wall.at(0, 0.5), wall.at(1, 0.5))
    plate.dabs(wall.face(), ["#8db7a8", "#c6dfd0", "#b9c9b4"], 700, (160, 26), 82, 0.14, 6)
    end = Wall(CAMERA, (5.6, 46), (12, 54), 0, 27.5)
    plate.wash(end.face(), ["#7d95a0", "#8fa2a6"], end.at(0, 1), end.at(0, 0))
    for row in range(FLOORS):
        for u in (0.2, 0.6):
            plate.fill(end.quad(u, (row + 0.35) / FLOORS, u + 0.2, (row + 0.75) / FLOORS),
                "#60778a", 0.8)
    plate.fill(wall.quad(0, 0.985, 1, 1.012), CREAM)
    for row in range(FLOORS):
        plate.fill(wall.quad(0, (row + 0.985) / FLOORS, 1, (row + 1) / FLOORS), CREAM, 0.7)
    for column in range(BAYS - 1, -1, -1):
        for row in range(FLOORS):
            if column % 3 == 1:
                _windows(plate, wall, column, row)
            else:
                _balcony(plate, wall, column, row)
    for column in range(0, BAYS, 3):
        strip = wall.quad((column - 0.04) / BAYS, 0, (column + 0.05) / BAYS, 1)
        plate.fill(strip, PINK, 0.8)


def _part(wall: Wall, column: int, row: int, u0: float, v0: float, u1: float, v1: float) -> list[Point]:
    """A rectangle inside one bay of one floor."""
    return wall.quad((column + u0) / BAYS, (row + v0) / FLOORS, (column + u1) / BAYS,
        (row + v1) / FLOORS)


def _windows(plate: Plate, wall: Wall, column: int, row: int) -> None:
    rng = Random(column * 100 + row)
    for u in (0.2, 0.56):
        plate.fill(_part(wall, column, row, u - 0.03, 0.28, u + 0.29, 0.84), CREAM)
        glass = _part(wall, column, row, u, 0.32, u + 0.26, 0.8)
        plate.wash(glass, ["#6d8699", "#aac0c2"], glass[3], glass[0])
        if rng.random() < 0.7:
            drape = _part(wall, column, row, u, 0.32, u + rng.uniform(0.08, 0.14), 0.8)
            plate.fill(drape, rng.choice(("#efe2c6", "#e0b9a6", "#c9d6c4")), 0.85)
        plate.fill(_part(wall, column, row, u - 0.04, 0.25, u + 0.3, 0.285), lighter(MINT, -0.18),
            0.7)


def _balcony(plate: Plate, wall: Wall, column: int, row: int) -> None:
    """A recess in shadow, a door, a parapet with pots, and perhaps the washing."""
    rng = Random(column * 1000 + row * 7 + 3)
    recess = _part(wall, column, row, 0.1, 0.1, 0.93, 0.88)
    plate.wash(recess, ["#4d5c74", "#768891"], recess[3], recess[0])
    plate.fill(_part(wall, column, row, 0.2, 0.12, 0.48, 0.8), mix("#d9cdb0", SHADE, 0.3))
    plate.fill(_part(wall, column, row, 0.24, 0.35, 0.44, 0.76), "#4a5f75")
    plate.fill(_part(wall, column, row, 0.58, 0.35, 0.84, 0.76), mix("#8aa0a8", SHADE, 0.4))
    unit = abs(_part(wall, column, row, 0, 0, 0, 1)[2][1] - _part(wall, column, row, 0, 0, 0,
        1)[1][1])
    if rng.random() < 0.5:
        u = rng.uniform(0.2, 0.4)
        plate.line(_part(wall, column, row, 0.12, 0.82, 0.92, 0.82)[:2], "#e9e2d0", 3, 0.7)
        for _ in range(rng.choice((2, 3, 4))):
            width, drop = rng.uniform(0.09, 0.15), rng.uniform(0.5, 0.62)
            cloth = rng.choice(("#f6f1e2", "#d96f62", "#7fa3c2", "#efc36c", "#f0d5cf"))
            plate.fill(_part(wall, column, row, u, drop - 0.05, u + width, 0.82), cloth)
            u += width + 0.03
    parapet = _part(wall, column, row, 0.06, 0.06, 0.96, 0.42)
    tone = (PINK, CREAM, "#c9d8c0", "#e9cf9c")[(column // 2 + row * 2) % 4]
    plate.wash(parapet, [lighter(tone, 0.03), lighter(tone, -0.05)], parapet[3], parapet[0])
    plate.fill(_part(wall, column, row, 0.06, 0.39, 0.96, 0.43), "#fff6e0")
    plate.fill(_part(wall, column, row, 0.06, 0.0, 0.96, 0.065), SHADE, 0.55)
    for k in range(rng.choice((2, 4, 5, 6))):
        x, y = _part(wall, column, row, 0.16 + k * 0.13, 0.44, 0, 0.5)[0]
        size = unit * rng.uniform(0.05, 0.085)
        plate.fill(polygon([(x - size * 0.6, y - size), (x + size * 0.6, y - size),
            (x + size * 0.4, y + size * 0.2), (x - size * 0.4, y + size * 0.2)]), "#b9694a")
        for _ in range(4):
            leaf = blob(rng, x + rng.gauss(0, size * 0.5), y - size * rng.uniform(1.1, 2.2),
                size * 0.7, size * 0.6, 7)
            plate.fill(leaf, rng.choice(("#4f7a52", "#6f9656", "#3d6650")))
        if rng.random() < 0.45:
            plate.fill(oval(x + size * 0.3, y - size * 1.8, size * 0.28),
                rng.choice(("#d94f4a", "#f2b6b0", "#f0c24e")))


def _street(plate: Plate) -> None:
    walk = band(plate, 1893, 2110)
    plate.wash([(2700, 1850), (3660, 1850), (3660, 1960), (2700, 1960)], ["#cbc6b8", "#cfc4ae"],
        (0, 1850), (0, 1960))
    plate.wash([(-60, 2010), (2740, 1905), (3660, 1905), (3660, 2110), (-60, 2110)],
        ["#cfc4ae", "#b9ad9b"], (0, 1945), (0, 2110))
    rng = Random(9)
    with plate.inside(walk):
        for _ in range(46):
            x = rng.choice((330, 990, 1640, 2240, 3300)) + rng.gauss(0, 150)
            y = 2066 + rng.gauss(0, 14)
            plate.fill(oval(x, y, rng.uniform(30, 90), rng.uniform(6, 13)), "#6d7288", 0.3, blur=4)
    plate.fill([(-20, 2030), CAMERA.at(-19, 21), CAMERA.at(5.6, 46), (3640, 1945), (3640, 1990),
        (-20, 2130)], "#8d94a0", 0.5)
    road = band(plate, 2095, 2420)
    plate.wash(road, ["#a3a2a3", "#868793", "#6d6f80"], (0, 2095), (0, 2400))
    plate.dabs(road, ["#b9b4ae", "#5c6074", "#d8cbb4"], 330, (420, 12), 0, 0.16, 1.5)
    plate.fill(band(plate, 2086, 2104), "#e9e0cc")
    plate.fill(band(plate, 2104, 2116), "#5d6174", 0.7)


def _trees(plate: Plate) -> None:
    leaves = ("#2f5548", "#497454", "#7c9c5c", "#bcc373")
    for x, high, seed in ((170, 760, 4), (830, 620, 9), (1480, 650, 12), (2080, 520, 17),
        (2520, 470, 21), (3120, 900, 30)):
        foot = (x, 2070 + (24 if high > 700 else 0))
        plate.glow((x + 170, foot[1] + 6), high * 0.5, "#3d4a66", 0.6, squash=0.12, blend="over")
        tree(plate, foot, high, leaves, "#5a4e46", seed, 0.36, 140)


def _cyclist(plate: Plate) -> None:
    """A woman on a heavy black bicycle with a basket, riding to the right."""
    x, y, r = 1230, 2290, 138
    plate.fill(oval(x + 230, y + 18, 420, 24), "#3c435c", 0.55, blur=10)
    rear, front = (x - 205, y - r), (x + 225, y - r)
    crank, seat, head = (x - 20, y - r + 14), (x - 95, y - 395), (x + 160, y - 430)
    for hub in (rear, front):
        plate.line(oval(*hub, r), "#20222c", 15)
        plate.line(oval(*hub, r - 12), "#aeb2b6", 4, 0.8)
        for k in range(12):
            t = math.pi * k / 12
            dx, dy = math.cos(t) * (r - 10), math.sin(t) * (r - 10)
            plate.line([(hub[0] - dx, hub[1] - dy), (hub[0] + dx, hub[1] + dy)], "#d7d6d0", 2, 0.6)
    for a, b in ((rear, crank), (rear, (seat[0] + 8, seat[1] + 70)), (crank, seat), (crank, head),
        ((seat[0] + 14, seat[1] + 90), head), (head, front)):
        plate.line([a, b], "#23303f", 13)
    plate.line([(head[0] - 3, head[1]), (head[0] - 20, head[1] - 70),
        (head[0] - 84, head[1] - 78)], "#c9c7c0", 11)
    plate.fill(smooth([(seat[0] - 62, seat[1] - 14), (seat[0] + 46, seat[1] - 8),
        (seat[0] + 6, seat[1] + 18)]), "#2a2024")
    pose = Pose(
        turn=0.92, lean=11, look=0.75, left_arm=(44, 62), right_arm=(40, 66),
        left_leg=(24, -12), right_leg=(66, 2), arms="auto",
    )  # fmt: skip
    wears = Outfit(kind="shirt", top="#e9e3d2", bottom="#3f4c6b", hair="bob", skin="#ce9c7e",
        broad=0.9)
    with plate.recorded() as kept:
        figure(plate, (seat[0] - 8, y - 20), 900, pose, wears, SUN, detail=True)
    plate.canvas.drawPicture(kept[0])
    plate.line([(crank[0] - 8, crank[1] + 6), (crank[0] + 60, crank[1] + 50)], "#8b8f94", 10)
    basket = polygon([(head[0] + 26, head[1] - 30), (head[0] + 190, head[1] - 30),
        (head[0] + 166, head[1] + 88), (head[0] + 48, head[1] + 88)])
    rng = Random(5)
    for k in range(9):
        leaf = (head[0] + 50 + k * 14, head[1] - 40)
        plate.fill(taper([leaf, (leaf[0] + rng.uniform(-24, 30), leaf[1] - rng.uniform(30, 90))],
            [13, 4]), rng.choice(("#5d8a52", "#7fa75c", "#3f6b4a")))
    plate.fill(basket, "#a8855a")
    plate.dabs(basket, ["#7d5d3d", "#d3b283"], 60, (60, 6), 40, 0.7, 40)
