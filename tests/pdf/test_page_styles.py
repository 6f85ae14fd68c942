"""Would catch: a plate without its own place, a link that loses its plate, HTML that is no XML."""

from xml.etree import ElementTree

from platebook.pdf.weasyprint_patches.page_styles import (
    CAPTION,
    Own,
    PlateStyles,
    add_classes,
    built_in_styles,
    source,
)

PLATE = '<figure id="{0}"><img src="a"/><figcaption id="{0}-caption"/></figure>'


def test_plates_that_are_alike_share_one_rule() -> None:
    root = ElementTree.fromstring("<body>" + "".join(map(PLATE.format, "abc")) + "</body>")
    wide, high = ("width: 9mm", "left: 0mm"), ("width: 5mm",)
    plate_rules = PlateStyles(
        own=(Own("a", "img", wide), Own("b", "img", wide), Own("c", "img", high))
    )
    add_classes(root, plate_rules)
    first, second, third = (image.get("class") for image in root.iter("img"))
    assert first == second != third
    assert plate_rules.sheet.count("{") == 2
    assert f".{first} {{ width: 9mm !important; left: 0mm !important }}" in plate_rules.sheet


def test_a_link_to_a_plate_leads_to_its_photograph() -> None:
    root = ElementTree.fromstring("<body>" + PLATE.format("a") + "</body>")
    add_classes(root, PlateStyles(own=(Own("a", "img", ("left: 0mm",)),)))
    assert [element.tag for element in root.iter() if element.get("id") == "a"] == ["img"]
    caption = next(root.iter("figcaption"))
    assert (caption.get("id"), caption.get(CAPTION)) == (None, "a")


def test_html_that_is_no_xml_is_read_as_html() -> None:
    html = '<!DOCTYPE html><html lang="en"><body><p>one<p>two&nbsp;<br></body></html>'
    read = source(html, "platebook:", None, built_in_styles([]))
    assert [element.text for element in read.etree_element.iter("p")] == ["one", "two\xa0"]


def test_notes_are_styled_where_a_stylesheet_makes_them() -> None:
    def pseudo(text: str) -> set[str | None]:
        (sheet,) = built_in_styles([text])
        return {rule[3] for rule in sheet.matcher.other_selectors}

    assert "footnote-call" not in pseudo("p { color: red }")
    assert "footnote-call" in pseudo(".aside { float: footnote }")
