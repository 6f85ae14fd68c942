"""When the book was last changed, as far as a book that never asks a clock can know."""

from __future__ import annotations

import os
from datetime import UTC, datetime, time

from platebook.errors import UsageError
from platebook.story import Story

#: For a story without a date: the first that a zip archive can hold, and plainly no real one.
UNDATED = datetime(1980, 1, 1, tzinfo=UTC)
_LATEST = datetime(9999, 12, 31, tzinfo=UTC)


def modified(story: Story) -> datetime:
    """Give the story's date of publication, else SOURCE_DATE_EPOCH, else ``UNDATED``; in UTC.

    EPUB wants ``dcterms:modified`` in every book (EPUB 3.3, section 5.5.3.2.4). Raises UsageError
    if SOURCE_DATE_EPOCH is needed and is no number of seconds.
    """
    if story.published:
        return datetime.combine(story.published, time(), UTC)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not epoch:
        return UNDATED
    if not epoch.isdecimal() or int(epoch) > _LATEST.timestamp():
        raise UsageError.of(
            "SOURCE_DATE_EPOCH",
            f"“{epoch}” is no date",
            "Give whole seconds since 1970-01-01 UTC, or unset it.",
        )
    return datetime.fromtimestamp(int(epoch), UTC)
