"""Reports what is worth a look in a correct story: above all, texts that do not help readers.

Best asked about a story whose gaps the photographs' metadata has filled. The codes, S001 to S023,
are explained in ``preflight/registry/story.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from platebook import i18n, markdown
from platebook.errors import Finding, Severity
from platebook.markdown import literal_spans
from platebook.story import Place, Plate, Story, Typography

_DOUBLE_HYPHEN = re.compile(r"(?<![-\w])--(?=\s)|(?<=\w)---?(?=[\w\s\"”])|---(?=\s)")
_DOUBLE_SPACE = re.compile(r"(?<=\S)  +(?=\S)")
_STRAIGHT_DOUBLE = re.compile(r'(?<!\d)"(?!(?<=[^\W\d_]")[^\W\d_])')
_STRAIGHT_SINGLE = re.compile(r"(?<!\d)'|'(?=[^\W\d_])")
#: As many texts are named; the others are counted.
_NAMED = 12
#: A text, its name in a message, where it stands, and whether it is Markdown.
_Text = tuple[str, str, Place, bool]


def typewriter_marks(story: Story) -> Iterator[Finding]:
    """Yield a note for each kind of typewriter mark that the texts have."""
    if story.typography is Typography.SMART:
        return
    style = i18n.punctuation(story.language)
    quotes = [_STRAIGHT_DOUBLE, *([_STRAIGHT_SINGLE] if style.apostrophes else [])]
    marks = f"{style.double[0]} {style.double[1]} and ’".replace("\u00a0", "").replace("\u202f", "")
    smart = "or typography: smart in the manifest, which sets them in all books."
    kinds = (
        ("S021", "typewriter quotes (\" or ')", quotes, f"Write {marks}; {smart}"),
        ("S022", "two hyphens for a dash", [_DOUBLE_HYPHEN], f"Write {style.dash}; {smart}"),
        ("S023", "two spaces in a row", [_DOUBLE_SPACE], "Write one; the books show one."),
    )
    texts = [(_words(text, markup), name, place) for text, name, place, markup in _texts(story)]
    for code, what, patterns, fix in kinds:
        examples = [
            (name, place)
            for words, name, place in texts
            if any(pattern.search(words) for pattern in patterns)
        ]
        if examples:
            names = [*dict.fromkeys(name for name, _ in examples)]
            more = f", and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            message = f"{what} in {', '.join(names[:_NAMED])}{more}"
            yield Finding(str(examples[0][1]), message, fix, Severity.NOTE, code)


def _words(text: str, markup: bool) -> str:
    """Return a text with a letter in place of all that is meant to the letter."""
    for start, end in reversed([*literal_spans(text, markup=markup)]):
        text = f"{text[:start]}x{text[end:]}"
    return text


def _texts(story: Story) -> Iterator[_Text]:
    """Yield every text of a story that is printed as words, in reading order."""
    for key in ("title", "subtitle", "rights"):
        if text := getattr(story, key):
            yield text, key, story.place(key), False
    for key, text in story.texts:
        yield text, key, story.place(key), True
    for key, text in story.signatures:
        yield text, key, story.place(key), False
    for number, section in enumerate(story.sections, 1):
        place = section.where or story.place("sections")
        if section.title:
            yield section.title, f"the title of section {number}", place, False
        if section.text:
            yield section.text, f"the text of section {number}", place, True
        for plate in section.plates:
            yield from _texts_of(plate)
    for link in story.links:
        yield link.label, f"the link “{link.label}”", story.place("links"), False


def _texts_of(plate: Plate) -> Iterator[_Text]:
    for key in ("title", "caption", "alt", "description", "credit", "rights", "location"):
        if text := getattr(plate, key):
            yield text, f"the {key} of “{plate.id}”", plate.where, key in ("caption", "description")


#: Kinds of letters, by what to call them; each with the scripts (ISO 15924) that use them.
_LETTERS = {
    "Latin": ("A-Za-z\u00c0-\u024f\u1e00-\u1eff", ("Latn",)),
    "Greek": ("\u0370-\u03ff\u1f00-\u1fff", ("Grek",)),
    "Cyrillic": ("\u0400-\u052f", ("Cyrl",)),
    "Armenian": ("\u0530-\u058f", ("Armn",)),
    "Hebrew": ("\u05d0-\u05ea", ("Hebr",)),
    "Arabic": ("\u0620-\u074f\u08a0-\u08ff", ("Arab", "Aran")),
    "Devanagari": ("\u0900-\u097f", ("Deva",)),
    "Thai": ("\u0e00-\u0e7f", ("Thai",)),
    "Georgian": ("\u10a0-\u10ff", ("Geor",)),
    "East Asian": (
        "\u3040-\u30ff\u3400-\u9fff\u1100-\u11ff\uac00-\ud7a3",
        ("Jpan", "Hans", "Hant", "Hani", "Hira", "Kana", "Kore", "Hang"),
    ),
}
_COUNTED = {name: re.compile(f"[{letters}]") for name, (letters, _) in _LETTERS.items()}
_SCRIPTS = {script: name for name, (_, scripts) in _LETTERS.items() for script in scripts}
#: A text of fewer letters is a name; a share of the story's own letters shows that it is at home.
_FEWEST, _AT_HOME = 8, 0.2
#: Words that Markdown says to be in another language.
_MARKED = re.compile(r"\[[^\[\]]*\]\{lang=[\w-]+\}")


def foreign(text: str, language: str) -> str:
    """Return the letters that a text is written in, if they are not those of the language.

    Empty where they are, where the text is too short, or where its script is not known.
    """
    own = _SCRIPTS.get(i18n.script(language))
    counts = {name: len(letters.findall(text)) for name, letters in _COUNTED.items()}
    total = sum(counts.values())
    if own is None or total < _FEWEST or counts[own] >= _AT_HOME * total:
        return ""
    return max(counts, key=lambda name: counts[name])


#: Characters; what a screen reader reads in about ten seconds.
LONGEST_ALT = 140

_RIGHTS = "Write rights: in the plate, or once for the whole story, such as © 2026 and a name."
_FILE_NAME = re.compile(
    r"[^\s/\\]+\.(?:jpe?g|png|tiff?|webp|hei[cf]|avif|gif|nef|cr[23]|arw|dng|raf)"
    r"|(?:img|dsc|dscf|dscn|pict?|p|_mg|_dsc|image|photo|scan)[ _-]*\d+",
    re.IGNORECASE,
)
_PHOTO_OF = re.compile(
    r"(?:(?:an?|the|une?|une|le|la|l’|l'|une|ein|eine|das|un|una|il|el|een|uma?|o|a)\s*)?"
    r"(?:(?:photo(?:graph|graphie)?|picture|image|snapshot|foto(?:graf[ií]a|grafie)?|bild"
    r"|aufnahme|imagen|immagine|imagem|afbeelding|illustration)"
    r"\s+(?:of|showing|de|d’|d'|du|des|von|vom|van|di|del|da|do|que|mit)\b|foto:|photo:|image:)",
    re.IGNORECASE,
)


def remarks(story: Story) -> tuple[Finding, ...]:
    """Return what is worth a look in a story that is right: S001 …, listed in ``warnings``.

    In reading order, what is about one plate by its code.
    """
    remark_lines: list[tuple[int, Finding]] = []
    any_rights = bool(story.rights) or any(plate.rights for plate in story.plates)
    for number, plate in enumerate(story.plates):
        remark_lines += [(number, finding) for finding in _check_plate(plate, story)]
        if any_rights and not story.rights and plate.rights is None:
            remark_lines.append((number, _remark(plate, "S012", "has no rights", _RIGHTS)))
    remark_lines += _find_shared(story.plates, "S007", "alt text", lambda plate: _flat(plate.alt))
    remark_lines += _find_shared(
        story.plates, "S008", "caption", lambda plate: _printed_words(plate.caption)
    )
    remark_lines += _find_shared(story.plates, "S010", "photograph", lambda plate: str(plate.path))
    if not any_rights:
        place, message = str(story.place("title")), "nothing says whose the photographs are"
        remark_lines.append((-1, Finding(place, message, _RIGHTS, Severity.NOTE, "S012")))
    remark_lines.sort(key=lambda it: (it[0], it[1].code))
    about_all = tuple(typewriter_marks(story))
    return (*story.warnings, *about_all, *(finding for _, finding in remark_lines))


def _remark(plate: Plate, code: str, message: str, fix: str) -> Finding:
    note = code in ("S009", "S010", "S011", "S012", "S013")
    severity = Severity.NOTE if note else Severity.WARNING
    where = f"{plate.where} (plate “{plate.id}”)"
    return Finding(where, f"it {message}", fix, severity, code)


def _flat(text: str | None) -> str:
    """Reduce a text to its words, without marks, capitals and spaces that only look different."""
    return " ".join(re.sub(r"[\W_]+", " ", text or "").casefold().split())


def _printed_words(text: str | None) -> str:
    """Reduce Markdown to the words that are printed."""
    return _flat(markdown.plain(text)) if text else ""


def _check_plate(plate: Plate, story: Story) -> Iterator[Finding]:
    """Check one plate's words."""
    if plate.alt:
        yield from _about_alt(plate, plate.alt)
    elif not plate.decorative:
        fix = "Write alt: and what the photograph shows; or decorative: true if it says nothing."
        yield _remark(plate, "S001", "has no alt text", fix)
    if plate.caption is None:
        fix = 'Write caption: and the text under the photograph; or caption: "" if it has none.'
        yield _remark(plate, "S006", "has no caption", fix)
    if plate.credit is None and not story.credit:
        fix = "Write credit: in the plate, or once for the whole story."
        yield _remark(plate, "S009", "has no credit", fix)
    yield from _about_letters(plate, story.language)
    if plate.decorative and plate.description:
        fix = "Write alt: in place of decorative: true, if the photograph is worth describing."
        yield _remark(plate, "S011", "is decorative and has a description", fix)


def _about_letters(plate: Plate, language: str) -> Iterator[Finding]:
    """Look whether the texts are in the letters of the story's language."""
    texts = {
        "a caption": plate.caption,
        "an alt text": plate.alt,
        "a description": plate.description,
    }
    for what, text in texts.items():
        if letters := foreign(_MARKED.sub("", text or ""), language):
            message = f"has {what} in {letters} letters; the story’s language is “{language}”"
            fix = "Translate it; mark it as [words]{lang=el}, in Markdown; or fix language:."
            yield _remark(plate, "S013", message, fix)


def _about_alt(plate: Plate, alt: str) -> Iterator[Finding]:
    """Check an alt text."""
    if _flat(alt) and _flat(alt) == _printed_words(plate.caption):
        fix = "Write what the photograph shows; the caption is read aloud anyway."
        yield _remark(plate, "S002", "has its caption for an alt text", fix)
    if _FILE_NAME.fullmatch(alt.strip()):
        fix = "Write what the photograph shows."
        yield _remark(plate, "S003", f"has a file’s name for an alt text: “{alt}”", fix)
    elif match := _PHOTO_OF.match(alt):
        fix = "Begin with what it shows: a screen reader says by itself that it is an image."
        yield _remark(plate, "S004", f"has an alt text that begins with “{match[0]}”", fix)
    if len(alt) > LONGEST_ALT and not plate.description:
        fix = f"Say it in {LONGEST_ALT} characters, and put the rest into description:."
        yield _remark(plate, "S005", f"has an alt text of {len(alt)} characters", fix)


def _find_shared(
    plates: tuple[Plate, ...], code: str, what: str, key: Callable[[Plate], str]
) -> Iterator[tuple[int, Finding]]:
    """Find plates that share something that should be each one's own."""
    fix = "Say what is different about this one."
    fix = "Leave one of the two out, if it was not meant." if code == "S010" else fix
    first: dict[str, str] = {}
    for number, plate in enumerate(plates):
        text = key(plate)
        if text in first:
            message = f"has the same {what} as plate “{first[text]}”"
            yield number, _remark(plate, code, message, fix)
        elif text:
            first[text] = plate.id
