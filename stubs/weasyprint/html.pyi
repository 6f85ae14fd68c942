from typing import Any

UA_STYLESHEET: Any  # a CSS, with its private matcher
