"""Inspects finished EPUBs and PDFs, one's own and strangers', by code that did not write them.

``inspect`` reads every file in a process of its own, with a bound on time and memory, and ends
with findings or a clear refusal, never with a traceback. ``codes`` knows every kind of finding.
"""

from platebook.preflight import codes
from platebook.preflight.confining import Confined
from platebook.preflight.inspecting import inspect
from platebook.preflight.judges import Judges
from platebook.preflight.model import (
    Contents,
    Inspected,
    Inspection,
    Kind,
    Picture,
    Subject,
    Verdict,
)

__all__ = [
    "Confined",
    "Contents",
    "Inspected",
    "Inspection",
    "Judges",
    "Kind",
    "Picture",
    "Subject",
    "Verdict",
    "codes",
    "inspect",
]
