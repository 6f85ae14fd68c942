"""What somebody did: MARC relator codes and their English names (id.loc.gov, the relators list).

Those that can have to do with a photo story; the list itself has hundreds more.
"""

from __future__ import annotations

from platebook.manifest.mistakes import InvalidValue, nearest, quoted

#: Code → English name, in lower case as a sentence has it.
ROLES = {
    "abr": "abridger",
    "adp": "adapter",
    "aft": "author of afterword",
    "anm": "animator",
    "ann": "annotator",
    "art": "artist",
    "asn": "associated name",
    "aui": "author of introduction",
    "aut": "author",
    "bjd": "bookjacket designer",
    "bkd": "book designer",
    "bkp": "book producer",
    "blw": "blurb writer",
    "clr": "colorist",
    "cmp": "composer",
    "cmt": "compositor",
    "cng": "cinematographer",
    "cns": "censor",
    "col": "collector",
    "com": "compiler",
    "con": "conservator",
    "cov": "cover designer",
    "cre": "creator",
    "csl": "consultant",
    "ctb": "contributor",
    "ctg": "cartographer",
    "cur": "curator",
    "cwt": "commentator for written text",
    "dis": "dissertant",
    "dnr": "donor",
    "drm": "draftsman",
    "drt": "director",
    "dsr": "designer",
    "dst": "distributor",
    "dte": "dedicatee",
    "dto": "dedicator",
    "edc": "editor of compilation",
    "edt": "editor",
    "egr": "engraver",
    "etr": "etcher",
    "fld": "field director",
    "fmo": "former owner",
    "fnd": "funder",
    "his": "host institution",
    "hnr": "honoree",
    "ill": "illustrator",
    "ilu": "illuminator",
    "isb": "issuing body",
    "ive": "interviewee",
    "ivr": "interviewer",
    "lbr": "laboratory",
    "ltg": "lithographer",
    "mrk": "markup editor",
    "nrt": "narrator",
    "org": "originator",
    "oth": "other",
    "own": "owner",
    "pbd": "publishing director",
    "pbl": "publisher",
    "pfr": "proofreader",
    "pht": "photographer",
    "plt": "platemaker",
    "pop": "printer of plates",
    "pro": "producer",
    "prm": "printmaker",
    "prt": "printer",
    "res": "researcher",
    "rev": "reviewer",
    "spk": "speaker",
    "spn": "sponsor",
    "trc": "transcriber",
    "trl": "translator",
    "tyd": "type designer",
    "tyg": "typographer",
    "wac": "writer of added commentary",
    "wat": "writer of added text",
    "wde": "wood engraver",
    "win": "writer of introduction",
    "wpr": "writer of preface",
    "wst": "writer of supplementary textual content",
}
_CODES = {name: code for code, name in ROLES.items()}

#: What people call a role, and what the list calls it.
_ALSO = {
    "writer": "author",
    "text": "author",
    "words": "author",
    "reporter": "author",
    "journalist": "author",
    "photography": "photographer",
    "photos": "photographer",
    "photo editor": "editor",
    "picture editor": "editor",
    "copy editor": "editor",
    "copyeditor": "editor",
    "subeditor": "editor",
    "colourist": "colorist",
    "draughtsman": "draftsman",
    "draughtsperson": "draftsman",
    "layout": "book designer",
    "foreword": "author of introduction",
    "afterword": "author of afterword",
    "drawings": "illustrator",
    "maps": "cartographer",
    "advisor": "consultant",
    "adviser": "consultant",
    "proofreading": "proofreader",
    "translation": "translator",
    "retoucher": "contributor",
    "fixer": "contributor",
    "assistant": "contributor",
}


def role(text: str) -> str:
    """Give the MARC code for a code or an English name, whatever its capitals; else raise Wrong."""
    said = " ".join(text.casefold().replace("-", " ").replace("_", " ").split())
    if said in ROLES:
        return said
    if said in _CODES:
        return _CODES[said]
    meant = _ALSO.get(said) or nearest(said, _CODES)
    fix = (
        f"Write {meant} ({_CODES[meant]})."
        if meant
        else "Write a role such as photographer, author or editor, or its MARC relator code."
    )
    raise InvalidValue(f"{quoted(text)} is not a role", fix)
