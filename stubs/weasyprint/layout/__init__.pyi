from typing import Any

from weasyprint.layout import page as page

block: Any
inline: Any
