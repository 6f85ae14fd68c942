"""What readers are offered: the editions, what each is for, and the media types of their files."""

from __future__ import annotations

from pathlib import PurePosixPath
from types import MappingProxyType

#: The editions for readers, in the order of a page: their names, and what they are for. Proofs and
#: sheets are working documents, and never offered.
OFFERS = MappingProxyType(
    {
        "epub": (
            "E-book (EPUB)",
            "For e-readers, phones and tablets. The text adapts to the screen.",
        ),
        "screen": (
            "PDF for screens",
            "For computers and tablets. The pages look like those of the printed book.",
        ),
        "web": ("Website", "The whole story on one page. Nothing to install."),
        "print": ("PDF for printing", "For a print shop: the inside pages."),
        "cover": ("Cover for printing", "For a print shop: cover and spine on one sheet."),
    }
)
MEDIA_TYPES = MappingProxyType(
    {
        ".epub": "application/epub+zip",
        ".pdf": "application/pdf",
        ".html": "text/html",
        ".css": "text/css",
        ".js": "text/javascript",
        ".jpg": "image/jpeg",
        ".webp": "image/webp",
        ".avif": "image/avif",
        ".woff2": "font/woff2",
    }
)


def media_type(name: str) -> str:
    """Give the media type of a file by its name (IANA)."""
    return MEDIA_TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")
