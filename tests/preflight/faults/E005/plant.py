"""A photograph is listed as locked, as DRM leaves it."""

from __future__ import annotations

from tests.preflight.ebooks import Ebook, photograph


def plant(book: Ebook) -> None:
    book.files["META-INF/encryption.xml"] = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        '<EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#">'
        '<EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>'
        f'<CipherData><CipherReference URI="{photograph(1)}"/></CipherData>'
        "</EncryptedData></encryption>"
    ).encode()
