"""The plate under the brush: fills, washes, glows, strokes, dry brush."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

import numpy as np
import skia

from tools.plates.colour import Colour, ink, ramp
from tools.plates.layers import BLENDS, Layers, Light, Shape, as_path
from tools.plates.shapes import Point, polygon, smooth

__all__ = ["Light", "Plate", "Shape"]


class Plate(Layers):
    """A picture in progress. All lengths are plate units: pixels at full size."""

    def __init__(self, size: tuple[int, int], scale: float = 1.0, seed: int = 1) -> None:
        self.width, self.height = size
        self.scale = scale
        self.seed = seed
        self.rng = Random(seed)
        pixels = round(self.width * scale), round(self.height * scale)
        self._surface = skia.Surface.MakeRaster(skia.ImageInfo.MakeN32Premul(*pixels))
        self.canvas: skia.Canvas = self._surface.getCanvas()
        self.canvas.scale(scale, scale)

    def pixels(self) -> np.ndarray:
        """What is painted so far: height × width × 3, eight bits."""
        image = self._surface.makeImageSnapshot()
        return image.toarray(colorType=skia.kRGBA_8888_ColorType)[:, :, :3]

    # Paint ------------------------------------------------------------------

    def fill(
        self,
        shape: Shape,
        colour: Colour,
        alpha: float = 1,
        blur: float = 0,
        blend: str = "over",
    ) -> None:
        """Lay a flat colour; blur softens its edge."""
        paint = skia.Paint(Color=ink(colour, alpha), AntiAlias=True, BlendMode=BLENDS[blend])
        self._draw(shape, paint, blur)

    def wash(
        self,
        shape: Shape,
        colours: Sequence[Colour],
        start: Point,
        end: Point,
        alphas: Sequence[float] = (1, 1),
        blur: float = 0,
        blend: str = "over",
    ) -> None:
        """Lay a gradient from start to end; two alphas let it fade in or out."""
        stops = ramp(colours)
        last = len(stops) - 1
        first, final = alphas[0], alphas[-1]
        inks = [ink(c, first + (final - first) * i / last) for i, c in enumerate(stops)]
        shader = skia.GradientShader.MakeLinear([skia.Point(*start), skia.Point(*end)], inks)
        self._draw(shape, self._shaded(shader, blend), blur)

    def glow(
        self,
        centre: Point,
        radius: float,
        colour: Colour,
        alpha: float = 0.6,
        squash: float = 1,
        blend: str = "screen",
    ) -> None:
        """A soft round of light (or, with ``multiply``, of shadow)."""
        fall = [(1 - i / 8) ** 2.2 for i in range(9)]
        if blend == "multiply":
            blend = "over"
        inks = [ink(colour, alpha * share) for share in fall]
        squashed = skia.Matrix()
        squashed.setScale(1, squash, centre[0], centre[1])
        shader = skia.GradientShader.MakeRadial(
            skia.Point(*centre), radius, inks, None, skia.TileMode.kClamp, 0, squashed
        )
        x, y = centre
        reach = radius * max(squash, 1)
        box = [(x - reach, y - reach), (x + reach, y - reach)]
        box += [(x + reach, y + reach), (x - reach, y + reach)]
        self._draw(box, self._shaded(shader, blend), 0)

    def line(
        self,
        points: Shape,
        colour: Colour,
        width: float,
        alpha: float = 1,
        blur: float = 0,
        soft: bool = False,
        blend: str = "over",
    ) -> None:
        """A stroke of even width; ``soft`` bends it through its points."""
        if not isinstance(points, skia.Path):
            points = smooth(points, False) if soft else polygon(points, False)
        paint = skia.Paint(
            Color=ink(colour, alpha),
            AntiAlias=True,
            Style=skia.Paint.kStroke_Style,
            StrokeWidth=width,
            StrokeCap=skia.Paint.kRound_Cap,
            StrokeJoin=skia.Paint.kRound_Join,
            BlendMode=BLENDS[blend],
        )
        self._draw(points, paint, blur)

    def dabs(
        self,
        shape: Shape,
        colours: Sequence[Colour],
        count: int,
        size: tuple[float, float] = (90, 16),
        angle: float = 0,
        alpha: float = 0.12,
        spread: float = 14,
    ) -> None:
        """Dry brush strokes inside a shape, so that a flat area is never quite flat."""
        path = as_path(shape)
        box = path.getBounds()
        rng = Random(count * 7919 + round(box.left()) + round(box.top()) * 31 + self.seed)
        self.canvas.save()
        self.canvas.clipPath(path, True)
        for _ in range(count):
            x = rng.uniform(box.left(), box.right())
            y = rng.uniform(box.top(), box.bottom())
            turn = math.radians(angle + rng.gauss(0, spread))
            long = size[0] * rng.uniform(0.4, 1.3)
            dx, dy = math.cos(turn) * long / 2, math.sin(turn) * long / 2
            width = size[1] * rng.uniform(0.4, 1.4)
            tone = alpha * rng.uniform(0.3, 1)
            self.line([(x - dx, y - dy), (x + dx, y + dy)], rng.choice(colours), width, tone)
        self.canvas.restore()

    # Helpers ----------------------------------------------------------------

    def _shaded(self, shader: skia.Shader, blend: str) -> skia.Paint:
        return skia.Paint(Shader=shader, AntiAlias=True, Dither=True, BlendMode=BLENDS[blend])

    def _draw(self, shape: Shape, paint: skia.Paint, blur: float) -> None:
        if blur:
            # A mask filter ignores the canvas scale on some paths; an image filter does not.
            paint.setImageFilter(skia.ImageFilters.Blur(blur, blur))
        self.canvas.drawPath(as_path(shape), paint)
