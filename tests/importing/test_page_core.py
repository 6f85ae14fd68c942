"""Would catch lost paragraphs, and teasers, policies and labels in a book, by a page's shape alone.

The pages are written here; each has the structure of a page that was saved from a real site.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from platebook.importing import line_types
from platebook.importing.assemble import assemble
from platebook.importing.model import PhotographFile, Sources, StoryDraft
from platebook.importing.plain_text import plain
from platebook.importing.read import page

FIRST = (
    "The ferry left the island for the last time on a Sunday, with the band still playing on it."
)
SECOND = "Nobody had told the driver of the bus, who waited at the pier until it was quite dark."
THIRD = (
    "“We will row,” said the teacher, and in the first week of the autumn term they did just that."
)
FOURTH = "The new boat was to come in spring; by May there was a drawing of it in the town hall."
POLICY = "All comments are read by our staff before they are shown, which may take up to two days."
ADDRESS = "https://news.example.org/island/ferry.html"


def story(body: str, head: str = "") -> tuple[StoryDraft, list[str]]:
    """Import a page with one photograph of another name; give the story and what is left out."""
    text = f"<html><head><title>The last ferry</title>{head}</head><body>{body}</body></html>"
    article = page.read(text, "page.html", lambda _: None)
    photo = PhotographFile(Path("/photo.jpg"), "other.jpg", "JPEG", (3000, 2000), 1)
    draft = assemble(Sources((article,), (photo,)), "folder")
    return draft, [item.text for item in draft.left_out]


def words(draft: StoryDraft) -> str:
    """Return the text of a story, captions included, on one line."""
    texts = [
        value.text for key, value in draft.values.items() if key in ("introduction", "closing")
    ]
    texts += [section.text.text for section in draft.sections if section.text]
    texts += [plate.values["caption"].text for plate in draft.plates if "caption" in plate.values]
    return " ".join(" ".join(texts).split())


def paragraphs(*texts: str, name: str = "") -> str:
    kind = f' class="{name}"' if name else ""
    return "".join(f"<p{kind}>{text}</p>" for text in texts)


def teaser(number: int, tag: str = "li") -> str:
    return (
        f'<{tag} class="card-{number}"><a href="/news/{number}.html"><img src="/t/{number}.jpg" '
        f'width="300" alt=""></a><h4><a href="/news/{number}.html">Another headline, number '
        f"{number}</a></h4><p>It says what the other article is about in a sentence of some "
        f"length.</p></{tag}>"
    )


def test_text_that_every_paragraph_calls_furniture_stays() -> None:
    chunks = "".join(
        f'<div class="chunk"><div class="inner">{paragraphs(one, two, name="paywall")}</div></div>'
        '<div class="ad">Advertisement</div>'
        for one, two in ((FIRST, SECOND), (THIRD, FOURTH))
    )
    draft, left = story(f"<main><h1>The last ferry</h1><article>{chunks}</article></main>")
    assert words(draft) == f"{FIRST} {SECOND} {THIRD} {FOURTH}"
    assert "Advertisement" in left


def test_lists_of_teasers_are_left_out_with_photographs_and_headings() -> None:
    cards = "".join(map(teaser, range(6)))
    head = f'<link rel="canonical" href="{ADDRESS}">'
    body = (
        f"<div class='wrap'><h1>The last ferry</h1><div class='text'>{paragraphs(FIRST, SECOND)}"
        f"<figure><img src='/big/pier.jpg' width='900'><figcaption>The pier.</figcaption></figure>"
        f"{paragraphs(THIRD, FOURTH)}<h3>Most viewed</h3><ul>{cards}</ul></div>"
        f"<div class='right'><h3>Latest news</h3>{''.join(teaser(n, 'div') for n in range(8, 12))}"
        "</div></div>"
    )
    draft, left = story(body, head)
    assert [plate.values["caption"].text for plate in draft.plates] == ["The pier."]
    assert words(draft) == f"{FIRST} {SECOND} {THIRD} {FOURTH} The pier."
    assert {"Most viewed", "Latest news", "Another headline, number 3"} <= set(left)


def test_a_list_of_places_that_leads_to_other_sites_is_the_article() -> None:
    items = "".join(
        f"<section><h2><a href='https://cafe-{n}.example.com/'>Café number {n}</a></h2>"
        f"<img src='/big/cafe-{n}.jpg' width='900'><p>Number {n} opens at six, before the first "
        "ferry, and the coffee is made by the man who used to sell the tickets.</p></section>"
        for n in range(1, 6)
    )
    body = f"<main><h1>The last ferry</h1>{paragraphs(FIRST, SECOND)}{items}</main>"
    draft, _ = story(body, f'<link rel="canonical" href="{ADDRESS}">')
    assert len([plate for plate in draft.plates if "missing" in plate.photo]) == 5
    assert "Number 4 opens at six" in words(draft)


def test_a_list_of_places_that_leads_to_the_site_itself_is_the_article() -> None:
    items = "".join(
        f"<div><h2><a href='/cafe-{n}.html'>Café number {n}</a></h2><img src='/big/cafe-{n}.jpg' "
        f"width='900'><p>Number {n} opens at six, before the first ferry. {SECOND} {THIRD} "
        "Coffee is made by the man who used to sell the tickets.</p></div>"
        for n in range(1, 8)
    )
    body = f"<main><h1>The last ferry</h1><p>{FIRST}</p>{items}</main>"
    draft, _ = story(body, f'<link rel="canonical" href="{ADDRESS}">')
    assert len([plate for plate in draft.plates if "missing" in plate.photo]) == 7
    assert "Number 4 opens at six" in words(draft)


def test_what_stands_beside_the_article_is_left_out_in_any_language() -> None:
    texts = [f"{text} So it was told on day {n}." for n in range(3) for text in (FIRST, SECOND)]
    body = (
        "<div id='page'><div class='a1'><a href='/x'>首页</a> <a href='/y'>时政</a></div>"
        f"<div class='a2'><h1>The last ferry</h1><div>2026-05-02 08:10 来源：日报</div>"
        f"<div class='a3'>{paragraphs(*texts)}</div></div>"
        "<div class='a4'><p>凡注明来源为“日报网”的作品，未经书面授权，任何网站或个人不得转载、"
        "使用，违者必究。如需使用，请与本网联系。</p></div></div>"
    )
    draft, left = story(body)
    assert words(draft) == " ".join(texts)
    assert draft.values["published"].text == "2026-05-02"
    assert any("凡注明来源" in text for text in left)


def test_labels_that_are_repeated_and_lines_round_the_text_are_left_out() -> None:
    label = "<div class='title'>The island in pictures, today</div>"
    slides = "".join(f"<div>{label}<b>{n}</b></div>" for n in range(5))
    body = (
        f"<article><h1>The last ferry</h1><div>Island news and more</div>"
        f"{paragraphs(FIRST, SECOND)}{slides}{paragraphs(THIRD)}<p>desk@example.org (END)</p>"
        "<p>Example News © 2026</p></article>"
    )
    draft, left = story(body)
    assert words(draft) == f"{FIRST} {SECOND} {THIRD}"
    assert "desk@example.org (END)" in left
    assert left.count("The island in pictures, today") == 5


def test_comments_and_their_policy_are_left_out_though_they_are_longer() -> None:
    comments = "".join(f"<div class='comment'><p>{POLICY} {n}</p></div>" for n in range(9))
    body = (
        f"<div><h1>The last ferry</h1><div class='post'>{paragraphs(FIRST, SECOND)}</div>"
        f"<div id='comments'><h3>Comments</h3>{comments}</div></div>"
    )
    draft, _ = story(body)
    assert words(draft) == f"{FIRST} {SECOND}"


def test_words_of_a_sentence_stay_whatever_their_class_or_links() -> None:
    links = " ".join(
        f"and <a class='js-teaser ad' href='/people/{n}.html'>a person called {n}</a>,"
        for n in range(5)
    )
    sentence = f"On board were the mayor, who had come with the last of his suitcases, {links} too."
    body = f"<article><h1>The last ferry</h1><p>{FIRST}</p><p>{sentence}</p></article>"
    draft, _ = story(body)
    assert all(f"[a person called {n}]" not in words(draft) for n in range(5))  # no whole address
    assert all(f"a person called {n}" in words(draft) for n in range(5))
    assert "\n\n" not in draft.values["introduction"].text.partition("On board")[2]


def test_a_photograph_under_a_heading_with_a_link_in_it_stays_with_its_text() -> None:
    section = (
        "<section><img src='/big/boat.jpg' width='900'><h2>The town writes about its boat in "
        "<a href='/paper.html'>its paper</a> every day</h2></section>"
    )
    body = f"<main><h1>The last ferry</h1>{paragraphs(FIRST)}{section}<p>{SECOND}</p></main>"
    draft, left = story(body)
    assert len(draft.plates) == 1
    assert not any("The town writes" in text for text in left)


def test_boxes_below_the_last_paragraph_and_links_between_are_left_out() -> None:
    link = (
        "<p><a href='https://news.example.org/other.html'>How the other island got its boat</a></p>"
    )
    body = (
        f"<article><h1>The last ferry</h1><div><p>{FIRST}</p><p>{SECOND}</p>{link}<p>{THIRD}</p>"
        f"<p>{FOURTH}</p>{paragraphs(*(f'{FIRST} On day {n}.' for n in range(9)))}"
        f"<div class='x'>{POLICY}</div></div><div>{POLICY} We mean it.</div></article>"
    )
    draft, left = story(body, f'<link rel="canonical" href="{ADDRESS}">')
    assert words(draft).startswith(f"{FIRST} {SECOND} {THIRD} {FOURTH}")
    assert words(draft).endswith("On day 8.")
    assert {POLICY, f"{POLICY} We mean it.", "How the other island got its boat"} <= set(left)


def test_a_closing_below_photographs_stays_though_it_stands_in_a_box() -> None:
    figures = "".join(
        f"<figure><img src='/big/{n}.jpg' width='900'><figcaption>Boat number {n} at the pier."
        "</figcaption></figure>"
        for n in range(4)
    )
    text = paragraphs(FIRST, SECOND)
    body = f"<article><h1>The last ferry</h1>{text}{figures}<div>{FOURTH}</div></article>"
    draft, _ = story(body)
    assert draft.values["closing"].text == FOURTH


def test_ratings_breadcrumbs_films_and_the_address_are_left_out() -> None:
    stars = "".join(f"<li>now <a href='#'>rate it {n} of 5</a></li>" for n in range(1, 6))
    body = (
        f"<main><article><ol><li><a href='/'>News</a></li><li>The last ferry</li></ol>"
        f"<h1>The last ferry</h1><ul>{stars}</ul>{paragraphs(FIRST, SECOND)}"
        "<div class='video-box'><img src='/v/still.jpg' width='900'><span>Watch what the driver did"
        f"</span></div>{paragraphs(THIRD)}<p>news.example.org - {ADDRESS}</p></article></main>"
    )
    draft, left = story(body, f'<link rel="canonical" href="{ADDRESS}">')
    assert words(draft) == f"{FIRST} {SECOND} {THIRD}"
    assert "Watch what the driver did" in left
    assert "still.jpg" in left


def test_a_site_s_name_behind_the_headline_is_cut() -> None:
    body = (
        "<article><h1><a>The last ferry sails at noon</a><b>Island Post Harbour</b></h1>"
        f"{paragraphs(FIRST, SECOND)}<h3>The last ferry sails at noon</h3><p>{THIRD}</p></article>"
    )
    title = "The last ferry sails at noon » Local » Island Post Harbour"
    article = page.read(f"<title>{title}</title>{body}", "page.html", lambda _: None)
    assert article.facts["title"] == "The last ferry sails at noon"
    assert [block.text for block in article.blocks] == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    ("line", "makers"),
    [
        ("Analysis by Jo Doe, News Senior Court Analyst", [("Jo Doe", "author")]),
        ("By Jo Doe and Max Roe, NNN", [("Jo Doe", "author"), ("Max Roe", "author")]),
        ("By NNN", [("NNN", "author")]),
        ("By Print", []),
        ("By Jo Doe, Website, Show all articles of Jo Doe", [("Jo Doe", "author")]),
        ("Photographs by Jo Doe, Staff Photographer", [("Jo Doe", "photographer")]),
    ],
)
def test_functions_agencies_and_controls_are_no_makers(
    line: str, makers: list[tuple[str, str]]
) -> None:
    assert list(line_types.byline(line)) == makers


def test_lists_within_lists_of_links_are_listed_as_left_out() -> None:
    links = "".join(
        f"<li><a href='/topic/{n}.html'>Topic with number {n}</a></li>" for n in range(5)
    )
    body = (
        f"<nav><h3>Topics</h3><ul>{links}</ul></nav>"
        f"<article><h1>The last ferry</h1>{paragraphs(FIRST, SECOND)}</article>"
    )
    _, left = story(body)
    assert {"Topics", *(f"Topic with number {n}" for n in range(5))} <= set(left)


def test_text_that_only_the_data_have_is_taken_from_there() -> None:
    texts = [FIRST, SECOND, THIRD, f"{FOURTH} It cost 3 < 4 million."]
    data = json.dumps({"@type": "NewsArticle", "articleBody": "\n\n".join(texts)})
    head = f'<script type="application/ld+json">{data}</script>'
    body = f"<article><h1>The last ferry</h1><p>{FIRST}</p><p>{POLICY}</p></article>"
    draft, left = story(body, head)
    assert plain(words(draft)) == " ".join(texts)
    assert POLICY in left
    assert any("JSON-LD" in note for note in draft.notes)


def test_text_of_the_data_that_the_page_shows_is_not_taken_twice() -> None:
    texts = [FIRST, SECOND, THIRD, FOURTH]
    data = json.dumps({"@type": "NewsArticle", "articleBody": " ".join(texts)})
    head = f'<script type="application/ld+json">{data}</script>'
    draft, _ = story(f"<article><h1>The last ferry</h1>{paragraphs(*texts)}</article>", head)
    assert words(draft) == " ".join(texts)
    assert not draft.notes or "JSON-LD" not in draft.notes[0]


def test_an_article_in_a_frame_that_is_called_furniture_stays() -> None:
    body = (
        f"<div class='layout sidebar'><div class='head'><h2>The last ferry</h2></div>"
        f"{paragraphs(FIRST, SECOND)}<div class='box'><p>This page uses cookies to count its "
        "readers; by reading on you accept that.</p></div>"
        "<img src='https://count.example.org/piwik.php?idsite=1'></div>"
    )
    draft, left = story(body)
    assert words(draft) == f"{FIRST} {SECOND}"
    assert len(left) == 2


def test_a_label_and_a_link_to_the_site_is_left_out_in_any_language() -> None:
    site = "https://news.example.org"
    ways = [
        f"<p><b>เรื่องที่เกี่ยวข้อง</b> <a href='{site}/2.html'>How the island lost its ferry in "
        "one night</a></p>",
        f"<p>Lue myös: <a href='{site}/3.html'>Saaren uusi vene on täällä nyt</a></p>",
    ]
    papers = "https://archive.library.net/9"
    source = f"<p>See <a href='{papers}'>the ship's papers of 1921 in the archive</a></p>"
    sentence = (
        "<p>He wrote <a href='https://news.example.org/4.html'>a long letter to the town</a>.</p>"
    )
    body = f"<article><h1>The last ferry</h1>{paragraphs(FIRST)}{''.join(ways)}{source}{sentence}"
    head = f'<link rel="canonical" href="{ADDRESS}">'
    draft, left = story(f"{body}{paragraphs(SECOND)}</article>", head)
    said = words(draft)
    assert not any(word in said for word in ("How the island lost", "uusi vene"))
    assert "the ship's papers" in said
    assert "a long letter" in said
    assert len(left) == 2


def test_an_aside_of_captions_is_a_gallery_and_one_of_links_is_not() -> None:
    text = paragraphs(FIRST, SECOND, THIRD, FOURTH)
    links = "".join(
        f"<figure><img src='/t/{n}.jpg' width='300'><figcaption><h5><a href='/{n}.html'>Headline "
        f"number {n} of today</a></h5> <a href='/s{n}'>News</a> A summary.</figcaption></figure>"
        for n in range(3)
    )
    shown = "".join(
        f"<figure><img src='/big/{n}.jpg' width='900'><figcaption>Boat number {n} at the pier."
        "</figcaption></figure>"
        for n in range(3)
    )
    body = f"<main><article><h1>The last ferry</h1>{text}<aside>{{}}</aside></article></main>"
    draft, left = story(body.format(links))
    assert words(draft) == f"{FIRST} {SECOND} {THIRD} {FOURTH}"
    assert "0.jpg" in left
    draft, _ = story(body.format(shown))
    assert len([plate for plate in draft.plates if "missing" in plate.photo]) == 3


def test_text_that_goes_on_in_a_box_stays() -> None:
    texts = [f"{FIRST} So it was told on day {n}." for n in range(20)]
    box = f"<div class='wp-block-group'>{paragraphs(SECOND, THIRD, POLICY, FOURTH)}</div>"
    draft, _ = story(
        f"<article><h1>The last ferry</h1><div>{paragraphs(*texts)}{box}</div></article>"
    )
    assert words(draft).endswith(f"{SECOND} {THIRD} {POLICY} {FOURTH}")
