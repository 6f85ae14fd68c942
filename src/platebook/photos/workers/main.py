"""What runs in a process of its own: opens strangers' files when told to, and answers.

Started by ``workers``, with the number of a socket as its argument. It has a bound on memory,
leaves no core file, is the first that the system ends when memory runs out, and ends when its
parent does, even in the middle of a photograph.
"""

from __future__ import annotations

import os
import pickle
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from traceback import format_exc
from typing import Any

from platebook.photos.formats.header import UnfitError
from platebook.sandbox.worker_process import confine

#: Bytes that a worker may hold: many times what the largest photograph that runs through in
#: strips needs, and enough for 250 megapixels of AVIF, of which most must be held.
MEMORY = 4_000_000_000
TOO_MUCH = (
    f"needs more than {MEMORY // 1_000_000_000} GB of memory to decode",
    "Export a smaller photograph.",
)

#: What a worker answers: the value; or why the photograph is unfit; or an error of the system's;
#: or the traceback of a mistake of ours.
Answer = tuple[str, Any]


def answer(order: bytes) -> Answer:
    """Do what an order says, a pickled function and its arguments; any failure is an answer."""
    try:
        work, arguments = pickle.loads(order)  # noqa: S301 -- our own parent pickled it
        return "made", work(*arguments)
    except UnfitError as unfit:
        return "unfit", (unfit.message, unfit.fix)
    except MemoryError:
        return "unfit", TOO_MUCH
    except OSError as error:
        return "refused", error
    except Exception:
        return "bug", format_exc()


def main() -> None:
    """Answer every order until there are no more."""
    confine(MEMORY)
    orders: Connection[Any, Any] = Connection(int(sys.argv[1]))
    _fall_silent()
    with suppress(EOFError, ConnectionError):
        while True:
            orders.send(answer(orders.recv_bytes()))


def _fall_silent() -> None:
    """Send what decoders print nowhere: only what stands there by now is why we cannot begin."""
    os.ftruncate(2, 0)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
