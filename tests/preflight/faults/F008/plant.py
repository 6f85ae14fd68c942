"""A photograph of nothing but grain, for a shop that takes little."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from PIL import Image

from platebook.photos.ebook_targets import TARGETS
from tests.preflight.originals import Original


def plant(story: Original) -> None:
    file = BytesIO()
    Image.effect_noise((900, 600), 200).convert("RGB").save(file, "JPEG", quality=95)
    story.photographs["photos/02.jpg"] = file.getvalue()
    story.targets["kindle"] = replace(TARGETS["kindle"], megabytes_each=0.3)
    story.edition, story.options = "epub", {"target": "kindle"}
