"""Reads what a build is asked for, and refuses before any work what nothing would heed."""

from __future__ import annotations

from collections.abc import Sequence

from platebook import plates
from platebook.build import impressions
from platebook.build.impressions import Asked
from platebook.build.record import Options
from platebook.build.table import WRITERS
from platebook.build.wraps import WRAP
from platebook.edition import EPUB, PRINT
from platebook.errors import UsageError
from platebook.preflight import Judges

#: What is made where nothing is named.
DEFAULT_EDITIONS = (EPUB.name, PRINT.name)


def media(editions: Sequence[str]) -> tuple[str, ...]:
    """Give the editions asked for, each once; raises UsageError where there is none of a name."""
    wanted = tuple(dict.fromkeys(editions)) or DEFAULT_EDITIONS
    unknown = [name for name in wanted if name not in WRITERS]
    if unknown:
        raise UsageError.of(
            "--edition",
            f"there is no edition “{unknown[0]}”",
            f"Choose from: {', '.join(WRITERS)}.",
        )
    return wanted


def read(options: Options, judges: Judges) -> tuple[Asked, plates.Target]:
    """Read what the printed books and the e-book shall be like.

    What no edition asked for would heed is refused, since somebody counts on it: UsageError. A
    judge that is asked for and is not there raises MissingToolError.
    """
    ebook, cover, press = (EPUB.name,), (WRAP,), (PRINT.name, WRAP)
    heeded = (
        ("--spine", options.spine is not None, cover, "only a cover has a spine"),
        ("--profile", options.profile, press, "only what goes to press has inks"),
        ("--intent", options.intent, press, "only what goes to press has inks"),
        ("--ink-limit", options.ink_limit is not None, press, "only what goes to press has inks"),
        ("--target", options.target != plates.DEFAULT, ebook, "only the e-book has one"),
        ("--budget", options.budget is not None, ebook, "only the e-book has one"),
        ("--epubcheck", judges.epubcheck, ebook, "it judges the e-book"),
        ("--ace", judges.ace, ebook, "it judges the e-book"),
    )
    for option, given, heeding, why in heeded:
        if given and not {*heeding} & {*options.editions}:
            fix = f"Add --edition {heeding[0]}, or leave {option} out."
            raise UsageError.of(option, f"it changes nothing here: {why}", fix)
    judges.there()
    return impressions.asked(options), plates.target_for(options.target, options.budget)
