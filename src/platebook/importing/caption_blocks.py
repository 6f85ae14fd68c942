"""Gives the pictures of an article their captions, where its structure alone shows them.

For articles that mark no captions: a paragraph below each picture, words in italics, a heading and
a text for each picture, the text in brackets of Markdown's pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from platebook.importing.model import Block, Kind
from platebook.importing.text import folded, plain

_WHO = r"[^()\n]{2,100}?"
_NAME = r"[A-ZÀ-Ý][\w.'’-]+(?: (?:[A-ZÀ-Ý][\w.'’-]*|de|da|van|von|der|el|al|bin|la|le|di)){0,5}"
_AGENCY = r"(?:AP|AFP|Reuters|REUTERS|EPA|EPA-EFE|EFE|dpa|DPA|ANSA|Xinhua|TASS|Getty Images|Magnum(?: Photos)?|Bloomberg|NYT|The New York Times|PA|PA Wire|Kyodo|Yonhap|ANP|APA|Keystone|Panos|VII|Redux|NurPhoto|Anadolu(?: Agency)?|Sipa|Zuma|Alamy|Shutterstock|laif|Ostkreuz)"
#: Credits at the end of a caption: what stands in brackets, after a label, or with an agency.
_CREDITS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\s*[(\[](?:AP|AFP|EPA|PA|Reuters|REUTERS) ?(?:Photo|Foto)?\s?/\s?(?P<name>{_NAME})(?P<more>,[^()]*)?[)\]]\.?$",
        rf"\s*[(\[](?:[Pp]hoto(?:graph)?s?|[Ff]otos?|[Ii]mage|[Pp]icture|[Cc]redit|[Bb]ild)(?: [Bb]y|:| [Cc]redit:| ©)\s*(?P<name>{_WHO})[)\]]\.?$",
        rf"\s*[(\[](?:Photo|Foto)\s+(?P<name>{_NAME} ?/ ?(?:{_AGENCY}))[)\]]\.?$",
        rf"\s*[(\[](?P<name>{_NAME} ?/ ?(?:{_AGENCY})[^()]{{0,60}})[)\]]\.?$",
        rf"\s*[(\[](?:©|[Cc]opyright)\s*(?P<name>{_WHO})[)\]]\.?$",
        rf"(?:^|\s+|(?<=[.!?]))(?P<name>REUTERS ?/ ?{_NAME}(?: ?/ ?File Photo)?)\.?$",
        rf"\s*[(\[](?P<agency>{_AGENCY}) ?/ ?(?P<name>{_NAME})[)\]]\.?$",
        r"\s*[(\[](?P<name>AP|EPA|PA|Reuters) [Pp]hoto[)\]]\.?$",
        rf"(?<=[.!?…”\"])\s+(?P<agency>EPA(?:-EFE)?|EFE|ANSA|AFP|LUSA|TASS) ?/ ?(?P<name>{_NAME})\.?$",
        r"(?:(?<=[.!?…”\"])|\s+[—–|-])\s*(?:[Pp]hoto(?:graph)?s?(?: [Cc]redit(?: should read)?| [Bb]y)?|[Cc]redit|[Ff]otos?(?: von)?|[Pp]icture|[Cc]rédit(?: photo)?)\s*(?::|(?<=by)\s)\s*(?P<name>[^.+|\n]{2,80}(?:\.(?=[^ ])[^.+|\n]*)??)\.?(?:\s*\+{2,}[^\n]{0,60})?$",
        r"(?<=[.!?…”\"])\s*©\s*(?P<name>[^.\n]{2,80})\.?$",
    )
)
_PLACE_WORD = r"[A-ZÀ-Ý][A-ZÀ-Ý'’.-]+(?: [A-ZÀ-Ý][A-ZÀ-Ý'’.-]*){0,3}"
_DATELINE = re.compile(
    rf"(?P<city>{_PLACE_WORD})(?:,\s+(?P<land>[A-ZÀ-Ý][\w.'’-]*(?: (?:[A-ZÀ-Ý][\w.'’-]*|and|of|the)){{0,3}}?))?"
    rf"(?:,?\s+(?:-\s+)?(?:(?i:january|february|march|april|may|june|july|august|september|october|november|december|"
    rf"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?\s+\d{{1,2}}(?:,?\s+\d{{4}})?|\d\d[/.]\d\d[/.]\d{{4}}))?"
    rf"(?:\s*\((?P<agency>{_AGENCY})\))?\s*(?P<end>:|[—–]|--|\.-|-(?=\s))\s*(?=[A-ZÀ-Ý“\"‘(])"
)
#: A caption of dpa: the day, the place, a colon.
_DAY_FIRST = re.compile(
    r"\d{1,2}(?:\.\d{1,2}\.| [^\W\d_]{3,9}\.? )\d{4}, (?P<city>[A-ZÀ-Ý][^\W\d_]+(?:[ /-][A-ZÀ-Ý][^\W\d_]+){0,3})"
    r"(?:, (?P<land>[A-ZÀ-Ý][^\W\d_]+))?: (?=[A-ZÀ-Ý“\"„])"
)
#: What stands before captions and is no place.
_NO_PLACE = frozenset(("TOPSHOT", "FILE", "FILES", "EDITORS", "CORRECTION", "COMBO", "HANDOUT"))
_NUMBER = re.compile(r"epa\d{6,9} +")
_TEMPLATE = re.compile(
    r"(?:caption|title|description|headline|text|name|names?)\s+(?:to come|tk|goes here)\b|\btktk?\b|"
    r"lorem ipsum|your (?:caption|text) here|\b(?:enter|insert|add|write) (?:a |your )?(?:caption|description)\b|"
    r"\bto come\b.{0,20}\bappears? at\b|^(?:caption|no caption|untitled|n/a|none|tbd|todo|xxx+|test|description)\W*$|"
    r"\[(?:name|date|place|location|caption|city|country)\]|<(?:name|date|place|caption)>",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AgencyCaption:
    """A caption, and the credit and place that were taken out of it."""

    caption: str
    credit: str = ""
    location: str = ""


def parse_agency(text: str) -> AgencyCaption:
    """Take credit and dateline out of a caption on one line, where both are surely that."""
    caption, credit, location = text.strip(), "", ""
    for pattern in _CREDITS:
        match = pattern.search(caption)
        if match and _is_sentence(caption[: match.start()]):
            credit = _credit(match)
            caption = caption[: match.start()].rstrip(" —–|-")
            break
    if credit:
        caption = _NUMBER.sub("", caption, count=1)
    match = _DATELINE.match(caption) or (_DAY_FIRST.match(caption) if credit else None)
    if match and match["city"] not in _NO_PLACE and len(caption) - match.end() > 20:
        agency = match.groupdict().get("agency")
        if agency or match["land"] or credit:
            location = _place(match["city"], match["land"] or "")
            credit = credit or agency or ""
            caption = caption[match.end() :]
    return AgencyCaption(caption, credit, location)


def _credit(match: re.Match[str]) -> str:
    """Write a credit as printed after “Photograph: ”: ``First Last/AP``."""
    name = " ".join(match["name"].split()).strip(" .")
    named = match.groupdict().get("agency")
    opens = re.match(r"\s*[(\[]\s*(AP|AFP|EPA|PA|Reuters|REUTERS)\b", match[0])
    agency = named or (opens[1] if opens else "")
    if agency and "/" not in name and name != agency:
        name = f"{name}/{agency}"
    if match.groupdict().get("more") and match["more"].strip(" ,"):
        name += match["more"].rstrip()
    if name.startswith("REUTERS"):
        maker, _, more = name.partition("/")[2].partition("/")
        name = "/".join(filter(None, (maker.strip(), "Reuters", more.strip())))
    return name


def _is_sentence(text: str) -> bool:
    """Return whether what is left of a caption is one that can stand alone."""
    text = text.rstrip(" —–|-")
    return len(text) >= 15 and (text[-1:] in ".!?…”\"’'»)" or len(text.split()) >= 6)


def _place(city: str, land: str) -> str:
    return ", ".join(_capitalised(part) for part in (city, land) if part)


def _capitalised(place: str) -> str:
    """Write a place in capitals as one writes places; short forms (U.S., USA, UK) stay."""
    if not place.isupper() or (len(place) <= 3):
        return place
    words = " ".join(word if "." in word else word.capitalize() for word in place.split())
    return re.sub(r"(?<=[-'’])[a-zà-ý]", lambda letter: letter[0].upper(), words)


def clean_credit(text: str) -> str:
    """Take the label off a credit line: ``Photo: Sam Gellman`` → ``Sam Gellman``."""
    text = " ".join(text.split()).strip("()[] ")
    label = r"(?:(?:photo(?:graph)?s?|image|picture|foto|bild|source|credit|crédit)(?: credit| by| courtesy of| from)?\s*:\s*|(?:photo(?:graph)?s?|images?|pictures?) by\s+|©\s*)"
    shorter = re.sub(rf"^{label}", "", text, flags=re.IGNORECASE).strip()
    return shorter or text


def is_template(text: str) -> bool:
    """Return whether a caption is a template that was not filled in."""
    return _TEMPLATE.search(text) is not None or not folded(text)


#: Share of an article's pictures with captions from which those without are meant to have none.
_CAPTIONED, _REGULAR = 0.3, 0.8
_EMPHASISED = re.compile(r"([*_])(?![*_\s])(?:(?!\1).)+\1")
_SENTENCE = re.compile(r"\S{2,}(?:\s+\S+){3,}|[.!?]$")


def with_captions(blocks: Sequence[Block]) -> list[Block]:
    """Give pictures the captions that plainly belong to them, and take those out of the text."""
    return _fallen_back(_listicle(_captioned(list(blocks))))


def _captioned(blocks: list[Block]) -> list[Block]:
    """Give pictures without a caption the paragraph that is plainly theirs."""
    blocks = _emphasised(blocks)
    pictures = [index for index, block in enumerate(blocks) if block.picture]
    captions = sum(bool(blocks[index].picture.caption) for index in pictures)  # type: ignore[union-attr]
    if captions > len(pictures) * _CAPTIONED or len(pictures) < 2:
        return blocks
    gaps = [
        [place for place in range(at + 1, end) if blocks[place].kind is Kind.PARAGRAPH]
        for at, end in pairwise(pictures)
    ]
    single = sum(len(gap) == 1 for gap in gaps)
    if single < max(1, len(gaps) * _REGULAR):
        return blocks
    trailing = [i for i in range(pictures[-1] + 1, len(blocks)) if blocks[i].kind is Kind.PARAGRAPH]
    above = not trailing and pictures[0] > 0 and blocks[pictures[0] - 1].kind is Kind.PARAGRAPH
    owners = dict(zip(pictures[1:] if above else pictures, gaps, strict=False))
    edge = [pictures[0] - 1] if above else trailing[:1]
    owners[pictures[0] if above else pictures[-1]] = edge
    note = f"the paragraph {'above' if above else 'below'} the photograph in the article"
    return _moved(blocks, {at: gap[0] for at, gap in owners.items() if len(gap) == 1}, note)


def _fallen_back(blocks: list[Block]) -> list[Block]:
    """Let the text in brackets of Markdown's pictures be the caption, where it is a sentence."""
    found = []
    for block in blocks:
        picture = block.picture
        if picture and not picture.caption and _SENTENCE.search(picture.fallback):
            note = "the text in brackets of the picture: is it the caption, or the alt text?"
            own = replace(picture, caption=picture.fallback, alt="", note=note)
            block = replace(block, picture=own)
        found.append(block)
    return found


def _listicle(blocks: list[Block]) -> list[Block]:
    """Make heading and text captions where each heading has one picture: a list of places, say."""
    runs = list(divide(blocks))
    headed = [run for run in runs if run.heading and run.pictures]
    fits = all(run.pictures == 1 and len(_texts_of(run)) <= 3 for run in headed)
    bare = not any(block.picture and block.picture.caption for block in blocks)
    if len(headed) < 3 or not fits or not bare or runs[0].pictures:
        return blocks
    found = [*runs[0].before]
    for run in runs[1:]:
        if not run.pictures or not run.heading:
            found += [*filter(None, [run.heading]), *run.before]
            continue
        # After the last picture the text goes on: only its first paragraph is surely the caption.
        last = run is headed[-1]
        texts = _texts_of(run)[:1] if last else _texts_of(run)
        heading = run.heading
        caption = "\n\n".join(block.text for block in texts) or heading.text
        title = plain(heading.text) if texts else ""
        block = run.shown[0]
        if block.picture:
            picture = replace(block.picture, caption=caption, title=title)
            found.append(replace(block, picture=picture))
        found += _texts_of(run)[1:] if last else []
    return found


def _texts_of(run: Run) -> list[Block]:
    return [*run.before, *run.between, *run.after]


def _emphasised(blocks: list[Block]) -> list[Block]:
    """Take a paragraph in italics below a picture as its caption."""
    owners: dict[int, int] = {}
    for index in range(len(blocks) - 1):
        picture, below = blocks[index].picture, blocks[index + 1]
        bare = below.kind is Kind.PARAGRAPH and _EMPHASISED.fullmatch(below.text)
        if picture and not picture.caption and bare:
            owners[index] = index + 1
    return _moved(blocks, owners, "the paragraph in italics below the photograph")


def _moved(blocks: list[Block], owners: Mapping[int, int], note: str) -> list[Block]:
    """Make paragraphs the captions of pictures; ``owners`` has both by their place."""
    taken = set(owners.values())
    moved = []
    for index, block in enumerate(blocks):
        if index in owners and block.picture and not block.picture.caption:
            text = blocks[owners[index]].text
            text = text[1:-1] if _EMPHASISED.fullmatch(text) else text
            block = replace(block, picture=replace(block.picture, caption=text, note=note))
        if index not in taken:
            moved.append(block)
    return moved


@dataclass(slots=True)
class Run:
    """A heading (None before the first), and the texts before, between and after its pictures."""

    heading: Block | None
    before: list[Block]
    between: list[Block]
    after: list[Block]
    shown: list[Block]

    @property
    def pictures(self) -> int:
        """How many pictures stand under the heading."""
        return len(self.shown)


def divide(blocks: Sequence[Block]) -> Iterator[Run]:
    """Divide blocks at their headings."""
    run = Run(None, [], [], [], [])
    for block in blocks:
        if block.kind is Kind.HEADING:
            yield run
            run = Run(block, [], [], [], [])
        elif block.picture:
            run.between += run.after
            run.after = []
            run.shown.append(block)
        else:
            (run.after if run.pictures else run.before).append(block)
    yield run
