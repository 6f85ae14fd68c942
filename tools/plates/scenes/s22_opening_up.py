"""Plate 22: a doorway at the end of the day, and a woman who has looked round."""

from __future__ import annotations

from random import Random

from tools.plates.bench import bench
from tools.plates.camera import Camera, Wall
from tools.plates.colour import mix
from tools.plates.figures import Outfit, figure
from tools.plates.finish import Finish
from tools.plates.ground import clouds, haze, hills, sky, tree
from tools.plates.light import shadow_of
from tools.plates.paint import Light, Plate
from tools.plates.pose import Joints, Pose
from tools.plates.shapes import Point, blob, oval, rect, smooth

SIZE = (3600, 2400)
FINISH = Finish(bloom=0.2, bloom_from=0.64, vignette=0.28)
VIEW = Camera((1000, 1160), 3500, 1.35)
DUSK = Light(168, "#ffc98c", "#2c2a4a", 9, 50, 0.9, 0.5)
LAMP = Light(28, "#ffd48e", "#3a2b48", 9, 46, 0.95, 0.38)
FACE = 5.0
AIR = "#b58a86"


def draw(plate: Plate) -> None:
    """The lane and those who have turned away; the house front; the woman and the child."""
    rng = Random(22)
    sky(plate, ["#3f4b78", "#8a6f8c", "#dc9a80", "#f8cf97"], 1160)
    clouds(plate, "#f8c4a0", 140, 900, 8, 0.3)
    plate.glow((560, 1080), 1200, "#ffd493", 0.75)
    hills(plate, 1166, 420, "#8b6d86", "#e0a98a", 8)
    _lane(plate, rng)
    _house(plate, rng)
    bench(plate, VIEW, 6.1, DUSK, AIR)
    _doorway(plate)
    _people(plate)
    plate.glow(VIEW.at(1.32, FACE, 1.2), 1500, "#ffbe70", 0.3)


def _lane(plate: Plate, rng: Random) -> None:
    ground = rect(-20, 1160, 3640, 1260)
    plate.wash(ground, ["#dba386", "#8f6a68", "#4b3a4c"], (0, 1160), (0, 2400))
    plate.dabs(ground, ["#e8b695", "#5d4656", "#a98079"], 300, (360, 14), 0, 0.12, 3)
    for side, x in ((0, -5.4), (1, -0.4)):
        for k in range(4):
            z = 24 - k * 4.4
            width = 3.6
            low, high = VIEW.at(x - width * (1 - side), z, 0), VIEW.at(x + width * side, z, 2.7)
            tone = mix("#6d5568", "#d59a84", 0.78 - k * 0.17)
            plate.fill(rect(low[0], high[1], high[0] - low[0], low[1] - high[1]), tone)
            peak = VIEW.at(x - width * (1 - side) + width / 2, z, 3.9)
            plate.fill(
                [(low[0] - 14, high[1] + 6), peak, (high[0] + 14, high[1] + 6)],
                mix(tone, "#3d3550", 0.4),
            )
            plate.fill(
                rect(*VIEW.at(x - 2.2 + 3 * side, z, 1.9), VIEW.size(0.6, z), VIEW.size(0.7, z)),
                "#ffd48e",
                0.9,
            )
    for x, z, tall in ((-2.2, 17, 4.4), (-3.2, 11.5, 4.6), (0.3, 22, 4.4)):
        tree(
            plate,
            VIEW.at(x, z),
            VIEW.size(tall, z),
            ["#4a4160", "#6d5868", "#c98a72"],
            "#3f3344",
            round(z),
            0.36,
            150,
        )
    haze(plate, "#f3b98e", 900, 1290, 0.5)
    wall = Wall(VIEW, (-2.9, 14.0), (-2.75, 2.6), 0, 1.25)
    plate.wash(wall.face(), ["#b88474", "#6a5060"], wall.at(0, 0.5), wall.at(1, 0.5))
    plate.fill(wall.quad(0, 0.93, 1, 1.02), "#e2ac8c")
    for k in range(1, 6):
        plate.line([wall.at(0, k * 0.16), wall.at(1, k * 0.16)], "#55414f", 3, 0.35)
    for x, z, turn in ((-1.0, 17.5, 0.2), (-1.6, 17.9, -0.2), (-0.55, 11.5, 0.15)):
        at, height = VIEW.at(x, z), VIEW.size(1.64, z)
        wears = Outfit("suit", "#4d4a60", "#433f55").toned(AIR, 0.035 * z)
        pose = Pose(
            turn=turn,
            back=True,
            left_arm=(-9, -2),
            right_arm=(10, 6),
            left_leg=(-4, -2),
            right_leg=(5, 3),
            stride=(1, 0.94),
        )
        shadow_of(plate, at, height, pose, wears, "#3d2f44", 0.5, 1.5, 0.12, 5)
        figure(plate, at, height, pose, wears, DUSK)


def _house(plate: Plate, rng: Random) -> None:
    left, right = VIEW.at(-0.3, FACE)[0], 3640.0
    ground = VIEW.at(0, FACE)[1]
    front = rect(left, -40, right - left, ground - (-40))
    deep = Wall(VIEW, (-0.3, 13.0), (-0.3, FACE), 0, 4.2)
    plate.wash(deep.face(), ["#c08a76", "#d9a184"], deep.at(0, 0), deep.at(1, 0))
    plate.wash(front, ["#a98073", "#7d626c", "#54475f"], (left, 0), (right, 0))
    plate.dabs(front, ["#bd9080", "#68526a", "#8e6d70"], 700, (150, 44), -64, 0.1, 9)
    for _ in range(26):
        x, y = rng.uniform(left, right), rng.uniform(0, ground)
        plate.fill(
            blob(rng, x, y, rng.uniform(30, 130), rng.uniform(20, 60)),
            rng.choice(("#5d4a60", "#c79a84")),
            0.1,
            blur=10,
        )
    plate.wash(
        rect(left, ground - 210, right - left, 210),
        ["#5a4a5e", "#3f3650"],
        (left, 0),
        (right, 0),
    )
    eave = rect(left - 190, -40, right - left + 190, 190)
    plate.fill(eave, "#3a3048")
    for k in range(36):
        x = left - 180 + k * 92
        plate.fill(oval(x, 152, 40, 17), "#554660")
        plate.line([(x - 34, 142), (x, 134)], "#d99a7c", 6, 0.6)
    plate.wash(
        rect(left, 168, right - left, 192),
        ["#2c2440", "#2c2440"],
        (0, 168),
        (0, 360),
        (0.55, 0.0),
    )
    plate.line([(left + 5, 160), (left + 5, ground)], "#ffd0a0", 9, 0.7)
    x0, y0 = VIEW.at(2.5, FACE, 1.95)
    wide, tall = VIEW.size(1.05, FACE), VIEW.size(0.95, FACE)
    plate.fill(rect(x0 - 26, y0 - 26, wide + 52, tall + 52), "#4a3a4c")
    plate.wash(rect(x0, y0, wide, tall), ["#ffd890", "#e79a58"], (x0, y0), (x0, y0 + tall))
    for k in range(5):
        plate.wash(
            rect(x0 + k * wide * 0.085, y0, wide * 0.06, tall),
            ["#fff0c4", "#c9784c"],
            (x0, y0),
            (x0, y0 + tall),
            (0.5, 0.5),
        )
    plate.line([(x0 + wide / 2, y0), (x0 + wide / 2, y0 + tall)], "#4a3a4c", 15)
    plate.line([(x0, y0 + tall * 0.4), (x0 + wide, y0 + tall * 0.4)], "#4a3a4c", 12)
    plate.fill(rect(x0 - 50, y0 + tall + 20, wide + 100, 24), "#8a6a68")
    for k in range(4):
        px = x0 + 40 + k * wide * 0.27
        for _ in range(16):
            plate.fill(
                oval(
                    px + 34 + rng.gauss(0, 34),
                    y0 + tall - 70 + rng.gauss(0, 34),
                    20,
                    9,
                    rng.uniform(0, 180),
                ),
                rng.choice(("#3f4f4a", "#56654f", "#2f3b42")),
            )
        if k % 2:
            plate.fill(oval(px + 40, y0 + tall - 96, 15), "#e0564a")
        plate.fill(
            [
                (px, y0 + tall - 38),
                (px + 74, y0 + tall - 38),
                (px + 62, y0 + tall + 22),
                (px + 12, y0 + tall + 22),
            ],
            "#b06a4c",
        )


def _doorway(plate: Plate) -> None:
    x0, y0 = VIEW.at(0.72, FACE, 2.12)
    x1, y1 = VIEW.at(1.92, FACE, 0.1)
    plate.fill(rect(x0 - 54, y0 - 54, x1 - x0 + 108, y1 - y0 + 54), "#4a3846")
    plate.line([(x0 - 50, y0 - 48), (x0 - 50, y1)], "#d7a07e", 7, 0.7)
    plate.wash(
        rect(x0, y0, x1 - x0, y1 - y0), ["#fff0bf", "#ffc673", "#c9763f"], (x0 + 300, y0), (x0, y1)
    )
    with plate.inside(rect(x0, y0, x1 - x0, y1 - y0)):
        plate.fill([(x0, y1), (x1, y1), (x1 - 150, y1 - 190), (x0 + 150, y1 - 190)], "#a85f36", 0.6)
        plate.fill(rect(x0 + 150, y0 + 300, 150, 250), "#d88f4e", 0.5)
        plate.line([(x0 + 330, y0), (x0 + 330, y0 + 150)], "#6d4330", 6)
        plate.fill(
            [
                (x0 + 280, y0 + 190),
                (x0 + 380, y0 + 190),
                (x0 + 350, y0 + 140),
                (x0 + 310, y0 + 140),
            ],
            "#8d4b30",
        )
        plate.glow((x0 + 330, y0 + 200), 360, "#fff8dc", 0.9)
    leaf = [(x1, y0), (x1 + 210, y0 - 40), (x1 + 210, y1 + 110), (x1, y1)]
    plate.wash(leaf, ["#7d5a48", "#4f3a40"], (x1, 0), (x1 + 210, 0))
    plate.fill(
        [(x1 + 40, y0 + 70), (x1 + 170, y0 + 46), (x1 + 170, y0 + 420), (x1 + 40, y0 + 410)],
        "#5d4240",
    )
    plate.line([(x1 + 4, y0), (x1 + 4, y1)], "#ffd48e", 9, 0.9)
    plate.fill([(x0 - 90, y1), (x1 + 90, y1), (x1 + 130, y1 + 66), (x0 - 130, y1 + 66)], "#9a7670")
    plate.fill(
        rect(x0 - 130, y1 + 66, x1 - x0 + 260, 46),
        "#55434f",
    )
    pool = [(x0 - 20, y1 + 112), (x1 + 20, y1 + 112), (x1 + 330, 2420), (x0 - 420, 2420)]
    plate.wash(pool, ["#ffc878", "#ffb060"], (0, y1), (0, 2420), (0.7, 0.12), blur=30)
    plate.fill([(x0, y1), (x1, y1), (x1 + 30, y1 + 66), (x0 - 30, y1 + 66)], "#ffcf86", 0.7)


def _people(plate: Plate) -> None:
    """The child half behind her, and the woman, who has turned her head."""
    at: Point = VIEW.at(1.16, 4.72, 0.08)
    tall = VIEW.size(1.6, 4.72)
    girl = Outfit(
        "dress", "#c8584e", "#c8584e", skin="#cf9a78", hair="bob", shoes="#40303a", broad=0.92
    )
    shy = Pose(
        turn=-0.35,
        child=0.95,
        lean=-5,
        head=-5,
        look=-0.3,
        left_arm=(-40, -96),
        right_arm=(8, 6),
        arms="none",
    )
    kid_at = (at[0] + tall * 0.235, at[1] - 14)
    shadow_of(plate, kid_at, tall * 0.6, shy, girl, "#3c2636", 0.6, -0.25, 0.4, 8)
    figure(plate, kid_at, tall * 0.6, shy, girl, LAMP, detail=True)
    wears = Outfit(
        "skirt", "#e6d2b4", "#4d5a78", skin="#e2b08b", hair="bun", shoes="#3a2c34", broad=0.93
    )
    pose = Pose(turn=0.42, lean=-1.5, head=-5, look=-0.24, sway=0.012, tilt=2.5, arms="none", left_arm=(-12, 30),
                right_arm=(15, -32), left_leg=(-2, -1), right_leg=(6, 3))  # fmt: skip
    shadow_of(plate, at, tall, pose, wears, "#3c2636", 0.66, -0.3, 0.42, 9)
    bones = figure(plate, at, tall, pose, wears, LAMP, detail=True)
    with plate.moved(*at, scale=tall):
        _smile(plate, bones)


def _smile(plate: Plate, bones: Joints) -> None:
    with plate.moved(*bones.head, scale=bones.head_size, turn=-5, flip=True):
        plate.fill(
            smooth([(-0.05, 0.255), (0.03, 0.285), (0.12, 0.25), (0.04, 0.305)]), "#a5483f", 0.9
        )
        plate.fill(oval(-0.1, 0.16, 0.075, 0.05), "#d9715a", 0.35, blur=0.02)
        plate.fill(oval(0.17, 0.16, 0.06, 0.05), "#d9715a", 0.35, blur=0.02)
