from collections.abc import Callable, Iterator
from typing import Any

layout_document: Callable[..., Iterator[Any]]

class DocumentMetadata:
    title: str | None
    authors: list[str]
    description: str | None
    keywords: list[str]
    generator: str | None
    created: str | None
    modified: str | None
    lang: str | None
