"""Colour: what a photograph's numbers mean, and the same colours as sRGB.

libvips carries the conversion (littlecms underneath), at half the time of Pillow's ImageCms and
never more than one step in 255 away from it; ImageCms answers what needs a handful of pixels: can
this profile be used, and does it say anything but sRGB?
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from itertools import pairwise, product
from typing import Any, Literal

from platebook.photos.formats.header import Header, colour_space, has_lut, matrix_profile
from platebook.photos.model import ColourTarget

#: Steps of 255 by which a profile may differ from sRGB and still be called sRGB. The profiles
#: that cameras and programs embed under that name differ by up to two in the deepest shadows.
_SRGB_TOLERANCE = 2
#: How colours that a press lacks are brought to those that it has, and the numbers of these intents
#: (ICC.1:2004-10, § 0.4, 7.2.15): cut off one by one, all moved together, kept vivid, or as
#: measured with the paper's own tint.
INTENTS = {"relative": 1, "perceptual": 0, "saturation": 2, "absolute": 3}
_STEPS = (0, 8, 32, 64, 96, 128, 160, 192, 224, 255)
#: Grays by which a profile is judged; by how much one may be darker than the one before it (steps
#: of 255 in L*), how far black and white are apart at least, how far from gray they may be (a* or
#: b*), and between which shares of the way the middle one is: curves of gamma 0.4 to 5. Scanners
#: and old papers are well within these; damage seldom is.
_GRAYS = (0, 32, 64, 96, 128, 160, 192, 224, 255)
_DIP, _CONTRAST, _CHROMA, _BETWEEN = 3, 60, 48, (0.08, 0.92)


def profile_of(header: Header) -> bytes | None:
    """Return the profile to convert from; None where the numbers are sRGB as they stand."""
    profile = header.profile
    if not profile and header.named_colours:
        profile = matrix_profile(header.named_colours)
    return profile if profile and not is_srgb(profile) else None


@lru_cache(maxsize=64)
def is_srgb(profile: bytes) -> bool:
    """Return whether an RGB or gray profile gives the numbers that sRGB would have anyway."""
    from PIL import Image

    kind = colour_space(profile)
    if kind not in ("RGB", "gray"):
        return False
    mode = "RGB" if kind == "RGB" else "L"
    count = len(mode)
    patches = bytes(step for patch in product(_STEPS, repeat=count) for step in patch)
    chart = Image.frombytes(mode, (len(_STEPS) ** count, 1), patches)
    pixels = _convert(chart, profile, "sRGB")
    if pixels is None:
        return False
    expected = chart.convert("RGB").tobytes()
    return max(abs(a - b) for a, b in zip(pixels, expected, strict=True)) <= _SRGB_TOLERANCE


def _convert(
    picture: Any,  # noqa: ANN401
    profile: bytes,
    target: Literal["sRGB", "LAB"],
) -> bytes | None:
    """Convert a Pillow image to sRGB or L*, a*, b*; None where littlecms cannot."""
    from PIL import ImageCms

    screen = target == "sRGB"  # black is mapped to the darkest; L* keeps how dark it is
    try:
        result = ImageCms.profileToProfile(
            picture,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile(target),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB" if screen else target,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION if screen else ImageCms.Flags.NONE,
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
    return result.tobytes() if result else None


@lru_cache(maxsize=64)
def is_usable(profile: bytes) -> bool:
    """Return whether littlecms can convert from ``profile``; a damaged one is of no use.

    Changed bytes are a profile all the same, whose colours are anything. Grays tell: they go from
    dark to light, or from light to dark, and hardly leave the gray, but where red, green and blue
    are other channels by that name, as in XYB.
    """
    from PIL import Image

    mode = {"RGB": "RGB", "gray": "L", "CMYK": "CMYK"}.get(colour_space(profile) or "")
    if mode is None:
        return False
    ramp = Image.frombytes(mode, (len(_GRAYS), 1), bytes(_GRAYS) if mode == "L" else _ramp(mode))
    lab = _convert(ramp, profile, "LAB")
    sane = lab is not None and ((mode == "RGB" and has_lut(profile)) or _gray(lab))
    return sane and intent_of(profile) is not None


def _ramp(mode: str) -> bytes:
    """Return grays as red, green and blue, or as black ink."""
    return b"".join(bytes((0, 0, 0, level) if mode == "CMYK" else (level,) * 3) for level in _GRAYS)


def _gray(lab: bytes) -> bool:
    """Check that L* (255 for white), a* and b* (signed) are monotonic, far apart and near gray."""
    light = lab[::3]
    chroma = max(min(value, 256 - value) for part in (lab[1::3], lab[2::3]) for value in part)
    rises = [later - earlier for earlier, later in pairwise(light)]
    one_way = min(rises) >= -_DIP or max(rises) <= _DIP
    dark, reach = min(light), max(light) - min(light)
    between = _BETWEEN[0] * reach <= light[len(light) // 2] - dark <= _BETWEEN[1] * reach
    return one_way and reach >= _CONTRAST and between and chroma <= _CHROMA


@lru_cache(maxsize=4)
def can_print(profile: bytes) -> bool:
    """Return whether littlecms can convert from sRGB to a CMYK ``profile``, and back to see it."""
    from PIL import ImageCms

    inks = ImageCms.ImageCmsProfile
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    try:
        ImageCms.buildTransform(srgb, inks(BytesIO(profile)), "RGB", "CMYK")
        ImageCms.buildTransform(inks(BytesIO(profile)), lab, "CMYK", "LAB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return False
    return True


@lru_cache(maxsize=64)
def description(profile: bytes) -> str | None:
    """Return the name that a profile has for itself."""
    from PIL import ImageCms

    try:
        return ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(profile))).strip()
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


@lru_cache(maxsize=64)
def intent_of(profile: bytes, preferred: str = "relative") -> str | None:
    """Return the rendering intent by which a profile can be read: the one ``preferred`` if it can.

    A profile that is a table may hold one intent alone, as that of an XYB JPEG does; libvips
    passes over a profile without a word where it is asked for another. None for no intent.
    """
    from PIL import ImageCms

    cms_profile = ImageCms.ImageCmsProfile(BytesIO(profile))
    reads = ImageCms.Direction.INPUT
    for name in dict.fromkeys((preferred, *INTENTS)):
        if ImageCms.isIntentSupported(cms_profile, ImageCms.Intent(INTENTS[name]), reads) == 1:
            return name
    return None


def to_srgb(picture: Any, profile: bytes | None) -> Any:  # noqa: ANN401 -- pyvips has no types
    """Convert a libvips picture of 1, 3 or 4 channels to 8-bit sRGB; gray stays one channel.

    Relative colorimetric with black-point compensation: colours that sRGB has stay what they
    are. Sixteen bits are converted as such and rounded once.
    """
    gray = picture.bands == 1
    if profile:
        picture = _with_profile(picture, profile).icc_transform(
            "srgb",
            embedded=True,
            intent=intent_of(profile) or "relative",
            black_point_compensation=True,
            depth=8,
        )
        # Neutral to within a step in every channel; green weighs most in what is seen.
        picture = picture.extract_band(1) if gray else picture
    return in_eight_bits(picture).copy(interpretation="b-w" if gray else "srgb")


def to_inks(picture: Any, profile: bytes, target: ColourTarget) -> Any:  # noqa: ANN401
    """Convert a CMYK picture from its own ``profile`` to the inks of ``target``, 8 bits each."""
    return _with_profile(picture, profile).icc_transform(
        str(target.profile),
        embedded=True,
        intent=intent_of(profile, target.intent) or target.intent,
        black_point_compensation=target.black_point,
        depth=8,
    )


def to_lab(picture: Any, profile: bytes) -> Any:  # noqa: ANN401
    """Convert a picture to L*, a*, b* (D50, floating point), as seen beside the paper's white."""
    intent = intent_of(profile) or "relative"
    return _with_profile(picture, profile).icc_import(embedded=True, intent=intent, pcs="lab")


def in_eight_bits(picture: Any) -> Any:  # noqa: ANN401
    """Round sixteen bits a channel to eight; eight stay what they are."""
    return (picture / 257).rint().cast("uchar") if picture.format == "ushort" else picture


def _with_profile(picture: Any, profile: bytes) -> Any:  # noqa: ANN401
    """Return the picture with a profile in it, where libvips looks for one."""
    import pyvips

    copy = picture.copy()
    copy.set_type(pyvips.GValue.blob_type, "icc-profile-data", profile)
    return copy
