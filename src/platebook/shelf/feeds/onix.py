"""ONIX for Books 3.0: a record for each form of each book, for shops and libraries.

EDItEUR, ONIX for Books Product Information Format 3.0, with reference names. Prices and suppliers
are left to those who sell. Nothing is written that a record or a file does not say.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING

from lxml import etree

from platebook import isbn
from platebook.licences import licence
from platebook.shelf.feeds import address, moment
from platebook.shelf.model import Shelf, ShelfBook, ShelfFile

if TYPE_CHECKING:
    from lxml.etree import _Element

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


NAME, TYPE = "onix.xml", "application/xml"
_NAMESPACE = "http://ns.editeur.org/onix/3.0/reference"
#: Editions with a record of their own. A website and a cover are no products.
_FORMS = ("epub", "print", "screen")
_DIGITAL = ("epub", "screen")


def onix(shelf: Shelf) -> bytes:
    """Give the message with all records."""
    root = etree.Element(
        f"{{{_NAMESPACE}}}ONIXMessage", {"release": "3.0"}, nsmap={None: _NAMESPACE}
    )
    header = _add(root, "Header")
    _add(_add(header, "Sender"), "SenderName", shelf.name)
    _add(header, "SentDateTime", f"{moment(shelf.modified):%Y%m%dT%H%MZ}")
    for book in shelf.books:
        forms = [file for name in _FORMS if (file := book.of(name))]
        for file in forms:
            _product(root, book, file, forms, shelf)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _product(
    root: _Element, book: ShelfBook, file: ShelfFile, forms: list[ShelfFile], shelf: Shelf
) -> None:
    product = _add(root, "Product")
    _add(product, "RecordReference", _reference(book, file))
    _add(product, "NotificationType", "03")
    _identifiers(product, book, file, forms)
    _description(product, book, file)
    _collateral(product, book, shelf)
    _add_publisher(product, book)
    if others := [form for form in forms if form is not file]:
        material = _add(product, "RelatedMaterial")
        for other in others:
            related = _add(material, "RelatedProduct")
            _add(related, "ProductRelationCode", "06")
            _identifiers(related, book, other, forms)


def _reference(book: ShelfBook, file: ShelfFile) -> str:
    return f"{book.facts.identifier}#{file.facts.edition}"


def _identifiers(
    parent: _Element, book: ShelfBook, file: ShelfFile, forms: list[ShelfFile]
) -> None:
    """Add the identifier that we made, and the ISBN of this form where there is one."""
    own = _add(parent, "ProductIdentifier")
    _add(own, "ProductIDType", "01")
    _add(own, "IDTypeName", "platebook")
    _add(own, "IDValue", _reference(book, file))
    if number := _isbn(book, file, forms):
        identifier = _add(parent, "ProductIdentifier")
        _add(identifier, "ProductIDType", "15")
        _add(identifier, "IDValue", isbn.ean13(number))


def _isbn(book: ShelfBook, file: ShelfFile, forms: list[ShelfFile]) -> str | None:
    """Give the ISBN of a form; the identifier's is the printed book's, or that of the only form."""
    named = book.facts.isbn
    own = {"epub": named.epub, "print": named.print, "screen": named.screen}
    if any(own.values()):
        return own[file.facts.edition]
    is_its = file.facts.edition == "print" or len(forms) == 1
    return isbn.of(book.facts.identifier) if is_its else None


def _description(product: _Element, book: ShelfBook, file: ShelfFile) -> None:
    facts, edition = book.facts, file.facts.edition
    detail = _add(product, "DescriptiveDetail")
    _add(detail, "ProductComposition", "00")
    _add(detail, "ProductForm", "ED" if edition in _DIGITAL else "BA")
    for code in _form_details(file):
        _add(detail, "ProductFormDetail", code)
    for code, text in _access(file) if edition in _DIGITAL else ():
        feature = _add(detail, "ProductFormFeature")
        _add(feature, "ProductFormFeatureType", "09")
        _add(feature, "ProductFormFeatureValue", code)
        if text:
            _add(feature, "ProductFormFeatureDescription", text)
    if edition in _DIGITAL:
        _add(detail, "PrimaryContentType", "18")
        _add(detail, "ProductContentType", "10")
        _add(detail, "EpubTechnicalProtection", "00")
        _licence(detail, facts.rights)
    _series(detail, book)
    title = _add(detail, "TitleDetail")
    _add(title, "TitleType", "01")
    element = _add(title, "TitleElement")
    _add(element, "TitleElementLevel", "01")
    _add(element, "TitleText", facts.title)
    _add(element, "Subtitle", facts.subtitle)
    _contributors(detail, book)
    _language(detail, facts.language)
    _extents(detail, book, file)
    _subjects(detail, book)


def _form_details(file: ShelfFile) -> Iterator[str]:
    """Give the codes of List 175: the format, and whether its pages are fixed."""
    if file.facts.edition == "epub":
        yield "E101"
        yield "E201" if file.facts.access.fixed else "E200"
    elif file.facts.edition == "screen":
        yield from ("E107", "E201")


def _access(file: ShelfFile) -> Iterator[tuple[str, str]]:
    """Give the accessibility codes of List 196, with a text where one belongs to them."""
    access = file.facts.access
    if file.facts.edition == "screen":
        yield (PDF_UA_1 if access.accessible else UNKNOWN), ""
        return
    if access.summary:
        yield SUMMARY, access.summary
    if "alternativeText" not in access.features:
        yield LIMITED, ""
    yield from ((code, "") for name, code in ACCESS.items() if name in access.features)
    if "textual" in access.sufficient:
        yield WITHOUT_SIGHT, ""


def _licence(detail: _Element, rights: str) -> None:
    if not (terms := licence(rights)):
        return
    named = _add(detail, "EpubLicense")
    _add(named, "EpubLicenseName", terms.name)
    expression = _add(named, "EpubLicenseExpression")
    _add(expression, "EpubLicenseExpressionType", "01")
    _add(expression, "EpubLicenseExpressionLink", terms.address)


def _series(detail: _Element, book: ShelfBook) -> None:
    if not (series := book.facts.series):
        return
    collection = _add(detail, "Collection")
    _add(collection, "CollectionType", "10")
    title = _add(collection, "TitleDetail")
    _add(title, "TitleType", "01")
    element = _add(title, "TitleElement")
    _add(element, "TitleElementLevel", "02")
    _add(element, "PartNumber", series.position or "")
    _add(element, "TitleText", series.name)


def _contributors(detail: _Element, book: ShelfBook) -> None:
    """Name each person once, with all of their roles."""
    people: dict[str, tuple[str, list[str]]] = {}
    for person in book.facts.contributors:
        if code := ROLES.get(person.role):
            sort, roles = people.get(person.name, ("", []))
            people[person.name] = (sort or person.sort or "", list(dict.fromkeys([*roles, code])))
    for number, (name, (sort, roles)) in enumerate(people.items(), 1):
        contributor = _add(detail, "Contributor")
        _add(contributor, "SequenceNumber", str(number))
        for role in roles:
            _add(contributor, "ContributorRole", role)
        _add(contributor, "PersonName", name)
        _add(contributor, "PersonNameInverted", sort)
    if not people:
        etree.SubElement(detail, f"{{{_NAMESPACE}}}NoContributor")


def _language(detail: _Element, tag: str) -> None:
    code = LANGUAGES.get(tag.partition("-")[0].lower())
    if code:
        language = _add(detail, "Language")
        _add(language, "LanguageRole", "01")
        _add(language, "LanguageCode", code)


def _extents(detail: _Element, book: ShelfBook, file: ShelfFile) -> None:
    rows = []
    if file.facts.pages:
        rows.append(("05", str(file.facts.pages), "03"))
    if file.facts.edition in _DIGITAL:
        rows.append(("22", str(file.recorded.bytes), "17"))
    for kind, value, unit in rows:
        extent = _add(detail, "Extent")
        _add(extent, "ExtentType", kind)
        _add(extent, "ExtentValue", value)
        _add(extent, "ExtentUnit", unit)
    _add(detail, "NumberOfIllustrations", str(book.facts.plates))


def _subjects(detail: _Element, book: ShelfBook) -> None:
    subjects = book.facts.subjects
    rows = [("10", code) for code in subjects.bisac]
    rows += [(THEMA.get(code[0], "93"), code) for code in subjects.thema]
    codes = set()
    for scheme, code in rows:
        subject = _add(detail, "Subject")
        if scheme in ("10", "93") and scheme not in codes:
            etree.SubElement(subject, f"{{{_NAMESPACE}}}MainSubject")
        codes.add(scheme)
        _add(subject, "SubjectSchemeIdentifier", scheme)
        _add(subject, "SubjectCode", code)
    if book.facts.keywords:
        subject = _add(detail, "Subject")
        _add(subject, "SubjectSchemeIdentifier", "20")
        _add(subject, "SubjectHeadingText", "; ".join(book.facts.keywords))


def _collateral(product: _Element, book: ShelfBook, shelf: Shelf) -> None:
    """Add the description, and the cover where its address is known."""
    if not (book.facts.description or (shelf.site and book.cover)):
        return
    collateral = _add(product, "CollateralDetail")
    if book.facts.description:
        text = _add(collateral, "TextContent")
        _add(text, "TextType", "03")
        _add(text, "ContentAudience", "00")
        _add(text, "Text", book.facts.description)
    if shelf.site and book.cover:
        resource = _add(collateral, "SupportingResource")
        _add(resource, "ResourceContentType", "01")
        _add(resource, "ContentAudience", "00")
        _add(resource, "ResourceMode", "03")
        version = _add(resource, "ResourceVersion")
        _add(version, "ResourceForm", "02")
        _add(version, "ResourceLink", address(book.cover.path, shelf))


def _add_publisher(product: _Element, book: ShelfBook) -> None:
    """Add publisher and date; ONIX has no date without a publisher."""
    facts = book.facts
    if not facts.publisher:
        return
    detail = _add(product, "PublishingDetail")
    publisher = _add(detail, "Publisher")
    _add(publisher, "PublishingRole", "01")
    _add(publisher, "PublisherName", facts.publisher)
    _add(detail, "PublishingStatus", "04")
    if facts.published:
        date = _add(detail, "PublishingDate")
        _add(date, "PublishingDateRole", "01")
        digits = facts.published.replace("-", "")
        _add(date, "Date", digits).set("dateformat", {8: "00", 6: "01", 4: "05"}[len(digits)])


def _add(parent: _Element, name: str, text: str | None = None) -> _Element:
    """Add an element; with a text, only where that is not empty."""
    element = etree.Element(f"{{{_NAMESPACE}}}{name}")
    if text != "":
        parent.append(element)
    element.text = text
    return element
