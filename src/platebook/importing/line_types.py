"""Recognises lines of text by their words: bylines and dates, and boilerplate.

A line is boilerplate (a newsletter box, share buttons, links to other articles) only where its whole
shape says so; a sentence that merely mentions a newsletter is not. Words of English, German,
French, Spanish, Italian, Dutch and Portuguese.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

_NAME = r"[^\W\d_][^\d:;!?@/|]{1,78}"
_PHOTO = (
    r"(?:photo(?:graph(?:s|y|ie|ies)?|s)?|pictures|images?|fotos?|fotograf(?:ie|ien|ía|ías|ia|as)|"
    r"bilde?r?|billeder|aufnahmen|foto['’]s|fot\.|zdjęci[ae]|fotoğraf(?:lar)?|kuvat?|valokuvat?|ภาพ(?:ถ่าย)?|фото(?:графи[ия])?|снимки|تصوير|الصور|צילו(?:ם|מים)|摄影|攝影|图片|"
    r"撮影|写真|사진)"
)
_TEXT = (
    r"(?:text|words|story|reporting|written|textes?|texto|testo|tekst|текст|автор(?: текста)?|نص|بقلم|كتابة|"
    r"מאת|טקסט|文字?|撰文|作者|取材・文|執筆|글)"
)
_BY = r"(?:by|von|par|por|di|da|de|door|av|af)"
#: What parts a label and a name; Korean has only a space before the three syllables of most names.
_SAYS = rf"(?:[:：=＝・]|(?<=fot\.)|(?<=[\u3040-\u9fff\uac00-\ud7a3])(?:[/／]| (?=[\uac00-\ud7a3]{{3}}$))|{_BY}\b)"
_AND = r"(?:and|und|et|y|e|en|och|og|i|и|و|&|\+|[/／·・])"
_BYLINES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(rf"{head}\s*(?P<name>{_NAME})", re.IGNORECASE), roles)
    for head, roles in (
        (
            rf"{_TEXT}\s*{_AND}\s*{_PHOTO}\s*{_SAYS}",
            ("author", "photographer"),
        ),
        (
            rf"{_PHOTO}\s*{_AND}\s*{_TEXT}\s*{_SAYS}",
            ("author", "photographer"),
        ),
        (rf"(?:all )?{_PHOTO}\s*{_SAYS}", ("photographer",)),
        (rf"{_TEXT}\s*{_SAYS}", ("author",)),
        (
            r"(?:(?:posted|created|submitted|written|published|reported|article|analysis|opinion|review|interview|essay|"
            r"commentary|column|perspective|reporting|geschrieben|écrit|escrito) )?"
            r"(?:by|von|par|por|door|av|af|بقلم|كتبت?|מאת)\b:?",
            ("author",),
        ),
    )
)
_BOTH = re.compile(
    rf"(?:by|von|par|por|door)\s+(?P<author>{_NAME}?)\s*[.,;·|–—-]?\s*"
    rf"{_PHOTO}\s*{_SAYS}\s*(?P<photographer>{_NAME})",
    re.IGNORECASE,
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan jän gen ene januari janvier янв sty oca يناي ינו בינו",
            "feb fév fev febr фев lut şub فبرا פבר בפבר", "mar mär mrt maa мар مارس מרץ במרץ",
            "apr abr avr апр kwi nis أبري ابري אפר באפר", "may mai mei mag maj мая май мај مايو מאי במאי",
            "jun juin giu июн cze haz يوني יוני ביוני", "jul juil lug июл lip tem يولي יולי ביולי",
            "aug août aou ago авг sie ağu أغسط اغسط אוג באוג", "sep set сен wrz eyl سبتم ספט בספט",
            "oct okt ott out окт paź eki أكتو اكتو אוק באוק", "nov ноя lis kas نوفم נוב בנוב",
            "dec dez dic déc des дек gru ara ديسم דצמ בדצמ",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?(?:[T ].*)?")
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+)?([^\W\d_]{3,})\.?,?\s+(?:de\s+)?(\d{4})"
)
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_MONTH_ONLY = re.compile(r"([^\W\d_]{3,})\.?,?\s+(?:de\s+)?(\d{4})")
_NUMERIC = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})")
_EAST = re.compile(r"(\d{4})\s*[年년./]\s*(\d{1,2})\s*[月월./]\s*(\d{1,2})\s*[日일]?")
_DATES = (
    (_ISO, "ymd"), (_EAST, "ymd"), (_DAY_FIRST, "dmy"), (_MONTH_FIRST, "mdy"),
    (_NUMERIC, "d.my"), (_MONTH_ONLY, "my"),
)  # fmt: skip
#: What else may stand on a line with a date.
_AROUND = re.compile(
    r"(?:(?:first |last )?(?:published|posted|updated|modified|created|date|on|at|the|am|pm|a\.m\.|"
    r"p\.m\.|um|uhr|le|à|el|il|op|om|veröffentlicht|aktualisiert|stand|publié|mis à jour|"
    r"publicado|actualizado|pubblicato|gepubliceerd|publicerad|uppdaterad|kl|опубликовано|обновлено|года?|"
    r"в|נכתב ב|פורסם|עודכן|نشر في|آخر تحديث|发布时间|发布于|更新|来源|公開|入力|입력|수정|[a-z]{2,4}t|utc|gmt|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|montag|dienstag|mittwoch|"
    r"donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b|\d{1,2}[:.h]\d\d|[\s,.:|·•()–—-])*",
    re.IGNORECASE,
)


#: What stands among names and is none: a function, an agency's letters (left out beside a name),
#: a control of the page (always).
_NO_PERSON = re.compile(
    r"\b(?:analyst|correspondent|reporter|editor|writer|columnist|staff|producer|critic|contributor|"
    r"redakteur(?:in)?|redaktion|journalist(?:in|e)?|journaliste|periodista|redactora?|"
    r"giornalista|verslaggever|bureau)\b|^(?-i:[A-Z]{2,5}(?: [Ww]ire)?)$",
    re.IGNORECASE,
)
_CONTROLS = re.compile(
    r"(?:print|share|name\W*|e-?mail\W*|follow\b.*|contact\b.*|web ?site|webseite|homepage|twitter|facebook|bio|"
    r"profile?|(?:show|view|see|read|more|all)\b.{0,30}\b(?:articles?|posts?|stories|by|from|of)\b.*|"
    r"(?:alle|mehr) (?:artikel|beiträge).*|tous les articles.*|drucken|teilen|imprimer|partager)",
    re.IGNORECASE,
)


_PARTS = re.compile(r"\s*[|·•\n]\s*|\s+[–—/-]\s+|\s{2,}")
_READING_TIME = re.compile(
    r"\d+\s*[- ]?(?:min(?:ute)?n?s?\b(?: read(?:ing time)?| lesezeit| de lecture| de lectura| di lettura)?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """What a line between headline and text says: its byline as written, and its date (ISO)."""

    byline: str = ""
    published: str = ""


def header_line(line: str, known_names: Collection[str] = ()) -> HeaderLine | None:
    """Read a line that has byline and date together and nothing else; None for other lines.

    ``known_names`` are names of makers, which need no word such as “by” before them.
    """
    line = " ".join(line.split())
    if not line or len(line) > 200:
        return None
    published, rest = _without_date(line)
    rest = _READING_TIME.sub(" | ", rest)
    parts = [part.strip(" ,.:;") for part in _PARTS.split(rest)]
    parts = [part for part in parts if not _AROUND.fullmatch(part)]
    people = [part for part in parts if part in known_names or byline(part)]
    if len(people) < len(parts) or not (published or people or rest != line):
        return None
    return HeaderLine("\n".join(part for part in people if byline(part)), published)


def _without_date(line: str) -> tuple[str, str]:
    """Return the first date in a line, and the line with a divider in its place."""
    dates = ((iso, f"{before} | {after}") for iso, before, after in _dates(line) if iso)
    return next(dates, ("", line))


def _dates(line: str) -> Iterator[tuple[str, str, str]]:
    """Yield what may be a date (ISO; empty where there is no such day), and what is round it."""
    for pattern, order in _DATES:
        if match := pattern.search(line):
            parts = dict(zip(order, match.groups(), strict=False))
            iso = _iso(parts, sure=pattern is not _NUMERIC)
            yield iso, line[: match.start()], line[match.end() :]


def byline(line: str) -> tuple[tuple[str, str], ...]:
    """Return the (name, role) of everybody whom a line names as a maker; empty for other lines."""
    line = " ".join(line.split()).strip("|•· ").rstrip(".")
    if len(line) > 160:
        return ()
    if match := _BOTH.fullmatch(line):
        makers = [(match["author"], "author"), (match["photographer"], "photographer")]
        return tuple((clean, role) for name, role in makers for clean in names(name))
    for pattern, roles in _BYLINES:
        if match := pattern.fullmatch(line):
            people = names(match["name"])
            return tuple((name, role) for role in roles for name in people)
    return ()


def names(text: str) -> tuple[str, ...]:
    """Divide a list of names; empty where a part does not look like a name."""
    text = re.sub(r"\s*[,|–—-]\s*(?:staff|special|for|correspondent|contributor|reporter|editor)\b.*", "",
                  text, flags=re.IGNORECASE)  # fmt: skip
    parts = re.split(
        r"\s*(?:[,;&、،，]|\s(?:and|und|et|y|e|en|och|og|i|и|with)\s)\s*", text.strip(" ,;–—-")
    )
    parts = [
        re.sub(r"\s+(?:on|at|am|um|le|el|il|op|für|for|para|pour)$", "", part.strip())
        for part in parts
    ]
    candidates = [part for part in parts if part and not _CONTROLS.fullmatch(part)]
    people = [part for part in candidates if not _NO_PERSON.search(part)]
    candidates = people or candidates
    good = all(len(name.split()) <= 6 and name[:1] == name[:1].upper() for name in candidates)
    return tuple(candidates) if candidates and good else ()


def date(line: str) -> str:
    """Return the date that a whole line is, as YYYY-MM-DD or YYYY-MM; empty where it is none."""
    line = " ".join(line.split())
    if not 6 <= len(line) <= 90:
        return ""
    dates = (iso for iso, before, after in _dates(line) if _AROUND.fullmatch(f"{before} {after}"))
    return next(dates, "")


def find_date(line: str) -> str:
    """Return the date that stands anywhere in a line, as YYYY-MM-DD; empty where there is none."""
    return _without_date(line)[0] if len(line) <= 200 else ""


def _iso(parts: dict[str, str | None], *, sure: bool) -> str:
    """Join a date's parts; a day that may as well be a month is left out."""
    year, month, day = parts["y"] or "", parts["m"] or "", parts.get("d") or ""
    number = int(month) if month.isdigit() else _month(month)
    if not sure and parts.get(".") == "/" and int(day) <= 12:
        return year if int(day) != number else f"{year}-{number:02}-{int(day):02}"
    if not 1 <= number <= 12 or not 1900 <= int(year) <= 2199:
        return ""
    if not day or not 1 <= int(day) <= 31:
        return f"{year}-{number:02}"
    return f"{year}-{number:02}-{int(day):02}"


def _month(word: str) -> int:
    word = word.casefold()
    return next((_MONTHS[word[:n]] for n in (5, 4, 3) if word[:n] in _MONTHS), 0)


_VERBS = (
    r"(?:please )?(?:follow|like|subscribe|sign[ -]?up|join|get|download|share|tweet|pin|"
    r"read|see|watch|check out|click|tap|swipe|view|log ?in|sign in|register|donate|support|"
    r"folgen|abonnieren|teilen|jetzt|lesen|mehr|anmelden|weiterlesen|"
    r"suivez|abonnez|partagez|inscrivez|lire|lisez|voir|"
    r"sígu[ea]nos|suscr[ií]b[aei]\w*|compart[aei]\w*|lea|leer|"
    r"segui(?:ci|teci)?|iscriviti|condividi|leggi|volg|abonneer|deel|lees|siga|assine|compartilhe|leia)"
)
_NETWORKS = (
    r"(?:facebook|twitter|x|instagram|pinterest|linkedin|whatsapp|telegram|reddit|tumblr|"
    r"flipboard|threads|bluesky|mastodon|youtube|tiktok|snapchat|e-?mail|rss|google news|"
    r"messenger|copy link|link|print|sms|pocket|xing|vk|weibo|wechat|line|feedly)"
)
_LIST = rf"{_NETWORKS}(?:(?:[\s,/|·•&]|and|und|et|y|e|en|oder|or)+{_NETWORKS})*"
#: Whole lines, and what they are.
_LINES: tuple[tuple[str, str], ...] = (
    (_LIST, "names of social networks"),
    (r"(?:\d[\d,.]*[km]?\s+)?(?:shares?|likes?|comments?|views?|retweets?|kommentare|commentaires"
     r"|comentarios|commenti)(?:\s*\(?\d[\d,.]*[km]?\)?)?", "a counter of shares or comments"),
    (r"\(?\d+ (?:photo(?:graph)?s?|images?|pictures?|fotos?|bilder|photographies|imágenes|immagini)"
     r"(?: (?:in )?total)?\)?", "a counter of photographs"),
    (r"(?:purchase|buy|order|license)\b.{0,30}\b(?:rights|licen[cs]es?|prints?|photos?|images?|reprints?)"
     r"(?: here)?\W*", "an offer of prints or rights"),
    (r"(?:share|teilen|partager|compartir|condividi|delen|compartilhar)"
     r"(?: (?:this|on|via|with|diesen|auf|cet|sur|en|su|op)\b.{0,60})?:?", "a share button"),
    (r"(?:advertisement|advertising|sponsored(?: content)?|promoted|ad|anzeige|werbung|publicité|"
     r"publicidad|pubblicità|advertentie|publicidade|story continues below.*|"
     r"article continues (?:below|after).*|scroll to continue.*|continue reading.*)",
     "an advertisement"),
    (r"(?:view|show|read|see) (?:as|all|in)\b:?.{0,30}(?:slides?|page|images?|photos|list|gallery"
     r"|comments?|app)", "a control of the page"),
    (r"(?:view|display) (?:as|options?).{0,40}", "a control of the page"),
    (r"(?:loading|please wait|wird geladen|chargement|cargando|caricamento)\W*",
     "a control of the page"),
    (r"(?:next|previous|prev|back|close|menu|search|play|pause|skip(?: ad)?|home|expand|enlarge|"
     r"zoom|full ?screen|slideshow|caption|hide captions?|show captions?|toggle captions?|"
     r"weiter|zurück|suivant|précédent|siguiente|anterior|avanti|indietro|volgende|vorige)"
     r"(?: (?:slide|photo|image|page|article|story|to (?:content|main content)))?\W*",
     "a control of the page"),
    (r"(?:skip|back|jump|return) to (?:top|the top|content|main content|navigation|start)\W*",
     "a control of the page"),
    (r"\W*(?:show|view|start|play|watch) (?:the |as )?(?:a )?slide ?show\W*", "a control of the page"),
    (r"(?:print|save|bookmark|copy link|copied!?|email|report|reply|edit)(?: this)?"
     r"(?: (?:article|story|page|link))?", "a control of the page"),
    (r"(?:loading (?:more|comments)|load more|show more|read more|more|see more|mehr|mehr lesen|"
     r"weiterlesen|lire la suite|leer más|continua a leggere|lees meer|leia mais)\W*",
     "a control of the page"),
    (r"(?:tags?|topics?|filed under|more in|categories|schlagw[oö]rte?r?|themen|mots[- ]clés|"
     r"etiquetas|argomenti|trefwoorden)\s*:.{0,200}|(?:#[^\s#]*[^\W\d][^\s#]*\s*)+", "tags"),
    (r"(?:related|recommended|trending|popular|most (?:read|popular|viewed|shared)|"
     r"editor['’]?s['’]? picks?|you (?:may|might) (?:also )?(?:like|enjoy|be interested in)|"
     r"more (?:from|on|in|stories|photos|about)\b.{0,60}|around the web|from the web|"
     r"sponsored (?:links|stories)|promoted stories|up next|read next|further reading|"
     r"das könnte (?:sie|dich) (?:auch )?interessieren|mehr zum thema|lesen sie auch|meistgelesen|"
     r"à lire aussi|sur le même sujet|articles liés|lea también|te puede interesar|relacionad[oa]s|"
     r"leggi anche|potrebbe interessarti|articoli correlati|lees ook|leia também)"
     r"(?: (?:articles?|stories|stor(?:y|ies)|posts?|links?|content|coverage|topics|videos|news|"
     r"galler(?:y|ies)|now|today|this week))*\W*", "a heading of links to other articles"),
    (r"(?:see|read|watch|listen|lees|lesen sie|lire|à lire|voir|lea|leia|leggi|more|related|"
     r"now watch|now read|don['’]t miss|must[- ]read|read more|read next|see also|more:?|"
     r"up next|next up|recommended|mehr dazu|siehe auch|lire aussi|voir aussi|vea también|"
     r"lees ook|leia também|leggi anche|join the conversation|from our archives?)"
     r"(?: (?:also|more|now|next|aussi|auch|también|anche|ook|também|about this))?\s*[:»›>→–—|]\s*.{1,200}",
     "a link to another article"),
    (r"(?:all rights reserved|copyright(?: ©)?|©).{0,160}all rights reserved.{0,80}|"
     r"(?:terms(?: of (?:use|service))?|privacy(?: policy)?|cookies?(?: policy)?|contact(?: us)?|"
     r"about(?: us)?|careers|advertise|sitemap|imprint|impressum|datenschutz|mentions légales)"
     r"(?:\s*[|·•/,]?\s*(?:terms(?: of (?:use|service))?|privacy(?: policy)?|cookies?(?: policy)?|"
     r"contact(?: us)?|about(?: us)?|careers|advertise(?: with us)?|sitemap|imprint|impressum|"
     r"datenschutz|mentions légales|help))*", "the foot of a page"),
    (r"(?:we|(?:this|our|the) (?:web ?)?site) uses? cookies.{0,300}|"
     r"(?=.*\bcookies?\b)(?=.*(?:\baccept|\bagree|\bconsent|\bcontinu|akzeptier|zustimm|einverstanden|"
     r"\bnavigation\b|\bacept|\baccett|\butiliz|\butilis|\bnutz|\bverwend)).{20,300}|accept(?: all)?(?: cookies)?|"
     r"manage (?:cookies|preferences|consent)", "a cookie notice"),
    (r"(?:\d+|[A-Z]\w+ \d+) (?:min(?:ute)?s?|mins?)(?: read)?\W*|\d+ min(?:ute)?s? (?:read|lesezeit"
     r"|de lecture|de lectura|di lettura)", "a reading time"),
    (r"(?:enter |your |e-?mail |email )*(?:e-?mail|email)(?: address)?\W*|subscribe\W*|"
     r"sign me up\W*|no thanks\W*|thanks for (?:signing up|subscribing)\W*|"
     r"(?:you can )?unsubscribe (?:at )?any ?time\W*", "a newsletter form"),
    (r"(?:click|tap) (?:here|(?:on )?(?:the|any|each) (?:image|photo|picture)s?)\b.{0,80}",
     "a control of the page"),
    (r"(?:leave|post|add|write) (?:a |your )?(?:comment|reply)\W*|\d* ?comments? (?:are )?closed\W*"
     r"|be the first to comment\W*|join the (?:discussion|conversation)\W*", "a comment form"),
    (r"(?:we want to hear|tell us|let us know|what do you think|submit a letter|write to us|send us|"
     r"contact the (?:author|reporter|editor)|(?:do you )?have a (?:tip|story|question)|got a tip)\b.{0,200}",
     "an invitation to write"),
    (r"(?:teilen|drucken|merken|kommentieren|share|print|save|email|copy link|partager|imprimer|enregistrer|"
     r"compartir|imprimir|guardar|condividi|stampa|delen|bewaren)(?:[\s|·/,]+(?:teilen|drucken|merken|kommentieren|"
     r"share|print|save|email|copy link|partager|imprimer|enregistrer|compartir|imprimir|guardar|condividi|stampa|"
     r"delen|bewaren))*", "controls of the page"),
    (r"about the (?:author|photographer|contributor)s?\W*", "a heading of a biography"),
)  # fmt: skip
_WHOLE = [(re.compile(pattern, re.IGNORECASE), why) for pattern, why in _LINES]
_WORDS_OF_A_BOX = (
    (r"\bnewsletters?\b|\binbox\b|\bnews ?brief\b|\bemail alerts?\b|\binfolettre\b|\bboletín\b|"
     r"\bnieuwsbrief\b", "a newsletter box"),
    (r"\b(?:on|auf|sur|en|su|op|our|unser\w*) (?:our |unser\w* )?(?:facebook|twitter|instagram|"
     r"pinterest|linkedin|whatsapp|telegram|flipboard|threads|bluesky|mastodon|youtube|tiktok|"
     r"snapchat|google news|apple news)\b|@\w{2,}", "an invitation to follow"),
    (r"\b(?:our|the|unsere?|notre|nuestra|nostra|onze|nosso) (?:free )?(?:app|podcast|channel|"
     r"whatsapp|page|feed|group)\b", "an invitation to follow"),
    (r"\bsubscri(?:be|ption|bers?)\b|\bmembership\b|\babo(?:nnement)?\b|\bsuscripción\b|"
     r"\babbonamento\b", "an offer of a subscription"),
    (r"\b(?:this|the|diesen|cet|este|questo) (?:article|story|post|page|artikel|beitrag|articolo"
     r"|artículo)\b", "a share button"),
    (r"\b(?:more|mehr|plus|más|altri|meer|mais) (?:stories|photos|articles|news|geschichten|fotos"
     r"|artikel|nachrichten|photos|historias|storie)\b|\bhere\b\W*$", "a link to another article"),
)  # fmt: skip
_BOX = [(re.compile(pattern, re.IGNORECASE), why) for pattern, why in _WORDS_OF_A_BOX]
_IMPERATIVE = re.compile(rf"(?:{_VERBS})\b", re.IGNORECASE)
#: Sentences in which an article sends its readers on: the last paragraph, or a link.
_TEASER = re.compile(
    r"(?:and )?(?:now(?: that you['’]ve| you['’]ve)?,? (?:see|meet|read|check|take|look|watch|"
    r"find|discover|explore|visit|learn|here|step)|now,? \w+|next(?: up)?[,:]|up next|"
    r"(?:want|looking for|hungry for|curious|ready for|like (?:this|what you)|enjoyed|"
    r"seen enough|can['’]t get enough|still (?:curious|want)) .*|"
    r"(?:for more|to see more|see more|check out|take a look|have a look|find out|discover|"
    r"meet|go inside|step inside) .*|"
    r"und jetzt|jetzt|als nächstes|et maintenant|maintenant|ahora|y ahora|e ora|en nu)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_SHORT, _BOX_LENGTH, _TEASER_LENGTH = 220, 320, 260


def boilerplate(text: str) -> str:
    """Return what kind of boilerplate a paragraph is; empty where it is none."""
    line = " ".join(text.split()).strip("•·-–—|>» ")
    if not line or len(line) > _BOX_LENGTH:
        return ""
    for pattern, why in _WHOLE:
        if pattern.fullmatch(line):
            return why
    sentences = len(re.findall(r"[.!?](?:\s|$)", line))
    asks = len(line) <= _SHORT and re.match(r"(?:like|enjoy|love)\b.*\?", line, re.IGNORECASE)
    if asks or (sentences <= 3 and _IMPERATIVE.match(line)):
        return next((why for pattern, why in _BOX if pattern.search(line)), "")
    return ""


def teaser(text: str) -> bool:
    """Return whether a paragraph reads like one that leads on to another article."""
    line = " ".join(text.split())
    return len(line) <= _TEASER_LENGTH and _TEASER.fullmatch(line) is not None


CREDIT_LABEL = (
    rf"(?:(?:{_PHOTO}|image|picture|credit|crédit|bildnachweis)(?: credit| {_BY})?\s*{_SAYS}|©)\s*"
)
_CREDIT_LINE = re.compile(
    rf"[(\[]?{CREDIT_LABEL}"
    r"(?P<name>[^\W\d_][^:;!?@|]{1,78}?)[)\]]?\.?",
    re.IGNORECASE,
)


def is_credit_line(text: str) -> bool:
    """Return whether a whole line says who made a photograph: ``Photo: NAME``, ``© NAME``."""
    return _CREDIT_LINE.fullmatch(" ".join(text.split())) is not None


#: What forms of newspapers call the lines above a text, and the facts that those are.
_FORM = re.compile(
    r"(?:(?P<title>headline|hed|title|titel|überschrift|titre|título|titolo)|"
    r"(?P<standfirst>standfirst|sub-?head(?:line)?|sub-?title|deck|dek|vorspann|untertitel|chapô|entradilla|sommario)|"
    r"(?P<byline>by-?line|by|author|words|text|autor(?:in)?|auteur|autore)|"
    r"(?P<photographer>(?:photo(?:graph)?s|pictures|images|fotos)(?: by| von)?|photographer|fotograf(?:in)?)|"
    r"(?P<published>date|published|datum|publication date|fecha|data))\s*:\s*(?=\S)",
    re.IGNORECASE,
)


def form_line(text: str) -> tuple[str, str]:
    """Return the fact that a line with a form's label is, and its text; empty for other lines."""
    match = _FORM.match(text)
    return (str(match.lastgroup), text[match.end() :].strip()) if match else ("", "")
