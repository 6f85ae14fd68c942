"""Plate 21: a soldier at the border, off duty for the length of a portrait."""

from __future__ import annotations

from random import Random

from tools.plates.camera import Camera, Wall
from tools.plates.colour import mix
from tools.plates.figures import Outfit, figure
from tools.plates.finish import Finish
from tools.plates.ground import clouds, haze, hills, sky, tree
from tools.plates.light import shadow_of
from tools.plates.paint import Light, Plate
from tools.plates.pose import Joints, Pose
from tools.plates.shapes import Point, oval, polygon, rect, smooth, taper

SIZE = (2400, 3000)
FINISH = Finish(bloom=0.1, vignette=0.2)
VIEW = Camera((1320, 1290), 2600, 1.62)
LAMP = Light(142, "#ffe9bf", "#2f3a4c", 8, 38, 0.95, 0.44)
OLIVE = "#6b6b49"
WEARS = Outfit(
    "uniform",
    OLIVE,
    "#64643f",
    "#c9bd8e",
    "#c7936f",
    hair="cap",
    cap=OLIVE,
    shoes="#1d1a19",
    broad=1.06,
)


def draw(plate: Plate) -> None:
    """Hills, huts, the line between them; the man in front, at ease."""
    rng = Random(21)
    sky(plate, ["#6fa0bf", "#a9c6cf", "#f0e6cd"], 1290)
    clouds(plate, "#fff7e6", 160, 1000, 10, 0.3)
    hills(plate, 1296, 1500, "#86a3aa", "#cdd5cb", 31)
    hills(plate, 1300, 1300, "#6f9189", "#b3c3b0", 32)
    for i in range(22):
        tone = mix("#47684f", "#a9bda6", rng.uniform(0.1, 0.5))
        tree(plate, (-60 + i * 120 + rng.gauss(0, 30), 1330), rng.uniform(150, 330),
             [mix(tone, "#26403a", 0.4), tone, mix(tone, "#e8e0a8", 0.4)], "#4b4438", i)  # fmt: skip
    haze(plate, "#e6e4d0", 960, 1360, 0.6)
    _yard(plate, rng)
    _hut(plate, (-8.6, 20.0), (-2.5, 20.0), (-2.5, 8.0))
    _hut(plate, (8.0, 20.5), (1.9, 20.5), (1.9, 8.4))
    _line(plate)
    haze(plate, "#ece6d0", 1080, 1560, 0.26)
    _soldier(plate)


def _yard(plate: Plate, rng: Random) -> None:
    ground = [(-20, 1318), (2420, 1318), (2420, 3020), (-20, 3020)]
    plate.wash(ground, ["#e0d6bc", "#c2b291", "#8c7d64"], (0, 1318), (0, 3000))
    plate.dabs(ground, ["#efe5c9", "#8f8168", "#d3c29e"], 420, (200, 14), 0, 0.2, 3)
    for _ in range(2600):
        z = 2.4 + rng.random() ** 1.8 * 16
        x, y = VIEW.at(rng.uniform(-7, 7), z)
        size = VIEW.size(0.018, z) * rng.uniform(0.5, 1.3)
        plate.fill(oval(x + size * 0.5, y + size * 0.3, size * 1.1, size * 0.5), "#5d5344", 0.4)
        plate.fill(oval(x, y, size, size * 0.6), rng.choice(("#f0e6cd", "#b5a68a", "#d8cbb0")), 0.8)


def _hut(plate: Plate, far: Point, corner: Point, near: Point) -> None:
    """A long, low blue hut that runs towards the line."""
    left = near[0] < 0
    side = Wall(VIEW, corner, near, 0, 2.35)
    end = Wall(VIEW, far, corner, 0, 2.35)
    front = Wall(VIEW, near, (near[0] + (-6 if left else 6), near[1]), 0, 2.35)
    blue, shade = "#5b8fb5", "#3d6a92"
    plate.fill(end.face(), shade)
    plate.wash(
        side.face(),
        [mix(blue, "#d5e0dc", 0.42), blue if not left else shade],
        side.at(0, 0.5),
        side.at(1, 0.5),
    )
    plate.wash(
        front.face(),
        [mix(blue if left else shade, "#ffe6b8", 0.12), shade],
        front.at(0, 0.5),
        front.at(1, 0.5),
    )
    for wall, count in ((side, 5), (front, 3)):
        for i in range(count):
            u = (i + 0.28) / count
            w = 0.46 / count
            plate.fill(wall.quad(u - 0.012, 0.38, u + w + 0.012, 0.8), "#eef0e6")
            plate.wash(
                wall.quad(u, 0.41, u + w, 0.77),
                ["#2f4a5e", "#86a6b2"],
                wall.at(u, 0.41),
                wall.at(u + w, 0.77),
            )
            plate.line([wall.at(u + w / 2, 0.41), wall.at(u + w / 2, 0.77)], "#eef0e6", 5)
        plate.fill(wall.quad(0, 0, 1, 0.09), mix(shade, "#2c3c4c", 0.5))
        for k in range(1, 5):
            plate.line(
                [wall.at(0, 0.09 + k * 0.18), wall.at(1, 0.09 + k * 0.18)], "#2c5174", 2.5, 0.35
            )
    eave = Wall(
        VIEW,
        (corner[0] + (0.35 if left else -0.35), corner[1]),
        (near[0] + (0.35 if left else -0.35), near[1] - 0.3),
        2.25,
        2.55,
    )
    out = near[0] + (-6.4 if left else 6.4)
    lip = Wall(
        VIEW, (near[0] + (0.35 if left else -0.35), near[1] - 0.3), (out, near[1] - 0.3), 2.25, 2.55
    )
    plate.fill(
        [
            eave.at(0, 1),
            eave.at(1, 1),
            lip.at(1, 1),
            VIEW.at(out, far[1], 2.95),
            VIEW.at(corner[0], far[1], 2.95),
        ],
        "#4a6f8c",
    )
    plate.fill(eave.face(), "#86aec6" if not left else "#3e6484")
    plate.fill(lip.face(), "#6f9cba")
    plate.line([lip.at(0, 1), lip.at(1, 1)], "#dfe9e2", 6, 0.8)
    gloom = [VIEW.at(near[0], near[1]), VIEW.at(corner[0], corner[1]),
             VIEW.at(corner[0] + 1.9, corner[1]), VIEW.at(near[0] + 1.9, near[1] - 0.5)]  # fmt: skip
    plate.fill(gloom, "#3c4a5c", 0.42, blur=14)


def _line(plate: Plate) -> None:
    """The low kerb that is the border itself."""
    z = 12.6
    plate.fill(polygon(VIEW.floor(-2.4, 1.9, z, z + 0.5, 0.1)), "#f1ead8")
    face = [VIEW.at(-2.4, z, 0), VIEW.at(1.9, z, 0), VIEW.at(1.9, z, 0.1), VIEW.at(-2.4, z, 0.1)]
    plate.fill(face, "#a49a87")


def _soldier(plate: Plate) -> None:
    at: Point = (1090, 2790)
    height = 2180.0
    pose = Pose(turn=0.22, lean=0.8, sway=0.014, tilt=3.2, head=4, look=0.16, arms="none",
                left_arm=(-15, 32), right_arm=(9, 3), left_leg=(-3, -1.5), right_leg=(9, 6))  # fmt: skip
    shadow_of(plate, at, height, pose, WEARS, "#3a3226", 0.5, 0.95, 0.16, 14)
    bones = figure(plate, at, height, pose, WEARS, LAMP, detail=True)
    for side, way in ((0, -1), (1, 1)):
        x, y = (at[i] + bones.ankles[side][i] * height for i in (0, 1))
        shoe = [(x - 62, y + 34), (x - 40, y + 14), (x + 48, y + 14), (x + 74 + way * 8, y + 52),
                (x + 72 + way * 14, y + 118), (x - 44 + way * 14, y + 118)]  # fmt: skip
        plate.fill(smooth(shoe), "#1b1817")
        plate.line(
            [(x - 44 + way * 10, y + 44), (x - 20 + way * 18, y + 66)], "#a08c72", 9, 0.6, blur=3
        )
    with plate.moved(*at, scale=height):
        _uniform(plate, bones)
        _face(plate, bones)
        _pointer(plate, bones)


def _uniform(plate: Plate, bones: Joints) -> None:
    """Belt and buckle, pockets, buttons, shoulder boards, a row of ribbons."""
    dark, light = mix(OLIVE, "#20241c", 0.45), mix(OLIVE, "#fff0c4", 0.35)
    wx, wy = bones.waist
    nx, ny = bones.neck
    plate.line([(nx + 0.012, ny + 0.03), (wx + 0.014, wy + 0.11)], dark, 0.003, 0.8)
    plate.fill(rect(wx - 0.095, wy + 0.004, 0.188, 0.03), "#3a2519")
    plate.line([(wx - 0.094, wy + 0.006), (wx + 0.06, wy + 0.006)], "#a9744c", 0.003, 0.8)
    plate.fill(rect(wx - 0.004, wy, 0.038, 0.038), "#d8b35c")
    for k in range(4):
        plate.fill(oval(nx + 0.012 + k * 0.0006, ny + 0.055 + k * 0.042, 0.0062), "#dcb964")
    for x in (-0.064, 0.05):
        y = ny + 0.092
        plate.fill(
            [
                (nx + x - 0.002, y),
                (nx + x + 0.05, y),
                (nx + x + 0.05, y + 0.056),
                (nx + x - 0.002, y + 0.056),
            ],
            mix(OLIVE, dark, 0.25),
        )
        plate.fill(
            [
                (nx + x - 0.004, y),
                (nx + x + 0.052, y),
                (nx + x + 0.05, y + 0.016),
                (nx + x + 0.024, y + 0.024),
                (nx + x - 0.002, y + 0.016),
            ],
            mix(OLIVE, light, 0.3),
        )
    for k, tone in enumerate(("#b8342f", "#e2b64c", "#3f6c93")):
        plate.fill(
            [
                (nx + 0.052 + k * 0.016, ny + 0.07),
                (nx + 0.066 + k * 0.016, ny + 0.07),
                (nx + 0.066 + k * 0.016, ny + 0.083),
                (nx + 0.052 + k * 0.016, ny + 0.083),
            ],
            tone,
        )
    for side, way in ((0, -1), (1, 1)):
        sx, sy = bones.shoulders[side]
        plate.fill(
            taper([(sx + way * 0.012, sy - 0.022), (sx - way * 0.045, sy - 0.036)], [0.013, 0.011]),
            "#a83229",
        )
        plate.line(
            [(sx + way * 0.012, sy - 0.026), (sx - way * 0.045, sy - 0.04)], "#e8c46c", 0.003
        )
    for way in (-1, 1):
        plate.fill(
            [
                (nx + 0.006 + way * 0.02, ny - 0.004),
                (nx + 0.006 + way * 0.042, ny - 0.012),
                (nx + 0.006 + way * 0.034, ny + 0.014),
            ],
            "#b8342f",
        )


def _face(plate: Plate, bones: Joints) -> None:
    """The start of a smile, and a band round the cap."""
    with plate.moved(*bones.head, scale=bones.head_size, turn=4.5):
        plate.fill(
            smooth([(-0.1, 0.25), (0.02, 0.285), (0.15, 0.245), (0.03, 0.315)]), "#8d4a3e", 0.85
        )
        plate.fill([(-0.38, -0.34), (0.38, -0.34), (0.37, -0.23), (-0.37, -0.23)], "#a32d28")
        plate.fill(oval(0.05, -0.31, 0.055, 0.06), "#e8c46c")


def _pointer(plate: Plate, bones: Joints) -> None:
    """The wooden pointer of the tour, done with for today."""
    hx, hy = bones.hands[0]
    plate.line([(hx - 0.075, hy - 0.26), (hx + 0.115, hy + 0.35)], "#5f4128", 0.011)
    plate.line([(hx - 0.078, hy - 0.26), (hx + 0.112, hy + 0.35)], "#d3a468", 0.004)
    plate.fill(
        taper([(hx - 0.012, hy - 0.012), (hx + 0.012, hy + 0.02)], [0.019, 0.015]), "#c08d69"
    )
