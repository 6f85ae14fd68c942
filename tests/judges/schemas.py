"""Published schemas: does a document keep to them?"""

from __future__ import annotations

from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path

from lxml import etree

from tests.judges.commands import missing

_ONIX = "xsd3.0/ONIX_BookProduct_3.0_reference.xsd"


def onix_faults(path: Path) -> list[str]:
    """Hold a file to EDItEUR's XML Schema of ONIX 3.0, which onixcheck brings with it."""
    if find_spec("onixcheck") is None:
        missing("onixcheck", "pip install -e '.[dev]'")
    with as_file(files("onixcheck") / "schema" / _ONIX) as file:
        schema = etree.XMLSchema(etree.parse(file))
    schema.validate(etree.parse(path))
    return [f"{each.line}: {each.message}" for each in schema.error_log]
