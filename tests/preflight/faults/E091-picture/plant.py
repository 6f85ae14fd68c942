"""Pictures of many frames, without end; one that shows its frames once is none."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from tests.preflight.ebooks import Ebook


def moving(kind: str, **options: object) -> bytes:
    """Encode three frames, of half a second each."""
    frames = [Image.new("RGB", (120, 120), shade) for shade in ("red", "green", "blue")]
    file = BytesIO()
    frames[0].save(
        file,
        kind,
        save_all=True,
        append_images=frames[1:],
        duration=500,
        **options,  # type: ignore[arg-type]
    )
    return file.getvalue()


def plant(book: Ebook) -> None:
    pictures = {
        "images/endless.gif": ("image/gif", moving("GIF", loop=0)),
        "images/once.gif": ("image/gif", moving("GIF")),
        "images/endless.png": ("image/png", moving("PNG", loop=0)),
        "images/four.webp": ("image/webp", moving("WEBP", loop=4)),
        "images/twice.webp": ("image/webp", moving("WEBP", loop=2)),
    }
    for name, (kind, content) in pictures.items():
        book.files[f"EPUB/{name}"] = content
        book.list(f"EPUB/{name}", kind)
        book.show(f"EPUB/{name}")
