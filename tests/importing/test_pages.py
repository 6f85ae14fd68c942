"""Would catch furniture in a book, a byline in its text, or a lost caption, on many sites' pages.

``pages`` has one article with eight photographs, saved from sites of many makes: cookie notices,
navigation, newsletter boxes, links to other articles, pictures that load late.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from platebook.importing.assemble import assemble
from platebook.importing.model import PhotographFile, PlateDraft, Sources, StoryDraft
from platebook.importing.plain_text import plain
from platebook.importing.read import page

PAGES = Path(__file__).parent / "pages"
NAMES = [f"pier-nine-{number:02}.jpg" for number in range(1, 9)]
TITLE = "The Last Auction at Pier Nine"
STANDFIRST = (
    "For sixty years the day’s catch was sold by hand signal in a tin shed. "
    "This spring the shed fell silent."
)
INTRODUCTION = (
    "The bell rings at ten to five, when the harbour is still dark and the ice trucks stand in a "
    "row along the quay with their engines running. "
    "Nobody looks up. The buyers know the boats by the sound of their winches, and they know the "
    "price of mackerel before the first box is on the scales. "
    "By summer all of it will be done on a telephone: the boxes photographed at sea, the bids "
    "placed from an office two hundred kilometres inland."
)
CAPTIONS = [
    "Boxes of mackerel wait on the concrete floor at 4:50 a.m., ten minutes before the bell.",
    "An auctioneer reads the weight slips aloud; his voice has carried the shed since 1987.",
    "Two buyers settle a dispute over a halibut with a coin & a handshake.",
    "Ice is crushed on the quay. “It is the only machine here that never breaks,” a foreman says.",
    "A trawler unloads its third catch of the week, the smallest since February.",
    "Gulls follow the last cart to the trucks.",
    "The scoreboard, switched off for good on 30 April, still shows the final bid: 214.",
    "Swept and hosed, the shed is empty by eight.",
]
CLOSING = (
    "On the last morning nobody made a speech. The auctioneer folded his slips, put them into his "
    "coat, and switched off the lamp above the scales. "
    "The bell hangs in the harbour museum now, beside a sign that asks visitors not to ring it."
)
GALLERY = "Three mornings in March, from left: ice, the catch, the gulls."


@dataclass(frozen=True)
class Meant:
    """What a person takes out of a page; ``alts``: each photograph has an alt text."""

    standfirst: str = STANDFIRST
    makers: tuple[str, ...] = ("The Writing Desk",)
    published: str = "2026-05-02"
    introduction: str = INTRODUCTION
    captions: tuple[str, ...] = tuple(CAPTIONS)
    closing: str = CLOSING
    credit: str = ""
    alts: bool = False


MEANT = {
    "album_backgrounds": Meant("", ("The Photo Desk",), "", closing=""),
    "amp": Meant("", credit="The Photo Desk/Reuters", alts=True),
    "broadcaster": Meant("", credit="The Photo Desk", alts=True),
    "data_json": Meant(credit="The Photo Desk", alts=True),
    "ghost_gallery": Meant(
        introduction=f"{INTRODUCTION} {GALLERY}",
        captions=(*CAPTIONS[:3], "", "", "", *CAPTIONS[6:]),
    ),
    "gutenberg": Meant(captions=(CAPTIONS[0], f"{CAPTIONS[1]} The Photo Desk", *CAPTIONS[2:])),
    "magazine_german": Meant(credit="The Photo Desk / dpa", alts=True),
    "media_fields": Meant(
        "", introduction=f"{STANDFIRST} {INTRODUCTION}", credit="The Photo Desk", alts=True
    ),
    "medium": Meant(),
    "newspaper_columns": Meant(
        makers=("The Writing Desk", "The Photo Desk"),
        credit="The Photo Desk for Example Post",
        alts=True,
    ),
    "newspaper_same_names": Meant(credit="The Photo Desk/Example Post", alts=True),
    "numbered_list": Meant("", credit="The Photo Desk / Getty", alts=True),
    "photo_sets": Meant(),
    "script_json": Meant("", published="", credit="The Photo Desk"),
    "sibling_captions": Meant(credit="The Photo Desk", alts=True),
    "slider": Meant(credit="The Photo Desk"),
    "squarespace": Meant(""),
    "story_map": Meant(credit="The Photo Desk", alts=True),
    "substack": Meant(),
    "table_layout": Meant(""),
    "title_attributes": Meant(""),
    "wikipedia": Meant("", (), ""),
}


def imported(kind: str) -> StoryDraft:
    html = (PAGES / f"{kind}.html").read_text(encoding="utf-8")
    article = page.read(html, f"{kind}.html", lambda _: None)
    photographs = [PhotographFile(Path(name), name, "JPEG", (600, 400), 0) for name in NAMES]
    return assemble(Sources((article,), tuple(photographs)), "story")


def words(draft: StoryDraft | PlateDraft, key: str) -> str:
    return plain(draft.values[key].text) if key in draft.values else ""


@pytest.mark.parametrize("kind", sorted(path.stem for path in PAGES.iterdir()))
def test_page(kind: str) -> None:
    meant, draft = MEANT[kind], imported(kind)
    assert words(draft, "title") == TITLE
    assert words(draft, "standfirst") == meant.standfirst
    assert words(draft, "published") == meant.published
    assert tuple(name for name, _ in draft.contributors) == meant.makers
    assert words(draft, "introduction") == meant.introduction
    assert words(draft, "closing") == meant.closing
    # A cover has no file here: it is a plate with a stand-in, which is said.
    plates = [plate for plate in draft.plates if plate.file or kind != "story_map"]
    assert [plate.file.name if plate.file else "" for plate in plates] == NAMES
    assert tuple(words(plate, "caption") for plate in plates) == meant.captions
    assert not meant.alts or all(words(plate, "alt") for plate in plates)
    credits = {words(plate, "credit") or words(draft, "credit") for plate in plates}
    assert not meant.credit or credits == {meant.credit}


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("broadcaster", ("Example News, Harbour Town", "Related Topics", "The lighthouse keeper")),
        ("wikipedia", ("Opened", "[1]", "References", "yearbook of 1966")),
        ("table_layout", ("EXAMPLE POST ONLINE", "Guestbook", "Best viewed in 800 x 600")),
        ("slider", ("2/8", "8/8", "Share this story")),
        ("magazine_german", ("Hafen", "Die letzte Fähre", "X.com")),
    ],
)
def test_what_is_left_out_is_listed(kind: str, texts: tuple[str, ...]) -> None:
    left = " ".join(item.text for item in imported(kind).left_out)
    assert not [text for text in texts if text not in left]
