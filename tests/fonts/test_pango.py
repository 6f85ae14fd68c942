"""Would catch a missing Pango told in a traceback or on stdout, and a slow way to find it."""

from __future__ import annotations

import subprocess
import sys

import pytest

#: What a machine without Pango does: no library opens, and nothing finds one.
_WITHOUT = """
import cffi
def closed(*_): raise OSError("libgobject-2.0.so.0: cannot open shared object file")
cffi.FFI.dlopen = closed
"""
_LOAD = """
from platebook.errors import MissingToolError
from platebook.fonts import weasyprint
try:
    weasyprint()
except MissingToolError as missing:
    import sys
    print(missing, *[each.fix for each in missing.findings], file=sys.stderr)
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
@pytest.mark.skipif(sys.platform != "linux", reason="another system's libraries")
def test_no_program_is_run_to_find_it() -> None:
    told = _run(_ALONE + _LOAD + "import ctypes.util; print(ctypes.util.find_library.__name__)")
    assert told.stdout == "find_library\n"
    assert not told.stderr
