"""The sample story as sources of every kind: pasted text, ten kinds of web page, tables, documents.

The pages are written by hand after real ones: scripts, navigation, share buttons, newsletter boxes,
related links with teaser pictures, a footer, and small copies of the photographs. Nothing here is
read by platebook except through its command.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from PIL import Image

from platebook import markdown
from platebook.manifest import load_story

ROOT = Path(__file__).parents[2]
TEASER = "Now see how the other half of the peninsula spends its weekends."
FURNITURE = ("Sign up for our newsletter", "Follow us on Facebook", "Advertisement")


@dataclass(frozen=True)
class Essay:
    """The words of the sample story, without markup."""

    title: str
    introduction: tuple[str, ...]
    captions: tuple[str, ...]
    closing: tuple[str, ...]
    names: tuple[str, ...]


def essay() -> Essay:
    story = load_story.load(ROOT / "story")
    paragraphs = lambda text: tuple(markdown.plain(part) for part in (text or "").split("\n\n"))
    return Essay(
        story.title,
        paragraphs(story.introduction),
        tuple(markdown.plain(plate.caption or "") for plate in story.plates),
        paragraphs(story.closing)[:2],
        tuple(Path(plate.photo).name for plate in story.plates),
    )


def photographs(folder: Path, names: Sequence[str], **options: object) -> Path:
    """Write small photographs without metadata, each another gray."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(names):
        shade = 40 + number * 7 % 200
        Image.new("RGB", (600, 400), (shade, 255 - shade, 90)).save(folder / name, **options)
    return folder


def xmp(caption: str, creator: str, more: str = "") -> bytes:
    """An XMP packet as Lightroom writes it."""
    return f"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"><dc:creator><rdf:Seq><rdf:li>{escape(creator)}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{escape(caption)}</rdf:li></rdf:Alt></dc:description>{more}
</rdf:Description></rdf:RDF></x:xmpmeta>""".encode()


def pasted(text: Essay) -> str:
    """The page's text as one copies it: headline, seven paragraphs, captions, teaser, furniture."""
    paragraphs = [*text.introduction, *text.closing]
    return "\n\n".join([text.title, *paragraphs, *text.captions, TEASER, *FURNITURE])


HEAD = """<!DOCTYPE html>
<html lang="en-US"><head><meta charset="utf-8"><title>{title} | The Daily Example</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="The Daily Example">
<meta property="og:description" content="Sam Gellman, an American, has his home in Hong Kong…">
<script>window.dataLayer = [{{"page": "article"}}];</script><style>.x{{color:red}}</style>
<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{title}",
"datePublished":"2026-01-15T08:00:00+00:00","author":[{{"@type":"Person","name":"Jo Reporter"}}],}}</script></head>
<body class="post-template has-sidebar single-post">
<a class="skip-link screen-reader-text" href="#main">Skip to content</a>
<header class="site-header"><a href="/"><img class="logo" src="{files}/logo.png" alt="The Daily Example"></a>
<nav><ul><li><a href="/news">News</a></li><li><a href="/world">World</a></li><li><a href="/photos">Photos</a></li>
<li><a href="/sport">Sport</a></li></ul></nav></header>
"""
FOOT = """
<aside class="sidebar"><h3>Most read</h3><ul><li><a href="/a">Ten lakes to see before winter</a></li>
<li><a href="/b">What the rain did to the harvest</a></li></ul></aside>
<section class="related-posts"><h2>Related</h2>
<div class="card"><a href="/c"><img src="{files}/teaser-1.jpg" alt="A lake"><h4>Ten lakes to see before winter</h4></a></div>
<div class="card"><a href="/d"><img src="{files}/teaser-2.jpg" alt="A field"><h4>What the rain did to the harvest</h4></a></div>
</section>
<footer class="site-footer"><p>© 2026 The Daily Example. All rights reserved.</p><ul><li><a href="/t">Terms</a></li>
<li><a href="/p">Privacy</a></li></ul></footer></body></html>"""
BOX = """<div class="newsletter-signup"><h3>The morning in your inbox</h3><p>Sign up for our newsletter and never miss
a story from the field.</p><form><input type="email"><button>Subscribe</button></form></div>"""
SHARE = """<div class="share-bar"><ul><li><a href="#f">Facebook</a></li><li><a href="#t">Twitter</a></li>
<li><a href="#w">WhatsApp</a></li></ul></div>"""


def _paragraphs(texts: Sequence[str]) -> str:
    return "\n".join(f"<p>{escape(text)}</p>" for text in texts)


def _page(text: Essay, body: str, files: str) -> str:
    return HEAD.format(title=escape(text.title), files=files) + body + FOOT.format(files=files)


def _pairs(text: Essay) -> list[tuple[str, str]]:
    return list(zip(text.names, text.captions, strict=True))


def _small(name: str) -> str:
    """What WordPress calls a copy of 1,024 px."""
    stem, _, ending = name.rpartition(".")
    return f"{stem}-1024x683.{ending}"


def wordpress_blocks(text: Essay, files: str) -> str:
    figures = "\n".join(
        f'<figure class="wp-block-image size-large"><img loading="lazy" decoding="async" width="1024" '
        f'height="683" src="{files}/{_small(name)}" alt="" class="wp-image-{1200 + number}" '
        f'srcset="https://example.org/wp-content/uploads/2026/01/{_small(name)} 1024w, '
        f'https://example.org/wp-content/uploads/2026/01/{name} 3600w">'
        f'<figcaption class="wp-element-caption">{escape(caption)}</figcaption></figure>'
        for number, (name, caption) in enumerate(_pairs(text))
    )
    body = f"""<main id="main" class="site-main"><article class="post-77 post type-post tag-asia category-photos">
<header class="entry-header"><h1 class="entry-title">{escape(text.title)}</h1>
<div class="entry-meta"><span class="posted-on">Posted on <a href="/x"><time datetime="2026-01-15T08:00:00+00:00">January 15, 2026</time></a></span>
<span class="byline"> by <span class="author vcard"><a href="/jo">Jo Reporter</a></span></span></div></header>
<div class="entry-content">{_paragraphs(text.introduction)}
{SHARE}
<figure class="wp-block-gallery has-nested-images columns-1 is-cropped">{figures}</figure>
{BOX}{_paragraphs(text.closing)}
<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Share this:</h3><ul><li><a href="#1">Click to share on X</a></li><li><a href="#2">Email</a></li></ul></div>
</div></article>
<div id="comments" class="comments-area"><h2>3 Comments</h2><ol><li><p>What a wonderful set of photographs, thank you for showing them here to us all!</p></li></ol></div></main>"""
    return _page(text, body, files)


def wordpress_classic(text: Essay, files: str) -> str:
    figures = "\n".join(
        f'<div id="attachment_{number}" style="width: 650px" class="wp-caption alignnone"><a href="https://example.org/2026/01/{name}">'
        f'<img class="size-large wp-image-{number}" src="{files}/{_small(name)}" alt="{Path(name).stem}" width="640" height="427"></a>'
        f'<p id="caption-attachment-{number}" class="wp-caption-text">{escape(caption)}</p></div>'
        for number, (name, caption) in enumerate(_pairs(text))
    )
    body = f"""<div id="page"><div id="content" class="narrowcolumn"><div class="post" id="post-77">
<h1>{escape(text.title)}</h1><small>January 15th, 2026 <!-- by jo --></small><div class="entry">
{_paragraphs(text.introduction)}{figures}{_paragraphs(text.closing)}{BOX}</div>
<p class="postmetadata">Posted in <a href="/p">Photos</a> | <a href="#r">No Comments »</a></p></div>{SHARE}</div></div>"""
    return _page(text, body, files)


def ghost(text: Essay, files: str) -> str:
    figures = "\n".join(
        f'<figure class="kg-card kg-image-card kg-card-hascaption"><img src="{files}/{name}" class="kg-image" alt="" loading="lazy" '
        f'width="2000" height="1333" srcset="https://example.org/content/images/size/w600/2026/01/{name} 600w">'
        f'<figcaption><span style="white-space: pre-wrap;">{escape(caption)}</span></figcaption></figure>'
        for name, caption in _pairs(text)
    )
    body = f"""<main class="gh-main"><article class="gh-article post"><header class="gh-article-header gh-canvas">
<a class="gh-article-tag" href="/photos">Photos</a><h1 class="gh-article-title">{escape(text.title)}</h1>
<aside class="gh-article-sidebar"><div class="gh-author-meta"><h4 class="gh-author-name"><a href="/jo">Jo Reporter</a></h4>
<time class="gh-article-date" datetime="2026-01-15">Jan 15, 2026</time></div></aside></header>
<section class="gh-content gh-canvas">{_paragraphs(text.introduction)}{figures}{_paragraphs(text.closing)}</section></article>
<section class="gh-subscribe"><h3>Subscribe to The Daily Example</h3><p>Don't miss out on the latest issues. Sign up now to get access to the library of members-only issues.</p></section></main>"""
    return _page(text, body, files)


def substack(text: Essay, files: str) -> str:
    def figure(name: str, caption: str) -> str:
        source = f"https://substack-post-media.s3.amazonaws.com/public/images/{name}"
        data = escape(
            json.dumps({"src": source, "height": 1333, "width": 2000, "alt": None, "title": None})
        )
        return (
            f'<div class="captioned-image-container"><figure><a class="image-link image2 is-viewable-img" target="_blank" href="https://substackcdn.com/image/fetch/f_auto/https%3A%2F%2Fsubstack-post-media.s3.amazonaws.com%2Fpublic%2Fimages%2F{name}">'
            f'<div class="image2-inset"><picture><source type="image/webp" srcset="https://substackcdn.com/image/fetch/w_424,c_limit/https%3A%2F%2Fsubstack-post-media.s3.amazonaws.com%2Fpublic%2Fimages%2F{name} 424w">'
            f'<img src="{files}/{name}" width="1456" height="971" data-attrs="{data}" class="sizing-normal" alt=""></picture>'
            f'<div class="image-link-expand"><div class="pencraft"><button>⤢</button></div></div></div></a>'
            f'<figcaption class="image-caption">{escape(caption)}</figcaption></figure></div>'
        )

    figures = "\n".join(figure(*pair) for pair in _pairs(text))
    body = f"""<div class="single-post-container"><div class="container"><div class="single-post"><article class="typography newsletter-post post">
<div class="post-header"><h1 class="post-title published">{escape(text.title)}</h1>
<div class="byline-wrapper"><div class="profile-hover-card-target"><a href="/@jo">Jo Reporter</a></div><div class="meta">Jan 15, 2026</div></div>
<div class="post-ufi"><a class="like-button">12</a><a class="post-ufi-comment-button">3</a><a>Share</a></div></div>
<div class="available-content"><div dir="auto" class="body markup">{_paragraphs(text.introduction)}
<div class="subscription-widget-wrap"><div class="subscription-widget show-subscribe"><div class="preamble"><p>The Daily Example is a reader-supported publication. To receive new posts and support my work, consider becoming a subscriber.</p></div></div></div>
{figures}{_paragraphs(text.closing)}</div></div></article></div></div></div>"""
    return _page(text, body, files)


def medium(text: Essay, files: str) -> str:
    figures = "\n".join(
        f'<figure name="f{number}" id="f{number}" class="graf graf--figure graf-after--p"><img class="graf-image" data-image-id="1*{name}" '
        f'data-width="3600" data-height="2400" src="{files}/{name}"><figcaption class="imageCaption">{escape(caption)}</figcaption></figure>'
        for number, (name, caption) in enumerate(_pairs(text))
    )
    paragraph = '<p name="p" class="graf graf--p graf-after--p">{}</p>'
    introduction, closing = (
        "".join(paragraph.format(escape(part)) for part in texts)
        for texts in (text.introduction, text.closing)
    )
    return f"""<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>{escape(text.title)}</title>
<style>body {{ font-size: 16px; }}</style></head><body><article class="h-entry"><header><h1 class="p-name">{escape(text.title)}</h1></header>
<section data-field="body" class="e-content"><section name="a" class="section section--body section--first"><div class="section-divider"><hr class="section-divider"></div>
<div class="section-content"><div class="section-inner sectionLayout--insetColumn"><h3 name="t" class="graf graf--h3 graf--leading graf--title">{escape(text.title)}</h3>
{introduction}{figures}{closing}</div></div></section></section>
<footer><p>By <a href="https://medium.com/@jo" class="p-author h-card">Jo Reporter</a> on <a href="/p"><time class="dt-published" datetime="2026-01-15T08:00:00.000Z">January 15, 2026</time></a>.</p>
<p><a href="/canon" class="p-canonical">Canonical link</a></p><p>Exported from <a href="https://medium.com">Medium</a> on February 2, 2026.</p></footer></article></body></html>"""


def squarespace(text: Essay, files: str) -> str:
    figures = "\n".join(
        f'<div class="sqs-block image-block sqs-block-image sqs-text-ready" data-block-type="5"><div class="sqs-block-content"><div class="image-block-outer-wrapper layout-caption-below">'
        f'<figure class="sqs-block-image-figure intrinsic"><div class="image-block-wrapper"><div class="sqs-image-shape-container-element content-fill">'
        f'<noscript><img src="https://images.squarespace-cdn.com/content/v1/5a/1/{name}" alt=""></noscript>'
        f'<img class="thumb-image" data-src="https://images.squarespace-cdn.com/content/v1/5a/1/{name}" data-image="https://images.squarespace-cdn.com/content/v1/5a/1/{name}" data-load="false" alt=""></div></div>'
        f'<figcaption class="image-caption-wrapper"><div class="image-caption"><p class="" style="white-space:pre-wrap;">{escape(caption)}</p></div></figcaption></figure></div></div></div>'
        for name, caption in _pairs(text)
    )
    block = '<div class="sqs-block html-block sqs-block-html"><div class="sqs-block-content">{}</div></div>'
    body = f"""<div id="siteWrapper"><main id="page" role="main"><article class="hentry category-photos tag-asia post-type-text" id="article-1">
<div class="blog-item-top-wrapper"><div class="blog-item-title"><h1 class="entry-title">{escape(text.title)}</h1></div>
<div class="blog-meta-item"><time class="dt-published" datetime="2026-01-15">Jan 15</time></div><div class="blog-meta-item--author">Written By <a href="/j">Jo Reporter</a></div></div>
<div class="blog-item-content e-content"><div class="sqs-layout sqs-grid-12 columns-12"><div class="row sqs-row"><div class="col sqs-col-12 span-12">
{block.format(_paragraphs(text.introduction))}{figures}{block.format(_paragraphs(text.closing))}</div></div></div></div></article>
<section class="item-pagination"><a class="item-pagination-link--prev" href="/a">Previous<h2>Ten lakes</h2></a><a class="item-pagination-link--next" href="/b">Next<h2>The rain</h2></a></section></main></div>"""
    return _page(text, body, files)


def hugo(text: Essay, files: str) -> str:
    figures = "\n".join(
        f'<figure><img src="{files}/{name}" alt="{escape(caption)}"> <figcaption><p>{escape(caption)}</p></figcaption></figure>'
        for name, caption in _pairs(text)
    )
    body = f"""<div class="container"><main><article><h1>{escape(text.title)}</h1><p class="meta"><time datetime="2026-01-15">15 January 2026</time> · 9 min read</p>
{_paragraphs(text.introduction)}{figures}{_paragraphs(text.closing)}</article></main></div>"""
    return _page(text, body, files)


def jekyll(text: Essay, files: str) -> str:
    figures = "\n".join(
        f'<figure class=""><a href="/assets/images/{name}"><img src="{files}/{name}" alt=""></a><figcaption>{escape(caption)}</figcaption></figure>'
        for name, caption in _pairs(text)
    )
    body = f"""<div class="initial-content"><div id="main" role="main"><div class="sidebar sticky"><div itemscope itemtype="https://schema.org/Person"><div class="author__avatar"><img src="{files}/avatar.jpg" alt="Jo Reporter"></div>
<h3 class="author__name">Jo Reporter</h3><p class="author__bio">Writes about places that are far from the coast and those who live there.</p></div></div>
<article class="page" itemscope itemtype="https://schema.org/CreativeWork"><div class="page__inner-wrap"><header><h1 id="page-title" class="page__title" itemprop="headline">{escape(text.title)}</h1>
<p class="page__meta"><span class="page__meta-readtime">9 minute read</span></p></header><section class="page__content" itemprop="text">
<aside class="sidebar__right sticky"><nav class="toc"><header><h4>On this page</h4></header><ul><li><a href="#a">Start</a></li></ul></nav></aside>
{_paragraphs(text.introduction)}{figures}{_paragraphs(text.closing)}</section><footer class="page__meta"><p class="page__date"><strong>Updated:</strong> <time datetime="2026-01-15">January 15, 2026</time></p></footer>
<section class="page__share"><h4>Share on</h4><a href="#t">Twitter</a><a href="#f">Facebook</a></section></div></article></div></div>"""
    return _page(text, body, files)


def wikipedia(text: Essay, files: str) -> str:
    figures = "\n".join(
        f'<figure class="mw-default-size" typeof="mw:File/Thumb"><a href="/wiki/File:{name}" class="mw-file-description"><img src="{files}/330px-{name}" '
        f'class="mw-file-element" decoding="async" width="330" height="220" srcset="//upload.wikimedia.org/thumb/a/aa/{name}/500px-{name} 1.5x" data-file-width="3600"></a><figcaption>{escape(caption)}</figcaption></figure>'
        for name, caption in _pairs(text)[:10]
    )
    gallery = "\n".join(
        f'<li class="gallerybox" style="width: 155px"><div class="thumb" style="width: 150px; height: 150px;"><span typeof="mw:File"><a href="/wiki/File:{name}" class="mw-file-description">'
        f'<img src="{files}/120px-{name}" class="mw-file-element" width="120" height="80"></a></span></div><div class="gallerytext">{escape(caption)}</div></li>'
        for name, caption in _pairs(text)[10:]
    )
    body = f"""<div class="mw-page-container"><main id="content" class="mw-body"><header class="mw-body-header vector-page-titlebar"><h1 id="firstHeading" class="firstHeading"><span class="mw-page-title-main">{escape(text.title)}</span></h1></header>
<div id="bodyContent" class="vector-body"><div id="siteSub" class="noprint">From Wikipedia, the free encyclopedia</div><div id="mw-content-text" class="mw-body-content"><div class="mw-content-ltr mw-parser-output" lang="en" dir="ltr">
{_paragraphs(text.introduction)}{figures}<ul class="gallery mw-gallery-traditional">{gallery}</ul>{_paragraphs(text.closing)}
<div class="navbox"><table><tr><th>Photography</th></tr><tr><td><a href="/1">Camera</a> · <a href="/2">Lens</a> · <a href="/3">Film</a></td></tr></table></div></div>
<div class="printfooter">Retrieved from "<a href="/w">https://en.wikipedia.org/w/index.php</a>"</div><div id="catlinks" class="catlinks"><a href="/c">Categories</a>: <ul><li><a href="/d">Photography</a></li></ul></div></div></main></div>"""
    return _page(text, body, files)


def slideshow(text: Essay, files: str) -> str:
    slides = "\n".join(
        f'<section class="slide-module" id="slide-{number}"><div class="slide-layout"><h2 class="slide-title-text">{escape(caption)}</h2></div>'
        f"""<div class="slide-image"><div class="lazy-holder" data-srcs='{{"https://i.insider.com/{name}":{{"contentType":"image/jpeg","aspectRatioW":3600}}}}'></div></div>"""
        f'<span class="image-source"><span class="source">Sam Gellman</span></span></section>'
        for number, (name, caption) in enumerate(_pairs(text), 1)
    )
    body = f"""<section class="l-content"><article class="post-slideshow"><section class="post-headline"><h1>{escape(text.title)}</h1></section>
<section class="byline-wrapper"><span class="byline-author">By <a class="byline-author-name" href="/jo">Jo Reporter</a></span> <span class="byline-timestamp">Jan 15, 2026, 8:00 AM GMT</span></section>
<div class="post-content-more"><a href="#c">Read more</a></div><div class="post-content slideshow-layout"><div class="inline-newsletter-signup"><p>Get the inside scoop in your inbox every morning, for free.</p></div>
<div class="content-lock-content">{_paragraphs(text.introduction)}</div>{slides}
<div class="content-lock-content">{_paragraphs(text.closing)}</div><div class="notification-prompt-container"><p>Read next</p></div></div></article></section>"""
    return _page(text, body, files)


PAGES: dict[str, Callable[[Essay, str], str]] = {
    page.__name__: page
    for page in (
        *(wordpress_blocks, wordpress_classic, ghost, substack, medium, squarespace, hugo, jekyll),
        *(wikipedia, slideshow),
    )
}


def save_page(folder: Path, kind: str, text: Essay) -> Path:
    """Save a page as a browser does: NAME.html, and its small pictures in NAME_files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = f"{kind}_files"
    page = PAGES[kind](text, files)
    (folder / f"{kind}.html").write_text(page, encoding="utf-8")
    (folder / files).mkdir(exist_ok=True)
    for source in sorted(set(re.findall(rf'src="{files}/([^"]+)"', page))):
        Image.new("RGB", (60, 40), (90, 90, 90)).save(folder / files / source)
    return folder / f"{kind}.html"
