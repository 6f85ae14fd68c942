"""The plate under the brush: fills, washes, strokes, layers, and forms lit from one side."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

import numpy as np
import skia

from tools.plates.colour import Colour, ink, ramp
from tools.plates.shapes import Point, polygon, smooth

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


class Plate:
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
        path = self._path(shape)
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

    # Layers -----------------------------------------------------------------

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
        self.canvas.clipPath(self._path(shape), True)
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

    # Helpers ----------------------------------------------------------------

    def _path(self, shape: Shape) -> skia.Path:
        return shape if isinstance(shape, skia.Path) else polygon(shape)

    def _shaded(self, shader: skia.Shader, blend: str) -> skia.Paint:
        return skia.Paint(Shader=shader, AntiAlias=True, Dither=True, BlendMode=BLENDS[blend])

    def _draw(self, shape: Shape, paint: skia.Paint, blur: float) -> None:
        if blur:
            # A mask filter ignores the canvas scale on some paths; an image filter does not.
            paint.setImageFilter(skia.ImageFilters.Blur(blur, blur))
        self.canvas.drawPath(self._path(shape), paint)
