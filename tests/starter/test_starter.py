"""Would catch a new story that does not build, differs from the last, or is left half made."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from platebook import starter
from platebook.errors import OutputError
from platebook.manifest import keys, load_story, warnings

FILES = [
    "photos/01-first-light.jpg",
    "photos/02-still-water.jpg",
    "photos/03-evening-road.jpg",
    "story.schema.json",
    "story.yaml",
]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "deep" / "story"
    starter.create(folder)
    return folder


def test_a_new_story_is_right_and_leaves_nothing_to_remark(made: Path) -> None:
    story = load_story.load(made)
    assert len(story.plates) == 3
    assert warnings.remarks(story) == ()


def test_what_is_in_it(made: Path) -> None:
    files = tree(made)
    assert sorted(files) == FILES
    assert not list(made.rglob(".*"))
    assert files["story.schema.json"].decode() == keys.schema()
    assert (made / "photos").stat().st_mode & 0o777 == made.stat().st_mode & 0o777


@pytest.mark.slow
def test_a_second_one_is_the_same_to_the_byte(made: Path, tmp_path: Path) -> None:
    starter.create(tmp_path)  # an empty folder that is there already
    assert tree(tmp_path) == tree(made)


def test_the_pictures_are_worth_printing_and_worth_a_look(made: Path) -> None:
    for path in sorted((made / "photos").iterdir()):
        with Image.open(path) as photo:
            assert photo.format == "JPEG"
            assert sorted(photo.size) == [1440, 2160]
            assert photo.getexif() == {}
            small = photo.convert("RGB").resize((60, 60))
        assert path.stat().st_size < 1_000_000
        # A sky, a light, and hills: from dark to bright, in more than a few colours.
        low, high = small.convert("L").getextrema()
        assert high - low > 150
        assert len(small.quantize(64).getcolors() or []) > 40


def test_every_picture_is_another(made: Path) -> None:
    assert len(set(tree(made).values())) == len(FILES)


@pytest.mark.parametrize("name", ["note.txt", ".hidden"])
def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(OutputError, match="this folder is not empty") as caught:
        starter.create(tmp_path)
    assert caught.value.exit_code == 8
    assert tree(tmp_path) == {name: b"mine"}


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "story"):
        with pytest.raises(OutputError, match="is a file, and a folder is needed"):
            starter.create(folder)
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "failure"),
    [("new/story", OSError(28, "No space left on device")), ("empty", KeyboardInterrupt())],
)
def test_a_failure_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, failure: BaseException
) -> None:
    real = Path.replace

    def fail(path: Path, target: Path) -> Path:
        if path.name == "story.yaml":
            raise failure
        return real(path, target)

    (tmp_path / "empty").mkdir()
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises((OutputError, KeyboardInterrupt)):
        starter.create(tmp_path / name)
    assert list(tmp_path.rglob("*")) == [tmp_path / "empty"]
