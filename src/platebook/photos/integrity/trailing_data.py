"""Watches a JPEG being decoded: was its data right, and was all of it wanted?

Changed bytes inside a scan (ITU-T T.81, F.2) are valid code nearly always: the decoder finds its
feet again some blocks on, and the rest of the picture is shifted, or gray where the data end too
soon. Two signs are left. libjpeg warns when data run out, but libvips looks at its warnings only
before the next strip, so those of the last are lost. And nobody says a word where data remain.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from platebook.photos.formats.header import COPY_AGAIN, DAMAGED, UnfitError

#: The last bytes of a scan, which the decoder gets a few at a time, so that it shows which of
#: them it wanted; and how many those are.
TAIL, _SIP = 512, 4
#: Bytes that may remain: cameras leave a few, and the smallest picture element lost takes more.
SPARE = 8
#: What pads the end of a scan.
PADDING = b"\x00\xff"
#: The marker at the end of a picture.
END = b"\xff\xd9"


@contextmanager
def heard(vips: Any) -> Iterator[None]:  # noqa: ANN401 -- no types
    """Raise ``pyvips.Error`` for what libjpeg warned of in the block, of the last strip too."""
    vips.vips_lib.vips_error_clear()
    yield
    if vips.ffi.string(vips.vips_lib.vips_error_buffer()):
        raise vips.Error("a warning about the last strip")


@contextmanager
def watched(vips: Any, path: Path, end: int) -> Iterator[Any]:  # noqa: ANN401 -- no types
    """Give a JPEG as a source for ``vips``; hold its decoder to it when the block is left.

    ``end`` is where the bytes of its only scan end; 0 for pictures of several scans, whose
    decoder reads them all. By the end of the block all pixels must have been asked for. Raises
    UnfitError where data remain, ``pyvips.Error`` with libjpeg's words where it warned.
    """
    with path.open("rb", buffering=0) as file:
        feed = _Feed(file, end)
        source = vips.SourceCustom()
        source.on_read(feed.read)
        source.on_seek(feed.seek)
        with heard(vips):
            yield source
        if len(feed.rest().strip(PADDING)) > SPARE:
            raise UnfitError(DAMAGED, COPY_AGAIN)


class _Feed:
    """The bytes of a file up to ``end`` and an end marker, or all of them."""

    def __init__(self, file: BinaryIO, end: int) -> None:
        self._file, self._end, self._at = file, end, 0

    def read(self, most: int) -> bytes:
        """Give at most so many bytes, and few at a time where the scan ends."""
        if self._end:
            left = self._end - self._at
            if left <= 0:
                return self._marker(most)
            most = min(most, left - TAIL if left > TAIL else min(left, _SIP))
        found = self._file.read(most)
        self._at += len(found)
        return found

    def _marker(self, most: int) -> bytes:
        found = END[self._at - self._end :][:most]
        self._at += len(found)
        return found

    def seek(self, offset: int, whence: int) -> int:
        """Go elsewhere, as ``io`` counts: from the beginning, from here, or from the end."""
        if self._end:
            whole = self._end + len(END)
            self._at = max(0, min(whole, offset + (0, self._at, whole)[whence]))
            self._file.seek(min(self._at, self._end))
        else:
            self._at = self._file.seek(offset, whence)
        return self._at

    def rest(self) -> bytes:
        """Give the bytes of the scan that nobody asked for."""
        if self._at >= self._end:
            return b""
        self._file.seek(self._at)
        return self._file.read(self._end - self._at)
