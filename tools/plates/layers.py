"""Sheets over sheets: layers, masks, kept pictures, and forms lit from one side."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import skia

from tools.plates.colour import Colour, ink
from tools.plates.shapes import Point, polygon

Shape = skia.Path | Sequence[Point]

BLENDS = {
    "over": skia.BlendMode.kSrcOver,
    "multiply": skia.BlendMode.kMultiply,
    "screen": skia.BlendMode.kScreen,
    "add": skia.BlendMode.kPlus,
    "soft": skia.BlendMode.kSoftLight,
    "overlay": skia.BlendMode.kOverlay,
    "atop": skia.BlendMode.kSrcATop,
}


def as_path(shape: Shape) -> skia.Path:
    """A shape may be given as points."""
    return shape if isinstance(shape, skia.Path) else polygon(shape)


@dataclass(frozen=True)
class Light:
    """Where light comes from (degrees, 0 = from the right, 90 = from above) and its two edges.

    ``rim`` is the bright edge towards the light, ``shade`` the darker side away from it;
    widths are in plate units and are what makes a flat shape look round.
    """

    angle: float
    rim: Colour
    shade: Colour
    rim_width: float = 6
    shade_width: float = 30
    rim_alpha: float = 0.8
    shade_alpha: float = 0.5

    def scaled(self, factor: float) -> Light:
        """The same light on a form that many times as large."""
        return Light(
            self.angle,
            self.rim,
            self.shade,
            self.rim_width * factor,
            self.shade_width * factor,
            self.rim_alpha,
            self.shade_alpha,
        )


class Layers:
    """What a plate can do with sheets; the brushes are in :mod:`tools.plates.paint`."""

    canvas: skia.Canvas

    @contextmanager
    def layer(self, alpha: float = 1, blend: str = "over", blur: float = 0) -> Iterator[None]:
        """Paint on a sheet of its own, then lay the sheet down as one."""
        paint = skia.Paint(Alphaf=alpha, BlendMode=BLENDS[blend])
        if blur:
            paint.setImageFilter(skia.ImageFilters.Blur(blur, blur))
        self.canvas.saveLayer(None, paint)
        yield
        self.canvas.restore()

    @contextmanager
    def inside(self, shape: Shape) -> Iterator[None]:
        """Paint only within a shape."""
        self.canvas.save()
        self.canvas.clipPath(as_path(shape), True)
        yield
        self.canvas.restore()

    @contextmanager
    def moved(
        self, x: float, y: float, scale: float = 1, turn: float = 0, flip: bool = False
    ) -> Iterator[None]:
        """Paint with the origin moved to a place, scaled, turned, or mirrored."""
        self.canvas.save()
        self.canvas.translate(x, y)
        self.canvas.rotate(turn)
        self.canvas.scale(-scale if flip else scale, scale)
        yield
        self.canvas.restore()

    @contextmanager
    def recorded(self) -> Iterator[list[skia.Picture]]:
        """Keep what is painted for later instead of painting it; the list then holds it."""
        recorder, outer = skia.PictureRecorder(), self.canvas
        far = 40_000
        self.canvas = recorder.beginRecording(skia.Rect.MakeLTRB(-far, -far, far, far))
        kept: list[skia.Picture] = []
        try:
            yield kept
        finally:
            self.canvas = outer
            kept.append(recorder.finishRecordingAsPicture())

    @contextmanager
    def lit(self, light: Light, box: tuple[float, float, float, float]) -> Iterator[None]:
        """Paint a form, then give it a bright edge and a shaded side.

        The box (left, top, right, bottom) must hold the whole form.
        """
        with self.recorded() as kept:
            yield
        self._light(kept[0], light, skia.Rect.MakeLTRB(*box))

    def tinted(
        self,
        picture: skia.Picture,
        colour: Colour,
        alpha: float,
        blur: float = 0,
        box: tuple[float, float, float, float] | None = None,
    ) -> None:
        """Paint a kept picture as a silhouette in one colour; a box around it saves time."""
        paint = skia.Paint(Alphaf=alpha)
        to_colour = skia.ColorFilters.Blend(ink(colour), skia.BlendMode.kSrcIn)
        effect = skia.ImageFilters.ColorFilter(to_colour)
        paint.setImageFilter(skia.ImageFilters.Blur(blur, blur, input=effect) if blur else effect)
        self.canvas.saveLayer(skia.Rect.MakeLTRB(*box) if box else None, paint)
        self.canvas.drawPicture(picture)
        self.canvas.restore()

    def _light(self, picture: skia.Picture, light: Light, bounds: skia.Rect) -> None:
        turn = math.radians(light.angle)
        to_x, to_y = math.cos(turn), -math.sin(turn)
        canvas = self.canvas
        canvas.saveLayer(bounds)
        canvas.drawPicture(picture)
        sides = (
            (light.shade, light.shade_alpha, light.shade_width, 1, 0.2),
            (light.rim, light.rim_alpha, light.rim_width, -1, 0.12),
        )
        for colour, alpha, width, way, softness in sides:
            if width <= 0 or alpha <= 0:
                continue
            canvas.saveLayer(bounds, skia.Paint(BlendMode=BLENDS["atop"]))
            canvas.drawColor(ink(colour, alpha))
            cut = skia.Paint(BlendMode=skia.BlendMode.kDstOut)
            cut.setImageFilter(skia.ImageFilters.Blur(width * softness, width * softness))
            canvas.saveLayer(bounds, cut)
            canvas.translate(to_x * width * way, to_y * width * way)
            canvas.drawPicture(picture)
            canvas.restore()
            canvas.restore()
        canvas.restore()
