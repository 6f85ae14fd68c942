from typing import Any

from weasyprint.pdf.stream import Stream

def draw_page(page: Any, stream: Stream) -> None: ...
