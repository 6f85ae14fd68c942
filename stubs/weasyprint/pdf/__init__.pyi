from typing import Any

import pydyf
from weasyprint import Document

def generate_pdf(document: Document, target: Any, zoom: float, **options: Any) -> pydyf.PDF: ...

build_fonts_dictionary: Any
