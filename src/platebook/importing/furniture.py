"""Recognises page furniture in text: newsletter boxes, share buttons, links to other articles.

What a web page adds to an article is copied along with it. A line is furniture only where its
whole shape says so; a sentence that merely mentions a newsletter is not.
"""

from __future__ import annotations

import re

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
    (r"(?:print|save|bookmark|copy link|copied!?|email|report|reply|edit)(?: this)?"
     r"(?: (?:article|story|page|link))?", "a control of the page"),
    (r"(?:loading (?:more|comments)|load more|show more|read more|more|see more|mehr|mehr lesen|"
     r"weiterlesen|lire la suite|leer más|continua a leggere|lees meer|leia mais)\W*",
     "a control of the page"),
    (r"(?:tags?|topics?|filed under|more in|categories|schlagw[oö]rte?r?|themen|mots[- ]clés|"
     r"etiquetas|argomenti|trefwoorden)\s*:.{0,200}", "tags"),
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


def furniture(text: str) -> str:
    """Say what kind of furniture a paragraph is; empty where it is none."""
    line = " ".join(text.split()).strip("•·-–—|>» ")
    if not line or len(line) > _BOX_LENGTH:
        return ""
    for pattern, why in _WHOLE:
        if pattern.fullmatch(line):
            return why
    sentences = len(re.findall(r"[.!?](?:\s|$)", line))
    if len(line) <= _BOX_LENGTH and sentences <= 3 and _IMPERATIVE.match(line):
        return next((why for pattern, why in _BOX if pattern.search(line)), "")
    if len(line) <= _SHORT and re.match(r"(?:like|enjoy|love)\b.*\?", line, re.IGNORECASE):
        return next((why for pattern, why in _BOX if pattern.search(line)), "")
    return ""


def teaser(text: str) -> bool:
    """Return whether a paragraph reads like one that leads on to another article."""
    line = " ".join(text.split())
    return len(line) <= _TEASER_LENGTH and _TEASER.fullmatch(line) is not None
