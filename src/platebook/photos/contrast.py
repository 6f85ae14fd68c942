"""The contrast of black and of white type against a part of a finished photograph (WCAG 2.2)."""

from __future__ import annotations

from dataclasses import dataclass

from platebook.geometry import Box
from platebook.photos.model import ColourTarget, Rendition

#: What WCAG adds to both luminances, for the light of the room.
_FLARE = 0.05


@dataclass(frozen=True, slots=True)
class TypeContrast:
    """The least contrast of black and of white type with any pixel under them: 1 to 21."""

    black: float
    white: float

    @property
    def best(self) -> float:
        """The better of the two."""
        return max(self.black, self.white)


def type_contrast(
    rendition: Rendition, part: Box, inks: ColourTarget | None = None
) -> TypeContrast:
    """Measure a part of a rendition; ``part`` is in shares of its width and height.

    A rendition in ``inks`` is looked at as its profile prints it, relative to the paper.
    """
    import numpy as np
    from PIL import Image, ImageCms

    with Image.open(rendition.path) as whole:
        width, height = whole.size
        left, top = int(part.x * width), int(part.y * height)
        right = min(width, int(np.ceil((part.x + part.width) * width)))
        bottom = min(height, int(np.ceil((part.y + part.height) * height)))
        corners = max(0, left), max(0, top), max(left + 1, right), max(top + 1, bottom)
        picture = whole.crop(corners)
    if picture.mode == "CMYK" and inks:
        profile = ImageCms.ImageCmsProfile(str(inks.profile))
        screen = ImageCms.createProfile("sRGB")
        relative = ImageCms.Intent.RELATIVE_COLORIMETRIC
        seen = ImageCms.profileToProfile(picture, profile, screen, relative, outputMode="RGB")
        picture = seen or picture
    shares = np.asarray(picture.convert("RGB"), dtype=np.float32) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    light = linear @ np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
    least, most = float(light.min()), float(light.max())
    return TypeContrast((least + _FLARE) / _FLARE, (1 + _FLARE) / (most + _FLARE))
