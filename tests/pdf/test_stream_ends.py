"""Would catch a stream that a strict reader takes for a byte shorter than it says."""

from __future__ import annotations

import io
from pathlib import Path

import pydyf
import pytest

from platebook.pdf.weasyprint_patches import stream_writer
from tests.judges.conformance import conformance

LENGTH = "PDFA2B-STREAM-LENGTH-001"


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"x"])
def test_a_stream_is_as_long_as_it_says_whatever_it_ends_in(tmp_path: Path, end: bytes) -> None:
    pdf = pydyf.PDF()
    pdf.add_object(pydyf.Stream([b"0 0 m" + end]))
    file = io.BytesIO()
    stream_writer.write(pdf, file, "1.7", packed=False)
    path = tmp_path / "ends.pdf"
    path.write_bytes(file.getvalue())
    assert LENGTH not in [failure.rule for failure in conformance(path, "2b")]


def test_the_judge_sees_such_a_stream(tmp_path: Path) -> None:
    """Else the test above says nothing."""
    pdf = pydyf.PDF()
    pdf.add_object(pydyf.Stream([b"0 0 m\r"]))
    path = tmp_path / "ends.pdf"
    with path.open("wb") as file:
        pdf.write(file)
    assert LENGTH in [failure.rule for failure in conformance(path, "2b")]
