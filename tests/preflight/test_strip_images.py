"""Would catch a large PDF whose claims nobody checks, or a copy of it that is judged otherwise."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Name, ObjectStreamMode
from PIL import Image

from platebook.preflight.model import Subject
from platebook.preflight.pdf import standard_checks
from platebook.preflight.pdf.document import book as read
from platebook.preflight.pdf.document import open_pdf, without_pictures
from tests.preflight import presses
from tools.fuzz.books import tried

CLAIMS = """<rdf:Description rdf:about="" xmlns:u="http://www.aiim.org/pdfua/ns/id/"
 xmlns:a="http://www.aiim.org/pdfa/ns/id/"><u:part>1</u:part><a:part>2</a:part>
<a:conformance>U</a:conformance></rdf:Description></rdf:RDF>"""
LAYOUTS: dict[str, dict[str, Any]] = {
    "a table": {},
    "a table in a stream": {"object_stream_mode": ObjectStreamMode.generate},
    "for a network": {"linearize": True},
    "for a network, in streams": {
        "linearize": True,
        "object_stream_mode": ObjectStreamMode.generate,
    },
}


def claiming(folder: Path) -> presses.Press:
    """A book that says that it is PDF/UA and PDF/A, and is neither."""
    book = presses.clean(folder)
    book.xmp("</rdf:RDF>", CLAIMS)
    book.printer = None
    return book


def saved(book: presses.Press, path: Path, **layout: Any) -> Path:
    book.pdf.save(path, static_id=True, **layout)
    return path


def thin(path: Path, most: int = 1_000_000_000) -> bytes | None:
    return without_pictures(path, most)


def judged(path: Path) -> list[str]:
    subject = Subject(path, name="book.pdf")
    with open_pdf(subject) as pdf:
        return [each.message for each in standard_checks.check_conformance(read(subject, pdf))]


def thin_and_whole(path: Path) -> tuple[list[str], list[str]]:
    """Return what is found in the file, and in its copy."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(standard_checks, "_LARGEST", 10)
        copied = judged(path)
    return copied, judged(path)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_copy_is_the_file_without_its_pictures(tmp_path: Path, layout: str) -> None:
    path = saved(claiming(tmp_path), tmp_path / "book.pdf", **LAYOUTS[layout])
    copy = thin(path)
    assert copy
    assert len(copy) < path.stat().st_size / 5
    with pikepdf.open(path) as whole, pikepdf.open(BytesIO(copy)) as part:
        assert not part.get_warnings()
        assert len(part.pages) == len(whole.pages)
        for one, other in zip(whole.pages, part.pages, strict=True):
            assert one.Contents.read_bytes() == other.Contents.read_bytes()
    copied, direct = thin_and_whole(path)
    assert copied == direct
    assert len(direct) > 4


def interpolated(book: presses.Press, _: Path) -> None:
    book.photograph(3).Interpolate = True


def packed_the_old_way(book: presses.Press, _: Path) -> None:
    # What cannot be unpacked is saved as it is.
    book.photograph(3).write(b"\xff" * 4000, filter=Name.LZWDecode)


def a_strange_colour_method(book: presses.Press, _: Path) -> None:
    file = BytesIO()
    Image.effect_noise((400, 300), 80).convert("RGB").save(file, "JPEG2000")
    odd = bytearray(file.getvalue())
    odd[odd.index(b"colr") + 4] = 9
    book.photograph(3).write(bytes(odd), filter=Name.JPXDecode)


@pytest.mark.parametrize("fault", [interpolated, packed_the_old_way, a_strange_colour_method])
def test_what_is_wrong_with_a_picture_is_found_in_the_copy(
    tmp_path: Path, fault: Callable[[presses.Press, Path], None]
) -> None:
    sound = judged(saved(claiming(tmp_path), tmp_path / "sound.pdf"))
    book = claiming(tmp_path)
    fault(book, tmp_path)
    copied, direct = thin_and_whole(saved(book, tmp_path / "book.pdf"))
    assert copied == direct
    assert set(direct) - set(sound)


def test_what_follows_the_end_is_found_in_the_copy(tmp_path: Path) -> None:
    path = saved(claiming(tmp_path), tmp_path / "book.pdf")
    path.write_bytes(path.read_bytes() + b"and more")
    copied, direct = thin_and_whole(path)
    assert copied == direct
    assert any("POST-EOF" in each for each in direct)


def test_what_cannot_be_made_small_or_is_damaged_is_said_to_be_unchecked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(claiming(tmp_path), tmp_path / "book.pdf")
    assert thin(path, most=1000) is None
    path.write_bytes(path.read_bytes().replace(b"startxref\n", b"startxref\n9"))
    assert thin(path) is None
    monkeypatch.setattr(standard_checks, "_LARGEST", 10)
    assert "even without its pictures it is too much for the checker" in judged(path)[0]


@pytest.mark.slow
def test_a_file_of_any_size_is_checked_in_little_memory(tmp_path: Path) -> None:
    book = claiming(tmp_path)
    photo = book.photograph(3)
    photo.write(photo.read_raw_bytes() + bytes(150_000_000), filter=Name.DCTDecode)
    trial = tried(book.save(tmp_path / "book.pdf").read_bytes(), tmp_path)
    assert not trial.fault
    told = {each.code for each in trial.inspected.findings}
    assert {"P070", "P071"} <= told
    assert not {"P072", "X004"} & told
