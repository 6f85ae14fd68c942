"""People: a pose and an outfit become a figure with weight, folds and a lit side."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace

from tools.plates.colour import Colour, lighter, mix
from tools.plates.dress import foot, pin, sleeve, torso, trouser
from tools.plates.heads import head
from tools.plates.paint import Light, Plate
from tools.plates.pose import Joints, Pose, joints
from tools.plates.shapes import Point
from tools.plates.skirts import hanbok_skirt, skirt

BOX = (-1.1, -1.6, 1.1, 0.25)


@dataclass(frozen=True)
class Outfit:
    """What a person wears.

    ``kind``: suit, shirt, coat, uniform, skirt (blouse and skirt), dress, hanbok, leotard.
    ``hair``: short, bob, bun, tail, cap. ``pin`` is a small dot on the left of the chest.
    """

    kind: str = "suit"
    top: Colour = "#2b2f3a"
    bottom: Colour = "#262a34"
    shirt: Colour = "#d9d6cf"
    skin: Colour = "#d6ab8c"
    hair_colour: Colour = "#1d1b1f"
    shoes: Colour = "#17161a"
    hair: str = "short"
    pin: Colour | None = None
    tie: Colour | None = None
    scarf: Colour | None = None
    cap: Colour | None = None
    broad: float = 1.0

    def but(self, **changes: object) -> Outfit:
        """The same clothes with something changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def toned(self, air: Colour, share: float) -> Outfit:
        """The same clothes seen through air of a colour: distance, dusk, coloured light."""
        names = (
            "top",
            "bottom",
            "shirt",
            "skin",
            "hair_colour",
            "shoes",
            "pin",
            "tie",
            "scarf",
            "cap",
        )
        worn = {name: getattr(self, name) for name in names}
        return self.but(**{n: mix(c, air, share) for n, c in worn.items() if c is not None})


def figure(
    plate: Plate,
    foot_at: Point,
    height: float,
    pose: Pose,
    wears: Outfit,
    light: Light | None = None,
    detail: bool = False,
    flip: bool = False,
) -> Joints:
    """Draw a person standing at a place, so many plate units tall.

    The light's widths count for a figure 1000 units tall. With ``detail`` each limb is
    lit by itself (for figures near the viewer). Returns the joints in shares of the height.
    """
    bones = joints(pose, wears.broad)
    if light and flip:
        light = replace(light, angle=180 - light.angle)
    local = light.scaled(0.001) if light else None
    parts = _parts(plate, pose, bones, wears, detail or height > 700)
    with plate.moved(*foot_at, scale=height, flip=flip):
        with plate.lit(local, BOX) if local else nullcontext():
            inner = replace(local, rim_alpha=0, shade_alpha=0.35) if local and detail else None
            for part in parts:
                # A head is too small for a shade of its own: it would turn dark.
                shaded = inner if part.__name__ != "top" else None
                with plate.lit(shaded, BOX) if shaded else nullcontext():
                    part()
    return bones


def _parts(
    plate: Plate, pose: Pose, bones: Joints, wears: Outfit, fine: bool
) -> list[Callable[[], None]]:
    """The parts of a figure, the farthest first."""
    near = pose.near
    far = 1 - near

    def leg(side: int, tone: float) -> Callable[[], None]:
        def paint() -> None:
            if not (wears.kind == "hanbok" and pose.back):
                foot(plate, pose, bones, side, lighter(wears.shoes, tone))
            if wears.kind in ("skirt", "dress", "leotard"):
                trouser(plate, bones, side, lighter(wears.skin, tone), bare=True)
            elif wears.kind != "hanbok":
                trouser(plate, bones, side, lighter(wears.bottom, tone), fine=fine)

        return paint

    def arm(side: int, tone: float) -> Callable[[], None]:
        return lambda: sleeve(plate, pose, bones, side, wears, tone, fine)

    def below() -> None:
        if wears.kind in ("skirt", "dress"):
            skirt(plate, bones, wears.top if wears.kind == "dress" else wears.bottom, fine)
        elif wears.kind == "hanbok":
            hanbok_skirt(plate, pose, bones, wears.bottom, fine)

    def body() -> None:
        torso(plate, pose, bones, wears, fine)

    def top() -> None:
        head(plate, pose, bones, wears, fine)

    behind = {"auto": [far], "both": [far, near], "none": []}[pose.arms]
    before = [side for side in (far, near) if side not in behind]
    parts = [arm(side, -0.045) for side in behind]
    parts += [leg(far, -0.045), leg(near, 0)]
    parts += [below, body] if wears.kind in ("hanbok", "skirt", "dress") else [body]
    front = [arm(side, 0) for side in before]
    if pose.back:
        return [*parts, *front, top]
    return [*parts, top, *front, lambda: pin(plate, pose, bones, wears)]
