"""Language tags: BCP 47 (RFC 5646), and what people write in their place."""

from __future__ import annotations

import re

from platebook.manifest.mistakes import InvalidValue, nearest, quoted

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

    Raises Wrong with the tag that was probably meant.
    """
    wrong = f"{quoted(text)} is not a language tag"
    if meant := _MEANT.get(text.casefold()):
        raise InvalidValue(wrong, f"Write {meant}.")
    # A locale, such as en_GB.UTF-8, is a tag and then the encoding.
    tag = re.sub("[_ ]", "-", text).partition(".")[0] if "_" in text else text.replace(" ", "-")
    primary, _, rest = tag.partition("-")
    match = _TAG.fullmatch(tag)
    if meant := _MEANT.get(primary.casefold()):
        better = _TAG.fullmatch(f"{meant.partition('-')[0]}-{rest}")
        raise InvalidValue(wrong, f"Write {_canonical(better) if better else meant}.")
    if match is None or len(primary) > 3 or (len(primary) == 2 and primary.lower() not in _KNOWN):
        guess = nearest(text, _MEANT, 0.75)
        raise InvalidValue(wrong, f"Write {_MEANT[guess]}." if guess else _HINT)
    canonical = _canonical(match)
    if match["region"] and match["region"].upper() == "-UK":
        right = canonical.replace("-UK", "-GB")
        raise InvalidValue(
            f"{quoted(text)}: the code of the United Kingdom is GB", f"Write {right}."
        )
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
