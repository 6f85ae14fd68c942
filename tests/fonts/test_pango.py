"""Would catch a missing Pango told in a traceback, a slow way to find it, memory that it keeps."""

from __future__ import annotations

import ctypes
import gc
import subprocess
import sys

import pytest

from platebook.fonts import families
from platebook.pdf.engine import Engine
from platebook.themes import Stylesheet

#: What a machine without Pango does: no library opens, and nothing finds one.
_WITHOUT = """
import ctypes
def closed(*_): raise OSError("libgobject-2.0.so.0: cannot open shared object file")
ctypes.CDLL = closed
"""
_LOAD = """
from platebook.errors import MissingToolError
from platebook.fonts.pango import weasyprint
try:
    weasyprint()
except MissingToolError as missing:
    import sys
    print(missing, *[each.fix for each in missing.findings], file=sys.stderr)
"""
_BESIDE = """
import sys, threading, time
from platebook.fonts.pango import weasyprint
loads = threading.Thread(target=weasyprint)
loads.start()
while loads.is_alive():
    print("a receipt")
    print("a receipt", file=sys.stderr)
    time.sleep(0.005)
"""
_ALONE = """
import subprocess
def refused(*given, **_): raise AssertionError(given)
subprocess.Popen.__init__ = refused
"""


def _run(program: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, check=True)


@pytest.mark.slow
def test_a_machine_without_pango_is_told_what_to_type() -> None:
    told = _run(_WITHOUT + _LOAD)
    assert not told.stdout
    assert "Pango" in told.stderr
    assert "apt-get install libpango-1.0-0" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.slow
def test_no_program_is_run_to_find_it() -> None:
    told = _run(_ALONE + _LOAD + "import ctypes.util; print(ctypes.util.find_library.__name__)")
    assert told.stdout == "find_library\n"
    assert not told.stderr


@pytest.mark.slow
def test_other_threads_print_while_it_is_loaded() -> None:
    told = _run(_BESIDE)
    assert told.stdout == told.stderr != ""


class _Heap(ctypes.Structure):
    """What the C library says of its memory (glibc 2.33)."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in ("arena", "free", "small", "mapped", "in_maps", "x", "y", "used", "z", "top")
    ]


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="needs glibc 2.33")
def test_texts_with_font_features_leave_no_memory() -> None:
    """WeasyPrint 70 leaves some 170 bytes for each: a desk grew by 1.5 MB with every edit."""
    told = ctypes.CDLL(None).mallinfo2
    told.restype = _Heap
    font = "platebook:fonts/serif.ttf"
    face = f'@font-face {{ font-family: "Set"; src: url("{font}") }} p {{ font-family: "Set" }}'
    sheet = Stylesheet("test", f"{face} p {{ font-feature-settings: 'onum' }}")
    engine = Engine([sheet], {font: families.stack("serif")[0].masters[0].file})
    used = []
    for _ in range(4):
        engine.render(f"<html><body>{'<p>Words</p>' * 300}</body></html>")
        gc.collect()
        used.append(told().used)
    assert (used[-1] - used[1]) / (2 * 300) < 50
