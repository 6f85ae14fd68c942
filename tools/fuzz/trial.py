"""One trial: a story of damaged photographs through `check` and `build`, and what must hold."""

from __future__ import annotations

import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
import yaml
from lxml import etree

from platebook.build_options import BuildOptions
from platebook.check_story import check
from platebook.errors import ManifestError, PhotoError
from platebook.photos.cmyk.press_profile import FOGRA39
from platebook.pipeline import build
from platebook.report import Silent

#: Seconds that a round over a batch may take, however busy the machine.
_PATIENCE = 60
_ROUNDS = 2


@dataclass
class Verdict:
    """What a trial found. ``faults`` are ours to mend; ``crashes`` are decoders' and were borne."""

    faults: dict[str, str] = field(default_factory=dict)
    crashes: dict[str, str] = field(default_factory=dict)
    refused: int = 0
    shown: int = 0


def tried(photos: Mapping[str, bytes]) -> Verdict:
    """Put a batch of photographs, by file name, through everything."""
    verdict = Verdict()
    folder = Path(tempfile.mkdtemp(prefix="platebook-fuzz-"))
    try:
        left = _sieved(folder / "story", dict(photos), verdict)
        if left and not verdict.faults:
            _built(folder, left, verdict)
        verdict.shown = len(left)
    finally:
        shutil.rmtree(folder)
    return verdict


def _sieved(story: Path, left: dict[str, bytes], verdict: Verdict) -> dict[str, bytes]:
    """Check, and check again without what was refused: all of it must have been told at once."""
    for _ in range(_ROUNDS):
        _write(story, left)
        started = time.monotonic()
        failure = _failure(lambda: check(story, report=Silent()))
        if time.monotonic() - started > _PATIENCE:
            verdict.faults |= dict.fromkeys(left, "takes too long")
        if isinstance(failure, ManifestError) or failure is None or not left:
            return left
        if not isinstance(failure, PhotoError):
            verdict.faults |= _blamed(story.parent, left, failure)
            return {}
        refused = _named(failure, left, verdict)
        verdict.refused += len(refused)
        left = {name: photo for name, photo in left.items() if name not in refused}
    verdict.faults |= dict.fromkeys(left, "is refused in one round and not in another")
    return {}


def _named(failure: PhotoError, left: Mapping[str, bytes], verdict: Verdict) -> set[str]:
    """Hold every finding to name a photograph and what to do about it."""
    refused = set()
    for finding in failure.findings:
        name = finding.where.partition(" (")[0].removeprefix("photos/")
        if name not in left or not finding.message or not finding.fix.endswith("."):
            verdict.faults[name] = f"is told badly: {finding}"
        if "crash" in finding.message or "longer than" in finding.message:
            verdict.crashes[name] = finding.message
        refused.add(name)
    return refused


def _built(folder: Path, left: Mapping[str, bytes], verdict: Verdict) -> None:
    """Build both books of what is fit, and open them."""
    try:
        book = build(
            folder / "story",
            folder / "books",
            BuildOptions(profile=FOGRA39),
            report=Silent(),
        )
        _inspected(*book.files)
    except ManifestError:
        pass  # a caption from a damaged photograph may be too long for print
    except Exception as error:
        verdict.faults |= _blamed(folder, left, error)


def _inspected(epub: Path, pdf: Path) -> None:
    with zipfile.ZipFile(epub) as archive:
        for name in archive.namelist():
            if name.endswith((".xhtml", ".opf", ".ncx")):
                etree.fromstring(archive.read(name))
            elif name.endswith(".jpg"):
                # In its segment alone: damage may have put such words among the pixels.
                picture = archive.read(name)
                if b"http://ns.adobe.com/xap/1.0/\0" in picture[:64]:
                    start = picture.index(b"<x:xmpmeta")
                    end = picture.index(b"</x:xmpmeta>", start) + 12
                    etree.fromstring(picture[start:end])
    with pikepdf.open(pdf) as document:
        etree.fromstring(document.Root.Metadata.read_bytes())


def _blamed(folder: Path, left: Mapping[str, bytes], error: BaseException) -> dict[str, str]:
    """Find the photographs that do it alone; all of them where none does."""
    blamed = {}
    for name, photo in left.items():
        _write(folder / "alone", {name: photo})
        alone = _failure(
            lambda: build(
                folder / "alone",
                folder / "alone-books",
                BuildOptions(profile=FOGRA39),
                report=Silent(),
            )
        )
        if alone and not isinstance(alone, PhotoError | ManifestError):
            blamed[name] = repr(alone)
    return blamed or dict.fromkeys(left, f"together: {error!r}")


def _failure(work: Callable[[], object]) -> Exception | None:
    try:
        work()
    except Exception as error:
        return error
    return None


def _write(story: Path, photos: Mapping[str, bytes]) -> None:
    shutil.rmtree(story, ignore_errors=True)
    (story / "photos").mkdir(parents=True)
    for name, photo in photos.items():
        (story / "photos" / name).write_bytes(photo)
    plates = [{"photo": f"photos/{name}"} for name in photos]
    manifest = {"title": "Damage", "language": "en", "plates": plates}
    (story / "story.yaml").write_text(yaml.safe_dump(manifest), "utf-8")
