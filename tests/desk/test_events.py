"""Would catch a page that stays old, after it did not listen for as long as a lid was closed."""

from __future__ import annotations

import asyncio
from pathlib import Path

from platebook.desk.desk import Desk


def test_who_missed_too_much_is_greeted_anew(tmp_path: Path) -> None:
    async def missed() -> list[str]:
        desk = Desk(tmp_path, tmp_path, asyncio.get_running_loop())
        async with desk.listening() as queue:
            for number in range(queue.maxsize + 1):
                desk.tell("page", key=f"key-{number}")
            desk.tell("state", revision=2)
            return [queue.get_nowait()[0] for _ in range(queue.qsize())]

    assert asyncio.run(missed()) == ["hello", "state"]
