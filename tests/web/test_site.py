"""Would catch a site that is not whole, loads from elsewhere, moves, or shuts a reader out."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from lxml import html
from PIL import Image
from playwright.sync_api import Browser, Page, Route, sync_playwright

from platebook import markdown
from platebook.errors import ThemeError, UsageError
from platebook.manifest.load_story import load
from tests.books import build
from tests.judges import html_checker, poppler
from tests.judges.commands import CHROMIUM, node_module, program, run
from tests.stories import write_story

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
#: Records the largest picture of the first view, and how far anything moves.
WATCH = """
window.moved = 0; window.largest = {};
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) window.moved += each.value;
}).observe({ type: 'layout-shift', buffered: true });
new PerformanceObserver((list) => { window.largest = list.getEntries().at(-1).toJSON(); })
  .observe({ type: 'largest-contentful-paint', buffered: true });
"""
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"
PLATES = [
    {"caption": "A *first* stall <in> the dark.", "alt": "Two poles and a lamp.", "title": "Poles"},
    {
        "caption": f"The second. {LONG}",
        "description": "Long words.\n\nIn two paragraphs.",
        "rights": "© B",
    },
    {"decorative": True, "alt": None, "caption": ""},
]
SIZES = [(2100, 1400), (700, 1000), (900, 300)]


def written(folder: Path, **changes: object) -> Path:
    return write_story(
        folder,
        PLATES,
        SIZES,
        links=[{"label": "Us", "url": "https://a.example"}],
        rights="© A, CC BY 4.0",
        isbn={"epub": "978-0-306-40615-7"},
        **changes,
    )


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("web") / "story")


@pytest.fixture(scope="module")
def site(story: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (folder,) = build(story, tmp_path_factory.mktemp("site"), editions=("web",)).files
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_text_of_the_story_is_on_its_page(site: Path, story: Path) -> None:
    shown = html.fromstring((site / "index.html").read_bytes())
    text = " ".join(shown.text_content().split())
    for plate in load(story).plates:
        assert " ".join(markdown.plain(plate.caption or "").split()) in text
        image = shown.get_element_by_id(f"plate-{plate.id}").find(".//img")
        assert image is not None
        assert image.get("alt") == ("" if plate.decorative else plate.alt)
        alone = html.fromstring((site / "plates" / f"{plate.id}.html").read_bytes())
        assert alone.find(".//img").get("alt") == image.get("alt")
    long = html.fromstring((site / "plates" / "plate-2.html").read_bytes())
    assert "In two paragraphs." in long.text_content()
    assert [each.tag for each in shown.iter("h1")] == ["h1"]


def test_a_site_is_whole_and_loads_nothing_from_elsewhere(site: Path) -> None:
    found = files(site)
    for name, content in found.items():
        if not name.endswith(".html"):
            continue
        page = html.fromstring(content)
        loaded = [*page.xpath("//@src"), *page.xpath("//link[@rel!='canonical']/@href")]
        for candidates in page.xpath("//@srcset | //@imagesrcset"):
            loaded += [each.split()[0] for each in candidates.split(",")]
        for address in loaded:
            assert (site / name).parent.joinpath(address).resolve().is_relative_to(site)
            assert (site / name).parent.joinpath(address).is_file(), address
    style = found["styles/web.css"].decode()
    for address in re.findall(r"url\(\"?([^)\"]+)", style):
        assert address.startswith("data:") or (site / "styles" / address).is_file()


def test_each_picture_has_its_room_and_colour_before_it_comes(site: Path) -> None:
    shown = html.fromstring((site / "index.html").read_bytes())
    first, *others = shown.xpath("//figure//img")
    assert (first.get("fetchpriority"), first.get("loading")) == ("high", None)
    assert {each.get("loading") for each in others} == {"lazy"}
    for each in (first, *others):
        assert int(each.get("width")) > 0 < int(each.get("height"))
        assert re.fullmatch(r"background-color: #[0-9a-f]{6}", each.get("style"))
        assert [kind.get("type") for kind in each.getparent().iter("source")] == ["image/webp"]
    style = (site / "styles" / "web.css").read_text("utf-8")
    assert "(prefers-color-scheme: dark)" in style


def test_pictures_are_never_enlarged_and_keep_rights_alone(site: Path) -> None:
    widths = sorted(
        int(path.stem.rpartition("-")[2]) for path in (site / "images").glob("plate-2-*.jpg")
    )
    assert widths == [480, 700]
    for suffix in ("jpg", "webp"):
        content = (site / "images" / f"plate-2-700.{suffix}").read_bytes()
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.size == (700, 1000)
            assert not picture.getexif()
            assert "icc_profile" not in picture.info
        assert "© B".encode() in content
        assert b"The Photo Desk" in content


def structured(page: Path) -> Any:
    (written,) = html.fromstring(page.read_bytes()).xpath(
        "//script[@type='application/ld+json']/text()"
    )
    assert "<" not in written
    return json.loads(written)


def test_structured_data_has_the_story_and_each_photograph(site: Path) -> None:
    data = structured(site / "index.html")
    assert data["headline"] == "A Street Before the Market"
    first, second, _ = data["hasPart"]
    assert {each["@type"] for each in data["hasPart"]} == {"ImageObject"}
    assert (second["copyrightNotice"], "license" in second) == ("© B", False)
    alone = structured(site / "plates" / "plate-1.html")
    assert alone["caption"] == "A first stall <in> the dark."
    assert first["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert data["exampleOfWork"]["workExample"] == [
        {
            "@type": "Book",
            "isbn": "9780306406157",
            "inLanguage": "en",
            "bookFormat": "https://schema.org/EBook",
            "bookEdition": "EPUB",
        }
    ]
    assert "longDescription" in data["accessibilityFeature"]
    for name in ("index.html", "plates/plate-1.html"):  # relative: the address is not known
        image = structured(site / name)
        address = image.get("contentUrl") or image["hasPart"][0]["contentUrl"]
        assert (site / name).parent.joinpath(address).is_file()


def test_an_address_is_named_where_it_is_known(story: Path, site: Path, tmp_path: Path) -> None:
    (other,) = build(story, tmp_path, editions=("web",), site="https://a.example/x").files
    page = html.fromstring((other / "plates" / "plate-1.html").read_bytes())
    assert page.xpath("//link[@rel='canonical']/@href") == [
        "https://a.example/x/plates/plate-1.html"
    ]
    (image,) = page.xpath("//meta[@property='og:image']/@content")
    assert image.startswith("https://a.example/x/images/plate-1-")
    (said,) = page.xpath("//meta[@property='og:image:alt']/@content")
    assert page.xpath("//figure//img/@alt") == [said]
    assert b"canonical" not in (site / "index.html").read_bytes()


def test_the_same_story_gives_the_same_bytes(story: Path, site: Path, tmp_path: Path) -> None:
    (again,) = build(story, tmp_path, editions=("web",), cache=tmp_path / "cache").files
    assert files(again) == files(site)


def test_a_wrong_address_is_refused_at_once(story: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--site"):
        build(story, tmp_path, site="https://a.example/")  # no website is asked for


def test_a_theme_that_breaks_a_page_is_named(story: Path, tmp_path: Path) -> None:
    part = tmp_path / "theme" / "templates" / "parts" / "section.xhtml.j2"
    part.parent.mkdir(parents=True)
    part.with_name("introduction.xhtml.j2").write_text('<section><a href="#none">x</a></section>')
    with pytest.raises(ThemeError, match="introduction"):
        build(story, tmp_path / "out", editions=("web",), theme=tmp_path / "theme")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=program(CHROMIUM), args=["--no-sandbox"]
        )
        yield started
        started.close()


def opened(browser: Browser, site: Path, name: str = "index.html", **how: object) -> Page:
    page = browser.new_context(**how).new_page()  # type: ignore[arg-type]
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => { for (const each of list.getEntries())"
        " window.moved += each.value; }).observe({type: 'layout-shift', buffered: true});"
    )
    page.goto((site / name).as_uri())
    page.wait_for_load_state("networkidle")
    return page


def swipe(page: Page, start: int, end: int) -> None:
    """Draw a finger over the photograph."""
    session = page.context.new_cdp_session(page)
    for kind, at in (
        ("touchStart", start),
        *(("touchMove", start + (end - start) * step // 4) for step in range(1, 5)),
    ):
        touch = {"type": kind, "touchPoints": [{"x": at, "y": 300}]}
        session.send("Input.dispatchTouchEvent", touch)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_photograph_opens_over_the_page_and_gives_the_focus_back(
    browser: Browser, site: Path
) -> None:
    page = opened(browser, site, viewport={"width": 360, "height": 740}, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.focus("#plate-plate-1 a.enlarge")
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.lightbox")
    assert dialog.is_visible()
    assert "first stall" in dialog.inner_text()
    page.keyboard.press("ArrowRight")
    assert dialog.locator(".position").inner_text() == "Photograph 2 of 3"
    assert dialog.locator("img").evaluate("each => each.complete || each.decode().then(() => true)")
    # A swipe to the right was the browser's way back, out of the site.
    for start, end, number in ((290, 70, "3"), (70, 290, "2")):
        swipe(page, start, end)
        page.wait_for_function(
            f"document.querySelector('.lightbox .number')?.textContent === '{number}'",
            timeout=30_000,
        )
    page.keyboard.press("Home")  # although the touch took the focus away
    assert dialog.locator(".position").inner_text() == "Photograph 1 of 3"
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    page.wait_for_function("document.activeElement.closest('figure')?.id === 'plate-plate-1'")
    assert page.evaluate("window.moved") < 0.01


@pytest.mark.parametrize("theme", [None, "gallery", "dispatch"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_is_seen_over_the_page(
    browser: Browser, site: Path, scheme: str, theme: str | None
) -> None:
    """WCAG 1.4.11: its ring was the paper's accent, dark red on black."""
    page = opened(browser, site, color_scheme=scheme)
    for sheet in ("tokens.css", "web.css") if theme else ():
        path = Path("themes", theme or "", "styles", sheet)
        page.add_style_tag(content=path.read_text(encoding="utf-8"))
    page.focus("#plate-plate-1 a.enlarge")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineColor")
    assert page.evaluate("document.activeElement.className") == "previous"
    light = [int(value) / 255 for value in re.findall(r"\d+", ring)]
    linear = [((each + 0.055) / 1.055) ** 2.4 for each in light]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert (luminance + 0.05) / (0.004 + 0.05) > 3


def test_the_browsers_own_keys_are_left_to_it(browser: Browser, site: Path) -> None:
    """Alt and an arrow go back, also while a photograph is open."""
    page = opened(browser, site)
    page.click("#plate-plate-1 a.enlarge")
    page.keyboard.press("Alt+ArrowRight")
    assert page.locator(".lightbox .position").inner_text() == "Photograph 1 of 3"


def test_what_opens_over_the_page_has_more_pixels_than_the_page_needs(
    browser: Browser, site: Path
) -> None:
    how = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 2}
    page = opened(browser, site, **how)
    shown = "document.querySelector('{} img').currentSrc.split('/').pop()"
    assert page.evaluate(shown.format("#plate-plate-1")) == "plate-1-1440.webp"
    page.click("#plate-plate-1 a.enlarge")
    page.wait_for_function("document.querySelector('.lightbox img')?.complete")
    assert page.evaluate(shown.format(".lightbox")) == "plate-1-2100.webp"


AXE = "@daisy/axe-core-for-ace"
PREFIX = "http://site.test/some/where/"


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        ("index.html", 360, "dark"),
        ("index.html", 1280, "light"),
        ("index.html", 320, "light"),  # 1280 × 720 enlarged to 400 %, and so is the next
        ("plates/plate-2.html", 320, "dark"),
        ("plates/plate-2.html", 768, "dark"),
    ],
)
def test_everybody_can_read_a_site_below_any_address(
    browser: Browser, site: Path, name: str, width: int, scheme: str
) -> None:
    lost: list[str] = []

    def answer(route: Route) -> None:
        url = unquote(route.request.url)
        path = site / url.removeprefix(PREFIX)
        if url.startswith(PREFIX) and path.is_file():
            route.fulfill(path=path)
        else:
            lost.append(url)
            route.fulfill(status=404)

    page = browser.new_context(
        viewport={"width": width, "height": 180 if width == 320 else 800},
        color_scheme=scheme,  # type: ignore[arg-type]
    ).new_page()
    page.on("pageerror", lambda error: lost.append(str(error)))
    page.route("**/*", answer)
    page.goto(PREFIX + name)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.evaluate((node_module(AXE) / "axe.min.js").read_text("utf-8"))
    judged = "axe.run(document).then(({ violations }) => violations.map(({ id }) => id))"
    assert page.evaluate(judged) == []
    if name == "index.html":
        page.click("#plate-plate-2 a.enlarge")
        page.wait_for_timeout(300)  # until it has appeared
        image = page.locator(".lightbox img").bounding_box()
        assert image
        assert image["height"] > 120, "in a low window it was 39 px high"
        assert page.evaluate(judged) == []
    assert [each for each in lost if not each.endswith("favicon.ico")] == []


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("start", ["disk", "server"])
def test_every_page_is_set_in_the_books_fonts_and_nothing_moves(
    browser: Browser, site: Path, start: str, scripts: bool
) -> None:
    base = f"{site.as_uri()}/" if start == "disk" else PREFIX
    for name in ("index.html", "plates/plate-1.html"):
        said: list[str] = []
        page = browser.new_context(java_script_enabled=scripts).new_page()
        page.add_init_script(WATCH)
        page.on("console", lambda message, said=said: said.append(message.text))
        page.route(
            f"{PREFIX}**",
            lambda route: route.fulfill(path=site / route.request.url.removeprefix(PREFIX)),
        )
        page.goto(base + name)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)
        assert said == []  # such as a font that a browser does not load from a disk
        for selector in ("h1", ".caption p", ".number"):
            assert fonts_of(page, selector) == {True}, (name, selector)
        assert page.locator("h1").evaluate("each => getComputedStyle(each).visibility") == "visible"
        if scripts:
            assert page.evaluate("window.moved") == 0


def fonts_of(page: Page, selector: str) -> set[bool]:
    """Return for each font that letters are drawn from whether the site brought it."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})
    drawn = session.send("CSS.getPlatformFontsForNode", node)["fonts"]
    return {font["isCustomFont"] for font in drawn}


def test_on_paper_each_plate_has_a_page(browser: Browser, tmp_path: Path) -> None:
    long = " ".join(["A long caption beside a tall photograph."] * 25)
    plates = [
        {"caption": "Short.", "alt": "One.", "title": "Wide"},
        {"caption": long, "alt": "Two.", "title": "Tall"},
    ]
    story = write_story(tmp_path / "story", plates, [(900, 600), (600, 900)], closing="The end.")
    (folder,) = build(story, tmp_path / "out", editions=("web",)).files
    page = opened(browser, folder)
    page.pdf(path=tmp_path / "paper.pdf", format="A4")
    pages = poppler.texts(tmp_path / "paper.pdf")
    assert [("Short." in each, "A long caption" in each, "The end." in each) for each in pages][
        1:4
    ] == [(True, False, False), (False, True, False), (False, False, True)]
    assert pages[2].count("caption") == 25


def test_without_scripts_a_photograph_leads_to_its_own_page(browser: Browser, site: Path) -> None:
    page = opened(browser, site, java_script_enabled=False)
    page.click("#plate-plate-2 a.enlarge")
    assert page.url.endswith("plates/plate-2.html")
    page.click("a[rel=next]")
    assert page.url.endswith("plates/plate-3.html")
    assert page.locator("a[rel=next]").count() == 0


def test_lines_from_the_right_run_from_the_right(browser: Browser, tmp_path: Path) -> None:
    story = written(tmp_path / "story", language="ar", title="شارع قبل السوق")
    (folder,) = build(story, tmp_path / "out", editions=("web",)).files
    page = opened(browser, folder, viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.click("#plate-plate-1 a.enlarge")
    page.keyboard.press("ArrowLeft")
    assert page.locator(".lightbox .number").inner_text() == "2"
    # ‹ and › turn with the text; turned once more they would point at the photograph.
    assert page.locator(".lightbox .next").evaluate("e => getComputedStyle(e).transform") == "none"


def test_the_samples_first_view_is_small_and_nothing_in_it_moves(
    browser: Browser, tmp_path: Path
) -> None:
    """Bytes before any compression by a server: page, style, script, fonts, first picture.

    Plates below the first view have no photograph of their own here: making all takes long.
    """
    story = yaml.safe_load((ROOT / "story" / "story.yaml").read_text(encoding="utf-8"))
    photos = [plate["photo"] for plate in story["plates"][:3]]
    for number, plate in enumerate(story["plates"]):
        plate["photo"] = photos[min(number, 2)]
    story["cover"] = story["plates"][0]["id"]
    (tmp_path / "photos").mkdir()
    for photo in photos:
        shutil.copy(ROOT / "story" / photo, tmp_path / photo)
    (tmp_path / "story.json").write_text(json.dumps(story, default=str), encoding="utf-8")
    (folder,) = build(tmp_path / "story.json", tmp_path / "out", editions=("web",)).files
    for width, height, scale in product((360, 768, 1280), (800,), (1, 2, 3)):
        page = browser.new_context(
            viewport={"width": width, "height": height}, device_scale_factor=scale
        ).new_page()
        loaded: list[str] = []
        page.on("request", lambda request, loaded=loaded: loaded.append(request.url))
        page.add_init_script(WATCH)
        page.goto((folder / "index.html").as_uri())
        page.wait_for_load_state("networkidle")
        ((lead, shown),) = page.evaluate(
            "[...document.images].filter(each => each.getBoundingClientRect().top < innerHeight)"
            ".map(each => [each.currentSrc, each.getBoundingClientRect().width])"
        )
        first = {url for url in loaded if not url.endswith((".webp", ".jpg")) or url == lead}
        sizes = {url: len(bytes_of(url)) for url in first if url.startswith("file:")}
        assert sum(sizes.values()) < 250_000, (width, scale, sizes)
        with Image.open(io.BytesIO(bytes_of(lead))) as picture:
            assert picture.width >= shown * min(scale, 1.5)  # sharp, and not only small
        # Preloaded: requested before any other picture, and once.
        assert next(url for url in loaded if url.endswith((".webp", ".jpg"))) == lead
        assert loaded.count(lead) == 1
        assert page.evaluate("window.largest.url") in ("", lead)
        assert page.evaluate("window.moved") == 0


def bytes_of(url: str) -> bytes:
    return Path(unquote(urlsplit(url).path)).read_bytes()


def test_every_picture_keeps_rights_and_nothing_private(tmp_path: Path) -> None:
    story = written(tmp_path / "story")
    photo = story / "photos" / "01.jpg"
    run(
        "exiftool",
        "-overwrite_original",
        "-GPSLatitude=52.5",
        "-GPSLatitudeRef=N",
        "-SerialNumber=12345",
        "-OwnerName=Secret Owner",
        "-XMP-dc:Rights=© The Photo Desk",
        "-XMP-xmpRights:UsageTerms=Ask us.",
        photo,
    )
    (folder,) = build(story, tmp_path / "out", editions=("web",), avif=True).files
    pictures = sorted((folder / "images").glob("plate-1-*"))
    assert {each.suffix for each in pictures} == {".jpg", ".webp", ".avif"}
    told = json.loads(run("exiftool", "-json", "-G1", "-a", *pictures).stdout)
    for each in told:
        text = json.dumps(each, ensure_ascii=False)
        assert "GPS" not in text
        assert "12345" not in text
        assert "Secret Owner" not in text
        assert each["XMP-dc:Rights"] == "© The Photo Desk"
        assert each["XMP-xmpRights:UsageTerms"] == "Ask us."
        assert "ExifTool:Warning" not in each
    shown = html.fromstring((folder / "index.html").read_bytes())
    types = shown.xpath("//figure[@id='plate-plate-1']//source/@type")
    assert types == ["image/avif", "image/webp"]  # the smallest that a browser knows comes first
    with Image.open(folder / "images" / "plate-1-480.avif") as picture:
        assert picture.size == (480, 320)
        picture.load()


def test_the_html_checker_finds_nothing_in_a_site(site: Path) -> None:
    assert html_checker.faults(*sorted(site.rglob("*.html"))) == []


def test_the_first_photograph_is_not_shown_twice_in_a_row(tmp_path: Path) -> None:
    """Without a text between them, the picture below the title would be plate 1 again."""
    plain = written(tmp_path / "story", introduction=None)
    (folder,) = build(plain, tmp_path / "plain", editions=("web",)).files
    other = written(tmp_path / "other", introduction=None, cover="plate-2")
    (covered,) = build(other, tmp_path / "covered", editions=("web",)).files
    for site, leads in ((folder, 0), (covered, 1)):
        tree = html.fromstring((site / "index.html").read_bytes())
        assert len(tree.cssselect("figure.lead")) == leads
        assert len(tree.cssselect("img:not([loading=lazy])")) == 1, "what is seen first"
        # It stands among the others too, and is read aloud there.
        assert {each.get("alt") for each in tree.cssselect("figure.lead img")} <= {""}


def test_sections_are_listed_and_led_to(browser: Browser, tmp_path: Path) -> None:
    """Of a long page there was no overview."""
    manifest = write_story(tmp_path / "story", 3, introduction=None, closing=None) / "story.yaml"
    story = yaml.safe_load(manifest.read_text(encoding="utf-8"))
    plates = story.pop("plates")
    story["sections"] = [{"title": f"Day {n}", "plates": plates[n - 1 : n]} for n in (1, 2, 3)]
    manifest.write_text(yaml.safe_dump(story), encoding="utf-8")
    (folder,) = build(manifest, tmp_path / "out", editions=("web",)).files
    page = opened(browser, folder)
    listed = page.locator("nav.contents a")
    assert listed.all_inner_texts() == ["Day 1", "Day 2", "Day 3", "List of plates", "Credits"]
    listed.nth(2).press("Enter")
    top = page.locator("h2", has_text="Day 3").evaluate("each => each.getBoundingClientRect().top")
    assert 0 <= top < 200


def test_what_opens_over_the_page_is_in_the_storys_language(tmp_path: Path) -> None:
    """Its buttons are in English where we have no words: alt text and caption were English too."""
    (folder,) = build(
        written(tmp_path / "s", language="cy"), tmp_path / "o", editions=("web",)
    ).files
    (dialog,) = html.fromstring((folder / "index.html").read_bytes()).cssselect("dialog")
    assert (dialog.get("lang"), dialog.find("div").get("lang")) == ("en", "cy")


def test_a_list_of_plates_has_straight_edges(browser: Browser, site: Path) -> None:
    """All lines of an entry, title, date and rights, begin at one edge, whatever the figures."""
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto((site / "index.html").as_uri())
    page.add_style_tag(content="ol.plates { width: 6.5rem }")
    lefts = page.evaluate(
        """[...document.querySelectorAll('ol.plates :is(.name, .when, .credit, .rights)')].flatMap(
            (each) => { const range = document.createRange(); range.selectNodeContents(each);
                        return [...range.getClientRects()].map((box) => Math.round(box.left)); })"""
    )
    page.close()
    assert len(lefts) > len(PLATES), "an entry of several lines"
    assert len(set(lefts)) == 1
