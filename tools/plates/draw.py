"""Draw the plates: ``python -m tools.plates.draw [ID…] [--scale 0.25] [--sheet FILE]``."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from PIL import Image, ImageCms

from tools.plates import scenes
from tools.plates.finish import Finish, finish
from tools.plates.metadata import embed_all
from tools.plates.paint import Plate

STORY = Path("story/story.yaml")
SHEET_ROW = 300


@dataclass(frozen=True)
class Scene:
    """A plate's module and the name of its file."""

    module: ModuleType

    @property
    def name(self) -> str:
        """The file name without its ending: ``01-guides``."""
        return self.module.__name__.rsplit(".s", 1)[1].replace("_", "-")

    def picture(self, scale: float) -> Image.Image:
        """Paint and print the plate."""
        number = int(self.name[:2])
        scale *= getattr(self.module, "SCALE", 1.0)
        plate = Plate(self.module.SIZE, scale, seed=number)
        self.module.draw(plate)
        return finish(plate.pixels(), scale, number, getattr(self.module, "FINISH", Finish()))


def all_scenes() -> list[Scene]:
    """Every scene there is, in reading order."""
    names = sorted(module.name for module in pkgutil.iter_modules(scenes.__path__))
    numbered = (name for name in names if name[0] == "s" and name[1:3].isdigit())
    modules = [importlib.import_module(f"{scenes.__name__}.{name}") for name in numbered]
    return [Scene(module) for module in modules if hasattr(module, "draw")]


def save(picture: Image.Image, path: Path, quality: int) -> None:
    """Write a plain sRGB JPEG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(
        path, quality=quality, subsampling="4:2:0", optimize=True, dpi=(300, 300),
        icc_profile=srgb(),
    )  # fmt: skip


def srgb() -> bytes:
    """The sRGB profile, with the date of its making (bytes 24–35) fixed."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile[:24] + struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + profile[36:]


def sheet(paths: Sequence[Path], target: Path) -> None:
    """Lay small copies of the plates in rows, four to a row."""
    small = []
    for path in paths:
        with Image.open(path) as picture:
            width = round(picture.width * SHEET_ROW / picture.height)
            small.append(picture.resize((width, SHEET_ROW), Image.Resampling.LANCZOS))
    rows = [small[i : i + 4] for i in range(0, len(small), 4)]
    gap = 12
    width = max(sum(p.width + gap for p in row) for row in rows) + gap
    page = Image.new("RGB", (width, len(rows) * (SHEET_ROW + gap) + gap), "#f2efe9")
    for down, row in enumerate(rows):
        x = gap
        for picture in row:
            page.paste(picture, (x, gap + down * (SHEET_ROW + gap)))
            x += picture.width + gap
    page.save(target)


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw what is asked for; by default every plate, at full size, with its metadata."""
    parser = argparse.ArgumentParser(prog="python -m tools.plates.draw", description=__doc__)
    parser.add_argument("ids", nargs="*", help="ids or numbers of plates; absent: all")
    parser.add_argument("--out", type=Path, default=Path("story/photos"))
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--quality", type=int, default=84)
    parser.add_argument("--png", action="store_true", help="PNG files, for looking at drafts")
    parser.add_argument("--sheet", type=Path, help="a contact sheet of the plates drawn")
    parser.add_argument("--story", type=Path, default=STORY, help="where captions and alt are")
    parser.add_argument("--metadata-only", action="store_true", help="draw nothing")
    asked = parser.parse_args(arguments)

    chosen = [
        scene
        for scene in all_scenes()
        if not asked.ids or {scene.name, scene.name[:2], scene.name[3:]} & set(asked.ids)
    ]
    paths = [asked.out / f"{scene.name}.{'png' if asked.png else 'jpg'}" for scene in chosen]
    if not asked.metadata_only:
        for scene, path in zip(chosen, paths, strict=True):
            save_as = scene.picture(asked.scale)
            if asked.png:
                path.parent.mkdir(parents=True, exist_ok=True)
                save_as.save(path)
            else:
                save(save_as, path, getattr(scene.module, "QUALITY", asked.quality))
            print(path)
    if not asked.png and asked.story.exists():
        embed_all(asked.story, [path for path in paths if path.exists()])
    if asked.sheet:
        sheet(paths, asked.sheet)


if __name__ == "__main__":
    main()
