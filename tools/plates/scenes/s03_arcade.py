"""A dark arcade: a father holds up his telephone; his children ride into a screen's light."""

from __future__ import annotations

from random import Random

from tools.plates.camera import Camera
from tools.plates.colour import lighter, mix
from tools.plates.figures import Outfit, figure
from tools.plates.finish import QUIET
from tools.plates.ground import band
from tools.plates.light import shadow_of
from tools.plates.paint import Light, Plate
from tools.plates.pose import STAND, Pose
from tools.plates.shapes import oval, polygon, rect, smooth, taper

# Rows of points read better as rows.
# fmt: off
SIZE = (3600, 2400)
FINISH = QUIET
QUALITY = 78
CAMERA = Camera((1500, 1180), 2700, 1.35)
NIGHT = "#151426"
CYAN, ROSE, AMBER = "#7fe3ea", "#e8679a", "#f0b45a"
SCREEN = Light(14, "#a8f0f0", "#0d0b1e", 10, 60, 0.9, 0.6)

FATHER = Pose(
    turn=0.75, lean=-3, look=0.9, tilt=-3, left_arm=(62, 135), right_arm=(45, 140), arms="auto",
    left_leg=(-6, -5), right_leg=(7, 4), reach=(0.95, 0.85),
)  # fmt: skip
RIDER = Pose(
    turn=0.85, lean=30, look=0.95, head=-14, left_arm=(62, 80), right_arm=(58, 84),
    left_leg=(66, -22), right_leg=(60, -28), child=0.7,
)  # fmt: skip
PILLION = RIDER.but(lean=20, look=0.2, left_arm=(40, 66), right_arm=(36, 70), child=1.0)


def draw(plate: Plate) -> None:
    """The hall, the far machines, the big screen, the ride, the father in front."""
    plate.wash(band(plate, -10, 2410), ["#1b1a33", "#231b3a", "#120f1f"], (0, 0), (0, 2400))
    _hall(plate)
    _screen(plate)
    _ride(plate)
    _father(plate)
    plate.glow((2900, 1000), 1900, "#58c9d8", 0.2)


def _hall(plate: Plate) -> None:
    rng = Random(9)
    horizon = CAMERA.centre[1]
    for k in range(5):
        y = 110 + k * 150
        plate.line([(-20, y - 60 + k * 12), (2300 - k * 120, y + 150 - k * 14)], "#352a55",
            16 - k * 2, 0.8)
        plate.line([(300 + k * 90, y + 10), (900 + k * 60, y + 66)], ROSE, 10, 0.5, blur=4)
    ground = band(plate, horizon + 300, 2420)
    plate.wash(ground, ["#33264d", "#1d1830", "#100e1b"], (0, horizon + 300), (0, 2400))
    plate.wash(band(plate, horizon - 80, horizon + 304), ["#2a2146", "#372a55"], (0, 1100),
        (0, 1480))
    for k in range(7):
        x, size = 90 + k * 320 + rng.uniform(-30, 30), 1 - 0.02 * k
        glow = (CYAN, ROSE, AMBER, "#9c8cf0")[k % 4]
        body = polygon([(x, 1500), (x + 12, 880), (x + 60, 790), (x + 240 * size, 790),
            (x + 262, 900), (x + 262, 1500)])
        plate.fill(body, mix("#2b2348", "#463567", rng.random()))
        face = [(x + 38, 900), (x + 224, 900), (x + 232, 1090), (x + 30, 1090)]
        plate.wash(face, [lighter(glow, 0.1), mix(glow, NIGHT, 0.55)], (x, 900), (x, 1090))
        for _ in range(7):
            px, py = rng.uniform(x + 50, x + 200), rng.uniform(920, 1070)
            plate.fill(rect(px, py, rng.uniform(10, 46), rng.uniform(8, 26)),
                lighter(glow, rng.uniform(-0.35, 0.2)), 0.8)
        plate.fill(polygon([(x + 48, 808), (x + 222, 808), (x + 230, 872), (x + 40, 872)]), glow,
            0.75)
        plate.glow((x + 130, 990), 420, glow, 0.4)
        plate.glow((x + 130, 1560), 330, glow, 0.28, squash=0.4)
    dim = Light(90, "#c9a2e0", "#0d0b1e", 10, 50, 0.5, 0.5)
    for x, z, pose in ((-1.5, 7.6, STAND.but(back=True)),
        (0.15, 7.2, STAND.but(turn=-0.5, back=True)),
        (0.5, 7.0, STAND.but(back=True, child=0.8))):
        wears = Outfit(kind="shirt", top="#4e4370", bottom="#241d3b", skin="#8f6b70")
        tall = 1.2 if pose.child else 1.66
        figure(plate, CAMERA.at(x, z), CAMERA.size(tall, z), pose, wears, dim)


def _screen(plate: Plate) -> None:
    """A racing road under a turquoise sky, seen askew; all the light comes from here."""
    case = [(2620, 560), (3640, 330), (3640, 1640), (2640, 1420)]
    plate.fill([(2560, 470), (3640, 210), (3640, 1900), (2580, 1600)], "#1a1730")
    plate.line([(2560, 470), (2580, 1600)], CYAN, 12, 0.8)
    plate.wash(case, ["#c9f7f0", "#72dfe6", "#2a9fb5"], (2700, 400), (2750, 1500))
    with plate.inside(polygon(case)):
        plate.fill(smooth([(2560, 960), (2800, 850), (3000, 900), (3250, 790), (3700, 860),
            (3700, 1100), (2560, 1060)]), "#3d86a0")
        plate.fill([(2500, 1030), (3700, 1000), (3700, 1700), (2500, 1600)], "#4fae7f")
        plate.fill([(3060, 1020), (3120, 1018), (3560, 1700), (2620, 1560)], "#45506f")
        for a, b in ((0.05, 0.15), (0.3, 0.48), (0.7, 1.0)):
            x0, x1 = 3090 - 20 * a, 3090 - 20 * b
            plate.fill([(x0 - 2, 1030 + 600 * a), (x0 + 4, 1030 + 600 * a),
                (x1 + 18, 1030 + 600 * b), (x1 - 8, 1030 + 600 * b)], "#f6f0d8")
        plate.fill(oval(3330, 1412, 90, 16), "#20283c", 0.6, blur=8)
        plate.fill(taper([(3330, 1400), (3328, 1290)], [24, 20]), "#20202f")
        plate.fill(smooth([(3278, 1240), (3380, 1232), (3398, 1330), (3330, 1352), (3264, 1334)]),
            ROSE)
        plate.fill(smooth([(3290, 1150), (3372, 1144), (3392, 1262), (3330, 1284), (3272, 1268)]),
            "#2f4a78")
        plate.fill(oval(3330, 1112, 38, 44), "#f3e4c4")
        plate.dabs(case, ["#ffffff", "#1c7f98"], 130, (300, 14), -6, 0.12, 2)
        plate.glow((3000, 620), 520, "#ffffff", 0.8)
    plate.glow((2950, 950), 1500, "#62d7e2", 0.55)
    plate.glow((2350, 2120), 1150, "#4fbfd0", 0.5, squash=0.35)


def _ride(plate: Plate) -> None:
    """A make-believe motorcycle on a plinth with two children on it."""
    x, y = 2000, 1890
    plate.fill(oval(x + 30, y + 150, 640, 84), "#0b0916", 0.75, blur=26)
    with plate.lit(SCREEN, (1200, 900, 2900, 2200)):
        plate.fill(polygon([(x - 330, y + 140), (x - 250, y + 20), (x + 330, y + 10),
            (x + 420, y + 130)]), "#2b2345")
        plate.fill(taper([(x + 470, y + 120), (x + 330, y - 250), (x + 280, y - 420)],
            [46, 42, 34]), "#3a2f58")
        plate.fill(smooth([(x - 430, y - 250), (x - 250, y - 300), (x - 20, y - 250),
            (x + 150, y - 330), (x + 330, y - 300), (x + 380, y - 170), (x + 200, y - 30),
            (x - 120, y + 10), (x - 250, y - 120)]), "#b23a5c")
        plate.fill(smooth([(x - 430, y - 262), (x - 230, y - 316), (x + 20, y - 262),
            (x - 30, y - 220), (x - 330, y - 210)]), "#241c33")
        plate.fill(smooth([(x + 230, y - 310), (x + 390, y - 420), (x + 450, y - 300),
            (x + 380, y - 170)]), "#d94f6d")
        plate.fill(oval(x + 40, y - 20, 96), "#1a152a")
        plate.fill(oval(x + 40, y - 20, 52), "#52477a")
        plate.line([(x + 280, y - 410), (x + 190, y - 470)], "#191426", 24)
    elder = Outfit(kind="shirt", top="#d9d2c0", bottom="#34406b", skin="#c29278")
    younger = Outfit(kind="shirt", top="#d98a5a", bottom="#7b4668", hair="tail", skin="#cc9a7e", broad=0.95)
    figure(plate, (x - 330, y + 70), 900, PILLION, younger, SCREEN, detail=True)
    figure(plate, (x - 80, y + 70), 1020, RIDER, elder, SCREEN, detail=True)


def _father(plate: Plate) -> None:
    wears = Outfit(kind="shirt", top="#5d6b8c", bottom="#2a2b42", skin="#b2826a")
    foot, height = (820, 2560), 1980
    shadow_of(plate, foot, height, FATHER, wears, "#080714", 0.6, -1.2, -0.05, 20)
    bones = figure(plate, foot, height, FATHER, wears, SCREEN, detail=True)
    hx = foot[0] + (bones.hands[1][0] + bones.hands[0][0]) / 2 * height
    hy = foot[1] + (bones.hands[1][1] + bones.hands[0][1]) / 2 * height
    with plate.moved(hx + 30, hy - 40, turn=6):
        plate.glow((0, 0), 320, "#bfeef2", 0.55)
        plate.fill(rect(-62, -150, 124, 232, 14), "#0c0b14")
        plate.wash(rect(-50, -134, 100, 196, 4), ["#cdf3ee", "#4f93ad"], (0, -134), (0, 62))
        plate.fill(smooth([(-40, 10), (0, -26), (40, -10), (34, 34), (-30, 36)]), "#b23a5c")
        plate.fill(oval(-8, -46, 13, 15), "#3a2a35")
        plate.fill(taper([(-10, -26), (-6, 6)], [13, 15]), "#e3d9c3")
