"""The folders of ``faults``: each plants one fault in something clean, and says what is found.

A folder is called after its code, with a word more where a code has several. Its ``plant.py`` has
a function ``plant``, whose argument is what the fault is planted in; ``expected.txt`` has what is
then found, a line each. With ``UPDATE_FINDINGS=1`` what is found is written down again.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from platebook.errors import Finding, Severity
from platebook.preflight import codes

_GRAVITY = {Severity.NOTE: 0, Severity.WARNING: 1, Severity.ERROR: 2}
FAULTS = Path(__file__).with_name("faults")


@cache
def all_of_them() -> tuple[str, ...]:
    """Name every folder."""
    return tuple(sorted(folder.name for folder in FAULTS.iterdir() if folder.is_dir()))


def of(kind: type) -> list[str]:
    """Name the folders whose fault is planted in a thing of this kind."""
    return [name for name in all_of_them() if _kind(name) == kind.__name__]


@cache
def _kind(name: str) -> str:
    """Read what a folder plants in, without running it: that would load what few tests need."""
    tree = ast.parse((FAULTS / name / "plant.py").read_text(encoding="utf-8"))
    (planting,) = [
        each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == "plant"
    ]
    (argument,) = planting.args.args
    assert isinstance(argument.annotation, ast.Name)
    return argument.annotation.id


def code(name: str) -> str:
    """Return the code that a folder is about: its name is the code, and a word where need be."""
    return name.partition("-")[0]


def plant(name: str, clean: object) -> None:
    """Plant a folder's fault."""
    spec = spec_from_file_location(f"plant_{name}", FAULTS / name / "plant.py")
    assert spec
    assert spec.loader
    planting = module_from_spec(spec)
    spec.loader.exec_module(planting)
    planting.plant(clean)


def hold(name: str, found: Iterable[Finding]) -> None:
    """Hold what was found to what the folder expects: the fault under its code, nothing else."""
    findings = list(found)
    told = "".join(
        f"{each.severity} {each.code} {each.where}: {each.message}\n" for each in findings
    )
    expected = FAULTS / name / "expected.txt"
    if os.environ.get("UPDATE_FINDINGS"):
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")
    assert code(name) in {each.code for each in findings}
    assert all(each.fix for each in findings)
    assert all(_GRAVITY[each.severity] <= _GRAVITY[_gravest(each)] for each in findings)


def _gravest(finding: Finding) -> Severity:
    return codes.all_entries()[finding.code].severity
