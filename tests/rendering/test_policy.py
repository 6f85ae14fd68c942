"""Would catch a template that puts a script, or something from elsewhere, into a book."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree, html

from platebook import themes
from platebook.rendering.template_values import ForbiddenError, check_policy

PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
    'xmlns:svg="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:h="http://www.w3.org/1999/xhtml">{}</html>'
)
FORBIDDEN = [
    "<script>1</script>",
    '<rect fill="url(http://example.org/#a)"/>',
    '<rect filter="u\\72l(http://example.org/a.svg#b)"/>',
    '<path marker-end="url(//example.org/a.svg#b)"/>',
    '<p cursor="url(a.cur)"/>',
    "<h:script>1</h:script>",
    "<style><script/></style>",
    "<svg:script xlink:href='x.js'/>",
    '<iframe src="a.xhtml"/>',
    '<object data="a.pdf"/>',
    '<embed src="a.swf"/>',
    '<base href="http://example.org/"/>',
    '<meta http-equiv="refresh" content="0; url=http://example.org"/>',
    '<p onclick="x()"/>',
    '<svg:svg onload="x()"/>',
    '<img src="http://example.org/a.png"/>',
    '<img src="//example.org/a.png"/>',
    '<img src="\\\\example.org/a.png"/>',
    '<img src=" HTTP://example.org/a.png"/>',
    '<img src="file:///etc/passwd"/>',
    '<img srcset="a.png 1x, http://example.org/b.png 2x"/>',
    '<link rel="stylesheet" href="http://example.org/a.css"/>',
    '<link rel="attachment" href="a.txt"/>',
    '<svg:image xlink:href="http://example.org/a.png"/>',
    '<svg:use href="http://example.org/a.svg#a"/>',
    '<svg:set attributeName="href" to="javascript:x()"/>',
    '<video poster="http://example.org/a.png"/>',
    '<a href="javascript:x()">x</a>',
    '<a href="java&#10;script:x()">x</a>',
    '<a href=" data:text/html,x">x</a>',
    '<svg:a xlink:href="javascript:x()"/>',
    '<a href="file:///etc/passwd">x</a>',
    '<a href="#x" ping="http://example.org">x</a>',
    '<form action="http://example.org"/>',
    "<p style='background: u\\72l(http://example.org)'/>",
    "<p style='background: image-set(\"http://example.org\" 1x)'/>",
    '<style>@import "a.css";</style>',
]
ALLOWED = [
    '<rect fill="url(#a)" stroke="#123"/>',
    '<a href="https://example.org/?x=javascript:1">x</a>',
    '<a href="mailto:a@example.org">x</a><a href="tel:+1">y</a><a href="#on">z</a>',
    '<img src="../images/a.jpg" alt="on"/><img src="platebook:plates/a.jpg"/>',
    '<link rel="stylesheet" href="../styles/base.css"/><meta charset="utf-8"/>',
    '<svg:svg><svg:path id="p" d="M0 0"/><svg:use xlink:href="#p"/></svg:svg>',
    "<p style='color: red; fill: url(#p)' class='onclick' title='http://example.org'/>",
    "<style>p { color: red }</style><blockquote cite='http://example.org'/>",
]


def judge(body: str) -> None:
    check_policy(etree.fromstring(PAGE.format(body)).iter())


@pytest.mark.parametrize("body", FORBIDDEN)
def test_what_runs_or_loads_is_refused(body: str) -> None:
    with pytest.raises(ForbiddenError):
        judge(body)


@pytest.mark.parametrize("body", [each for each in FORBIDDEN if ":" not in each.split()[0]])
def test_it_is_refused_as_html_reads_it_too(body: str) -> None:
    if body.startswith("<style><script"):
        return  # which HTML reads as a text
    with pytest.raises(ForbiddenError):
        check_policy(html.document_fromstring(f"<!DOCTYPE html><body>{body}</body>").iter())


@pytest.mark.parametrize("body", ALLOWED)
def test_what_stays_in_the_book_is_let_through(body: str) -> None:
    judge(body)


def test_the_template_and_its_line_are_named(tmp_path: Path) -> None:
    part = tmp_path / "templates" / "parts" / "plate.xhtml.j2"
    part.parent.mkdir(parents=True)
    part.write_text('<p>\n<img src="http://example.org/a.png"/></p>')
    with pytest.raises(ForbiddenError) as caught:
        judge('<img src="http://example.org/a.png"/>')
    error = caught.value.attribute_to(themes.find(tmp_path))
    assert error.exit_code == 5
    assert error.findings[0].where == f"{part}:2"
