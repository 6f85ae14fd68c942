"""Runs a coroutine in a thread of its own: that of the tests has the loop of Playwright."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Value = TypeVar("Value")


def finished(coroutine: Coroutine[object, object, Value]) -> Value:
    """Run a coroutine to its end; give what it returns."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
