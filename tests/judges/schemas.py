"""Published schemas, and strict parsers where no package has the schemas: is a document sound?"""

from __future__ import annotations

from importlib import import_module
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


def opds2_faults(path: Path) -> list[str]:
    """Hold a feed to OPDS 2.0, by the parser of a library's catalogue."""
    return _palace_faults("opds2", "OPDS2FeedParserFactory", path)


def webpub_faults(path: Path) -> list[str]:
    """Hold a file to the Readium Web Publication Manifest, by the same parser."""
    return _palace_faults("rwpm", "RWPMManifestParserFactory", path)


def _palace_faults(room: str, factory: str, path: Path) -> list[str]:
    if find_spec("webpub_manifest_parser") is None:
        missing("palace-webpub-manifest-parser", "pip install -e '.[dev]'")
    parser = getattr(import_module(f"webpub_manifest_parser.{room}"), factory)().create()
    result = parser.parse_file(str(path))
    return [str(each.error_message) for each in result.errors]
