from collections.abc import Callable, Iterator, Sequence
from typing import Any

remake_page: Callable[..., tuple[Any, Any]]

def make_all_pages(
    context: Any, root_box: Any, html: Any, pages: Sequence[Any]
) -> Iterator[Any]: ...
def make_margin_boxes(context: Any, page: Any, state: Any) -> Iterator[Any]: ...
