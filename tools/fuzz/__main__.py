"""``python -m tools.fuzz --minutes 10``: until the time is over, or so many batches are done."""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tools.fuzz.damage import damaged
from tools.fuzz.seeds import seeds
from tools.fuzz.trial import tried

_BATCH = 40


def main() -> int:
    """Damage and try; say what was found. 1 where something is to be mended."""
    wish = _asked()
    whole = seeds()
    names = sorted(whole)
    found, counts = Counter[str](), Counter[str]()
    end = time.monotonic() + wish.minutes * 60
    batch = 0
    with tempfile.TemporaryDirectory(prefix="platebook-fuzz-cache-") as cache:
        os.environ["PLATEBOOK_CACHE"] = cache
        while time.monotonic() < end and batch != wish.batches:
            numbers = random.Random(f"{wish.seed}:{batch}")
            photos = {
                f"{at:02}-{name}": damaged(numbers, whole[name], whole[numbers.choice(names)])
                for at, name in enumerate(numbers.choices(names, k=_BATCH))
            }
            verdict = tried(photos)
            counts.update(photographs=len(photos), refused=verdict.refused, shown=verdict.shown)
            for kind, told in (("fault", verdict.faults), ("crash", verdict.crashes)):
                for name, words in told.items():
                    found[kind] += 1
                    _keep(wish.keep, f"{kind}-{wish.seed}-{batch}-{name}", photos.get(name, b""))
                    print(f"{kind}: batch {batch}, {name}: {words[:2_000]}", flush=True)
            batch += 1
    print(f"{batch} batches; " + ", ".join(f"{count} {name}" for name, count in counts.items()))
    print(f"{found['fault']} faults, {found['crash']} crashes of decoders that were borne")
    return 1 if found["fault"] else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--batches", type=int, default=-1, help="stop after so many")
    parser.add_argument("--seed", default="1", help="another seed, other damage")
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"), help="for what it finds")
    return parser.parse_args()


def _keep(folder: Path, name: str, photo: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(photo)


if __name__ == "__main__":
    sys.exit(main())
