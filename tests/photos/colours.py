"""How far apart two colours look (CIEDE2000), and profiles to judge by."""

from __future__ import annotations

import struct
from io import BytesIO

import numpy as np
import pyvips
from PIL import Image, ImageCms

_FROM_LINEAR = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])


def lab(picture: Image.Image) -> np.ndarray:
    """Convert sRGB to L*a*b* (D65)."""
    values = np.asarray(picture.convert("RGB")).astype(float) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    ratio = linear @ _FROM_LINEAR.T / _WHITE
    bent = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = np.moveaxis(bent, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def delta_e(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """Return mean and maximum CIEDE2000 of two sRGB pictures."""
    return delta_lab(lab(one), lab(other))


def delta_lab(one: np.ndarray, other: np.ndarray) -> tuple[float, float]:
    """Return mean and maximum CIEDE2000 of L*, a*, b* in the last axis."""
    (l1, a1, b1), (l2, a2, b2) = np.moveaxis(one, -1, 0), np.moveaxis(other, -1, 0)
    mean_c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    stretch = 1 + 0.5 * (1 - np.sqrt(mean_c7 / (mean_c7 + 25.0**7)))
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    turn = np.where(c1 * c2 == 0, 0, (h2 - h1 + 180) % 360 - 180)
    big_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    mean_h = np.where(c1 * c2 == 0, h1 + h2, (h1 + turn / 2) % 360)
    t = (
        1
        - 0.17 * np.cos(np.radians(mean_h - 30))
        + 0.24 * np.cos(np.radians(2 * mean_h))
        + 0.32 * np.cos(np.radians(3 * mean_h + 6))
        - 0.20 * np.cos(np.radians(4 * mean_h - 63))
    )
    s_l = 1 + 0.015 * (mean_l - 50) ** 2 / np.sqrt(20 + (mean_l - 50) ** 2)
    s_c, s_h = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    twist = 30 * np.exp(-(((mean_h - 275) / 25) ** 2))
    r_t = -2 * np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7)) * np.sin(np.radians(2 * twist))
    light, chroma, hue = (l2 - l1) / s_l, (c2 - c1) / s_c, big_h / s_h
    apart = np.sqrt(np.maximum(0, light**2 + chroma**2 + hue**2 + r_t * chroma * hue))
    return float(apart.mean()), float(apart.max())


def printed(inks: Image.Image, profile: bytes) -> np.ndarray:
    """Return L*, a*, b* (D50) of inks on paper, by littlecms, eight bits each: to half a unit."""
    seen = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(BytesIO(profile)),
        ImageCms.createProfile("LAB"),
        "CMYK",
        "LAB",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.NOOPTIMIZE,
    ).apply(inks)
    assert seen is not None
    numbers = np.asarray(seen)
    light, across = numbers[..., :1] / 2.55, numbers[..., 1:].astype(np.int8).astype(float)
    return np.concatenate([light, across], axis=-1)


def cmyk_profile() -> bytes:
    """Return libvips' own CMYK profile."""
    return bytes(pyvips.Operation.call("profile_load", "cmyk"))


def gray_profile(gamma: float) -> bytes:
    """Make a gray profile with a plain gamma (ICC.1 § 8.3.2)."""

    def words(text: str) -> bytes:
        return b"desc" + bytes(4) + struct.pack(">I", len(text) + 1) + text.encode() + bytes(79)

    def padded(content: bytes) -> bytes:
        return content + bytes(-len(content) % 4)

    tags = (
        (b"desc", words("Gray")),
        (b"cprt", b"text" + bytes(4) + b"none\0"),
        (b"wtpt", b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061)),
        (b"kTRC", b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))),
    )
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, content in tags:
        table += struct.pack(">4sII", name, start + len(body), len(content))
        body += padded(content)
    head = struct.pack(
        ">I4xI4s4s4s6H4s28x3i",
        start + len(body),
        0x02400000,
        b"mntr",
        b"GRAY",
        b"XYZ ",
        2000,
        1,
        1,
        0,
        0,
        0,
        b"acsp",
        63190,
        65536,
        54061,
    )
    return head.ljust(128, b"\0") + table + body
