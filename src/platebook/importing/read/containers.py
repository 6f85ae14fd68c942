"""Opens sources that hold a page or document and its pictures in one file; reads the pictures.

Pages with their pictures as ``data:`` addresses (RFC 2397; SingleFile saves so), MHTML (RFC 2557),
Safari's web archive, and zip archives: a saved page, Google Docs, DOCX, ODT.
All is bounded: entries, bytes of each and together.
"""

from __future__ import annotations

import base64
import io
import plistlib
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from platebook.importing import names
from platebook.importing.discover import Sort, sort_of
from platebook.importing.plain_text import decode
from platebook.manifest.files import SUFFIXES
from platebook.photos.images import read_image_facts

ENTRIES, _BYTES, _TEXT_BYTES = 10_000, 300_000_000, 20_000_000
_ALL_BYTES = 800_000_000
#: A picture in a page; one of fewer signs is an icon, or stands in for one that comes later.
_DATA = re.compile(
    rb"data:image/(jpe?g|png|webp|avif|tiff?)[^,\"'\s>]{0,40};base64,\s*([A-Za-z0-9+/=]{4000,})",
    re.IGNORECASE,
)


class ArchiveTooLargeError(Exception):
    """An archive of more, or larger, entries than are read."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A page's text, its pictures' members by address, and what reads a member's bytes.

    ``letter`` is the plain text of an e-mail that has no page, below its subject; ``attached`` are
    names and members of the pictures that it does not show.
    """

    text: str
    members: Mapping[str, str]
    content: Callable[[str], bytes]
    letter: str = ""
    attached: tuple[tuple[str, str], ...] = ()

    def resolve(self, address: str) -> str:
        """Return the member of an address: the same, or the only one with its file name."""
        if address in self.members:
            return self.members[address]
        name = names.file_name(address)
        same = {member for key, member in self.members.items() if names.file_name(key) == name}
        return same.pop() if name and len(same) == 1 else ""


def open_bundle(raw: bytes, sort: Sort) -> Bundle:
    """Read the page of an archive. Raises what its libraries raise of damaged files."""
    if sort is Sort.MHTML:
        from platebook.importing.read import mail

        return mail.open_message(raw)
    if sort is Sort.WEBARCHIVE:
        return _webarchive(raw)
    return _extract_embedded(raw) if sort is Sort.HTML else _zip(raw)


def members(raw: bytes, sort: Sort) -> Callable[[str], bytes]:
    """Return a function that reads the members of an archive or a document."""
    if sort in (Sort.MHTML, Sort.WEBARCHIVE, Sort.HTML):
        return open_bundle(raw, sort).content
    archive = zipfile.ZipFile(io.BytesIO(raw))
    check(archive)
    return partial(entry, archive)


def has_embedded(raw: bytes) -> bool:
    """Return whether a page has pictures in itself."""
    return _DATA.search(raw) is not None


def _extract_embedded(raw: bytes) -> Bundle:
    """Return a page with names in the place of its embedded pictures; equal ones have one name."""
    numbers: dict[bytes, int] = {}

    def name_picture(match: re.Match[bytes]) -> bytes:
        number = numbers.setdefault(match[2], len(numbers) + 1)
        if number > ENTRIES:
            raise ArchiveTooLargeError(f"more than {ENTRIES:,} pictures")
        return f"image-{number}.".encode() + match[1].lower()

    text = decode(_DATA.sub(name_picture, raw))
    if len(text) > _TEXT_BYTES:
        raise ArchiveTooLargeError(f"a page of more than {_TEXT_BYTES // 1_000_000} MB")
    contents = list(numbers)
    members = {
        name[0]: name[1]
        for name in re.finditer(r"image-(\d+)\.(?:jpe?g|png|webp|avif|tiff?)\b", text)
        if int(name[1]) <= len(contents)
    }
    return Bundle(text, members, lambda member: base64.b64decode(contents[int(member) - 1]))


def _webarchive(raw: bytes) -> Bundle:
    archive = plistlib.loads(raw)
    main = archive["WebMainResource"]
    text = decode(
        bytes(main["WebResourceData"]), str(main.get("WebResourceTextEncodingName") or "")
    )
    members = {
        str(resource.get("WebResourceURL")): str(number)
        for number, resource in enumerate(archive.get("WebSubresources", ())[:ENTRIES])
        if str(resource.get("WebResourceMIMEType", "")).startswith("image/")
    }

    def content(member: str) -> bytes:
        return bytes(archive["WebSubresources"][int(member)]["WebResourceData"])

    return Bundle(text, members, content)


def _zip(raw: bytes) -> Bundle:
    """Read a zipped page: Google Docs' HTML, or a saved page with its folder."""
    archive = zipfile.ZipFile(io.BytesIO(raw))
    check(archive)
    entries = [info.filename for info in archive.infolist() if not info.is_dir()]
    pages = [
        name
        for name in entries
        if name.lower().endswith((".html", ".htm", ".xhtml")) and "__MACOSX" not in name
    ]
    if not pages:
        raise ValueError("the archive holds no web page: unpack it, and name what is in it")
    page = min(pages, key=lambda name: (name.count("/"), name))
    text = decode(entry(archive, page, _TEXT_BYTES))
    base = PurePosixPath(page).parent
    members = {}
    for name in entries:
        if name.lower().endswith(SUFFIXES):
            relative = PurePosixPath(name)
            members[name] = name
            if relative.is_relative_to(base):
                members[relative.relative_to(base).as_posix()] = name
    return Bundle(text, members, partial(entry, archive))


def check(archive: zipfile.ZipFile) -> None:
    """Raise TooLargeError for an archive of too many or too large entries, as it says itself."""
    entries = archive.infolist()
    if len(entries) > ENTRIES:
        raise ArchiveTooLargeError(f"more than {ENTRIES:,} files in it")
    if sum(info.file_size for info in entries) > _ALL_BYTES:
        raise ArchiveTooLargeError(f"more than {_ALL_BYTES // 1_000_000} MB when unpacked")


def entry(archive: zipfile.ZipFile, name: str, limit: int = _BYTES) -> bytes:
    """Read an entry, up to a number of bytes whatever the archive says of itself."""
    with archive.open(name) as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise ArchiveTooLargeError(f"more than {limit // 1_000_000} MB in {name}")
    return content


#: A picture of fewer pixels on its longer side is an icon.
_SMALLEST = 100
_ENDINGS = {
    "JPEG": ".jpg",
    "PNG": ".png",
    "TIFF": ".tif",
    "WEBP": ".webp",
    "HEIF": ".heic",
    "AVIF": ".avif",
}


def inspect(content: bytes) -> tuple[tuple[int, int], str] | None:
    """Return px wide × high and the ending of a picture that a plate can show; None for others."""
    facts = read_image_facts(content)
    usable = not facts.fault and facts.format in _ENDINGS and max(facts.size) >= _SMALLEST
    return (facts.size, _ENDINGS[facts.format]) if usable else None


def extract(requests: Sequence[tuple[Path, str, Path]]) -> None:
    """Write pictures of archives: path of the archive, member, and the file to write."""
    by_path: dict[Path, list[tuple[str, Path]]] = defaultdict(list)
    for path, member, target in requests:
        by_path[path].append((member, target))
    for path, pairs in by_path.items():
        content = members(path.read_bytes(), sort_of(path))
        for member, target in pairs:
            target.write_bytes(content(member))
