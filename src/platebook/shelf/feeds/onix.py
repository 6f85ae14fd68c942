"""ONIX for Books 3.0: a record for each form of each book, for shops and libraries.

EDItEUR, ONIX for Books Product Information Format 3.0, with reference names. Prices and suppliers
are left to those who sell. Nothing is written that a record or a file does not say.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING

from lxml import etree
from lxml.builder import ElementMaker

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
#: Makes elements of ONIX: ``_E.Product(…)``; the order of what is in them is that of its schema.
_E = ElementMaker(namespace=_NAMESPACE, nsmap={None: _NAMESPACE})
#: Editions with a record of their own. A website and a cover are no products.
_FORMS = ("epub", "print", "screen")
_DIGITAL = ("epub", "screen")


def onix(shelf: Shelf) -> bytes:
    """Return the message with all records."""
    header = _E.Header(
        _E.Sender(_E.SenderName(shelf.name)),
        _E.SentDateTime(f"{moment(shelf.modified):%Y%m%dT%H%MZ}"),
    )
    root = _E.ONIXMessage(header, release="3.0")
    for book in shelf.books:
        forms = [file for name in _FORMS if (file := book.of(name))]
        root.extend(_product(book, file, forms, shelf) for file in forms)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _optional(name: str, text: str | None) -> list[_Element]:
    """Make an element with a text; none where the text is empty."""
    return [_E(name, text)] if text else []


def _product(book: ShelfBook, file: ShelfFile, forms: list[ShelfFile], shelf: Shelf) -> _Element:
    related = [
        _E.RelatedProduct(_E.ProductRelationCode("06"), *_identifiers(book, other, forms))
        for other in forms
        if other is not file
    ]
    return _E.Product(
        _E.RecordReference(_reference(book, file)),
        _E.NotificationType("03"),
        *_identifiers(book, file, forms),
        _description(book, file),
        *_collateral(book, shelf),
        *_publishing(book),
        *([_E.RelatedMaterial(*related)] if related else []),
    )


def _reference(book: ShelfBook, file: ShelfFile) -> str:
    return f"{book.facts.identifier}#{file.facts.edition}"


def _identifiers(book: ShelfBook, file: ShelfFile, forms: list[ShelfFile]) -> Iterator[_Element]:
    """Yield the identifier that we made, and the ISBN of this form where there is one."""
    yield _E.ProductIdentifier(
        _E.ProductIDType("01"), _E.IDTypeName("platebook"), _E.IDValue(_reference(book, file))
    )
    if number := _isbn(book, file, forms):
        yield _E.ProductIdentifier(_E.ProductIDType("15"), _E.IDValue(isbn.ean13(number)))


def _isbn(book: ShelfBook, file: ShelfFile, forms: list[ShelfFile]) -> str | None:
    """Return a form's ISBN; the identifier's is the printed book's, or the only form's."""
    isbns = book.facts.isbn
    own = {"epub": isbns.epub, "print": isbns.print, "screen": isbns.screen}
    if any(own.values()):
        return own[file.facts.edition]
    is_its = file.facts.edition == "print" or len(forms) == 1
    return isbn.of(book.facts.identifier) if is_its else None


def _description(book: ShelfBook, file: ShelfFile) -> _Element:
    facts, digital = book.facts, file.facts.edition in _DIGITAL
    features = [
        _E.ProductFormFeature(
            _E.ProductFormFeatureType("09"),
            _E.ProductFormFeatureValue(code),
            *_optional("ProductFormFeatureDescription", text),
        )
        for code, text in (_access(file) if digital else ())
    ]
    content = [
        _E.PrimaryContentType("18"),
        _E.ProductContentType("10"),
        _E.EpubTechnicalProtection("00"),
        *_licence(facts.rights),
    ]
    title = _E.TitleElement(
        _E.TitleElementLevel("01"),
        _E.TitleText(facts.title),
        *_optional("Subtitle", facts.subtitle),
    )
    return _E.DescriptiveDetail(
        _E.ProductComposition("00"),
        _E.ProductForm("ED" if digital else "BA"),
        *map(_E.ProductFormDetail, _form_details(file)),
        *features,
        *(content if digital else []),
        *_series(book),
        _E.TitleDetail(_E.TitleType("01"), title),
        *_contributors(book),
        *_language(facts.language),
        *_extents(book, file),
        *_subjects(book),
    )


def _form_details(file: ShelfFile) -> Iterator[str]:
    """Yield the codes of List 175: the format, and whether its pages are fixed."""
    if file.facts.edition == "epub":
        yield "E101"
        yield "E201" if file.facts.access.fixed else "E200"
    elif file.facts.edition == "screen":
        yield from ("E107", "E201")


def _access(file: ShelfFile) -> Iterator[tuple[str, str]]:
    """Yield the accessibility codes of List 196, with a text where one belongs to them."""
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


def _licence(rights: str) -> Iterator[_Element]:
    if terms := licence(rights):
        yield _E.EpubLicense(
            _E.EpubLicenseName(terms.name),
            _E.EpubLicenseExpression(
                _E.EpubLicenseExpressionType("01"), _E.EpubLicenseExpressionLink(terms.address)
            ),
        )


def _series(book: ShelfBook) -> Iterator[_Element]:
    if series := book.facts.series:
        element = _E.TitleElement(
            _E.TitleElementLevel("02"),
            *_optional("PartNumber", series.position),
            _E.TitleText(series.name),
        )
        yield _E.Collection(_E.CollectionType("10"), _E.TitleDetail(_E.TitleType("01"), element))


def _contributors(book: ShelfBook) -> Iterator[_Element]:
    """Yield each person once, with all of their roles."""
    people: dict[str, tuple[str, list[str]]] = {}
    for person in book.facts.contributors:
        if code := ROLES.get(person.role):
            sort, roles = people.get(person.name, ("", []))
            people[person.name] = (sort or person.sort or "", list(dict.fromkeys([*roles, code])))
    for number, (name, (sort, roles)) in enumerate(people.items(), 1):
        yield _E.Contributor(
            _E.SequenceNumber(str(number)),
            *map(_E.ContributorRole, roles),
            _E.PersonName(name),
            *_optional("PersonNameInverted", sort),
        )
    if not people:
        yield _E.NoContributor()


def _language(tag: str) -> Iterator[_Element]:
    if code := LANGUAGES.get(tag.partition("-")[0].lower()):
        yield _E.Language(_E.LanguageRole("01"), _E.LanguageCode(code))


def _extents(book: ShelfBook, file: ShelfFile) -> Iterator[_Element]:
    rows = []
    if file.facts.pages:
        rows.append(("05", str(file.facts.pages), "03"))
    if file.facts.edition in _DIGITAL:
        rows.append(("22", str(file.record.bytes), "17"))
    for kind, value, unit in rows:
        yield _E.Extent(_E.ExtentType(kind), _E.ExtentValue(value), _E.ExtentUnit(unit))
    yield _E.NumberOfIllustrations(str(book.facts.plates))


def _subjects(book: ShelfBook) -> Iterator[_Element]:
    subjects = book.facts.subjects
    rows = [("10", code) for code in subjects.bisac]
    rows += [(THEMA.get(code[0], "93"), code) for code in subjects.thema]
    schemes = set()
    for scheme, code in rows:
        is_main = scheme in ("10", "93") and scheme not in schemes
        schemes.add(scheme)
        yield _E.Subject(
            *([_E.MainSubject()] if is_main else []),
            _E.SubjectSchemeIdentifier(scheme),
            _E.SubjectCode(code),
        )
    if book.facts.keywords:
        words = "; ".join(book.facts.keywords)
        yield _E.Subject(_E.SubjectSchemeIdentifier("20"), _E.SubjectHeadingText(words))


def _collateral(book: ShelfBook, shelf: Shelf) -> Iterator[_Element]:
    """Yield the description, and the cover where its address is known."""
    parts = []
    if text := book.facts.description:
        parts.append(_E.TextContent(_E.TextType("03"), _E.ContentAudience("00"), _E.Text(text)))
    if shelf.site and book.cover:
        link = _E.ResourceLink(address(book.cover.path, shelf))
        version = _E.ResourceVersion(_E.ResourceForm("02"), link)
        kind, audience = _E.ResourceContentType("01"), _E.ContentAudience("00")
        parts.append(_E.SupportingResource(kind, audience, _E.ResourceMode("03"), version))
    if parts:
        yield _E.CollateralDetail(*parts)


def _publishing(book: ShelfBook) -> Iterator[_Element]:
    """Yield publisher and date; ONIX has no date without a publisher."""
    facts = book.facts
    if not facts.publisher:
        return
    detail = _E.PublishingDetail(
        _E.Publisher(_E.PublishingRole("01"), _E.PublisherName(facts.publisher)),
        _E.PublishingStatus("04"),
    )
    if facts.published:
        digits = facts.published.replace("-", "")
        date = _E.Date(digits, dateformat={8: "00", 6: "01", 4: "05"}[len(digits)])
        detail.append(_E.PublishingDate(_E.PublishingDateRole("01"), date))
    yield detail
