"""Recognises what stands before a caption: a number, a file name, a form's label.

Numbers are recognised in all digits that people count with, and with the words for a photograph in
many languages: ``1/``, ``Bild 3:``, ``写真1``, ``صورة ٤``, ``Фото № 2.``
"""

from __future__ import annotations

import re
import unicodedata

_WORDS = (
    r"photo(?:graph)?|pic(?:ture)?|image|img|plate|slide|figure|fig|caption|légende|foto(?:grafi[ae]?)?|"
    r"bild|billede|bilde|abb|abbildung|imagen?|imagem|figura|pie de foto|didascalia|afbeelding|"
    r"bijschrift|zdjęcie|fot|fotoğraf|resim|kuva|φωτογραφία|εικόνα|фото(?:графия)?|снимок|кадр|рис(?:унок)?|"
    r"знімок|світлина|(?:ال)?صورة|תמונה|צילום|चित्र|फ़?ोटो|图片?|圖片?|照片|相片|写真|画像|図|사진|그림|第"
)
_SIGN = r"(?:no|nr|n)[.°º]|(?:no|nr)\b|№|\\?\#|رقم|מס['׳’]"
NUMBERED = re.compile(
    rf"(?:\*\*)?\\?[\[(<（【〔「〈]?"
    rf"(?P<word>(?:{_WORDS})\.?\s*(?:(?:{_SIGN})\s*)?[(（]?|(?:{_SIGN})\s*|p(?=\d))?"
    r"(?P<number>\d{1,5}|[①-⑳㉑-㉟㊱-㊿])(?:\s*(?:/|of|von|de|sur|di|van|av|из|من|מתוך)\s*(?P<of>\d{1,4}))?"
    r"(?:枚目|[张張枚번](?=\W))?"
    r"(?P<end>(?:\\?[.)\]>:：．、）】〕」〉]|\s:(?=\s)|/(?=\s))+|\s*[–—|-](?=\s)|(?=\s*$))?"
    r"(?:\*\*)?\s*",
    re.IGNORECASE,
)
FILE = re.compile(
    rf"(?:\*\*)?[\[(]?\s*(?:(?:{_WORDS})\s*:\s*)?"
    r"(?P<file>[\w][\w \\().,'-]{0,120}?\."
    r"(?:jpe?g|png|tiff?|webp|hei[cf]|avif|nef|cr[23]|arw|dng))"
    r"[\])]?(?:\*\*)?\s*(?:[:：–—|-]\s*|$)",
    re.IGNORECASE,
)
STEM = re.compile(
    r"(?P<file>[\w-][\w .()-]{1,78}?)"
    r"(?:\s*[:：–—|]\s*(?<=[\s：])|\s+-\s+|(?<=\.\w{3})\s+|(?<=\.\w{4})\s+)(?=\S)"
)
#: What a form calls a caption.
LABEL = re.compile(
    r"(?:\*\*)?(?:caption|cutline|bildunterschrift|bildtext|légende|pie de foto|didascalia|"
    r"bijschrift)\s*:(?:\*\*)?\s*",
    re.IGNORECASE,
)


#: The heading of a list of captions.
HEADING = re.compile(
    r"\W*(?:photo(?:graph)?s?|pictures?|images?|fotos?|bilder)?\s*(?:photos|pictures|images|fotos|bilder|"
    r"captions?|cutlines?|bildunterschriften|bildtexte|legenden?|légendes|pies de foto|didascalie|"
    r"bijschriften|bildtexter|billedtekster|bildetekster|podpisy|"
    r"подписи(?: к фото(?:графиям)?)?|图片说明|图说|(?:写真)?キャプション|사진 ?설명|"
    r"تعليقات(?: الصور)?|التعليقات(?: على الصور)?|כיתובים(?: לתמונות)?)\W*",
    re.IGNORECASE,
)
#: The sign of an item in a list.
BULLET = re.compile(r"[•‣▪●◦*–—-]\s+")


def number(text: str) -> int | None:
    """Return the number that a caption is marked with; None where it has none."""
    match = NUMBERED.match(text)
    if not match:
        return None
    ends = match["end"] is not None or match["of"] or not match["number"].isdecimal()
    is_mark = ends or match["word"] not in (None, "p", "P")
    return int(unicodedata.normalize("NFKC", match["number"])) if is_mark else None


def without(text: str, mark: re.Pattern[str]) -> str:
    """Take a mark off the beginning of a Markdown text."""
    for candidate in (text, text.replace("\\", "")):
        if match := mark.match(candidate):
            rest, sign = candidate[match.end() :], match[0].rstrip()
            is_open = sign.startswith("**") and not sign.endswith("**")
            return rest.lstrip("*_ ") if is_open else rest.strip()
    return text
