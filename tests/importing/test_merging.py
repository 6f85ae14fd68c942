"""Would catch a person's words changed by an import, plates shown twice, and plates not added."""

from __future__ import annotations

import base64
import random
import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from platebook import starter
from platebook.errors import OutputError
from platebook.importing import Imported, ImportOptions, import_story
from platebook.report import Silent

ARTICLE = """# The last ferry

The ferry left the island for the last time on a Sunday, with the band still playing on it.

![](DSC_0001.jpg)
*The pier on the last morning.*

![](DSC_0002.jpg)
*The band on the upper deck.*

![](DSC_0003.jpg)
*A dog that nobody knew.*

![](DSC_0004.jpg)
*The driver waits until it is dark.*

They rowed in autumn.
"""


def photograph(path: Path, seed: int) -> None:
    """Write a photograph that looks like no other."""
    chance = random.Random(seed)
    path.parent.mkdir(exist_ok=True)
    picture = Image.new("RGB", (360, 240), tuple(chance.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(picture)
    for _ in range(40):
        x, y = chance.randrange(360), chance.randrange(240)
        colour = tuple(chance.randrange(256) for _ in range(3))
        draw.ellipse((x, y, x + chance.randrange(9, 99), y + chance.randrange(9, 99)), fill=colour)
    picture.save(path, quality=90)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an article, photographs, and a story that was imported from both."""
    for number in range(1, 5):
        photograph(tmp_path / "in" / f"DSC_000{number}.jpg", number)
    (tmp_path / "in.md").write_text(ARTICLE, encoding="utf-8")
    imported(tmp_path)
    return tmp_path


def imported(folder: Path, *sources: str) -> Imported:
    """Import into the story; the article and its photographs if no other sources are named."""
    paths = [folder / each for each in sources or ("in.md", "in")]
    return import_story(paths, folder / "story", ImportOptions(), Silent())


def manifest(folder: Path) -> Path:
    return folder / "story" / "story.yaml"


def changed(folder: Path, *pairs: tuple[str, str]) -> str:
    """Change the manifest as a person would, and give its text."""
    text = manifest(folder).read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    manifest(folder).write_text(text, encoding="utf-8")
    return text


def renamed(folder: Path, old: str, new: str) -> tuple[str, str]:
    photos = folder / "story" / "photos"
    (photos / old).rename(photos / new)
    return f"photos/{old}", f"photos/{new}"


def test_importing_again_changes_nothing(folder: Path) -> None:
    before = manifest(folder).read_bytes()
    imported(folder)
    assert manifest(folder).read_bytes() == before
    assert len(list((folder / "story" / "photos").iterdir())) == 4


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_words_and_names_of_a_person_stay(folder: Path, ends: str) -> None:
    text = changed(
        folder,
        ("title: The last ferry", "title: Our last ferry"),
        ("The band on the upper deck.", "The band, as it was seen from the pier.  # mine"),
        renamed(folder, "DSC_0001.jpg", "morning.jpg"),
        renamed(folder, "DSC_0002.jpg", "music.jpg"),
    )
    manifest(folder).write_bytes(text.replace("\n", ends).encode())
    before = manifest(folder).read_bytes()
    found = imported(folder)
    assert manifest(folder).read_bytes() == before
    left = {item.text for item in found.draft.left_out}
    assert {"The last ferry", "The band on the upper deck."} <= left
    imported(folder, "in.md")  # without the photographs, which go by other names now
    assert manifest(folder).read_bytes() == before


def test_a_photograph_that_a_person_cropped_is_not_added_again(folder: Path) -> None:
    path = folder / "story" / "photos" / "DSC_0004.jpg"
    with Image.open(path) as picture:
        cropped = picture.crop((30, 30, 260, 200))
    cropped.save(path)
    content, before = path.read_bytes(), manifest(folder).read_bytes()
    found = imported(folder)
    assert (path.read_bytes(), manifest(folder).read_bytes()) == (content, before)
    reasons = [item.reason for item in found.draft.left_out if "DSC_0004" in item.text]
    assert len(reasons) == 1
    assert "rename" in reasons[0]


def test_another_photograph_of_the_same_name_is_added(folder: Path) -> None:
    photograph(folder / "more" / "DSC_0001.jpg", 77)
    before = manifest(folder).read_text(encoding="utf-8")
    imported(folder, "more")
    after = manifest(folder).read_text(encoding="utf-8")
    assert after.count("photos/DSC_0001-2.jpg") == 1
    assert set(before.splitlines()) <= set(after.splitlines())
    imported(folder, "more")
    assert manifest(folder).read_text(encoding="utf-8") == after


def test_a_photograph_is_added_where_the_article_has_it(folder: Path) -> None:
    photograph(folder / "in" / "DSC_0009.jpg", 9)
    new = "![](DSC_0009.jpg)\n*A new one.*\n\n"
    (folder / "in.md").write_text(ARTICLE.replace("![](DSC_0003", f"{new}![](DSC_0003"), "utf-8")
    imported(folder)
    text = manifest(folder).read_text(encoding="utf-8")
    assert text.index("on the upper deck") < text.index("A new one.") < text.index("A dog that")
    assert text.count("photo: ") == 5


def test_a_second_article_adds_its_photographs_and_lists_its_texts(folder: Path) -> None:
    second = "# Five years later\n\nThe new boat came.\n\n![](DSC_0020.jpg)\n*The new boat.*\n"
    (folder / "second.md").write_text(second, encoding="utf-8")
    photograph(folder / "new" / "DSC_0020.jpg", 20)
    before = manifest(folder).read_text(encoding="utf-8")
    found = imported(folder, "second.md", "new")
    after = manifest(folder).read_text(encoding="utf-8")
    assert set(before.splitlines()) <= set(after.splitlines())
    assert after.count("photo: ") == 5
    assert {"Five years later", "The new boat came."} <= {i.text for i in found.draft.left_out}


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    photograph(folder / "more" / "DSC_0001.jpg", 77)
    before = manifest(folder).read_bytes()
    copy = folder / "copy"
    shutil.copytree(folder / "story", copy)
    import_story([folder / "more"], folder / "story", ImportOptions(), Silent(), write=False)
    assert manifest(folder).read_bytes() == before
    assert sorted(p.name for p in copy.rglob("*")) == sorted(
        p.name for p in (folder / "story").rglob("*")
    )


def test_a_story_is_made_in_the_folder_of_its_photographs(folder: Path) -> None:
    place = folder / "in"
    found = import_story([folder / "in.md", place], place, ImportOptions(), Silent())
    assert [plate.photo for plate in found.draft.plates] == [
        f"DSC_000{n}.jpg" for n in (1, 2, 3, 4)
    ]
    before = (place / "story.yaml").read_bytes()
    import_story([folder / "in.md", place], place, ImportOptions(), Silent())
    assert (place / "story.yaml").read_bytes() == before
    assert len(list(place.glob("*.jpg"))) == 4


def test_new_names_the_way_where_a_folder_holds_photographs(folder: Path) -> None:
    place = folder / "in"
    with pytest.raises(OutputError) as refused:
        starter.check_empty(place)
    assert "--photos" in str(refused.value.findings[0].fix)
    starter.check_empty(place, place)
    with pytest.raises(OutputError):
        starter.check_empty(folder / "story", folder / "story")  # it has a story already


def test_a_page_with_its_pictures_in_itself_gives_captions_and_photographs(tmp_path: Path) -> None:
    figures = ""
    for number in range(1, 4):
        path = tmp_path / "in" / f"{number}.jpg"
        photograph(path, number)
        data = base64.b64encode(path.read_bytes()).decode()
        figures += (
            f'<figure><img src="data:image/jpeg;base64,{data}" alt="Boat {number}">'
            f"<figcaption>Boat number {number} at the pier.</figcaption></figure>"
        )
    text = "<p>The ferry left the island for the last time on a Sunday, with the band on it.</p>"
    page = f"<html><body><article><h1>Boats</h1>{text}{figures}</article></body></html>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    import_story([tmp_path / "page.html"], tmp_path / "own", ImportOptions(), Silent())
    found = import_story(
        [tmp_path / "page.html", tmp_path / "in"], tmp_path / "both", ImportOptions(), Silent()
    )
    captions = [f"Boat number {number} at the pier." for number in (1, 2, 3)]
    assert [plate.values["caption"].text for plate in found.draft.plates] == captions
    assert [plate.photo for plate in found.draft.plates] == [f"photos/{n}.jpg" for n in (1, 2, 3)]
    own = sorted((tmp_path / "own" / "photos").iterdir())
    assert [path.read_bytes() for path in own] == [
        (tmp_path / "in" / f"{number}.jpg").read_bytes() for number in (1, 2, 3)
    ]


@pytest.mark.parametrize("sources", [("in.md", "in"), ("in.md",)])
def test_renamed_photographs_are_known_beside_others(folder: Path, sources: tuple[str]) -> None:
    photograph(folder / "more" / "extra.jpg", 50)
    imported(folder, "more")
    changed(
        folder,
        ("The band on the upper deck.", "The band, as it was seen from the pier."),
        ("    caption: The pier on the last morning.\n", ""),
        renamed(folder, "DSC_0001.jpg", "morning.jpg"),
        renamed(folder, "DSC_0002.jpg", "music.jpg"),
    )
    before = manifest(folder).read_text(encoding="utf-8")
    imported(folder, *sources)
    after = manifest(folder).read_text(encoding="utf-8")
    assert after.count("photo: ") == before.count("photo: ")
    assert "missing" not in after
    known = "    caption: The pier on the last morning.\n"
    assert after.replace(known, "") == before
    assert (known in after) == (len(sources) == 2)  # filled in where the photograph is known
