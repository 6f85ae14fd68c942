"""Checks that decoding a JPEG consumes all data of its scan, and that no data is missing.

Changed bytes inside a scan (ITU-T T.81, F.2) nearly always decode: the decoder resynchronises some
blocks later, and the rest of the image is shifted, or gray where the data end too early. Two signs
remain. libjpeg warns when data run out, but libvips reads its warnings only before the next strip,
so those of the last strip are lost. Nothing warns of data that remain.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from platebook.photos.formats.header import COPY_AGAIN, DAMAGED, UnfitError

if TYPE_CHECKING:
    from PIL import JpegImagePlugin

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
def raise_warnings(vips: Any) -> Iterator[None]:  # noqa: ANN401 -- no types
    """Raise ``pyvips.Error`` for what libjpeg warned of in the block, of the last strip too."""
    vips.vips_lib.vips_error_clear()
    yield
    if vips.ffi.string(vips.vips_lib.vips_error_buffer()):
        raise vips.Error("a warning about the last strip")


@contextmanager
def monitor(vips: Any, file: BinaryIO, end: int) -> Iterator[Any]:  # noqa: ANN401 -- no types
    """Return a JPEG as a source for ``vips``; hold its decoder to it when the block is left.

    ``end`` is where the bytes of its only scan end; 0 for pictures of several scans, whose
    decoder reads them all. By the end of the block all pixels must have been read. Raises
    UnfitError where data remain, ``pyvips.Error`` with libjpeg's words where it warned.
    """
    feed = _VipsFeed(file, end)
    source = vips.SourceCustom()
    source.on_read(feed.read)
    source.on_seek(feed.seek)
    with raise_warnings(vips):
        yield source
    if len(feed.read_remaining().strip(PADDING)) > SPARE:
        raise UnfitError(DAMAGED, COPY_AGAIN)


class _VipsFeed:
    """The bytes of a file up to ``end`` and an end marker, or all of them."""

    def __init__(self, file: BinaryIO, end: int) -> None:
        self._file, self._end, self._at = file, end, 0

    def read(self, size: int) -> bytes:
        """Return at most ``size`` bytes, and few at a time where the scan ends."""
        if self._end:
            left = self._end - self._at
            if left <= 0:
                return self._marker(size)
            size = min(size, left - TAIL if left > TAIL else min(left, _SIP))
        content = self._file.read(size)
        self._at += len(content)
        return content

    def _marker(self, size: int) -> bytes:
        content = END[self._at - self._end :][:size]
        self._at += len(content)
        return content

    def seek(self, offset: int, whence: int) -> int:
        """Change the position, as ``io.IOBase.seek``."""
        if self._end:
            whole = self._end + len(END)
            self._at = max(0, min(whole, offset + (0, self._at, whole)[whence]))
            self._file.seek(min(self._at, self._end))
        else:
            self._at = self._file.seek(offset, whence)
        return self._at

    def read_remaining(self) -> bytes:
        """Return the bytes of the scan that the decoder did not read."""
        if self._at >= self._end:
            return b""
        self._file.seek(self._at)
        return self._file.read(self._end - self._at)


#: As many bits as a decoder reads ahead (libjpeg-turbo: 64), all set, which is no code.
_READ_AHEAD = b"\xff\x00" * 8


class ScanState(Enum):
    """What decoding says of a JPEG's only scan.

    WHOLE says nothing of a code that does not exist and shifts nothing: most of these libvips
    finds when plates are made.
    """

    WHOLE = auto()
    UNREAD = auto()  #: data remain
    UNKNOWN = auto()


def read_scan(
    file: BinaryIO, end: int, by: int = 8
) -> tuple[ScanState, JpegImagePlugin.JpegImageFile | None]:
    """Decode a JPEG whose only scan ends at ``end`` (bytes), and see how much of it is wanted.

    Return also the picture, ``by`` (1, 2, 4 or 8) times smaller, if it could be decoded.
    """
    from PIL import JpegImagePlugin

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        feed = _PillowFeed(file, end)
        try:
            picture = JpegImagePlugin.JpegImageFile(cast("BinaryIO", feed))
            width, height = picture.size
            picture.draft(picture.mode, (max(1, width // by), max(1, height // by)))
            picture.load()
        except Exception:  # untrusted data: Pillow raises any exception
            return ScanState.UNKNOWN, None
        return (ScanState.WHOLE if feed.is_exhausted else ScanState.UNREAD), picture


class _PillowFeed(io.RawIOBase):
    """The bytes of a JPEG to the end of its scan, and a few more; the last come by themselves."""

    def __init__(self, file: BinaryIO, end: int) -> None:
        self._file, self._end, self._at = file, end, 0
        start = max(0, end - TAIL)
        file.seek(start)
        self._last = start + len(file.read(end - start).rstrip(PADDING)) - SPARE

    @property
    def is_exhausted(self) -> bool:
        """Whether the decoder has read the last bytes."""
        return self._at == self._end

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most ``size``, and at the end those read ahead.

        Raises OSError where more are wanted: Pillow may be configured to
        accept empty reads (``LOAD_TRUNCATED_IMAGES``, for the whole process).
        """
        if self.is_exhausted:
            raise OSError("the data end before the picture does")
        stop = self._last if self._at < self._last else self._end
        self._file.seek(self._at)
        content = self._file.read(stop - self._at if size < 0 else min(size, stop - self._at))
        self._at += len(content)
        return content + _READ_AHEAD if self.is_exhausted else content

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Change the position, relative to the beginning or to the position."""
        self._at = offset + (self._at if whence == io.SEEK_CUR else 0)
        return self._at

    def tell(self) -> int:
        """Return where the next byte comes from."""
        return self._at
