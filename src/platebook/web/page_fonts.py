"""The fonts of a site, inside its stylesheet.

A page from a disk may not preload a font (a browser takes each file there for a site of its own),
and one that comes after the text either moves it or is not shown. So fonts come with the sheet, and
the text is shown when they are read, some 50 ms later. Those too large for the sheet are files.
"""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from platebook.fonts import FontFace, FontSet, as_woff2, thinned

#: Bytes of a font that stands in the stylesheet. Chinese and Japanese ones are larger; their
#: letters are as wide as those of any other font, so that nothing moves when they come.
_LARGEST = 80_000

#: Goes after the stylesheet, which hides the text of a page that is ``reading``.
WAIT_FOR_FONTS = """
{
  const page = document.documentElement.classList;
  const read = [...document.fonts].filter(({ display }) => display === "block");
  const show = () => page.remove("reading");
  page.add("reading");
  Promise.allSettled(read.map((font) => font.load())).then(show);
  setTimeout(show, 1000);
}
"""


def font_rules(cast: FontSet, style: str) -> tuple[str, dict[str, bytes]]:
    """Give the ``@font-face`` rules for a stylesheet in ``styles/``, and files by path in the site.

    ``style`` is the rest of the sheet: forms of letters that it never asks for are left out.
    """
    rules, files = [], dict[str, bytes]()
    for face in cast.faces:
        content = as_woff2(thinned(face.path.read_bytes(), style))
        display, source = "block", f"data:font/woff2;base64,{b64encode(content).decode()}"
        if len(content) > _LARGEST:
            name = f"fonts/{Path(face.name).stem}.woff2"
            files[name] = content
            display, source = "swap", f"../{name}"
        rules.append(_rule(face, display, source))
    return "\n".join(rules), files


def _rule(face: FontFace, display: str, source: str) -> str:
    """Write one rule, so that a font is in the sheet once; ``font-synthesis`` fakes nothing."""
    weights = sorted({face.weight, *(weight for weight, _ in face.also)})
    return (
        f'@font-face {{ font-family: "{face.family}"; font-style: {face.style}; '
        f"font-weight: {' '.join(map(str, dict.fromkeys((weights[0], weights[-1]))))}; "
        f'font-display: {display}; src: url("{source}") format("woff2"); }}'
    )
