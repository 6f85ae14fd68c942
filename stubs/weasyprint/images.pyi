from typing import Any

ImageFile: Any
