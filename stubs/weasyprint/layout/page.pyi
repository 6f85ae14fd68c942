from collections.abc import Callable
from typing import Any

remake_page: Callable[..., tuple[Any, Any]]
