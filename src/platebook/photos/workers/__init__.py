"""Worker processes that open and decode photographs."""
