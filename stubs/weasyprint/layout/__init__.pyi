from typing import Any

from weasyprint.layout import page as page

block: Any
inline: Any

def initialize_page_maker(context: Any, root_box: Any) -> None: ...
