"""Inspects finished EPUBs and PDFs, ours and others', by code that did not write them.

``inspect`` reads every file in a process of its own, with a bound on time and memory, and ends
with findings or a clear refusal, never with a traceback. ``codes`` knows every kind of finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from platebook import lazy_names

if TYPE_CHECKING:
    from platebook.preflight import codes
    from platebook.preflight.external import Judges
    from platebook.preflight.inspect_files import inspect
    from platebook.preflight.model import (
        BookContents,
        FileKind,
        InspectedFile,
        Inspection,
        ShownPhoto,
        Subject,
        Verdict,
    )
    from platebook.preflight.reader_process import ReaderProcess

__all__ = [
    "BookContents", "FileKind", "InspectedFile", "Inspection", "Judges", "ReaderProcess",
    "ShownPhoto", "Subject", "Verdict", "codes", "inspect",
]  # fmt: skip

__getattr__ = lazy_names.loader(
    __name__,
    {
        "codes": "",
        "external": "Judges",
        "inspect_files": "inspect",
        "model": "BookContents FileKind InspectedFile Inspection ShownPhoto Subject Verdict",
        "reader_process": "ReaderProcess",
    },
)  # fmt: skip
