"""Names of a package that are loaded when they are first used (PEP 562).

A package re-exports what its modules define. Imported at once, a command that needs one name
would pay for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module


def loader(package: str, names: Mapping[str, str]) -> Callable[[str], object]:
    """Return a ``__getattr__`` for ``package``.

    ``names`` are the names that each of its modules gives it, with spaces between them.
    """
    modules = {name: module for module, name_list in names.items() for name in name_list.split()}

    def load(name: str) -> object:
        if name in names:  # a module that is not imported yet
            return import_module(f"{package}.{name}")
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{package}.{modules[name]}"), name)
        vars(import_module(package))[name] = value
        return value

    return load
