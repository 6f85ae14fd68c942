"""Changes to WeasyPrint’s behaviour; ``replaced`` makes them for the time of a block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def replaced(owner: Any, **others: Any) -> Iterator[None]:  # noqa: ANN401  an untyped library
    """Put others in the place of functions of a module or a class, by their names."""
    plain = {name: getattr(owner, name) for name in others}
    for name, other in others.items():
        setattr(owner, name, other)
    try:
        yield
    finally:
        for name, function in plain.items():
            setattr(owner, name, function)
