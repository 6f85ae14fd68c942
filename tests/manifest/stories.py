"""Story folders for the manifest's tests: a text, and empty files where it names photographs."""

from __future__ import annotations

from pathlib import Path

PLATES = "plates:\n  - photo: a.jpg\n"
HEAD = "title: A Story\nlanguage: en\n"


def write(folder: Path, manifest: str | bytes, *photos: str) -> Path:
    """Write a manifest, and an empty file for each photograph (``a.jpg`` is always there)."""
    folder.mkdir(parents=True, exist_ok=True)
    raw = manifest.encode() if isinstance(manifest, str) else manifest
    (folder / "story.yaml").write_bytes(raw)
    for photo in ("a.jpg", *photos):
        path = folder / photo
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder
