"""Reads what tables, JSON files and XMP sidecars say of photographs."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from platebook.importing import plain_text as texts
from platebook.importing.discover import Sort, SourceFile
from platebook.importing.line_types import CREDIT_LABEL, is_credit_line
from platebook.importing.model import UNKNOWN_COLUMNS, Origin, Row
from platebook.importing.plain_text import clean, fold
from platebook.importing.read.headings import is_order, keys_of, place_rank
from platebook.photos.formats.metadata import read_sidecar

#: Rows and columns of a table, and characters of a cell, that are read at most; bytes of a file.
#: ExifTool writes hundreds of columns.
_ROWS, _COLUMNS, _CELL, _BYTES = 20_000, 2_000, 200_000, 60_000_000
#: Trust: a table that the user made, a sidecar or ExifTool's list, other programs' JSON.
_TABLE, _SIDECAR, _JSON = 1, 3, 6
_WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")
_PHOTO_NAME = re.compile(
    r"[^/\\]{1,200}\.(?:jpe?g|png|tiff?|webp|hei[cf]|avif|nef|cr[23]|arw|dng|raf)", re.IGNORECASE
)
#: A person's name, perhaps with an agency behind it.
_PERSON = re.compile(r"(?:©\s*)?[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,4}(?: ?/ ?[\w .]{2,30})?")
#: A title that a camera gave.
_CAMERA_NAME = re.compile(r"(?:img|dsc|dscf|dscn|p)?[ _-]?\d+(?:\.\w+)?", re.IGNORECASE)
_TAKEOUT = ".supplemental-metadata"


class TableTooLargeError(Exception):
    """A file of more bytes, rows or columns than are read."""


def read(file: SourceFile, columns: Sequence[tuple[str, str]]) -> list[Row]:
    """Read the rows of a file; none where it is not about photographs."""
    if file.path.stat().st_size > _BYTES:
        raise TableTooLargeError(f"more than {_BYTES // 1_000_000} MB")
    raw = file.path.read_bytes()
    if file.sort is Sort.XMP:
        return list(_sidecar(raw, file))
    if file.sort is Sort.TEXT:
        return list(_text(texts.decode(raw), file))
    if file.sort is Sort.JSON:
        return list(_json(texts.decode(raw), file, columns))
    requested = {fold(heading): key for heading, key in columns}
    if file.path.suffix.lower() in _WORKBOOKS:
        return [
            row
            for name, sheet in _workbook(raw)
            for row in _table(sheet, file.name, requested, name)
        ]
    return list(_table(_csv(texts.decode(raw)), file.name, requested, ""))


def _sidecar(raw: bytes, file: SourceFile) -> Iterator[Row]:
    """Read an XMP sidecar: ``IMG_1.xmp`` or ``IMG_1.jpg.xmp``."""
    words = read_sidecar(raw)
    values = {key: text.text for key, text in words.items()}
    if values:
        yield Row(file.path.name[: -len(".xmp")], values, Origin(file.name), _SIDECAR)


def _text(text: str, file: SourceFile) -> Iterator[Row]:
    """Read a text beside a photograph: its caption, and a line that says who made it."""
    *lines, last = clean(text).strip().splitlines() or [""]
    values: dict[str, str] = {}
    if lines and is_credit_line(last):
        values["credit"] = re.sub(rf"^{CREDIT_LABEL}", "", last.strip(), flags=re.IGNORECASE)
    else:
        lines.append(last)
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", "\n".join(lines))]
    values["caption"] = "\n\n".join(filter(None, parts))
    if any(values.values()):
        yield Row(file.path.stem, values, Origin(file.name), _SIDECAR)


def _csv(text: str) -> Iterator[list[str]]:
    """Divide a text into cells, by the sign that divides most of its first lines alike."""
    csv.field_size_limit(_CELL)
    text = text.removeprefix("\ufeff")
    if match := re.match(r"sep=(.)\r?\n", text):
        text, sign = text[match.end() :], match[1]
    else:
        # A cell in quotes may have several lines, and any of the signs.
        bare = re.sub(r'(?<![^;\t|,\r\n])"(?:[^"]|"")*"', "", text[:_CELL])
        lines = [re.sub(r'"[^"]*"', "", line) for line in bare.splitlines()[:20] if line]
        score = {sign: _regularity([line.count(sign) for line in lines]) for sign in ";\t|,"}
        sign = max(score, key=lambda delimiter: score[delimiter])
    for row in _check_size(csv.reader(io.StringIO(text, newline=""), delimiter=sign)):
        yield [clean(cell).strip() for cell in row]


def _check_size(rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    """Yield rows. Raises TableTooLargeError where cells that are not empty stand beyond a limit."""
    for number, row in enumerate(rows):
        if number >= _ROWS and any(row):
            raise TableTooLargeError(f"more than {_ROWS:,} rows: keep those of this story")
        if any(row[_COLUMNS:]):
            raise TableTooLargeError(f"more than {_COLUMNS:,} columns: keep those with texts")
        if number < _ROWS:
            yield row[:_COLUMNS]


def _regularity(counts: Sequence[int]) -> tuple[float, int]:
    """Return how well a sign divides lines alike: the share that has the usual count, the count."""
    usual = max((count for count in counts if count), key=counts.count, default=0)
    return (counts.count(usual) / len(counts), usual) if usual else (0.0, 0)


def _workbook(raw: bytes) -> Iterator[tuple[str, Iterable[list[str]]]]:
    """Yield the sheets of a workbook as rows of texts."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    for name in book.sheet_names:
        rows = _check_size(book.get_sheet_by_name(name).iter_rows())
        yield name, ([_cell(cell) for cell in row] for row in rows)


def _cell(value: object) -> str:
    """Write a cell as a person sees it: a whole number without a point, a date in ISO 8601."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return clean(str(value)).strip()[:_CELL]


def _table(
    rows: Iterable[list[str]], name: str, requested: Mapping[str, str], sheet: str
) -> Iterator[Row]:
    """Read a table: its headings, or, without any, what its columns look like."""
    table = [(number, row) for number, row in enumerate(rows, 1) if any(row)]
    start, keys, heads = _head([row for _, row in table[:15]], requested)
    of_exiftool = any(fold(head) == "sourcefile" for head in heads)
    rank = _SIDECAR if of_exiftool else _TABLE
    numbered_rows = [(number, _values(row, keys, heads)) for number, row in table[start:]]
    has_file = "file" in keys
    if has_file:
        _put_in_order(numbered_rows, table[start:], heads)
    unknown = [] if of_exiftool else _unknown(heads, keys, [row for _, row in table[start:]])
    if unknown:
        yield Row("", {"columns": ", ".join(unknown)}, Origin(name, sheet), rank=UNKNOWN_COLUMNS)
    for place, (number, values) in enumerate(numbered_rows, 1):
        file = values.pop("file", "") if has_file else f"#{place}/{len(numbered_rows)}"
        if values:
            where = f"{sheet + ', ' if sheet else ''}row {number}"
            yield Row(file, values, Origin(name, where), rank)


def _put_in_order(
    rows: list[tuple[int, dict[str, str]]],
    table: Sequence[tuple[int, Sequence[str]]],
    heads: Sequence[str],
) -> None:
    """Sort rows by a column that numbers them all, if there is one."""
    for place in (place for place, head in enumerate(heads) if is_order(head)):
        cells = [row[place] if place < len(row) else "" for _, row in table]
        if all(cell.isdecimal() for cell in cells) and len({*map(int, cells)}) == len(cells):
            order = {number: int(cell) for (number, _), cell in zip(table, cells, strict=True)}
            rows.sort(key=lambda row: order[row[0]])


def _unknown(heads: Sequence[str], keys: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the headings of columns with texts that are not read: not known, or known twice."""
    return [
        head
        for place, (head, key) in enumerate(zip(heads, keys, strict=False))
        if head
        and (not key or (key != "location" and key in keys[:place]))
        and not is_order(head)
        and any(place < len(row) and row[place] for row in rows)
    ]


def _head(
    rows: Sequence[list[str]], requested: Mapping[str, str]
) -> tuple[int, list[str], list[str]]:
    """Return where the rows begin, the key of each column, and the headings."""
    for place, row in enumerate(rows):
        keys = keys_of(row, requested)
        recognised = {key for key in keys if key}
        if len(recognised) >= 2 or (
            recognised and (len(row) == 1 or recognised & set(requested.values()))
        ):
            return place + 1, keys, row
    return 0, _guess(rows), []


def _guess(rows: Sequence[list[str]]) -> list[str]:
    """Guess the columns of a table without headings: file names, and the longest texts."""
    width = max(map(len, rows), default=0)
    columns = [[row[place] for row in rows if place < len(row)] for place in range(width)]
    files = [place for place, cells in enumerate(columns) if _are_files(cells)]
    if not files:
        return [""] * width
    keys = [""] * width
    keys[files[0]] = "file"
    others = [place for place in range(width) if place not in files]
    if others:
        keys[max(others, key=lambda place: sum(map(len, columns[place])))] = "caption"
    for place in others:
        if not keys[place] and _are_names(columns[place]):
            keys[place] = "credit"
            break
    return keys


def _are_files(cells: Sequence[str]) -> bool:
    names = [re.split(r"[/\\]", cell)[-1] for cell in cells]
    return sum(bool(_PHOTO_NAME.fullmatch(name)) for name in names) * 2 > len(cells)


def _are_names(cells: Sequence[str]) -> bool:
    """Return whether cells are people's names that repeat: credits."""
    cells = [cell for cell in cells if cell]
    alike = sum(bool(_PERSON.fullmatch(cell)) for cell in cells) > len(cells) * 0.8
    return alike and len({*cells}) <= len(cells) / 2


def _values(row: Sequence[str], keys: Sequence[str], heads: Sequence[str]) -> dict[str, str]:
    """Return a row's texts by key; the parts of a place are joined."""
    values: dict[str, str] = {}
    places: list[tuple[int, str]] = []
    for number, (cell, key) in enumerate(zip(row, keys, strict=False)):
        if not key or not cell:
            continue
        if key == "location":
            places.append((place_rank(heads[number]) if number < len(heads) else 0, cell))
        elif key == "date":
            if date := _date(cell):
                values.setdefault(key, date)
        else:
            values.setdefault(key, cell)
    if places:
        places.sort(key=lambda pair: pair[0])
        values["location"] = ", ".join(dict.fromkeys(text for _, text in places))
    return values


def _date(text: str) -> str:
    """Return a date as a plate takes it: year, month or day in ISO 8601."""
    from platebook.importing import line_types

    if match := re.match(r"([12]\d{3})(?:[:.-](\d\d))?(?:[:.-](\d\d))?(?!\d)", text):
        return "-".join(part for part in match.groups() if part and part != "00")
    return line_types.date(text)


def _json(text: str, file: SourceFile, columns: Sequence[tuple[str, str]]) -> Iterator[Row]:
    """Read ExifTool's list, Google Takeout's and Flickr's file of one photograph, or any list."""
    document = json.loads(text)
    if isinstance(document, dict) and ("photoTakenTime" in document or "geoData" in document):
        yield from _takeout(document, file)
        return
    if isinstance(document, dict) and "date_taken" in document and "id" in document:
        yield from _flickr(document, file)
        return
    lists = document.values() if isinstance(document, dict) else [document]
    items = next((value for value in lists if isinstance(value, list)), [])
    if isinstance(document, dict) and any(map(_PHOTO_NAME.fullmatch, document)):
        items = [_read_entry(name, value) for name, value in document.items()]
    posts = list(_posts(items, file))
    if isinstance(document, dict) and (posts or not items):
        about = {key: _repair(document.get(key)) for key in ("name", "title", "description")}
        if about := {key: text for key, text in about.items() if text}:
            yield Row("", about, Origin(file.name), _JSON)  # of an album: no photograph's
    if posts:
        yield from posts
        return
    requested = {fold(heading): key for heading, key in columns}
    for number, (item,) in enumerate(_check_size([item] for item in items), 1):
        if isinstance(item, dict):
            heads = [str(head) for head in item][:_COLUMNS]
            cells = [_flat(cell) for cell in item.values()][:_COLUMNS]
            values = _values(cells, keys_of(heads, requested), heads)
            name = values.pop("file", "")
            if (values and name) or "caption" in values:
                rank = _SIDECAR if "SourceFile" in item else _TABLE
                yield Row(name, values, Origin(file.name, f"entry {number}"), rank)


def _read_entry(name: str, value: object) -> dict[str, object]:
    """Return what a document says of a photograph by its name: its texts, or its caption alone."""
    return {**(value if isinstance(value, dict) else {"caption": value}), "file": name}


def _posts(items: Sequence[Any], file: SourceFile) -> Iterator[Row]:
    """Read what a person posted to a network: lists of files by ``uri``, each with its text."""
    for number, item in enumerate(items, 1):
        media = item.get("media") if isinstance(item, dict) else None
        for part in media if isinstance(media, list) else [item]:
            uri = part.get("uri") if isinstance(part, dict) else None
            if isinstance(uri, str) and _PHOTO_NAME.fullmatch(PurePosixPath(uri).name):
                texts_of = (part.get("description"), part.get("title"), item.get("title"))
                caption = next(filter(None, map(_repair, texts_of)), "")
                if caption:
                    origin = Origin(file.name, f"entry {number}")
                    yield Row(PurePosixPath(uri).name, {"caption": caption}, origin, _JSON)


def _repair(text: object) -> str:
    """Return a text as it was meant whose UTF-8 was written as if each byte were a character."""
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode("utf-8") if isinstance(text, str) else ""
    return _flat(text)


def _flat(value: object, *, bare: bool = False) -> str:
    if isinstance(value, list):  # of words, or of the parts of a rich text
        rich = any(isinstance(part, dict) for part in value)
        return ("" if rich else ", ").join(_flat(part, bare=rich) for part in value[:100])
    if isinstance(value, dict):
        value = value.get("text")
    text = "" if value is None or isinstance(value, (dict, list)) else clean(str(value))[:_CELL]
    return text if bare else text.strip()


def _takeout(document: Mapping[str, Any], file: SourceFile) -> Iterator[Row]:
    """Read Google Takeout's JSON; its own name is cut off anywhere after the photograph's."""
    values = {"caption": _flat(document.get("description"))}
    stamp = document.get("photoTakenTime")
    seconds = str(stamp.get("timestamp", "")) if isinstance(stamp, dict) else ""
    if re.fullmatch(r"-?\d{1,11}", seconds):
        values["date"] = datetime.fromtimestamp(int(seconds), UTC).date().isoformat()
    values = {key: text for key, text in values.items() if text}
    if values:
        title = _flat(document.get("title"))
        name = _takeout_name(file.path.name)
        yield Row(name, values, Origin(file.name), _JSON, (title,) if title else ())


def _takeout_name(name: str) -> str:
    """Return the photograph's name that a Takeout JSON is about, as far as it was not cut off."""
    stem = name.removesuffix(".json")
    counter = ""
    if match := re.search(r"\(\d+\)$", stem):
        stem, counter = stem[: match.start()], match[0]
    lengths = range(len(_TAKEOUT), -1, -1)
    cut_off = next(length for length in lengths if stem.endswith(_TAKEOUT[:length]))
    stem = stem[: len(stem) - cut_off]
    path = PurePosixPath(stem)
    return f"{path.stem}{counter}{path.suffix}" if counter else stem


def _flickr(document: Mapping[str, Any], file: SourceFile) -> Iterator[Row]:
    """Read Flickr's JSON: its photographs are called ``NAME_ID_o.jpg`` or ``ID_….jpg``."""
    values = {"caption": _flat(document.get("description")), "title": _flat(document.get("name")),
              "date": _date(_flat(document.get("date_taken")))}  # fmt: skip
    values = {key: text for key, text in values.items() if text}
    if _CAMERA_NAME.fullmatch(values.get("title", "")):
        del values["title"]
    if values:
        yield Row(f"flickr:{_flat(document['id'])}", values, Origin(file.name), _JSON)
