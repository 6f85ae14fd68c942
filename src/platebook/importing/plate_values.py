"""Chooses the texts of a plate among its sources, by how far each is trusted.

A table, then the article, then sidecars, then the photograph's own XMP, IPTC and EXIF. Credit and
place are taken out of the captions of agencies.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from platebook.importing import line_types, names
from platebook.importing.model import PhotographFile, Row, Value
from platebook.importing.outline import OutlinePlate
from platebook.importing.plain_text import as_markdown, fold, line, plain
from platebook.photos.formats.usage import artificial, limits
from platebook.photos.model import MetadataText

#: The keys that a plate takes from its sources, and the longest text of each (characters).
_LIMITS = {
    "id": 80, "title": 500, "caption": 20_000, "alt": 2_000, "description": 20_000,
    "credit": 500, "rights": 2_000, "location": 500, "date": 10,
}  # fmt: skip
_SIDECAR = 3
#: Words that stand in every alt text.
_NO_ALT = {"", "image", "photo", "picture", "img", "bild", "foto", "thumbnail"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text for a key, where it is from, and how far that is trusted (0: most)."""

    key: str
    text: str
    source: str
    rank: int
    guess: str = ""


def candidates(plate: OutlinePlate, rows: Sequence[Row], note: str) -> Iterator[Candidate]:
    """Yield every text that a plate may take."""
    for row in rows:
        for key, text in row.values.items():
            yield Candidate(key, text, str(row.origin), row.rank)
    yield from _of_article(plate, note)
    if plate.photograph:
        for key, words in plate.photograph.words.items():
            yield Candidate(key, words.text, words.source, _SIDECAR + 1)
        headline = plate.photograph.words.get("headline")
        if headline and "caption" not in plate.photograph.words:
            guess = "the photograph’s headline, for it has no caption in its metadata"
            yield Candidate("caption", headline.text, headline.source, _SIDECAR + 2, guess)


def _of_article(plate: OutlinePlate, note: str) -> Iterator[Candidate]:
    picture = plate.picture
    text = "\n\n".join(block.text for block in plate.caption)
    if text:
        source = str(plate.caption[0].origin) if picture or not note else note
        guess = plate.guess or (picture.note if picture else "")
        yield Candidate("caption", text, source, 2, guess)
    if plate.credit:
        yield Candidate("credit", clean_credit(plate.credit), "the article", 2)
    if picture:
        if picture.alt and not _is_no_alt(picture.alt, picture.names):
            yield Candidate("alt", line(picture.alt), str(picture.origin), 2)
        if picture.title and fold(picture.title) != fold(plain(text)):
            yield Candidate("title", line(picture.title), str(picture.origin), 2)


def _is_no_alt(alt: str, file_names: Sequence[str]) -> bool:
    """Return whether an alt text is a file's name, or a word that stands in every alt text."""
    same = any(names.stem(alt) == names.stem(name) for name in file_names)
    return same or fold(alt) in _NO_ALT


def choose(
    plate: OutlinePlate, rows: Sequence[Row], note: str, *, in_brackets: bool = False
) -> tuple[dict[str, Value], list[str]]:
    """Choose a plate's texts; return them, and sentences about texts that differ."""
    best: dict[str, Candidate] = {}
    notes: list[str] = []
    for candidate in sorted(candidates(plate, rows, note), key=lambda item: item.rank):
        text = _fit(candidate)
        if not text or candidate.key not in _LIMITS:
            continue
        if candidate.key not in best:
            text = cut(text, _LIMITS[candidate.key], candidate.key, notes)
            best[candidate.key] = replace(candidate, text=text)
        elif (first := best[candidate.key]).rank >= _SIDECAR and fold(first.text) != fold(text):
            both = f"{first.source} and {candidate.source}"
            notes.append(f"{candidate.key}: {both} differ; the first is used")
    values = {
        key: Value(candidate.text, candidate.source, candidate.guess)
        for key, candidate in best.items()
    }
    return _with_agency(values, in_brackets=in_brackets), notes


def _fit(candidate: Candidate) -> str:
    text = candidate.text.strip()
    if candidate.key not in ("caption", "description"):
        text = line(text)
    elif candidate.rank != 2:  # plain text, not yet Markdown
        text = "\n\n".join(as_markdown(part) for part in text.split("\n\n") if part.strip())
    return text


def cut(text: str, limit: int, key: str, notes: list[str]) -> str:
    """Shorten a text to what a manifest takes, and add a sentence to ``notes`` where it is."""
    if len(text) <= limit:
        return text
    notes.append(f"{key}: of its {len(text):,} characters the first {limit:,} are taken")
    return text[:limit].rstrip()


def have_names_in_brackets(plates: Sequence[OutlinePlate]) -> bool:
    """Return whether the captions of a story end with names in brackets: most, and some alike."""
    captions = [plain(plate.caption[-1].text) for plate in plates if plate.caption]
    names = Counter(match["name"] for text in captions if (match := _IN_BRACKETS.search(text)))
    least = max(_FEWEST, len(captions) / 2)
    return sum(names.values()) >= least and max(names.values()) > 1


def _with_agency(values: dict[str, Value], *, in_brackets: bool) -> dict[str, Value]:
    """Take credit and place out of an agency's caption, and say so."""
    caption = values.get("caption")
    if not caption or "\n" in caption.text:
        return values
    parsed = parse_agency(caption.text, in_brackets=in_brackets)
    if parsed.caption == caption.text or not parsed.caption:
        return values
    parts = {"credit": parsed.credit, "location": parsed.location}
    parts = {key: text for key, text in parts.items() if text}
    names = {"credit": "credit", "location": "place"}
    quoted = " and ".join(f"{names[key]} “{text}”" for key, text in parts.items())
    guess = f"{quoted} taken out of the caption; it was: {plain(caption.text)}"
    guess = "; ".join(filter(None, (caption.guess, guess)))
    values["caption"] = Value(parsed.caption, caption.source, guess)
    for key, text in parts.items():
        values.setdefault(key, Value(text, caption.source))
    return values


def doubts(plates: Sequence[Mapping[str, Value]]) -> Mapping[int, str]:
    """Return a sentence about captions that are templates, or the same under several photographs."""
    counts = Counter(fold(values["caption"].text) for values in plates if "caption" in values)
    reasons: dict[int, str] = {}
    for number, values in enumerate(plates):
        caption = values["caption"].text if "caption" in values else ""
        count = counts[fold(caption)]
        if caption and _is_template(caption):
            why = "this looks like a template that was not filled in: is it the caption?"
            reasons[number] = why
        elif count > 1 and caption:
            reasons[number] = f"{count} photographs have this caption: is it meant for each?"
    return reasons


def remarks(photo: PhotographFile, rows: Sequence[Row]) -> Iterator[str]:
    """Yield what a photograph's metadata warn of: limits of use, and how it was made."""
    words = dict(photo.words)
    for row in rows:
        words |= {key: MetadataText(text, str(row.origin)) for key, text in row.values.items()}
    text, origin = words.get("instructions"), words.get("source-type")
    if text and (what := limits(text.text)):
        yield f"{what}: “{line(text.text)[:300]}” ({text.source})"
    if origin and (how := artificial(origin.text)):
        yield f"{how}: “{line(origin.text)[:200]}” ({origin.source})"
    yield from photo.notes


_WHO = r"[^()\n]{2,100}?"
#: A capital, or a letter of a script that has none.
_CAPITAL = r"(?![a-zß-öø-ÿα-ώа-џ])[^\W\d_]"
_NAME = (
    rf"{_CAPITAL}[\w.'’-]+(?: (?:{_CAPITAL}[\w.'’-]*|de|da|van|von|der|el|al|bin|la|le|di)){{0,5}}"
)
_AGENCY = r"(?:AP|AFP|Reuters|REUTERS|EPA|EPA-EFE|EFE|dpa|DPA|ANSA|Xinhua|TASS|Getty Images|Magnum(?: Photos)?|Bloomberg|NYT|The New York Times|PA|PA Wire|Kyodo|Yonhap|ANP|APA|Keystone|Panos|VII|Redux|NurPhoto|Anadolu(?: Agency)?|Sipa|Zuma|Alamy|Shutterstock|laif|Ostkreuz)"
_LABEL = r"(?:Photo(?:graph)?s?|Foto|Fotó|Bild|Picture|Image|Credit|Crédit|Kuva|Valokuva|Zdjęcie|Fot\.|Fotoğraf|ภาพ|Фото|Снимок|صورة|تصوير|צילום|写真|撮影|摄影|사진)(?: [Cc]redit| [Bb]y| photo)?\s*(?:[:：]|(?<=[Bb]y)\s|(?<=Fot\.)\s?)"
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
        rf"\s*[(（\[]{line_types.CREDIT_LABEL}(?P<name>[^()（）\n]{{2,80}}?)[)）\]][.。]?$",
        r"(?:(?<=[。！？”])\s*|\s+|[＝=])(?P<name>[\u3040-\u9fff·]{2,20}?(?: [\u3040-\u9fff·]{2,20}?)?) ?(?<!记者)(?<!記者)(?:撮影|[摄攝])$",
        r"(?<=[.!?…”\"*_])\s*©\s*(?P<name>[^.\n]{2,80})\.?$",
        rf"(?:\s+|(?<=[*_])\s*){_LABEL}\s*(?P<name>{_NAME}(?: ?/ ?[\w .]{{2,30}})?)\.?$",
    )
)
_IN_BRACKETS = re.compile(rf"\s*[(\[](?P<name>{_NAME}(?: ?/ ?[\w .]{{2,30}})?)[)\]]\.?$")
#: Captions from which names in brackets at their ends are credits.
_FEWEST = 3
#: How a credit begins that leaves no doubt, however short the caption is.
_LABELLED = re.compile(rf"\s*(?:[(（\[]|©|{_LABEL}|[—–|＝-])")
_EMPHASISED = re.compile(r"^([*_])((?:(?!\1).)+)\1$")
_EMPHASISED_CREDIT = re.compile(rf"\s*([*_])((?:[(\[]?(?:{_LABEL}|©))(?:(?!\1).)+)\1$")
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


def parse_agency(text: str, *, in_brackets: bool = False) -> AgencyCaption:
    """Take credit and dateline out of a caption on one line, where both are surely that.

    ``in_brackets``: a name in brackets at the end is a credit, without a label too.
    """
    caption, credit, location = _EMPHASISED_CREDIT.sub(r" \2", text.strip()), "", ""
    for pattern in (*_CREDITS, _IN_BRACKETS) if in_brackets else _CREDITS:
        match = pattern.search(caption)
        rest = caption[: match.start()].rstrip(" —–|-") if match else ""
        if match and (_is_sentence(rest) or (rest and _LABELLED.match(match[0]))):
            credit, caption = _credit(match), _EMPHASISED.sub(r"\2", rest)
            break
    else:
        caption = text.strip()
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
    agency_name = match.groupdict().get("agency")
    opens = re.match(r"\s*[(\[]\s*(AP|AFP|EPA|PA|Reuters|REUTERS)\b", match[0])
    agency = agency_name or (opens[1] if opens else "")
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
    ends = text[-1:] in ".!?…。！？"
    return ends or (len(text) >= 15 and (text[-1:] in "”\"’'»)」" or len(text.split()) >= 6))


def _place(city: str, land: str) -> str:
    return ", ".join(_fix_capitals(part) for part in (city, land) if part)


def _fix_capitals(place: str) -> str:
    """Write a place in capitals as one writes places; short forms (U.S., USA, UK) stay."""
    if not place.isupper() or (len(place) <= 3):
        return place
    words = " ".join(word if "." in word else word.capitalize() for word in place.split())
    return re.sub(r"(?<=[-'’])[a-zà-ý]", lambda letter: letter[0].upper(), words)


def clean_credit(text: str) -> str:
    """Take the label off a credit line: ``Photo: Sam Gellman`` → ``Sam Gellman``."""
    text = " ".join(text.split()).strip("()[] ")
    label = r"(?:(?:photo(?:graph)?s?|image|picture|foto|bild|source|credit|crédit)(?: credit| by| courtesy of| from)?\s*:\s*|(?:photo(?:graph)?s?|images?|pictures?) by\s+|(?:copyright\b\s*:?\s*)?©\s*|copyright\b:?\s+)"
    pattern = rf"^(?:{label}|{line_types.CREDIT_LABEL})"
    return re.sub(pattern, "", text, flags=re.IGNORECASE).strip() or text


def _is_template(text: str) -> bool:
    """Return whether a caption is a template that was not filled in."""
    return _TEMPLATE.search(text) is not None or not fold(text)
