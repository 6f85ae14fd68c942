"""A park on a mild grey-green morning: badminton, an ice cream cart, sun through leaves."""

from __future__ import annotations

from random import Random

from tools.plates.camera import Camera
from tools.plates.colour import mix
from tools.plates.crowd import STROLL, TOWN, Crowd, gather
from tools.plates.figures import Outfit, figure
from tools.plates.finish import QUIET
from tools.plates.ground import band, haze, sky, tree
from tools.plates.light import shadow_of, shaft
from tools.plates.paint import Light, Plate
from tools.plates.pose import STAND, WAIT, Pose
from tools.plates.shapes import blob, oval, polygon, rect, smooth, taper

# Rows of points read better as rows.
# fmt: off
SIZE = (3600, 2400)
FINISH = QUIET
QUALITY = 78
CAMERA = Camera((1900, 1080), 2900, 1.6)
SUN = Light(128, "#fbf0b6", "#1d3a37", 8, 42, 0.85, 0.45)
AIR = "#cfdcbc"
LEAVES = ("#33553f", "#4b7346", "#7d9a4f", "#b9c063")

SMASH = Pose(
    turn=0.7, lean=-6, look=0.8, head=-12, left_arm=(-46, -120), right_arm=(128, 158),
    left_leg=(-16, -26), right_leg=(20, 6), tilt=-6, arms="none",
)  # fmt: skip
READY = Pose(
    turn=-0.75, lean=-9, look=-0.8, head=-6, left_arm=(-52, -112), right_arm=(22, 66),
    left_leg=(-24, 4), right_leg=(14, -8), arms="none",
)  # fmt: skip


def draw(plate: Plate) -> None:
    """Pale far trees, the lawn, the strollers, the cart, the players, shade in front."""
    horizon = CAMERA.centre[1]
    sky(plate, ["#b8cdc6", "#dbe3c6", "#f1eccb"], horizon)
    _far_trees(plate, horizon)
    _ground(plate, horizon)
    strollers = Crowd(
        TOWN, (*STROLL, WAIT), SUN, AIR, 0.016, shadow="#3b5a48", lean=1.1, flat=0.25,
        shadow_alpha=0.35, children=0.25, vary=0.6,
    )  # fmt: skip
    gather(plate, CAMERA, strollers, (-11, 13), (17, 34), 20, 7)
    for x, z, high, seed in ((-7.6, 14, 8.5, 2), (8.6, 13, 9.5, 5), (3.2, 24, 9, 8)):
        _leafy(plate, x, z, high, seed)
    _cart(plate)
    _players(plate)
    _dapple(plate)
    _foreground(plate)


def _far_trees(plate: Plate, horizon: float) -> None:
    rng = Random(3)
    for depth, base in ((0.78, horizon + 6), (0.55, horizon + 24)):
        for k in range(18):
            x, high = k * 215 + rng.uniform(-90, 60), rng.uniform(330, 640) * (1.3 - depth * 0.6)
            tones = [mix(tone, AIR, depth) for tone in LEAVES[:3]]
            tree(plate, (x, base), high, tones, mix("#4a4a3c", AIR, depth), rng.randrange(999),
                0.4, 128)
        haze(plate, AIR, horizon - 300, horizon + 60, 0.5)


def _leafy(plate: Plate, x: float, z: float, high: float, seed: int) -> None:
    foot = CAMERA.at(x, z)
    air = min(0.6, z * 0.018)
    tones = [mix(tone, AIR, air) for tone in LEAVES]
    plate.glow((foot[0] + 160, foot[1] + 20), CAMERA.size(4.5, z), "#2c4a3c", 0.55, squash=0.2,
        blend="over")
    tree(plate, foot, CAMERA.size(high, z), tones, mix("#4b4538", AIR, air), seed, 0.46, 128)


def _ground(plate: Plate, horizon: float) -> None:
    lawn = band(plate, horizon, 2420)
    plate.wash(lawn, ["#d5dca8", "#9fb573", "#6d935c", "#426a4d"], (0, horizon), (0, 2400))
    plate.dabs(lawn, ["#c6cf7e", "#4f7a50", "#86a55f", "#39604a"], 1500, (110, 13), 3, 0.22, 9)
    path = [CAMERA.at(-1.5, 60), CAMERA.at(1.4, 60), CAMERA.at(3.4, 12), CAMERA.at(2.2, 5),
        CAMERA.at(0.8, 2.5), CAMERA.at(-4.8, 2.5), CAMERA.at(-2.8, 5), CAMERA.at(-0.8, 12)]
    plate.wash(smooth(path), ["#efe6c4", "#d8c9a2", "#a99e80"], (0, horizon), (0, 2400))
    with plate.inside(smooth(path)):
        plate.dabs(lawn, ["#f3e9c8", "#8c8a70"], 420, (240, 12), 0, 0.2, 3)


def _cart(plate: Plate) -> None:
    """A white tub on two wheels under a striped shade, a seller, children waiting."""
    z = 9.4
    x, y = CAMERA.at(4.0, z)
    unit = CAMERA.size(1, z)
    plate.fill(oval(x + 130, y + 16, unit * 1.3, unit * 0.2), "#2f4d3d", 0.5, blur=14)
    seller = Outfit(kind="shirt", top="#f0ebda", bottom="#5c6a72", cap="#f0ebda", skin="#c69678")
    figure(plate, (x + unit * 0.95, y), CAMERA.size(1.64, z),
        STAND.but(turn=-0.7, left_arm=(-40, -72)), seller, SUN, detail=True)
    plate.line([(x, y - unit * 0.8), (x, y - unit * 2.25)], "#7a6d57", 12)
    with plate.lit(SUN, (x - 900, y - 1200, x + 900, y + 200)):
        plate.fill(rect(x - unit * 0.65, y - unit * 0.98, unit * 1.3, unit * 0.72, 18), "#efe9d6")
        plate.fill(rect(x - unit * 0.65, y - unit * 0.62, unit * 1.3, unit * 0.13), "#d0736a")
        plate.fill(rect(x - unit * 0.5, y - unit * 1.06, unit * 0.5, unit * 0.1, 8), "#a9c0c4")
    for dx in (-0.42, 0.42):
        plate.line(oval(x + dx * unit, y - unit * 0.2, unit * 0.2), "#3f4a48", 14)
        for k in range(4):
            with plate.moved(x + dx * unit, y - unit * 0.2, turn=k * 45):
                plate.line([(-unit * 0.19, 0), (unit * 0.19, 0)], "#5e6864", 4)
    tip, low = (x, y - unit * 2.55), y - unit * 2.02
    edge = [x + unit * (k / 4 - 1) * 1.05 for k in range(9)]
    for k in range(8):
        tone = "#e58d7c" if k % 2 else "#fbf3df"
        plate.fill(smooth([tip, tip, (edge[k], low), ((edge[k] + edge[k + 1]) / 2, low + 34),
            (edge[k + 1], low), tip]), tone)
    shade = [tip, (edge[8], low + 10), (edge[4], low + 30)]
    plate.fill(shade, "#3f5a55", 0.28)
    for px, tall, top, turn in ((2.55, 1.2, "#e5b04f", 0.8), (2.2, 1.62, "#b6675f", 0.7),
        (1.75, 1.05, "#f2ede0", 0.9)):
        pose = STAND.but(turn=turn, child=0 if tall > 1.5 else 0.9, right_arm=(40, 80), lean=3)
        wears = Outfit(kind="skirt", top=top, bottom="#4b5a78", hair="bob", skin="#ce9f83",
            broad=0.9)
        foot = CAMERA.at(px, z + 0.1)
        shadow_of(plate, foot, CAMERA.size(tall, z), pose, wears, "#2f4d3d", 0.4, 1.1, 0.25)
        figure(plate, foot, CAMERA.size(tall, z), pose, wears, SUN)


def _racket(plate: Plate, hand: tuple[float, float], size: float, turn: float) -> None:
    with plate.moved(*hand, scale=size, turn=turn):
        plate.line([(0, 0.06), (0, -0.22)], "#3a3a38", 0.014)
        plate.line(oval(0, -0.34, 0.085, 0.12), "#e8e2d0", 0.013)
        for k in range(-3, 4):
            plate.line([(k * 0.022, -0.44), (k * 0.022, -0.24)], "#e8e2d0", 0.004, 0.6)
            plate.line([(-0.075, -0.34 + k * 0.026), (0.075, -0.34 + k * 0.026)], "#e8e2d0",
                0.004, 0.6)


def _players(plate: Plate) -> None:
    man = Outfit(kind="shirt", top="#f1efe2", bottom="#3e4a5e", skin="#c69577")
    woman = Outfit(kind="skirt", top="#c85f56", bottom="#384a63", hair="tail", skin="#d1a083",
        broad=0.88)
    for x, z, tall, pose, wears, hand, turn in (
        (-2.75, 6.6, 1.72, SMASH, man, 1, 28), (0.62, 6.1, 1.6, READY, woman, 0, -52),
    ):  # fmt: skip
        foot, height = CAMERA.at(x, z), CAMERA.size(tall, z)
        shadow_of(plate, foot, height, pose, wears, "#24443a", 0.5, 1.1, 0.26, 10)
        bones = figure(plate, foot, height, pose, wears, SUN, detail=True)
        at = bones.hands[hand]
        _racket(plate, (foot[0] + at[0] * height, foot[1] + at[1] * height), height, turn)
    plate.line([(1010, 700), (1180, 610), (1330, 600)], "#ffffff", 5, 0.35, blur=4, soft=True)
    plate.fill(polygon([(1322, 600), (1262, 568), (1266, 626)]), "#ffffff")
    plate.fill(oval(1328, 600, 12), "#e9dfc9")


def _dapple(plate: Plate) -> None:
    """Pools of sun between pools of shade, flattened by distance; beams from the left."""
    rng = Random(40)
    for _ in range(190):
        x, z = rng.uniform(-8, 8), rng.uniform(2.6, 15)
        px, py = CAMERA.at(x, z)
        size = CAMERA.size(rng.uniform(0.1, 0.34), z)
        plate.fill(blob(rng, px, py, size, size * 0.24), "#fdf6c4", rng.uniform(0.12, 0.4),
            blur=size * 0.06)
    for k in range(5):
        x = 500 + k * 520
        shaft(plate, ((x, -60), (x + 150, -60)), ((x + 620, 1900), (x + 1000, 1900)), "#fff7cf",
            0.2, 34)


def _foreground(plate: Plate) -> None:
    """The dark trunk and leaves we look out from."""
    rng = Random(77)
    shadow = polygon([(-20, 2080), (700, 2150), (1500, 2330), (1700, 2420), (-20, 2420)])
    plate.fill(shadow, "#17322d", 0.55, blur=30)
    with plate.lit(Light(20, "#c9cf86", "#0d1f1e", 10, 80, 0.5, 0.5), (-100, -100, 900, 2500)):
        plate.fill(smooth([(110, -40), (330, -40), (320, 700), (350, 1500), (380, 2140),
            (520, 2440), (-40, 2440), (80, 2150), (120, 1400), (130, 700)]), "#2b3a30")
        plate.fill(taper([(240, 520), (560, 240), (980, 60)], [70, 46, 20]), "#2b3a30")
    plate.dabs(rect(100, 0, 260, 2400), ["#4d5a44", "#16231f"], 150, (170, 14), 88, 0.4, 8)
    for _ in range(330):
        reach = rng.random()
        x, y = rng.uniform(-40, 1750) * (1 - 0.1 * reach), rng.random() ** 2 * 560 - 60
        tone = mix("#1f3d31", "#8fa653", rng.random() ** 2.4 * 0.9)
        with plate.moved(x, y, turn=rng.uniform(0, 360)):
            plate.fill(smooth([(-46, 0), (0, -17), (50, 0), (0, 17)]), tone)
