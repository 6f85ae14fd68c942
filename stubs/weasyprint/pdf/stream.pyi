from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pydyf
from weasyprint.formatting_structure.boxes import Box

class Stream(pydyf.Stream):
    _images: dict[Any, Any]
    _resources: dict[str, Any]
    _tags: dict[Box, dict[str, Any]]
    add_font: Callable[..., Any]
    def __init__(
        self,
        fonts: dict[Any, Any],
        page_rectangle: tuple[float, float, float, float],
        resources: dict[str, Any],
        images: dict[Any, Any],
        tags: dict[Any, Any] | None,
        color_profiles: dict[str, Any],
        output_intent: str | None,
        *,
        compress: bool,
    ) -> None: ...
    def stacked(self) -> AbstractContextManager[None]: ...
    def transform(
        self, a: float = 1, b: float = 0, c: float = 0, d: float = 1, e: float = 0, f: float = 0
    ) -> None: ...
