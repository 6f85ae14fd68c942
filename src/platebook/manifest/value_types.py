"""The kinds of value that a key takes: how each is read, and what the JSON Schema says of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from platebook.manifest import values
from platebook.manifest.mistakes import InvalidValue, nearest, quote
from platebook.story import (
    Begin,
    CaptionPosition,
    CreditPolicy,
    FirstPlate,
    FolioPosition,
    HangLine,
    Layout,
    PlateListStyle,
    RunningTitle,
    Typography,
)

#: RFC 5646 §2.1, langtag without the grandfathered ones; in the order of the standard.
_TAG = re.compile(
    r"""(?P<language>[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})
        (?P<script>-[a-z]{4})?
        (?P<region>-(?:[a-z]{2}|[0-9]{3}))?
        (?P<rest>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*
                 (?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*
                 (?:-x(?:-[a-z0-9]{1,8})+)?)$""",
    re.VERBOSE | re.IGNORECASE,
)

#: ISO 639-1: the languages with two letters.
_TWO_LETTERS = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu
    hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb
    lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om
    or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw
    ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_KNOWN = frozenset(_TWO_LETTERS.split())

#: Names, old codes and three-letter codes that people write, and the tag they mean.
_MEANT = {
    name: tag
    for tag, names in {
        "ar": "arabic ara العربية",
        "bn": "bengali ben",
        "ca": "catalan cat català",
        "cs": "czech ces cze čeština cz",
        "cy": "welsh cym wel",
        "da": "danish dan dansk dk",
        "de": "german deu ger deutsch",
        "el": "greek ell gre ελληνικά gr",
        "en": "english eng",
        "es": "spanish spa español castellano",
        "et": "estonian est",
        "eu": "basque eus baq euskara",
        "fa": "persian farsi fas per",
        "fi": "finnish fin suomi",
        "fr": "french fra fre français francais",
        "ga": "irish gle gaeilge",
        "he": "hebrew heb iw עברית",
        "hi": "hindi hin हिन्दी",
        "hr": "croatian hrv",
        "hu": "hungarian hun magyar",
        "id": "indonesian ind in",
        "is": "icelandic isl ice",
        "it": "italian ita italiano",
        "ja": "japanese jpn jp 日本語",
        "ko": "korean kor 한국어",
        "lt": "lithuanian lit",
        "lv": "latvian lav",
        "nb": "norwegian nor norsk",
        "nl": "dutch nld dut nederlands flemish",
        "pl": "polish pol polski",
        "pt": "portuguese por português",
        "ro": "romanian ron rum",
        "ru": "russian rus русский",
        "sk": "slovak slk slo",
        "sl": "slovenian slv",
        "sr": "serbian srp",
        "sv": "swedish swe svenska",
        "th": "thai tha",
        "tr": "turkish tur türkçe",
        "uk": "ukrainian ukr українська ua",
        "vi": "vietnamese vie vn",
        "yi": "yiddish yid ji",
        "zh-Hans": "chinese chi zho mandarin cn 中文 简体中文",
        "zh-Hant": "繁體中文",
        "en-GB": "uk-english british",
        "en-US": "american us-english",
        "pt-BR": "brazilian",
    }.items()
    for name in names.split()
}
_HINT = "Write a BCP 47 tag, such as en, en-GB, de, zh-Hans or ar."


def language(text: str) -> str:
    """Read a language tag and give it its usual capitals: ``zh-hans-tw`` is ``zh-Hans-TW``.

    Raises InvalidValue with the tag that was probably meant.
    """
    wrong = f"{quote(text)} is not a language tag"
    if suggestion := _MEANT.get(text.casefold()):
        raise InvalidValue(wrong, f"Write {suggestion}.")
    # A locale, such as en_GB.UTF-8, is a tag and then the encoding.
    tag = re.sub("[_ ]", "-", text).partition(".")[0] if "_" in text else text.replace(" ", "-")
    primary, _, rest = tag.partition("-")
    match = _TAG.fullmatch(tag)
    if suggestion := _MEANT.get(primary.casefold()):
        better = _TAG.fullmatch(f"{suggestion.partition('-')[0]}-{rest}")
        raise InvalidValue(wrong, f"Write {_canonical(better) if better else suggestion}.")
    if match is None or len(primary) > 3 or (len(primary) == 2 and primary.lower() not in _KNOWN):
        guess = nearest(text, _MEANT, 0.75)
        raise InvalidValue(wrong, f"Write {_MEANT[guess]}." if guess else _HINT)
    canonical = _canonical(match)
    if match["region"] and match["region"].upper() == "-UK":
        wrong = f"{quote(text)}: the code of the United Kingdom is GB"
        raise InvalidValue(wrong, f"Write {canonical.replace('-UK', '-GB')}.")
    if canonical.casefold() != text.casefold():
        raise InvalidValue(wrong, f"Write {canonical}.")
    return canonical


def _canonical(match: re.Match[str]) -> str:
    """Put a tag's parts together again in their usual capitals (RFC 5646 §2.1.1)."""
    return (
        match["language"].lower()
        + (match["script"] or "").title()
        + (match["region"] or "").upper()
        + match["rest"].lower()
    )


#: What an editor's YAML may take for a number and we take for text: ``title: 1984``.
_LOOSE = {"type": ["string", "number"]}
_STRICT = {"type": "string"}


@dataclass(frozen=True, eq=False)
class TextType:
    """A text of up to ``longest`` characters, read by ``check``, described by ``schema``."""

    longest: int
    check: Callable[[str], str] = values.one_line
    schema: dict[str, Any] = field(default_factory=lambda: dict(_LOOSE))

    def __get_pydantic_core_schema__(
        self, _source: object, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        text = core_schema.str_schema(strict=True, strip_whitespace=True, max_length=self.longest)
        return core_schema.no_info_after_validator_function(self.check, text)

    def __get_pydantic_json_schema__(
        self, _core: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**self.schema, "maxLength": self.longest}

    @property
    def words(self) -> bool:
        """Whether it takes any words; a date, a path or an address does not."""
        return self.schema == _LOOSE

    @property
    def markdown(self) -> bool:
        """Whether it takes Markdown, over as many lines as it needs."""
        return self.words and self.check is str


def _pattern(pattern: str, **more: object) -> dict[str, Any]:
    return {**_STRICT, "pattern": pattern, **more}


#: Those of MARC's relator codes (id.loc.gov) that can have to do with a photo story.
_LIST = (
    "abr abridger; adp adapter; aft author of afterword; anm animator; ann annotator; art "
    "artist; asn associated name; aui author of introduction; aut author; bjd bookjacket "
    "designer; bkd book designer; bkp book producer; blw blurb writer; clr colorist; cmp "
    "composer; cmt compositor; cng cinematographer; cns censor; col collector; com compiler; "
    "con conservator; cov cover designer; cre creator; csl consultant; ctb contributor; ctg "
    "cartographer; cur curator; cwt commentator for written text; dis dissertant; dnr donor; "
    "drm draftsman; drt director; dsr designer; dst distributor; dte dedicatee; dto dedicator; "
    "edc editor of compilation; edt editor; egr engraver; etr etcher; fld field director; fmo "
    "former owner; fnd funder; his host institution; hnr honoree; ill illustrator; ilu "
    "illuminator; isb issuing body; ive interviewee; ivr interviewer; lbr laboratory; ltg "
    "lithographer; mrk markup editor; nrt narrator; org originator; oth other; own owner; pbd "
    "publishing director; pbl publisher; pfr proofreader; pht photographer; plt platemaker; pop "
    "printer of plates; pro producer; prm printmaker; prt printer; res researcher; rev "
    "reviewer; spk speaker; spn sponsor; trc transcriber; trl translator; tyd type designer; "
    "tyg typographer; wac writer of added commentary; wat writer of added text; wde wood "
    "engraver; win writer of introduction; wpr writer of preface; wst writer of supplementary "
    "textual content"
)
#: Code → English name, in lower case as a sentence has it.
ROLES: dict[str, str] = dict(pair.split(" ", 1) for pair in _LIST.split("; "))
_CODES = {name: code for code, name in ROLES.items()}

#: What the list calls a role, and what people call it.
_OTHER_NAMES = {
    "author": ("writer", "text", "words", "reporter", "journalist"),
    "photographer": ("photography", "photos"),
    "editor": ("photo editor", "picture editor", "copy editor", "copyeditor", "subeditor"),
    "colorist": ("colourist",),
    "draftsman": ("draughtsman", "draughtsperson"),
    "book designer": ("layout",),
    "author of introduction": ("foreword",),
    "author of afterword": ("afterword",),
    "illustrator": ("drawings",),
    "cartographer": ("maps",),
    "consultant": ("advisor", "adviser"),
    "proofreader": ("proofreading",),
    "translator": ("translation",),
    "contributor": ("retoucher", "fixer", "assistant"),
}
_ALSO = {alias: name for name, others in _OTHER_NAMES.items() for alias in others}


def role(text: str) -> str:
    """Return the MARC code of a code or an English name in any case. Raises InvalidValue."""
    spelling = " ".join(text.casefold().replace("-", " ").replace("_", " ").split())
    if spelling in ROLES:
        return spelling
    if spelling in _CODES:
        return _CODES[spelling]
    fix = "Write a role such as photographer, author or editor, or its MARC relator code."
    if suggestion := _ALSO.get(spelling) or nearest(spelling, _CODES):
        fix = f"Write {suggestion} ({_CODES[suggestion]})."
    raise InvalidValue(f"{quote(text)} is not a role", fix)


_ROLES = {"anyOf": [{"enum": sorted(ROLES.values())}, {"enum": sorted(ROLES)}, _STRICT]}
_A_SHARE = {"type": "number", "minimum": 0, "maximum": 1}

#: Texts on one line: names, lines, and what may be as long as a paragraph.
Name = Annotated[str, TextType(200)]
Line = Annotated[str, TextType(500)]
Paragraph = Annotated[str, TextType(2_000)]
#: Markdown, over as many lines as it needs.
Prose = Annotated[str, TextType(20_000, str)]
Essay = Annotated[str, TextType(200_000, str)]

Language = Annotated[str, TextType(80, language, _pattern("^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"))]
Identifier = Annotated[str, TextType(500, values.identifier, _STRICT)]
Isbn = Annotated[str, TextType(40, values.isbn, {"type": ["string", "integer"]})]
ThemaCode = Annotated[str, TextType(40, values.thema, _pattern(values.THEMA_PATTERN))]
BisacCode = Annotated[str, TextType(20, values.bisac, _pattern(values.BISAC_PATTERN))]
Url = Annotated[str, TextType(2_000, values.address, _pattern("^(https?://|mailto:|tel:)"))]
Role = Annotated[str, TextType(100, role, _ROLES)]
Slug = Annotated[str, TextType(80, values.file_stem, _pattern(values.SLUG_PATTERN))]
PlateId = Annotated[
    str,
    TextType(80, values.plate_id, _pattern(values.ID_PATTERN) | {"type": ["string", "integer"]}),
]
TrimName = Annotated[str, TextType(80, values.trim, _STRICT)]
RelativePath = Annotated[str, TextType(1_000, str, _STRICT)]
_DATE = {"type": ["string", "integer"], "pattern": values.LOOSE_PATTERN}
LooseDate = Annotated[str, TextType(80, values.loose_date, dict(_DATE))]
Publication = Annotated[dt.date | str, BeforeValidator(values.publication), WithJsonSchema(_DATE)]
_POSITION = {"type": ["string", "number"], "pattern": values.POSITION_PATTERN}
Position = Annotated[str, TextType(40, values.position, _POSITION)]
Focus = Annotated[
    tuple[float, float],
    BeforeValidator(values.focus),
    WithJsonSchema({"type": "array", "items": _A_SHARE, "minItems": 2, "maxItems": 2}),
]
Truth = Annotated[bool, BeforeValidator(values.truth)]


def _choice(kind: type[StrEnum], noun: str) -> BeforeValidator:
    return BeforeValidator(values.choice(kind, noun))


#: A word out of several: which page, which place.
LayoutName = Annotated[Layout, _choice(Layout, "a layout")]
CaptionAt = Annotated[CaptionPosition, _choice(CaptionPosition, "a place for a caption")]
BeginOn = Annotated[Begin, _choice(Begin, "a page to begin on")]
Credits = Annotated[CreditPolicy, _choice(CreditPolicy, "a place for credits")]
RunningTitleOn = Annotated[RunningTitle, _choice(RunningTitle, "a choice of pages")]
Folios = Annotated[FolioPosition, _choice(FolioPosition, "a place for page numbers")]
Hang = Annotated[HangLine, _choice(HangLine, "a line to hang photographs on")]
PlateList = Annotated[PlateListStyle, _choice(PlateListStyle, "a kind of list")]
OpenOn = Annotated[FirstPlate, _choice(FirstPlate, "a page to begin on")]
AutoOrTruth = Annotated[
    bool | None,
    BeforeValidator(values.auto_or_truth),
    WithJsonSchema({"anyOf": [{"const": "auto"}, {"type": "boolean"}]}),
]
Width = Annotated[str, TextType(40, values.width, _pattern(values.WIDTH_PATTERN))]
TypographyName = Annotated[Typography, _choice(Typography, "a way to set type")]
