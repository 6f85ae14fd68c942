"""What a finished PDF or EPUB ships: by pikepdf, poppler and Pillow, without code of platebook."""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import hypot
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
from PIL import ExifTags, Image, ImageCms, ImageOps

#: The serial number that the photographs have.
SERIAL = b"PB-BODY-0451177"
#: Smaller pictures are no photographs.
_PX = 100
#: The first pages are rendered, at this resolution, and pictures compared in so many cells: poppler
#: takes seconds for each photograph in four inks.
_PAGES, _DPI, _CELLS = 18, 48, (12, 12)
_FILLS = {"g": "gray", "rg": "RGB", "k": "CMYK"}
_SPACES = {"/DeviceGray": "gray", "/DeviceRGB": "RGB", "/DeviceCMYK": "CMYK"}
_XYZ = np.array([[43.39, 37.62, 18.99], [21.26, 71.52, 7.22], [1.77, 10.95, 87.28]]) / 100
_EMBEDDED = re.compile(r" (yes|no) +(?:yes|no) +(?:yes|no) +\d+ +\d+$", re.MULTILINE)


def _lab(image: Image.Image, profile: bytes | None = None) -> Any:  # noqa: ANN401
    """Return the colours of a picture's cells in CIELAB (D65), by its profile, else as sRGB."""
    shown: Image.Image | None = image
    if profile:
        own, screen = io.BytesIO(profile), ImageCms.createProfile("sRGB")
        shown = ImageCms.profileToProfile(image, own, screen, outputMode="RGB")
    assert shown
    cells = np.asarray(shown.convert("RGB").resize(_CELLS, Image.Resampling.BOX)) / 255
    linear = np.where(cells > 0.04045, ((cells + 0.055) / 1.055) ** 2.4, cells / 12.92)
    x, y, z = np.moveaxis(np.cbrt(linear @ _XYZ.T), -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], -1)


class Sources:
    """The photographs as the camera gave them: upright, and as the pixels lie."""

    def __init__(self, photographs: Sequence[Path]) -> None:
        self._views: list[tuple[Any, bool, bool]] = []
        for path in photographs:
            with Image.open(path) as image:
                image.draft("RGB", (400, 300))
                profile = image.info.get("icc_profile")
                upright = ImageOps.exif_transpose(image)
                self._views.append((_lab(upright, profile), bool(profile), True))
                if image.getexif().get(ExifTags.Base.Orientation, 1) != 1:
                    self._views.append((_lab(image, profile), bool(profile), False))

    def compare(self, pictures: Iterable[Any]) -> dict[str, str]:
        """Return whether all are upright, and their mean colour difference in sRGB and P3."""
        errors: dict[bool, list[float]] = {False: [], True: []}
        lying = 0
        for picture in pictures:
            error, wide, upright = min(
                (float(np.linalg.norm(picture - view, axis=-1).mean()), wide, upright)
                for view, wide, upright in self._views
            )
            errors[wide].append(error)
            lying += not upright
        means = " / ".join(f"{np.mean(row):.1f}" if row else "–" for row in errors.values())
        return {"upright": f"not {lying}" if lying else "yes", "ΔE": means}


@dataclass
class _Painted:
    """Pictures with their matrices, and the colour spaces of type, of one page."""

    images: list[tuple[Any, pikepdf.Matrix]] = field(default_factory=list)
    type: set[str] = field(default_factory=set)

    def read(self, owner: Any, resources: Any, matrix: pikepdf.Matrix) -> None:  # noqa: ANN401
        """Follow the content of a page or form."""
        stack, fill = [], "gray"
        for operands, operator in pikepdf.parse_content_stream(owner):
            match str(operator):
                case "q":
                    stack.append((matrix, fill))
                case "Q" if stack:
                    matrix, fill = stack.pop()
                case "cm":
                    matrix = pikepdf.Matrix(*map(float, operands)) @ matrix
                case "g" | "rg" | "k" as name:
                    fill = _FILLS[name]
                case "cs":
                    fill = _space(resources.get("/ColorSpace", {}).get(operands[0], operands[0]))
                case "Tj" | "TJ" | "'" | '"':
                    self.type.add(fill)
                case "Do":
                    self._object(resources.XObject[operands[0]], resources, matrix)

    def _object(self, thing: Any, resources: Any, matrix: pikepdf.Matrix) -> None:  # noqa: ANN401
        if thing.Subtype == "/Form":
            form = pikepdf.Matrix(thing.get("/Matrix", [1, 0, 0, 1, 0, 0]))
            self.read(thing, thing.get("/Resources", resources), form @ matrix)
        elif min(int(thing.Width), int(thing.Height)) >= _PX:
            self.images.append((thing, matrix))


def _space(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, pikepdf.Array) and value[0] == "/ICCBased":
        profile = ImageCms.ImageCmsProfile(io.BytesIO(value[1].read_bytes()))
        name = ImageCms.getProfileDescription(profile).strip()
        return "ICC " + re.sub(r"/[0-9A-F]{32}$", "", name)
    first = str(value[0] if isinstance(value, pikepdf.Array) else value)
    return _SPACES.get(first, first.lstrip("/"))


def _ppi(image: Any, matrix: pikepdf.Matrix) -> float:  # noqa: ANN401
    width, height = hypot(matrix.a, matrix.b), hypot(matrix.c, matrix.d)
    return min(int(image.Width) / width, int(image.Height) / height) * 72


def leaks(files: Iterable[bytes]) -> str:
    """Return what of the photographs' private metadata is in files or streams."""
    found = set()
    for data in files:
        if SERIAL in data:
            found.add("serial number")
        if b"Exif\0\0" in data[:100]:
            with Image.open(io.BytesIO(data)) as image:
                found |= {"GPS"} if image.getexif().get_ifd(ExifTags.IFD.GPSInfo) else set()
    return ", ".join(sorted(found)) or "none"


def _seen(path: Path, profile: bytes, pages: Iterable[tuple[Any, _Painted]]) -> Iterator[Any]:
    """Render pages with poppler, inks by the output intent; give each picture's colours."""
    with tempfile.TemporaryDirectory() as scratch:
        press = Path(scratch, "press.icc")
        press.write_bytes(profile)
        inks = ["-defaultcmykprofile", str(press)] if profile else []
        size = ["-r", str(_DPI), "-l", str(_PAGES)]
        command = ["pdftoppm", "-png", *size, *inks, str(path), f"{scratch}/page"]
        subprocess.run(command, check=True, capture_output=True)
        for (page, painted), file in zip(pages, sorted(press.parent.glob("*.png")), strict=False):
            left, _, _, top = map(float, page.cropbox)
            with Image.open(file) as shown:
                for _, matrix in painted.images:
                    box = matrix.transform(pikepdf.Rectangle(0, 0, 1, 1))
                    edges = (box.llx - left, top - box.ury, box.urx - left, top - box.lly)
                    inner = (round(edge * _DPI / 72) for edge in edges)
                    yield _lab(ImageOps.crop(shown.crop(tuple(inner)), 1))


def pdf(path: Path, sources: Sources) -> dict[str, str]:
    """Judge a PDF."""
    with pikepdf.open(path) as book:
        painted = [_Painted() for _ in book.pages]
        for page, objects in zip(book.pages, painted, strict=True):
            objects.read(page, page.resources, pikepdf.Matrix())
        found = [picture for objects in painted for picture in objects.images]
        ppi = [_ppi(*picture) for picture in found]
        intent = next(iter(book.Root.get("/OutputIntents", [])), {})
        inks = intent["/DestOutputProfile"].read_bytes() if "/DestOutputProfile" in intent else b""
        streams = [thing for thing in book.objects if isinstance(thing, pikepdf.Stream)]
        fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True)
        embedded = _EMBEDDED.findall(fonts.stdout)
        spaces = {_space(image.ColorSpace) for image, _ in found}
        compared = sources.compare(_seen(path, inks, zip(book.pages, painted, strict=True)))
        if "CMYK" in spaces and not inks:
            compared["ΔE"] = "no profile"
        return {
            "ppi": f"{min(ppi):.0f} to {max(ppi):.0f}",
            "photographs": ", ".join(sorted(spaces)),
            "type": ", ".join(sorted(set().union(*(objects.type for objects in painted)))),
            "output intent": str(intent.get("/OutputConditionIdentifier", "none")),
            "claims": _claims(book),
            "boxes": _boxes(book.pages[-1]),
            "fonts embedded": f"{embedded.count('yes')} of {len(embedded)}",
            "tagged": "yes" if book.Root.get("/MarkInfo", {}).get("/Marked", False) else "no",
            "leaks": leaks(thing.read_raw_bytes() for thing in streams),
            **compared,
        }


def _claims(book: pikepdf.Pdf) -> str:
    """Name the standards that a PDF claims, in its metadata or its Info."""
    xmp = str(book.open_metadata())
    info = (str(book.docinfo.get(f"/GTS_PDFX{key}", "")) for key in ("Conformance", "Version"))
    pdfx = [*re.findall(r"PDF/X-\w+(?::\d+)?", xmp), *filter(None, info)][:1]
    others = [
        f"{kind.upper()}-{part}" for kind, part in re.findall(r"(pdf(?:a|ua))id:part\W+(\d)", xmp)
    ]
    return ", ".join(pdfx + sorted(set(others))) or "none"


def _boxes(page: pikepdf.Page) -> str:
    """Return which size is cut, and how much bleed lies around it."""
    trim, bleed = (
        [float(edge) / 72 * 25.4 for edge in box] for box in (page.trimbox, page.bleedbox)
    )
    around = [f"{abs(inner - outer):.1f}" for inner, outer in zip(trim, bleed, strict=True)]
    edges = around[0] if len(set(around)) == 1 else ", ".join(around)
    return f"{trim[2] - trim[0]:.1f} × {trim[3] - trim[1]:.1f} mm, bleed {edges} mm"


def epub(path: Path, sources: Sources) -> dict[str, str]:
    """Judge an e-book's photographs, without its cover."""
    sizes, seen, tagged = [], [], 0
    with zipfile.ZipFile(path) as book:
        files = {name: book.read(name) for name in book.namelist()}
    for name, data in files.items():
        if name.endswith((".jpg", ".jpeg", ".png", ".webp")) and "cover" not in name:
            with Image.open(io.BytesIO(data)) as image:
                tagged += image.getexif().get(ExifTags.Base.Orientation, 1) != 1
                sizes.append(max(image.size))
                seen.append(_lab(ImageOps.exif_transpose(image), image.info.get("icc_profile")))
    compared = sources.compare(seen)
    if tagged:
        compared["upright"] += f", {tagged} by EXIF"
    return {"px": f"{min(sizes)} to {max(sizes)}", "leaks": leaks(files.values()), **compared}
