"""Would catch words that the project does not use, and a public name that is not documented."""

from __future__ import annotations

import inspect
from dataclasses import is_dataclass
from pathlib import Path
from types import FunctionType

import pytest

import platebook
from tools import prose_check

PUBLIC = [name for name in platebook.__all__ if name != "__version__"]


@pytest.mark.slow
def test_no_file_has_such_words() -> None:
    assert not [fault for path in prose_check.files() for fault in prose_check.faults(path)]


def test_comments_docstrings_and_messages_are_read_and_code_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prose_check, "ROOT", tmp_path)
    module, page = tmp_path / "a.py", tmp_path / "b.md"
    module.write_text('"""Says:\n\nwe mend it."""\ntold = f"was told {1}"  # nobody\'s wish\n')
    page.write_text("A stranger\n\n```\ntold\n```\n`heed` is\nmending.\n")
    assert [fault.split(";")[0] for fault in prose_check.faults(module)] == [
        "a.py:3: “mend”",
        "a.py:4: “told”",
        "a.py:4: “nobody”",
        "a.py:4: “wish”",
    ]
    assert [fault.split(";")[0] for fault in prose_check.faults(page)] == [
        "b.md:1: “stranger”",
        "b.md:7: “mending”",
    ]


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_has_a_docstring(name: str) -> None:
    value = getattr(platebook, name)
    # A dataclass without one gets its signature as its docstring.
    assert value.__doc__
    assert not value.__doc__.startswith(f"{name}(")
    undocumented = [
        member
        for member, attribute in vars(value).items()
        if not member.startswith("_")
        and isinstance(attribute, (FunctionType, property, classmethod))
        and not attribute.__doc__
    ]
    assert inspect.isclass(value) or not undocumented
    assert not undocumented


@pytest.mark.parametrize("name", ["build", "check", "inspect", "load"])
def test_every_public_function_names_its_arguments_result_and_errors(name: str) -> None:
    function = getattr(platebook, name)
    text = function.__doc__
    assert "Raises" in text
    options = [each for each in inspect.signature(function).parameters if each != "report"]
    assert not [each for each in options if each not in text and each.rstrip("s") not in text]


def test_values_with_units_say_which() -> None:
    for value, units in ((platebook.BuildOptions, ("mm", "per cent", "MB")),):
        assert is_dataclass(value)
        assert all(unit in (value.__doc__ or "") for unit in units)
