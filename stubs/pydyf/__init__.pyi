"""pydyf 0.13, as far as platebook uses it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO

class Object:
    number: int
    offset: int
    generation: int
    free: str
    @property
    def indirect(self) -> bytes: ...
    @property
    def reference(self) -> bytes: ...
    @property
    def data(self) -> bytes: ...
    @property
    def compressible(self) -> bool: ...

class Dictionary(Object, dict[str, Any]):
    def __init__(self, values: Mapping[str, Any] | None = None) -> None: ...

class Array(Object, list[Any]):
    def __init__(self, array: Iterable[Any] | None = None) -> None: ...

class String(Object):
    string: str | bytes
    def __init__(self, string: str | bytes = "") -> None: ...

class Stream(Object):
    stream: list[Any]
    extra: dict[str, Any]
    compress: bool
    sign: Callable[[str], None]  # set by platebook, for what names the file's digest
    show_text: Callable[..., None]
    def __init__(
        self,
        stream: Iterable[Any] | None = None,
        extra: Mapping[str, Any] | None = None,
        compress: bool = False,
    ) -> None: ...
    def clip(self, even_odd: bool = False) -> None: ...
    def end(self) -> None: ...
    def rectangle(self, x: float, y: float, width: float, height: float) -> None: ...

class PDF:
    objects: list[Object]
    pages: Dictionary
    info: Dictionary
    catalog: Dictionary
    page_references: Any
    def add_object(self, object_: Object) -> None: ...
    def add_page(self, page: Dictionary) -> None: ...
    def write(
        self,
        output: BinaryIO,
        version: bytes = b"1.7",
        identifier: bool | bytes = False,
        compress: bool = False,
    ) -> None: ...
