"""Draws a page of a PDF, small."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platebook.photos import encode_image
from platebook.preflight.report.thumbnails import EDGE

if TYPE_CHECKING:
    import pypdfium2


def drawn(sheet: pypdfium2.PdfPage) -> bytes:
    """Draw a page as a JPEG whose longer side is ``EDGE``, if it can be drawn."""
    import pypdfium2

    try:
        longer = max(sheet.get_width(), sheet.get_height())
        bitmap = sheet.render(scale=EDGE / longer, rev_byteorder=True, prefer_bgrx=False)
    except (pypdfium2.PdfiumError, ValueError, ZeroDivisionError):
        return b""
    rows, stride, width = bytes(bitmap.buffer), bitmap.stride, bitmap.width * 3
    if bitmap.n_channels != 3:
        return b""
    packed = b"".join(rows[at : at + width] for at in range(0, stride * bitmap.height, stride))
    return encode_image.encode_page(packed, (bitmap.width, bitmap.height))
