"""Would catch an e-book that brings an inspection down, hangs it, or fills the memory."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from platebook.preflight.inspect_files import inspect
from platebook.preflight.model import Subject, Verdict
from tests.preflight import ebooks

INTRODUCTION = "EPUB/text/introduction.xhtml"
#: Kinds of damage, and how often each is done: quickly in every run, thoroughly in some.
QUICK, THOROUGH = 12, 50


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> ebooks.Ebook:
    """A book without a fault, bound once."""
    return ebooks.clean(tmp_path_factory.mktemp("sound"))


def flipped(content: bytes, chance: random.Random) -> bytes:
    """Change some bytes."""
    changed = bytearray(content)
    for _ in range(chance.choice([1, 5, 60])):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(content: bytes, chance: random.Random) -> bytes:
    """Break off anywhere."""
    return content[: chance.randrange(1, len(content))]


def gap(content: bytes, chance: random.Random) -> bytes:
    """Leave a passage out."""
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.randrange(200) :]


def nonsense(content: bytes, chance: random.Random) -> bytes:
    """Put something else in its place."""
    others = (b"", bytes(500), b"<a>" * 9_000, b"\xff\xfe\xd8\x00", b"&#xD800;", b'<x a="//[" />')
    return chance.choice(others)


def mutated(sound: ebooks.Ebook, path: Path, seed: int) -> Path:
    """Bind the book with one kind of damage, to the whole or to a file in it."""
    chance = random.Random(seed)
    book = ebooks.Ebook(dict(sound.files))
    if seed % 3 == 0:
        whole: Callable[[bytes, random.Random], bytes] = chance.choice([flipped, cut, gap])
        book.damage = lambda bound: whole(bound, chance)
    else:
        name = chance.choice(sorted(book.files))
        damage = chance.choice([flipped, gap, nonsense])
        book.files[name] = damage(book.files[name], chance)
    return book.save(path)


@pytest.mark.parametrize("seed", range(QUICK))
def test_a_damaged_book_ends_in_findings(sound: ebooks.Ebook, tmp_path: Path, seed: int) -> None:
    found = ebooks.inspected(mutated(sound, tmp_path / "book.epub", seed)).findings
    assert "X003" not in {each.code for each in found}, found


@pytest.mark.slow
def test_many_damaged_books_end_in_findings_or_a_refusal(
    sound: ebooks.Ebook, tmp_path: Path
) -> None:
    books = [
        Subject(mutated(sound, tmp_path / f"{seed}.epub", seed), name=str(seed))
        for seed in range(QUICK, QUICK + THOROUGH)
    ]
    inspection = inspect(books)
    unforeseen = {"X003", "X004"}
    assert not [each for each in inspection.all if each.code in unforeseen]


def deep(book: ebooks.Ebook) -> None:
    book.change(INTRODUCTION, "</p>", "</p>" + "<div>" * 100_000)


def crowded(book: ebooks.Ebook) -> None:
    book.change(INTRODUCTION, "</p>", "</p>" + '<p id="x">a</p>' * 300_000)


def laughing(book: ebooks.Ebook) -> None:
    grow = "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">'
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    head = f'<!DOCTYPE html [<!ENTITY a "ha">{grow}]>'
    book.change(INTRODUCTION, "<!DOCTYPE html>", head)
    book.change(INTRODUCTION, "</p>", "&i;</p>")


def laughing_in_utf16(book: ebooks.Ebook) -> None:
    laughing(book)
    text = book.files[INTRODUCTION].decode().replace('encoding="utf-8"', 'encoding="utf-16"')
    book.files[INTRODUCTION] = text.encode("utf-16")


def reading_along(book: ebooks.Ebook) -> None:
    head = '<!DOCTYPE html SYSTEM "file:///etc/passwd">'
    book.change(INTRODUCTION, "<!DOCTYPE html>", head)


def one_figure(book: ebooks.Ebook) -> None:
    many = '<img src="a.jpg" alt="A street."/>' * 20_000
    words = "word " * 20_000
    figure = f"<figure>{many}<figcaption>{words}</figcaption></figure>"
    book.change(INTRODUCTION, "</p>", f"</p>{figure}")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("plant", "codes"),
    [
        (deep, {"E007", "X005"}),
        (crowded, {"E006"}),
        (laughing, {"E008"}),
        (laughing_in_utf16, {"E008"}),
        (reading_along, set()),
        (one_figure, {"E013", "E029", "X005"}),
    ],
)
def test_a_book_that_means_harm_is_told_of(
    sound: ebooks.Ebook, tmp_path: Path, plant: Callable[[ebooks.Ebook], None], codes: set[str]
) -> None:
    book = ebooks.Ebook(dict(sound.files))
    plant(book)
    found = ebooks.inspected(book.save(tmp_path / "book.epub"))
    assert {each.code for each in found.findings} == codes
    assert found.verdict is not Verdict.REFUSED


@pytest.mark.slow
def test_a_picture_of_hundreds_of_megabytes_is_not_read_to_its_end(
    sound: ebooks.Ebook, tmp_path: Path
) -> None:
    book = ebooks.Ebook(dict(sound.files))
    book.holes["EPUB/images/giant.jpg"] = 660_000_000
    book.list("EPUB/images/giant.jpg", "image/jpeg")
    book.show("EPUB/images/giant.jpg")
    found = [each for each in book.found(tmp_path) if each.code != "E052"]
    assert [(each.code, each.message) for each in found] == [
        ("E006", "it unpacks to more than 120 MB")
    ]


@pytest.mark.slow
def test_a_fault_on_every_page_is_not_told_without_end(sound: ebooks.Ebook, tmp_path: Path) -> None:
    book = ebooks.Ebook(dict(sound.files) | {f"EPUB/{number}.txt": b"" for number in range(2_000)})
    found = ebooks.inspected(book.save(tmp_path / "book.epub")).findings
    assert len(found) == 201
    assert found[-1].message == "there are more of this kind; 200 are listed"


@pytest.mark.parametrize("kind", ["another zip", "half a book", "no container", "no package"])
def test_what_is_no_ebook_is_refused_in_words(
    sound: ebooks.Ebook, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "book.epub"
    if kind == "another zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("notes.txt", "hello")
    elif kind == "half a book":
        whole = sound.save(path).read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
    else:
        gone = "META-INF/container.xml" if kind == "no container" else ebooks.PACKAGE
        ebooks.Ebook({name: sound.files[name] for name in sound.files if name != gone}).save(path)
    found = ebooks.inspected(path)
    assert found.verdict is Verdict.REFUSED
    assert "X002" in {each.code for each in found.findings}
