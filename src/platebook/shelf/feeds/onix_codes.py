"""Codes of ONIX for Books (EDItEUR code lists), and what of a record they stand for."""

from __future__ import annotations

from types import MappingProxyType

#: List 17: contributors' roles by MARC relator. Roles of those who make no content (a publisher, a
#: printer) are left out, as ONIX has other elements for them.
ROLES = MappingProxyType(
    {
        "aut": "A01",
        "pht": "A13",
        "ill": "A12",
        "art": "A07",
        "edt": "B01",
        "trl": "B06",
        "dsr": "A11",
        "bkd": "A11",
        "cov": "A36",
        "aui": "A23",
        "win": "A24",
        "aft": "A19",
        "wac": "A32",
        "cre": "A09",
        "cur": "C02",
        "res": "A51",
        "ivr": "A43",
        "ctg": "A39",
        "csl": "B20",
        "nrt": "E07",
        "ctb": "A32",
    }
)
#: List 196: accessibility details by feature of the schema.org vocabulary.
ACCESS = MappingProxyType(
    {
        "unlocked": "10",
        "tableOfContents": "11",
        "readingOrder": "13",
        "alternativeText": "14",
        "pageBreakMarkers": "19",
        "structuralNavigation": "29",
        "ARIA": "30",
        "displayTransformability": "36",
        "pageNavigation": "41",
    }
)
SUMMARY, PDF_UA_1, UNKNOWN, LIMITED, WITHOUT_SIGHT = "00", "05", "08", "09", "52"
#: List 27: the scheme of a Thema code by its first character; any other is a subject category.
THEMA = MappingProxyType({"1": "94", "2": "95", "3": "96", "4": "97", "5": "98", "6": "99"})
_LANGUAGES = (
    "af:afr ar:ara bg:bul bn:ben ca:cat cs:cze cy:wel da:dan de:ger el:gre en:eng es:spa "
    "et:est eu:baq fa:per fi:fin fr:fre ga:gle gl:glg he:heb hi:hin hr:hrv hu:hun hy:arm "
    "id:ind is:ice it:ita ja:jpn ka:geo ko:kor lt:lit lv:lav mk:mac mr:mar ms:may mt:mlt "
    "nb:nob nl:dut nn:nno no:nor pl:pol pt:por ro:rum ru:rus sk:slo sl:slv sq:alb sr:srp "
    "sv:swe sw:swa ta:tam te:tel th:tha tr:tur uk:ukr ur:urd vi:vie zh:chi"
)
#: List 74 (ISO 639-2/B) by the language subtag of BCP 47.
LANGUAGES = MappingProxyType(dict(pair.split(":") for pair in _LANGUAGES.split()))
