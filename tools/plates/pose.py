"""How a body stands: a pose in angles, and the joints that follow from it.

Lengths are shares of the standing height (7½ heads), y runs down, the ground is 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from tools.plates.shapes import Point

Limb = tuple[float, float]
"""Two angles in degrees: upper and lower part; 0 hangs down, + swings to the right."""


@dataclass(frozen=True)
class Pose:
    """A body in a moment.

    ``turn`` runs from −1 (profile, facing left) over 0 (straight) to 1 (facing right);
    ``back`` shows it from behind. Arms and legs are named left and right as seen on
    the plate. ``reach`` and ``stride`` shorten limbs that point at the viewer.
    """

    turn: float = 0.3
    back: bool = False
    lean: float = 0
    sway: float = 0.008
    tilt: float = 2
    head: float = 0
    look: float | None = None
    left_arm: Limb = (-8, -4)
    right_arm: Limb = (8, 5)
    left_leg: Limb = (-3, -2)
    right_leg: Limb = (5, 3)
    reach: tuple[float, float] = (1, 1)
    stride: tuple[float, float] = (1, 1)
    arms: str = "auto"
    """Which arms pass behind the body: auto (the far one), both, none."""
    child: float = 0
    """0 for an adult, 1 for a small child with a larger head and shorter legs."""

    def but(self, **changes: object) -> Pose:
        """The same pose with something changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def gaze(self) -> float:
        """Where the head turns; without a look of its own it follows the body."""
        return self.turn if self.look is None else self.look

    @property
    def near(self) -> int:
        """Which arm and leg are nearer to the viewer: 0 left, 1 right on the plate."""
        return 0 if (self.turn > 0) != self.back else 1


@dataclass(frozen=True)
class Joints:
    """Where everything is."""

    pelvis: Point
    waist: Point
    neck: Point
    head: Point
    shoulders: tuple[Point, Point]
    hips: tuple[Point, Point]
    elbows: tuple[Point, Point]
    hands: tuple[Point, Point]
    knees: tuple[Point, Point]
    ankles: tuple[Point, Point]
    width: float
    head_size: float


def along(start: Point, degrees: float, length: float) -> Point:
    """The end of a bone that starts here; 0° points down, + to the right."""
    turn = math.radians(degrees)
    return start[0] + math.sin(turn) * length, start[1] + math.cos(turn) * length


def joints(pose: Pose, broad: float = 1.0) -> Joints:
    """Put the bones together so that the lower foot stands on the ground."""
    width = (1 - 0.5 * abs(pose.turn) ** 1.5) * broad
    legs = 1 - 0.12 * pose.child
    trunk = 0.326 - 0.03 * pose.child
    limbs = ((pose.left_leg, pose.stride[0]), (pose.right_leg, pose.stride[1]))
    hip_x = 0.046 * width
    hips = [(-hip_x, pose.sway * 0.5), (hip_x, -pose.sway * 0.5)]
    knees = [along(h, leg[0], 0.235 * s * legs) for h, (leg, s) in zip(hips, limbs, strict=True)]
    ankles = [along(k, leg[1], 0.23 * s * legs) for k, (leg, s) in zip(knees, limbs, strict=True)]
    drop = -0.035 - max(ankle[1] for ankle in ankles)

    def set_down(point: Point) -> Point:
        return point[0] + pose.sway, point[1] + drop

    pelvis = set_down((0, -0.02))
    neck = along(pelvis, 180 - pose.lean, trunk)
    waist = along(pelvis, 180 - pose.lean * 0.5, 0.12)
    slope = math.radians(pose.lean + pose.tilt)
    reach_x, reach_y = math.cos(slope) * 0.083 * width, math.sin(slope) * 0.083 * width
    low = along(neck, -pose.lean, 0.036)
    shoulders = ((low[0] - reach_x, low[1] - reach_y), (low[0] + reach_x, low[1] + reach_y))
    arms = ((pose.left_arm, pose.reach[0]), (pose.right_arm, pose.reach[1]))
    arm = 1 - 0.1 * pose.child
    elbows = [along(s, a[0], 0.165 * r * arm) for s, (a, r) in zip(shoulders, arms, strict=True)]
    hands = [along(e, a[1], 0.155 * r * arm) for e, (a, r) in zip(elbows, arms, strict=True)]
    head_size = 0.135 * (1 + 0.55 * pose.child)
    head = along(neck, 180 - pose.lean * 0.7 - pose.head, 0.016 + head_size * 0.52)
    head = (head[0] + 0.014 * pose.turn * (0 if pose.back else 1), head[1])
    return Joints(
        pelvis, waist, neck, head, shoulders,
        (set_down(hips[0]), set_down(hips[1])),
        (elbows[0], elbows[1]), (hands[0], hands[1]),
        (set_down(knees[0]), set_down(knees[1])),
        (set_down(ankles[0]), set_down(ankles[1])),
        width, head_size,
    )  # fmt: skip


STAND = Pose()
WAIT = Pose(turn=-0.4, left_arm=(-6, 6), right_arm=(10, -14), left_leg=(-2, -2), right_leg=(9, 4))
CLASPED = Pose(turn=0.15, left_arm=(-14, 34), right_arm=(14, -32), arms="none")
HANDS_BEHIND = Pose(turn=0.5, left_arm=(-18, 12), right_arm=(4, -28), arms="both")
WALK = Pose(
    turn=0.9, lean=3, left_arm=(-22, -2), right_arm=(16, 46),
    left_leg=(20, 14), right_leg=(-12, -34), sway=0,
)  # fmt: skip
WALK_AWAY = Pose(
    turn=0.2, back=True, left_arm=(-9, -2), right_arm=(10, 6),
    left_leg=(-4, -2), right_leg=(5, 3), stride=(1, 0.94),
)  # fmt: skip
SIT = Pose(turn=0.9, left_leg=(84, 0), right_leg=(78, -8), left_arm=(20, 60), right_arm=(14, 66))
