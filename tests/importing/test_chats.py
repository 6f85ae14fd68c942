"""Would catch stamps, senders and clocks of messengers and networks that go into captions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from platebook.importing import Imported, ImportOptions, import_story
from platebook.report import Silent
from tests.importing.corpus import photographs
from tests.importing.test_languages import CAPTIONS, values, web_page

NAMES = tuple(f"IMG-20240309-WA000{number}.jpg" for number in range(len(CAPTIONS)))
_SYSTEM = "Messages and calls are end-to-end encrypted."


def imported(folder: Path, name: str, text: str) -> Imported:
    photographs(folder, NAMES)
    (folder / name).write_text(text, encoding="utf-8")
    return import_story([folder], folder / "story", ImportOptions(), Silent(), write=False)


@pytest.mark.parametrize(
    ("stamp", "form"),
    [
        ("[09/03/2024, 10:0{}:11] ", "Lewis Hine: \u200e<attached: {0}>\r\n{1}Lewis Hine: {2}"),
        ("3/9/24, 10:0{} PM - ", "Lewis Hine: {0} (file attached)\n{1}Lewis Hine: {2}"),
        ("09.03.24, 10:0{} - ", "Lewis Hine: \u200e{0} (Datei angehängt)\n{2}"),
    ],
)
def test_a_chat_of_whatsapp(tmp_path: Path, stamp: str, form: str) -> None:
    system = ": \u200e" if "[" in stamp else ""
    lines = [f"{stamp.format(0)}{'The Photo Desk' if system else ''}{system}{_SYSTEM}"]
    for number, (name, caption) in enumerate(zip(NAMES, CAPTIONS, strict=True)):
        mark = stamp.format(number)
        lines.append(mark + form.format(name, mark, caption))
    lines.append(f"{stamp.format(9)}Ida Tarbell: Thanks, all are here.")
    draft = imported(tmp_path, "_chat.txt", "\n".join(lines)).draft
    assert values(draft, "caption") == CAPTIONS
    assert draft.values["closing"].text == "Thanks, all are here."
    assert "introduction" not in draft.values
    assert [item.text for item in draft.left_out] == [_SYSTEM]


def test_rich_text_in_the_json_of_telegram(tmp_path: Path) -> None:
    messages = [
        {"photo": f"photos/{name}", "text": [text[:9], {"type": "bold", "text": text[9:]}]}
        for name, text in zip(NAMES, CAPTIONS, strict=True)
    ]
    messages.append({"text": "All are here."})
    draft = imported(tmp_path, "result.json", json.dumps({"messages": messages})).draft
    assert values(draft, "caption") == CAPTIONS
    assert [item.text for item in draft.left_out] == ["caption: All are here."]


@pytest.mark.parametrize("date", ["10:01", "Mar 01, 2024, 10:00 am", "1 mars 2024"])
def test_clocks_initials_and_offers_beside_photographs_are_no_captions(date: str) -> None:
    form = (
        '<div class="message"><div>LH</div><div>{0}</div><a href="p/{1}"><img src="p/{1}"></a>'
        '<div class="text">{2}</div><p>Purchase Licensing Rights</p></div>'
    )
    cells = "".join(
        form.format(date, name, caption) for name, caption in zip(NAMES, CAPTIONS, strict=True)
    )
    draft = web_page(f"<title>The pier</title><div>{cells}</div>")
    assert values(draft, "caption") == CAPTIONS
    assert "credit" not in draft.values


@pytest.mark.parametrize("whole", [False, True])
def test_captions_in_json_by_the_names_of_files(tmp_path: Path, whole: bool) -> None:
    pairs = zip(NAMES, CAPTIONS, strict=True)
    document = {
        name: {"caption": text, "credit": "The Desk"} if whole else text for name, text in pairs
    }
    draft = imported(tmp_path, "captions.json", json.dumps(document)).draft
    assert values(draft, "caption") == CAPTIONS
    assert ("credit" in draft.values) is whole
