from collections.abc import Callable
from typing import Any

font_features: Callable[..., Any]

class Layout:
    text: str
    style: Any
    layout: Any
    setup: Callable[..., None]
    set_text: Callable[..., None]
    get_first_line: Callable[..., tuple[Any, int | None]]
