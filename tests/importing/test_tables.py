"""Would catch a column, a row or an alphabet of a table that is not read, and not reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from platebook.importing.discover import Sort, SourceFile, sort_of
from platebook.importing.model import UNKNOWN_COLUMNS, Row
from platebook.importing.read import tables

_HEADINGS = [
    ("File name", "Caption", "Photographer", "Alt text", "Place", "Date taken"),
    ("Dateiname", "Bildunterschrift", "Fotograf", "Alternativtext", "Ort", "Datum"),
    ("Nom du fichier", "Légende", "Photographe", "Texte alternatif", "Lieu", "Date"),
    ("Nombre de archivo", "Pie de foto", "Fotógrafo", "Texto alternativo", "Lugar", "Fecha"),
    ("Nome do arquivo", "Legenda", "Fotógrafo", "Texto alternativo", "Local", "Data"),
    ("Nazwa pliku", "Podpis", "Autor zdjęcia", "Tekst alternatywny", "Miejsce", "Data"),
    ("Имя файла", "Подпись", "Фотограф", "Альтернативный текст", "Место", "Дата"),
    ("Název souboru", "Popisek", "Fotograf", "Alternativní text", "Místo", "Datum"),
    ("اسم الملف", "التعليق", "المصور", "النص البديل", "المكان", "التاريخ"),
    ("ファイル名", "キャプション", "撮影者", "代替テキスト", "場所", "撮影日"),
    ("文件名", "图片说明", "摄影师", "替代文本", "地点", "日期"),
    ("Source File Name", "Description/Caption", "Creator / Byline", "Alt text", "City", "Date"),
    ("#", "Caption", "Credit", "Alt", "Place", "Date"),
]
_ROW = ("a.jpg", "Rain, at last; the road", "The Desk", "A road", "Lyon", "02.05.2026")
_READ = {
    "caption": _ROW[1], "credit": _ROW[2], "alt": _ROW[3], "location": _ROW[4],
    "date": "2026-05-02",
}  # fmt: skip


def read(folder: Path, raw: bytes) -> list[Row]:
    path = folder / "table.csv"
    path.write_bytes(raw)
    return tables.read(SourceFile(path, path.name, Sort.TABLE, path), ())


def lines(*rows: tuple[str, ...], sign: str = ";") -> str:
    return "\r\n".join(sign.join(f'"{cell}"' for cell in row) for row in rows)


@pytest.mark.parametrize("headings", _HEADINGS)
def test_headings_of_many_languages(tmp_path: Path, headings: tuple[str, ...]) -> None:
    (row,) = read(tmp_path, lines(headings, _ROW).encode())
    assert (row.file, row.values) == ("a.jpg", _READ)


@pytest.mark.parametrize("sign", [",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_signs_and_encodings(tmp_path: Path, sign: str, encoding: str) -> None:
    text = lines(("A list of photographs", "", "", "", "", ""), _HEADINGS[2], _ROW, sign=sign)
    (row,) = read(tmp_path, text.encode(encoding))
    assert (row.file, row.values) == ("a.jpg", _READ)


def test_a_text_of_excel_with_tabs_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "captions.txt"
    path.write_bytes(lines(("File", "Caption"), ("a.jpg", "Rain"), sign="\t").encode("utf-16"))
    assert sort_of(path) is Sort.TEXT  # in quotes it may be anything
    path.write_bytes("File\tCaption\r\na.jpg\tRain\r\n".encode("utf-16"))
    assert sort_of(path) is Sort.TABLE


def test_a_table_without_headings(tmp_path: Path) -> None:
    rows = read(tmp_path, b"a.jpg;Rain, at last, on the road\nb.jpg;Snow\n")
    assert [(row.file, row.values["caption"]) for row in rows] == [
        ("a.jpg", "Rain, at last, on the road"), ("b.jpg", "Snow"),
    ]  # fmt: skip


def test_columns_that_are_not_known_are_named(tmp_path: Path) -> None:
    rows = read(tmp_path, b"file,caption,Remark of the desk\na.jpg,Rain,urgent\n")
    unknown = [row.values for row in rows if row.rank == UNKNOWN_COLUMNS]
    assert unknown == [{"columns": "Remark of the desk"}]


def test_a_cell_of_several_lines_does_not_decide_what_divides_cells(tmp_path: Path) -> None:
    caption = "First: a; b\nSecond; c; d\nThird | e; f"
    path = tmp_path / "texts.csv"
    path.write_text(f'file,caption\none.jpg,"{caption}"\ntwo.jpg,5" wide\n', encoding="utf-8")
    rows = list(tables.read(SourceFile(path, path.name, Sort.TABLE, path), ()))
    assert [row.file for row in rows] == ["one.jpg", "two.jpg"]
    assert rows[0].values["caption"] == caption
    assert rows[1].values["caption"] == '5" wide'


@pytest.mark.parametrize(
    ("rows", "columns", "reason"),
    [(20_001, 2, "more than 20,000 rows"), (2, 2_001, "more than 2,000 columns")],
)
def test_a_table_that_is_too_large_is_named(
    tmp_path: Path, rows: int, columns: int, reason: str
) -> None:
    """Would catch rows of which nothing says that they were not read."""
    row = lines(("a.jpg", *["Rain"] * (columns - 1))).encode()
    with pytest.raises(tables.TableTooLargeError, match=reason):
        read(tmp_path, b"\n".join([lines(("File", "Caption")).encode(), *[row] * (rows - 1)]))


def test_empty_rows_below_a_table_do_not_count(tmp_path: Path) -> None:
    table = lines(("File", "Caption"), ("a.jpg", "Rain")) + ";;\r\n" * 20_001
    assert [row.file for row in read(tmp_path, table.encode())] == ["a.jpg"]


def test_headings_with_more_words_paths_and_an_order(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        b"Photo file name;Caption (max. 200 characters);Sequence\n"
        b"C:\\Users\\Ann\\a.JPG;Rain;2\nC:\\Users\\Ann\\b.JPG;Snow;1\n",
    )
    assert [(row.file[-5:], row.values) for row in rows] == [
        ("b.JPG", {"caption": "Snow"}), ("a.JPG", {"caption": "Rain"}),
    ]  # fmt: skip
    (row, _) = read(tmp_path, b"Frame,Caption\n4021,Rain\n4022,Snow\n")
    assert (row.file, row.values) == ("4021", {"caption": "Rain"})


def test_names_that_repeat_in_a_table_without_headings_are_credits(tmp_path: Path) -> None:
    line = "{}.jpg,The rain has come at last,{}\n"
    people = ("Ida Tarbell", "Ida Tarbell", "Ida Tarbell", "Homai Vyarawalla/Reuters")
    text = "".join(map(line.format, "abcd", people))
    assert [row.values["credit"] for row in read(tmp_path, text.encode())] == [*people]


def test_a_second_column_of_captions_is_reported(tmp_path: Path) -> None:
    head = ("File", "Caption (English)", "Caption (German)")
    unread, row = read(tmp_path, lines(head, ("a.jpg", "Rain", "Regen")).encode())
    assert (unread.rank, unread.values["columns"]) == (UNKNOWN_COLUMNS, "Caption (German)")
    assert row.values["caption"] == "Rain"
