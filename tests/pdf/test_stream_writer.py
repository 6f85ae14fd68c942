"""Would catch a file kept in memory whole, named by something else than its content, or torn."""

from __future__ import annotations

import hashlib
import tracemalloc
from io import BytesIO

import pikepdf
import pydyf
import pytest

from platebook.pdf.weasyprint_patches.stream_writer import write

MEGABYTE = 1_000_000


class Photograph(pydyf.Object):
    """Bytes that are there only while they are asked for, as WeasyPrint's pictures are."""

    @property
    def data(self) -> bytes:
        return bytes(MEGABYTE)


def document(photographs: int = 1, text: bytes = b"") -> pydyf.PDF:
    pdf = pydyf.PDF()
    for _ in range(photographs):
        pdf.add_object(pydyf.Stream([Photograph()], {"Type": "/Picture"}))
    page = pydyf.Stream([text])
    pdf.add_object(page)
    pdf.add_page(
        pydyf.Dictionary(
            {
                "Type": "/Page",
                "Parent": pdf.pages.reference,
                "MediaBox": pydyf.Array([0, 0, 9, 9]),
                "Contents": page.reference,
                "Resources": pydyf.Dictionary(),
            }
        )
    )
    pdf.info["Title"] = pydyf.String("A book")
    return pdf


def written(pdf: pydyf.PDF, version: str = "1.7", *, packed: bool = True) -> bytes:
    with BytesIO() as file:
        write(pdf, file, version, packed=packed)
        return file.getvalue()


@pytest.mark.parametrize("packed", [True, False])
def test_what_is_written_can_be_read(packed: bool) -> None:
    content = written(document(text=b"0 0 9 9 re f"), packed=packed)
    assert content.startswith(b"%PDF-1.7\n%")
    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert str(pdf.docinfo["/Title"]) == "A book"
        assert pdf.pages[0].Contents.read_bytes() == b"0 0 9 9 re f"
        streams = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
        assert MEGABYTE in [len(each.read_raw_bytes()) for each in streams]
    assert (b"/ObjStm" in content) == packed


@pytest.mark.parametrize("packed", [True, False])
def test_an_object_that_is_free_is_not_written(packed: bool) -> None:
    pdf = document()
    gone = pydyf.Dictionary({"Title": pydyf.String("gone")})
    pdf.add_object(gone)
    gone.free = "f"
    content = written(pdf, packed=packed)
    with pikepdf.open(BytesIO(content)) as read:
        assert read.check_pdf_syntax() == []
        assert not any("gone" in str(each) for each in read.objects)


def test_the_digest_told_is_that_of_the_file() -> None:
    with BytesIO() as file:
        told = write(document(text=b"0 0 9 9 re f"), file, "1.7", packed=True)
        assert told == hashlib.sha256(file.getvalue()).hexdigest()


def test_a_photograph_is_written_as_any_other_stream_is() -> None:
    pdf = document()
    (photograph,) = (each for each in pdf.objects if getattr(each, "extra", {}).get("Type"))
    assert b"\n%b\n" % photograph.indirect in written(pdf)


def test_memory_does_not_grow_with_the_file() -> None:
    pdf = document(photographs=60)

    class Nowhere(BytesIO):
        def write(self, content: bytes) -> int:  # type: ignore[override]
            return len(content)

    tracemalloc.start()
    try:
        write(pdf, Nowhere(), "1.6", packed=False)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 8 * MEGABYTE


@pytest.mark.parametrize("packed", [True, False])
def test_the_identifier_is_that_of_the_content(packed: bool) -> None:
    def identifier(text: bytes) -> bytes:
        with pikepdf.open(BytesIO(written(document(text=text), packed=packed))) as pdf:
            assert bytes(pdf.trailer.ID[0]) == bytes(pdf.trailer.ID[1])
            return bytes(pdf.trailer.ID[0])

    assert identifier(b"q Q") == identifier(b"q Q")
    assert identifier(b"q Q") != identifier(b"q q Q Q")
    assert len(identifier(b"")) == 16


def test_what_is_signed_comes_last_and_is_told_the_digest() -> None:
    pdf, told = document(), []
    packet = pydyf.Stream([], {"Type": "/Metadata"})

    def sign(digest: str) -> None:
        told.append(digest)
        packet.stream = [b"signed"]

    packet.sign = sign
    pdf.add_object(packet)
    pdf.catalog["Metadata"] = packet.reference
    content = written(pdf, packed=False)
    assert len(told) == 1
    assert content.index(b"signed") > content.index(b"/Title")
    with pikepdf.open(BytesIO(content)) as read:
        assert read.Root.Metadata.read_bytes() == b"signed"
