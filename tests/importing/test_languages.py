"""Would catch captions, makers and dates that are only recognised in western languages, and texts
that come as an e-mail or as a file beside each photograph."""

from __future__ import annotations

import io
import json
import unicodedata
from email.message import EmailMessage
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from PIL import Image

from platebook.importing import ImportOptions, import_story
from platebook.importing.assemble import assemble
from platebook.importing.line_types import byline, date, is_credit_line
from platebook.importing.model import PhotographFile, Sources, StoryDraft
from platebook.importing.plain_text import decode
from platebook.importing.plate_values import clean_credit, parse_agency
from platebook.importing.read import page
from platebook.importing.read.articles import read_text
from platebook.report import Silent
from tests.importing.corpus import photographs

CAPTIONS = (
    "The first boat leaves the pier before the fog has lifted from the reeds.",
    "Tea at 5 a.m. in the house of the woman who keeps the list of the boats.",
    "A trader’s scale at the pier, which has not been checked since the war.",
    "Rain on the second market day, when nobody had thought of bringing a roof.",
)
INTRODUCTION = (
    "Every autumn the boats come back to the island, and the whole village waits at the pier for "
    "them. It did a hundred years ago and will for as long as there are boats to wait for."
)
CLOSING = "In June the rain returns. What has not been carried off by then is lost to the sea."
PHOTOS = tuple(
    PhotographFile(Path(f"/{name}"), name, "JPEG", (3000, 2000), 1)
    for name in ("DSC_4007.jpg", "DSC_4012.jpg", "DSC_4020.jpg", "DSC_4031.jpg")
)
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def story(text: str) -> StoryDraft:
    return assemble(Sources((read_text(text, "a.txt"),), PHOTOS), "folder")


def values(draft: StoryDraft, key: str) -> tuple[str, ...]:
    return tuple(plate.values[key].text if key in plate.values else "" for plate in draft.plates)


def marked(mark: str, below: str = "") -> str:
    lines = []
    for number, caption in enumerate(CAPTIONS, 1):
        circled = unicodedata.lookup(f"CIRCLED DIGIT {('ONE', 'TWO', 'THREE', 'FOUR')[number - 1]}")
        sign = mark.format(number, ar=str(number).translate(ARABIC), circled=circled)
        lines.append(f"{sign}{caption}{below}")
    return "\n\n".join(["The pier", INTRODUCTION, *lines, CLOSING])


MARKS = (
    *("{}/ ", "{}/4 ", "P{}: ", "Pic {}: ", "Bild Nr. {}: ", "Photo n° {} : ", "Image n°{} - "),
    *("Pie de foto {}: ", "写真{} ", "写真{}：", "【写真{}】", "（{}）", "{circled}"),
    *("图{}：", "{}、"),
    *("第{}张：", "图{}/24：", "사진 {}. ", "<사진 {}> "),
    *("صورة {ar}: ", "صورة رقم {ar}: ", "תמונה {}: "),
    *("Фото {}. ", "Фото № {}. ", "Рис. {}. ", "№{} "),
)  # fmt: skip


@pytest.mark.parametrize("mark", MARKS)
def test_numbers_before_captions_in_many_scripts(mark: str) -> None:
    draft = story(marked(mark))
    assert values(draft, "caption") == CAPTIONS
    assert draft.values["introduction"].text == INTRODUCTION
    assert draft.values["closing"].text == CLOSING


@pytest.mark.parametrize("mark", ["Day {}: ", "День {}: "])
def test_a_number_that_says_something_stays_in_the_caption(mark: str) -> None:
    expected = tuple(mark.format(number) + text for number, text in enumerate(CAPTIONS, 1))
    assert values(story(marked(mark)), "caption") == expected


CREDITS = {
    "Foto: Nils Strindberg": "Nils Strindberg",
    "Фото: Александр Родченко": "Александр Родченко", "صورة": "",
    "تصوير: لطيف العاني": "لطيف العاني", "צילום: דוד רובינגר": "דוד רובינגר",
    "摄影：吴印咸": "吴印咸",
    "撮影・土門拳": "土門拳", "사진=임응식": "임응식", "사진 임응식": "임응식",
    "사진 설명": "", "写真": "",
}  # fmt: skip


@pytest.mark.parametrize("line", CREDITS)
def test_credit_lines_in_many_scripts(line: str) -> None:
    assert is_credit_line(line) == bool(CREDITS[line])
    if CREDITS[line]:
        assert clean_credit(line) == CREDITS[line]
        draft = story(marked("{}. ", f"\n{line}"))
        assert values(draft, "caption") == CAPTIONS
        assert draft.values["credit"].text == CREDITS[line]


def test_bylines_in_many_scripts() -> None:
    for line, name in {
        "Av Elin Wägner": "Elin Wägner", "Текст: Анна Ахматова": "Анна Ахматова", "مريم": "",
        "بقلم: مي زيادة": "مي زيادة", "מאת לאה גולדברג": "לאה גולדברג", "文/张爱玲": "张爱玲",
        "取材・文＝林芙美子": "林芙美子", "글 박경리": "박경리", "文化：渡船": "", "글씨": "",
    }.items():  # fmt: skip
        assert byline(line) == (((name, "author"),) if name else ())
    both = (("임응식", "author"), ("임응식", "photographer"))
    assert byline("글·사진 임응식") == both
    assert byline("Text och foto: Elin Wägner") == (
        ("Elin Wägner", "author"), ("Elin Wägner", "photographer"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "line",
    ["2 мая 2026", "2 мая 2026 года", "2 مايو 2026", "2 במאי 2026", "2 maj 2026", "2 maja 2026",
     "更新 2026年5月2日", "입력 2026.5.2", "Publicerad 2 maj 2026"],
)  # fmt: skip
def test_dates_in_many_scripts(line: str) -> None:
    assert date(line) == "2026-05-02"


def test_a_byline_above_the_headline_is_no_headline() -> None:
    draft = story("By Selma Lagerlöf\n\n" + marked("{}. "))
    assert draft.values["title"].text == "The pier"
    assert draft.contributors == (("Selma Lagerlöf", "author"),)
    assert draft.values["introduction"].text == INTRODUCTION


@pytest.mark.parametrize("ending", [".txt", ".jpg.txt"])
def test_a_text_beside_each_photograph_is_its_caption(tmp_path: Path, ending: str) -> None:
    folder = photographs(tmp_path / "photographs", [photo.name for photo in PHOTOS])
    for photo, caption in zip(PHOTOS, CAPTIONS, strict=True):
        path = folder / photo.name.replace(".jpg", ending)
        path.write_text(f"{caption}\nPhoto: Lewis Hine\n", encoding="utf-8")
    article = tmp_path / "article.txt"
    article.write_text(f"The pier\n\n{INTRODUCTION}\n\n{CLOSING}", encoding="utf-8")
    draft = import_story(
        [article, folder], tmp_path / "story", ImportOptions(), Silent(), write=False
    ).draft
    assert values(draft, "caption") == CAPTIONS
    assert draft.values["credit"].text == "Lewis Hine"
    assert draft.values["introduction"].text == f"{INTRODUCTION}\n\n{CLOSING}"


def test_an_email_without_markup(tmp_path: Path) -> None:
    folder = photographs(tmp_path / "photographs", [photo.name for photo in PHOTOS])
    mail = EmailMessage()
    mail["Subject"] = "Fwd: Le débarcadère"
    lines = [f"{photo.name}: {text}" for photo, text in zip(PHOTOS, CAPTIONS, strict=True)]
    mail.set_content("\n\n".join([INTRODUCTION, *lines, CLOSING]) + "\n")
    mail.add_attachment(b"x" * 99, maintype="image", subtype="jpeg", filename="DSC_4099.jpg")
    (tmp_path / "a.eml").write_bytes(mail.as_bytes())
    draft = import_story(
        [tmp_path / "a.eml", folder], tmp_path / "story", ImportOptions(), Silent(), write=False
    ).draft
    assert draft.values["title"].text == "Le débarcadère"
    assert values(draft, "caption") == CAPTIONS
    assert draft.values["introduction"].text == INTRODUCTION
    assert draft.values["closing"].text == CLOSING
    assert [item.text for item in draft.left_out] == ["DSC_4099.jpg"]


@pytest.mark.parametrize("form", ["attached", "inline", "page", "cited"])
def test_photographs_of_an_email_are_taken_out_of_it(tmp_path: Path, form: str) -> None:
    """Would catch pictures of a letter that are lost, or stand beside another's caption."""
    lines = [f"{photo.name}: {text}" for photo, text in zip(PHOTOS, CAPTIONS, strict=True)]
    texts = [INTRODUCTION, *(CAPTIONS if form == "inline" else lines)]
    if form == "page":
        texts = [f"<p>{text}</p>" for text in texts]
    if form == "cited":
        texts = [
            f'<p><img src="cid:{number}@x"><p><i>{CAPTIONS[number]}</i>' for number in range(4)
        ]
        texts.insert(0, f"<p>{INTRODUCTION}</p>")
    kind = "plain" if form in ("attached", "inline") else "html"
    mail = MIMEMultipart("mixed")
    mail["Subject"] = "Fwd: Le débarcadère"
    if form != "inline":
        mail.attach(MIMEText("\n\n".join(texts), kind, "utf-8"))
    for number, photo in enumerate(PHOTOS):
        if form == "inline":
            mail.attach(MIMEText(texts[number], kind, "utf-8"))
        picture = io.BytesIO()
        Image.new("RGB", (300, 200), (number * 40, 90, 90)).save(picture, "JPEG")
        part = MIMEImage(picture.getvalue(), name=photo.name)
        part.add_header("Content-ID", f"<{number}@x>")
        mail.attach(part)
    if form == "inline":
        mail.attach(MIMEText(f"{texts[-1]}\n-- \nThe Photo Desk", kind, "utf-8"))
    (tmp_path / "a.eml").write_bytes(mail.as_bytes())
    folder = tmp_path / "story"
    draft = import_story([tmp_path / "a.eml"], folder, ImportOptions(), Silent()).draft
    assert draft.values["title"].text == "Le débarcadère"
    assert draft.values["introduction"].text == INTRODUCTION
    assert values(draft, "caption") == CAPTIONS
    assert [item.text for item in draft.left_out] == ["The Photo Desk"] * (form == "inline")
    for number, photo in enumerate(PHOTOS):
        with Image.open(folder / "photos" / photo.name) as picture:
            assert picture.getpixel((9, 9))[0] == pytest.approx(number * 40, abs=3)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Паром отходит от левого берега на рассвете."),
        ("koi8_r", "Паром отходит от левого берега на рассвете."),
        ("cp932", "朝、屋根の雪を下ろす家族。"),
        ("euc_jp", "朝、屋根の雪を下ろす家族。"),
        ("gb18030", "采茶人沿着石阶上山。"),
        ("big5", "第一艘船在霧散之前離開碼頭。"),
        ("cp949", "첫 배가 안개 속에서 부두를 떠난다."),
        ("cp1256", "أكوام من الصواني القديمة تنتظر التلميع."),
        ("cp1253", "Το πλοίο φεύγει από την προβλήτα."),
        ("cp1255", "הסירה הראשונה עוזבת את המזח."),
        ("cp874", "เรือลำแรกออกจากท่าก่อนหมอกจะจาง"),
        ("cp1254", "Bir kadın bahçesinden elma satıyor."),
        ("cp1250", "Kobieta łowi ryby o świcie."),
        ("cp1250", "Příběh o věži a dvoře, hřbitově."),
        ("cp1252", "São Tomé; emoções, ação, l’œuvre naît à l’été."),
        ("cp1252", "Bådene på øen ligger i læ. Það er gott."),
    ],
)
def test_a_table_as_older_systems_write_it(encoding: str, text: str) -> None:
    """Would catch a table of Excel, or a text, of another script that becomes a row of accents."""
    for table in (text, f"a.jpg;{text}\r\nDSC_4007.jpg;{text}"):
        assert decode(table.encode(encoding)) == table


def web_page(html: str) -> StoryDraft:
    article = page.read(f"<html>{html}</html>", "a.html", lambda _: None)
    return assemble(Sources((article,), PHOTOS), "folder")


def figures(form: str) -> str:
    return "".join(
        form.format(photo.name, caption, number)
        for number, (photo, caption) in enumerate(zip(PHOTOS, CAPTIONS, strict=True), 1)
    )


FIGURE = '<figure><img src="{}"><figcaption>{}</figcaption></figure>'


@pytest.mark.parametrize("mark", ["图{}：", "写真{} ", "Фото № {}. "])
def test_numbers_of_captions_below_pictures_in_many_scripts(mark: str) -> None:
    form = '<p><img src="{0}"></p><p>' + mark.replace("{}", "{2}") + "{1}</p>"
    draft = web_page(f"<h1>Pier</h1><p>{INTRODUCTION}</p>{figures(form)}<p>{CLOSING}</p>")
    assert values(draft, "caption") == CAPTIONS


def test_a_text_below_a_gallery_in_a_box_called_like_the_first_is_the_closing() -> None:
    box = '<div class="text block">{}</div>'
    form = FIGURE.replace("{}", "{2}-{0}", 1).replace("{}", "{1}")
    gallery = "".join(f"<li>{figures(form)}</li>".replace('src="', f'src="{n}-') for n in range(6))
    draft = web_page(
        f"<body><main><div class=article><div><h1>The pier</h1></div>"
        f"{box.format(f'<p>{INTRODUCTION}</p>')}<div class=gallery><ul>{gallery}</ul></div>"
        f"{box.format(f'<p>{CLOSING}</p>')}</div></main></body>"
    )
    assert draft.values["closing"].text == CLOSING
    assert not draft.left_out


@pytest.mark.parametrize("name", ["leading-loose", "field-teaser"])
def test_what_the_page_says_it_is_about_is_the_standfirst(name: str) -> None:
    about = "A pier has waited for its boats for a hundred years."
    draft = web_page(
        f'<head><meta property="og:description" content="{about}"></head><body><article>'
        f"<h1>The pier</h1><div class={name}>{about}</div><p>{INTRODUCTION}</p>{figures(FIGURE)}"
        f"<p>{CLOSING}</p></article></body>"
    )
    assert draft.values["standfirst"].text == about
    assert draft.values["introduction"].text == INTRODUCTION


def test_the_headline_of_a_layout_is_its_style_and_not_the_name_of_the_file() -> None:
    draft = web_page(
        "<head><title>layout_v7</title></head><body><div><p class=Headline>The pier</p>"
        f"<p>{INTRODUCTION}</p></div>{figures(FIGURE)}<p>{CLOSING}</p></body>"
    )
    assert draft.values["title"].text == "The pier"


def test_credits_at_the_end_of_captions_in_dense_scripts() -> None:
    for text, credit in {
        "第一个赶集日的清晨，船长在东岸码头上检查缆绳。新华社记者 吴印咸 摄": "新华社记者 吴印咸",
        "最初の市の日の早朝、網を繕う老人が新しい橋の下にいる。（撮影：土門拳）": "土門拳",
        "第一个赶集日的清晨，船长在东岸码头上检查缆绳。": "",
    }.items():
        parsed = parse_agency(text)
        assert (parsed.caption, parsed.credit) == (text.partition("。")[0] + "。", credit)
    assert clean_credit("Copyright Lewis Hine") == clean_credit("Copyright: © Lewis Hine")
    assert clean_credit("Copyright Lewis Hine") == "Lewis Hine"


@pytest.mark.parametrize("is_album", [True, False])
def test_what_a_person_posted_to_a_network(tmp_path: Path, is_album: bool) -> None:
    folder = photographs(tmp_path / "export", [photo.name for photo in PHOTOS])
    texts = ["写真の一枚目", "صورة ثانية", "Фото третье", "Rain — the fourth"]
    broken = [text.encode().decode("latin-1") for text in texts]
    media = [{"uri": f"a/{photo.name}"} for photo in PHOTOS]
    key = "description" if is_album else "title"
    media = [{**item, key: text} for item, text in zip(media, broken, strict=True)]
    album = {"name": "Am Fluß".encode().decode("latin-1"), "photos": media}
    document = album if is_album else [{"media": [item]} for item in media]
    (folder / "0.json").write_text(json.dumps(document))
    draft = import_story([folder], tmp_path / "s", ImportOptions(), Silent(), write=False).draft
    assert values(draft, "caption") == tuple(texts)
    assert [item.text for item in draft.left_out] == ["name: Am Fluß"] * is_album


def test_a_text_with_tabs_between_file_names_and_captions_is_a_table(tmp_path: Path) -> None:
    folder = photographs(tmp_path / "photographs", [photo.name for photo in PHOTOS])
    rows = [f"{photo.name}\t{text}\tPier" for photo, text in zip(PHOTOS, CAPTIONS, strict=True)]
    (tmp_path / "a.txt").write_text("\n".join(["Filename\tCaption\tCity", *rows]))
    draft = import_story(
        [tmp_path / "a.txt", folder], tmp_path / "s", ImportOptions(), Silent(), write=False
    ).draft
    assert values(draft, "caption") == CAPTIONS
    assert values(draft, "location") == ("Pier",) * 4


def test_captions_that_data_of_a_page_have_within_objects() -> None:
    slides = [
        {
            "image": {"src": f"https://example.org/{photo.name}"},
            "caption": {"html": f"<p>{caption}</p>"},
            "credits": {"by": [{"name": "Lewis Hine"}, {"name": "Selma Lagerlöf"}]},
        }
        for photo, caption in zip(PHOTOS, CAPTIONS, strict=True)
    ]
    data = json.dumps({"props": {"gallery": {"slides": slides}}})
    draft = web_page(
        f"<body><main><h1>The pier</h1><p>{INTRODUCTION}</p>{figures('<div><img src={}></div>')}"
        f"<p>{CLOSING}</p></main><script type='application/json'>{data}</script></body>"
    )
    assert values(draft, "caption") == CAPTIONS
    assert draft.values["credit"].text == "Lewis Hine, Selma Lagerlöf"
