from collections.abc import Callable
from typing import Any

class Layout:
    text: str
    style: Any
    layout: Any
    set_text: Callable[..., None]
    get_first_line: Callable[..., tuple[Any, int | None]]
