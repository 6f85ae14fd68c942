"""Headings of tables in many languages, and the keys of the manifest that they stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from platebook.importing.plain_text import fold

#: Key of the manifest → headings of its columns, in many languages; the first key has a heading.
_HEADINGS = {
    "file": "název souboru, soubor, اسم الملف, الملف, tiedosto, tiedostonimi, fájlnév, όνομα αρχείου, αρχείο, "
    "שם קובץ, ім я файлу, file, filename, name of file, file name, sourcefile, image, picture, photo, "
    "photograph, photos, foto, bild, bilddatei, datei, dateiname, fichier, nom du fichier, nom de "
    "fichier, archivo, nombre de archivo, nombre del archivo, immagine, nome file, nome del file, "
    "bestand, bestandsnaam, arquivo, nome do arquivo, ficheiro, plik, nazwa pliku, fil, filnavn, "
    "filnamn, filnam, файл, имя файла, dosya, dosya adı, 文件名, 文件, ファイル名, ファイル, 画像, 파일, 파일명, 파일 이름, "
    "image file, photo file, bild nr, nr, bildnummer, no, number, nummer, numéro, número, numero, "
    "photo number, photo no, image number, img, imgname, original filename, path, file path, dateipfad, frame, "
    "frame number, frame no",
    "caption": "popisek, popis, التعليق, تعليق, شرح الصورة, kuvateksti, képaláírás, λεζάντα, כיתוב, підпис, "
    "caption, caption english, captions, cutline, text, legend, description of photo, "
    "bildunterschrift, bildunterschriften, bildtext, unterschrift, legende, bildlegende, légende, "
    "légendes, leyenda, pie, pie de foto, didascalia, didascalie, bijschrift, onderschrift, "
    "fotobijschrift, legenda, podpis, opis zdjęcia, billedtekst, bildetekst, caption abstract, "
    "captionabstract, imagedescription, xpcomment, подпись, altyazı, başlık yazısı, 说明, 图片说明, 图说, "
    "キャプション, 説明, 캡션, 설명, photo caption, image caption, caption text",
    "description": "description, long description, beschreibung, langbeschreibung, description longue, descripción, "
    "descripción larga, descrizione, beschrijving, descrição, opis, extdescraccessibility, extended "
    "description, описание, açıklama",
    "alt": "альтернативный текст, alternatif metin, alternativní text, النص البديل, vaihtoehtoinen teksti, "
    "alternatív szöveg, εναλλακτικό κείμενο, טקסט חלופי, альтернативний текст, alt, alt text, "
    "alttext, alternative text, alternativtext, alternativtekst, texte alternatif, texto alternativo, "
    "testo alternativo, alternatieve tekst, tekst alternatywny, alttextaccessibility, 替代文本, 代替テキスト, "
    "대체 텍스트, alt tag",
    "credit": "المصور, تصوير, valokuvaaja, fényképész, φωτογράφος, צלם, credit, credits, credit line, "
    "photographer, photographers, photo by, photo credit, author, creator, by line, byline, artist, "
    "source, bildnachweis, fotograf, fotografin, fotografie, nachweis, quelle, urheber, crédit, "
    "crédits, crédit photo, photographe, auteur, crédito, créditos, fotógrafo, fotógrafa, autor, "
    "fotografo, credito, autore, fotograaf, bron, autor zdjęcia, foto credit, фотограф, автор, "
    "fotoğrafçı, 摄影, 摄影师, 撮影者, 撮影, クレジット, 사진작가, 출처",
    "title": "název, العنوان, otsikko, cím, τίτλος, כותרת, title, headline, short title, titel, überschrift, "
    "titre, título, titolo, tytuł, rubrik, tittel, заголовок, başlık, 标题, タイトル, 제목, object name",
    "location": "místo, المكان, paikka, hely, τόπος, מקום, місце, location, place, city, town, country, "
    "sublocation, sub location, state, province state, ort, stadt, land, aufnahmeort, lieu, ville, "
    "pays, lugar, ciudad, país, luogo, città, paese, plaats, stad, locatie, local, cidade, miejsce, "
    "sted, plats, место, город, yer, şehir, 地点, 场所, 場所, 장소, countryprimarylocationname, country "
    "primary location name",
    "date": "التاريخ, päivämäärä, dátum, ημερομηνία, תאריך, date, date taken, taken, datetimeoriginal, "
    "datecreated, date created, createdate, datum, aufnahmedatum, date de prise de vue, fecha, data, "
    "data di scatto, dato, дата, tarih, 日期, 拍摄日期, 日付, 撮影日, 날짜, year, jahr, année, año, anno",
    "rights": "rights, copyright, copyright notice, copyrightnotice, usage rights, rechte, droits, derechos, "
    "diritti, rechten, direitos, prawa, rettigheter, права, telif, 版权, 著作権, 저작권",
    "id": "id, plate id",
    "instructions": "instructions, special instructions, specialinstructions, anweisungen, hinweise",
}  # fmt: skip
#: Parts of a place, joined in this order.
_PLACE_ORDER = ("sub", "location", "place", "ort", "lieu", "lugar", "luogo", "city", "stadt", "ville", "ciudad",
                "state", "province", "country", "land", "pays", "país", "paese")  # fmt: skip


#: Headings of a column that numbers the photographs in the order of the story.
_ORDER = {"order", "sequence", "seq", "position", "pos", "reihenfolge", "ordre", "orden", "ordine"}
_KEYS = {
    fold(heading): key
    for key, headings in reversed(_HEADINGS.items())
    for heading in headings.split(", ")
}


def key_of(heading: str) -> str:
    """Return the key of a heading; empty for one that is not known.

    Groups are left out: ``XMP-dc:Description``, ``[IPTC] Caption-Abstract``.
    """
    if heading.strip() in ("#", "№", "Nº", "N°"):
        return "file"
    if "/" in heading:  # Description/Caption, Creator / Byline
        parts = filter(None, map(key_of, heading.split("/")))
        return max(parts, key=lambda key: key == "caption", default="")
    bare = re.sub(r"^\s*\[[^\]]*\]\s*", "", heading).rpartition(":")[2] or heading
    words = fold(re.sub(r"(?<=\S)\s*\([^)]*\)", "", bare))  # Caption (max. 200 characters)
    return (
        _KEYS.get(words)
        or _KEYS.get(words.replace(" ", ""))
        or _KEYS.get(re.sub(r" ?\d+$", "", words))
        or _KEYS.get(
            re.sub(r"^(?:(?:photo|image|picture|foto|bild|source|original) )+", "", words), ""
        )
    )


def keys_of(headings: Sequence[str], requested: Mapping[str, str]) -> list[str]:
    """Return the key of every column; ``requested`` are those that the user named, by folded heading.

    A description is the caption where no column is called so.
    """
    keys = [requested.get(fold(heading)) or key_of(heading) for heading in headings]
    if "caption" not in keys and "description" in keys and "description" not in requested.values():
        keys[keys.index("description")] = "caption"
    if keys.count("file") > 1:
        best = min((place for place, key in enumerate(keys) if key == "file"),
                   key=lambda place: _file_rank(headings[place]))  # fmt: skip
        keys = ["" if key == "file" and place != best else key for place, key in enumerate(keys)]
    return keys


def _file_rank(heading: str) -> int:
    """Prefer a column of file names to one of numbers."""
    words = fold(heading)
    if words == "sourcefile":
        return 0
    return 1 if any(name in words for name in ("file", "datei", "fichier", "archivo")) else 2


def place_rank(heading: str) -> int:
    """Return the order of a part of a place: the spot, the town, the state, the country."""
    words = fold(heading)
    ranks = (rank for rank, part in enumerate(_PLACE_ORDER) if part in words)
    return next(ranks, len(_PLACE_ORDER))


def is_order(heading: str) -> bool:
    """Return whether a column says in which order the photographs come."""
    return fold(heading) in _ORDER
