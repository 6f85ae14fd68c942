"""Writes a PDF to disk object by object, with a digest of the written bytes as its identifier.

WeasyPrint's own writer joins the whole file in memory to make the identifier: 4 GB for a book of
1,000 photographs. Here the identifier (ISO 32000-1, 14.4) is computed while writing.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, TypeGuard

from platebook import sandbox
from platebook.pdf.weasyprint_patches import replaced

if TYPE_CHECKING:
    import pydyf

#: Four bytes above 127, so that programs treat the file as binary (ISO 32000-1, 7.5.2).
_BINARY = b"%\xe2\xe3\xcf\xd3"
#: Cross-reference entry of a free object that is never reused.
_FREE = (0, 0, 65_535)
_ENTRY = (1, 5, 2)  # bytes of the three fields of a cross-reference entry
_ID_DIGITS = 32
#: Bytes that are digested in a thread.
_LARGE = 1 << 18
_END = b"\nendstream\nendobj"


def write(pdf: pydyf.PDF, output: BinaryIO, version: str, *, packed: bool) -> str:
    """Write a pydyf PDF, and return the file's SHA-256.

    ``packed`` puts small objects and the cross-reference table into streams (PDF 1.5). An object
    with a ``sign`` method comes last and receives the digest of everything before it.
    """
    trailer = {"Root": pdf.catalog.reference}
    if pdf.info:
        pdf.add_object(pdf.info)
        trailer["Info"] = pdf.info.reference
    signed = [pdf_object for pdf_object in pdf.objects if hasattr(pdf_object, "sign")]
    plain = [item for item in pdf.objects if item.free != "f" and not hasattr(item, "sign")]
    small = [pdf_object for pdf_object in plain if packed and pdf_object.compressible]
    with ThreadPoolExecutor(1) as digester:
        file = _File(output, digester)
        file.line(f"%PDF-{version}".encode())
        file.line(_BINARY)
        for pdf_object in plain:
            if not (packed and pdf_object.compressible):
                file.object(pdf_object)
        if small:
            file.pack(small, len(pdf.objects))
        for pdf_object in signed:
            pdf_object.sign(file.digest)
            file.object(pdf_object)
        file.end(trailer, len(pdf.objects) + bool(small), packed=packed)
        return file.digest


class _File:
    """A PDF while it is written: the offset of each object, and the digest so far.

    A picture is digested by ``digester`` while it is written; no more than one waits for that.
    """

    def __init__(self, output: BinaryIO, digester: Executor) -> None:
        self._output, self._digester = output, digester
        self._length = 0
        self._seen, self._digesting = hashlib.sha256(), Future[None]()
        self._digesting.set_result(None)
        self._places: dict[int, tuple[int, int, int]] = {}

    @property
    def digest(self) -> str:
        self._digesting.result()
        return self._seen.hexdigest()

    def line(self, *parts: bytes) -> None:
        for part in (*parts, b"\n"):
            self._digesting.result()
            # In a sandbox no thread can be started.
            if len(part) > _LARGE and not sandbox.is_sandboxed():
                self._digesting = self._digester.submit(self._seen.update, part)
            else:
                self._seen.update(part)
            self._output.write(part)
            self._length += len(part)

    def object(self, pdf_object: pydyf.Object) -> None:
        self._places[pdf_object.number] = (1, self._length, 0)
        if _is_picture(pdf_object):
            self.line(*_picture(pdf_object))
        else:
            self.line(_end_stream(pdf_object.indirect))

    def pack(self, objects: Iterable[Any], number: int) -> None:
        """Write small objects as one object stream (ISO 32000-1, 7.5.7)."""
        object_data, places, length = [], [], 0
        for index, pdf_object in enumerate(objects):
            self._places[pdf_object.number] = (2, number, index)
            places.append(f"{pdf_object.number} {length}")
            object_data.append(pdf_object.data)
            length += len(object_data[-1]) + 1
        head = " ".join(places).encode() + b"\n"
        entries = {"Type": "/ObjStm", "N": len(object_data), "First": len(head)}
        self._places[number] = (1, self._length, 0)
        self._stream(number, entries, head + b"\n".join(object_data))

    def end(self, trailer: dict[str, bytes], size: int, *, packed: bool) -> None:
        """Write the cross-reference table, the trailer and ``startxref``."""
        digest = self.digest[:_ID_DIGITS].encode()
        trailer = trailer | {"ID": b"[<%b> <%b>]" % (digest, digest)}
        start = self._length
        if packed:
            self._places[size] = (1, start, 0)
            rows = [self._places.get(number, _FREE) for number in range(size + 1)]
            entries = {"Type": "/XRef", "Size": size + 1, "W": "[1 5 2]", **trailer}
            self._stream(size, entries, b"".join(map(_row, rows)))
        else:
            self.line(b"xref\n0 %d" % size)
            rows = [self._places.get(number, _FREE) for number in range(size)]
            # An entry has exactly twenty bytes, including the space before the line end.
            fields = ((place, last, b"n" if kind else b"f") for kind, place, last in rows)
            self.line(b"\n".join(b"%010d %05d %b " % entry for entry in fields))
            self.line(b"trailer\n" + _dictionary({"Size": size, **trailer}))
        self.line(b"startxref\n%d\n%%%%EOF" % start)

    def _stream(self, number: int, entries: dict[str, Any], content: bytes) -> None:
        data = zlib.compress(content, 9)
        entries |= {"Filter": "/FlateDecode", "Length": len(data)}
        head = b"%d 0 obj\n%b" % (number, _dictionary(entries))
        self.line(_end_stream(b"\n".join((head, b"stream", data)) + _END))


def _is_picture(pdf_object: pydyf.Object) -> TypeGuard[pydyf.Stream]:
    """Return whether an object is an image stream whose data come unchanged from a file."""
    import pydyf

    if not isinstance(pdf_object, pydyf.Stream) or pdf_object.compress:
        return False
    return len(pdf_object.stream) == 1 and hasattr(pdf_object.stream[0], "data")


def _picture(pdf_object: pydyf.Stream) -> tuple[bytes, bytes, bytes]:
    """Return an image object in parts, as pydyf would write it, without copying megabytes."""
    content: bytes = pdf_object.stream[0].data
    entries = _dictionary({**pdf_object.extra, "Length": len(content)})
    end = b"\r" + _END if content.endswith(b"\r") else _END
    return (
        b"%d %d obj\n%b\nstream\n" % (pdf_object.number, pdf_object.generation, entries),
        content,
        end,
    )


def _end_stream(content: bytes) -> bytes:
    """Write CR LF before ``endstream`` where the stream data end in CR.

    A line feed alone would be read as the second half of one end-of-line marker, and the stream
    would be one byte shorter than its Length (ISO 32000-1, 7.3.8.1; PDF/A-2, 6.1.7.1).
    """
    return content[: -len(_END)] + b"\r" + _END if content.endswith(b"\r" + _END) else content


def _dictionary(entries: dict[str, Any]) -> bytes:
    import pydyf

    content: bytes = pydyf.Dictionary(entries).data
    return content


def _row(row: tuple[int, int, int]) -> bytes:
    return b"".join(
        number.to_bytes(width, "big") for number, width in zip(row, _ENTRY, strict=True)
    )


@contextmanager
def empty_fonts_listed() -> Iterator[None]:
    """Let WeasyPrint list the glyphs of a font of which none is shown, as of soft hyphens alone.

    PDF 1.4 asks for such a list (CIDSet), and WeasyPrint fails at one without a glyph.
    """
    from weasyprint import pdf

    plain = pdf.build_fonts_dictionary

    def build(pdf_file: Any, fonts: Any, *arguments: Any) -> Any:  # noqa: ANN401  WeasyPrint's
        for font in fonts.values():
            if not font.widths:
                font.widths[0] = 0
        return plain(pdf_file, fonts, *arguments)

    with replaced(pdf, build_fonts_dictionary=build):
        yield
