"""The publisher stands over the names, as on a title page that nobody looked at."""

from __future__ import annotations

from tests.preflight.presses import Press


def plant(book: Press) -> None:
    # Beside it, what is no fault: the caption once more, as a shadow.
    again = "1 0 0 1 80 160 Tm"
    there = book.page(3).Contents.read_bytes().decode()
    shown = there[there.index(again) + len(again) :].partition("Tj")[0]
    winter = book.page(1).Contents.read_bytes().decode()
    other = winter[winter.index("Tm") + 2 :].partition("Tj")[0]
    book.draw(3, f"0 0 0 1 k BT /Text 9 Tf 1 0 0 1 80.5 159.5 Tm {shown} Tj ET")
    book.draw(3, f"0 0 0 1 k BT /Text 9 Tf 1 0 0 1 92 161 Tm {other} Tj ET")
