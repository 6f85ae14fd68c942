"""The properties of a print file for one printer: standard, colour space, restrictions.

The printer's profile says what it accepts; the standard says what such a file contains. Where the
two disagree the file follows the standard, since a printer's preflight does.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from platebook.errors import UsageError
from platebook.photos.cmyk import press_profile
from platebook.photos.model import ColourTarget
from platebook.printers.printer import (
    Black,
    Certainty,
    Forbidden,
    Intent,
    Printer,
    Standard,
    Wanted,
)

if TYPE_CHECKING:
    import pydyf

_INKS, _LIGHTS = 4, 3
#: A press profile of 1 MB takes 27 ms at this level, 205 at the highest, for 0.5 % less of it.
_LEVEL = 5


def add_condition(pdf: pydyf.PDF, condition: Condition) -> None:
    """Add the output intent of PDF/X (ISO 32000-1, 14.11.5)."""
    import pydyf

    entries = {
        "OutputConditionIdentifier": condition.identifier,
        "OutputCondition": condition.info,
        "RegistryName": condition.registry,
        "Info": condition.info,
    }
    texts = {key: pydyf.String(text) for key, text in entries.items() if text}
    intent = pydyf.Dictionary({"Type": "/OutputIntent", "S": "/GTS_PDFX", **texts})
    if condition.profile:
        intent["DestOutputProfile"] = _profile(pdf, condition.profile, _INKS)
    pdf.add_object(intent)
    pdf.catalog["OutputIntents"] = pydyf.Array([intent.reference])


def add_screen(pdf: pydyf.PDF) -> None:
    """Add the output intent of PDF/A for a screen: sRGB (ISO 19005-2, 6.2.3)."""
    import pydyf

    name = pydyf.String("sRGB IEC61966-2.1")
    intent = pydyf.Dictionary(
        {
            "Type": "/OutputIntent",
            "S": "/GTS_PDFA1",
            "OutputConditionIdentifier": name,
            "RegistryName": pydyf.String("http://www.color.org"),
            "Info": name,
            "DestOutputProfile": _profile(pdf, _srgb(), _LIGHTS),
        }
    )
    pdf.add_object(intent)
    pdf.catalog["OutputIntents"] = pydyf.Array([intent.reference])


def srgb(pdf: pydyf.PDF, name: str) -> str:
    """Add the colour space sRGB by its profile, under ``name`` for all pages; return the space."""
    space = f"[/ICCBased {_profile(pdf, _srgb(), _LIGHTS).decode()}]"
    for pdf_object in pdf.objects:
        if (
            isinstance(pdf_object, dict) and "lab-d50" in pdf_object
        ):  # the table that all pages share
            pdf_object[name] = space
    return space


def _srgb() -> bytes:
    """Read the International Color Consortium's own profile, which comes with WeasyPrint."""
    return files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()


def _profile(pdf: pydyf.PDF, content: bytes, components: int) -> bytes:
    import pydyf

    profile = pydyf.Stream([_packed(content)], {"N": components, "Filter": "/FlateDecode"})
    pdf.add_object(profile)
    reference: bytes = profile.reference
    return reference


@lru_cache(maxsize=2)
def _packed(profile: bytes) -> bytes:
    return zlib.compress(profile, _LEVEL)


#: The PDF version and the conformance name of each standard.
_VERSIONS = {Standard.X4: "1.6", Standard.X1A: "1.4", Standard.X3: "1.4", Standard.PLAIN: "1.7"}
_NAMES = {
    Standard.X4: "PDF/X-4",
    Standard.X1A: "PDF/X-1a:2003",
    Standard.X3: "PDF/X-3:2003",
    Standard.PLAIN: "",
}
_REGISTRY = "http://www.color.org"
#: The newest ICC profiles that PDF 1.4 knows (the major version, in the profile's ninth byte).
_OLD_PROFILES = 2
_VERSION_BYTE = 8


@dataclass(frozen=True, slots=True)
class Condition:
    """The printing condition that a file was made for (ISO 15930, output intent).

    ``registry`` is where ``identifier`` is registered, empty where it is not; ``info`` is for
    people. ``profile`` are the bytes of the colour profile that goes into the file, if one does.
    """

    identifier: str
    info: str
    registry: str = ""
    profile: bytes | None = None


@dataclass(frozen=True, slots=True)
class PressFile:
    """The properties of one print file; by default a plain PDF in RGB.

    ``inks`` is the press that all colours are converted for, None for RGB. ``tagged``: sRGB
    colours carry the sRGB profile. ``label`` is the printer's name, for the slug line.
    ``overprints``: solid black type and rules overprint (CMYK only).
    """

    standard: Standard = Standard.PLAIN
    inks: ColourTarget | None = None
    condition: Condition | None = None
    tagged: bool = False
    forbids: frozenset[Forbidden] = frozenset()
    marks: bool = False
    label: str = ""
    overprints: bool = False

    @property
    def version(self) -> str:
        """The version of PDF."""
        return _VERSIONS[self.standard]

    @property
    def conformance(self) -> str:
        """The conformance that the file claims; empty for a plain PDF."""
        return _NAMES[self.standard]

    @property
    def transparent(self) -> bool:
        """Whether transparency is allowed: the standards based on PDF 1.4 forbid it."""
        old = self.standard in (Standard.X1A, Standard.X3)
        return not old and Forbidden.TRANSPARENCY not in self.forbids

    @property
    def described(self) -> bool:
        """Whether the file has metadata; PDF/X requires it."""
        return bool(self.conformance) or Forbidden.METADATA not in self.forbids

    @property
    def outlined(self) -> bool:
        """Whether it has bookmarks."""
        return Forbidden.BOOKMARKS not in self.forbids


def press_file(printer: Printer | None, inks: ColourTarget | None) -> PressFile:
    """Choose the properties of a printer's file; ``inks`` are its photographs', None for sRGB.

    Raises UsageError for a profile whose requirements contradict each other.
    """
    if printer is None:
        return PressFile(inks=inks)
    standard = printer.standard.value[0] if printer.standard else Standard.PLAIN
    forbids = printer.forbids.value if printer.forbids else frozenset()
    icc = printer.images_icc.value if printer.images_icc else None
    # PDF/X allows RGB only with an ICC profile.
    tagged = inks is None and (standard is not Standard.PLAIN or icc is Wanted.WANTED)
    if tagged and (standard is Standard.X1A or icc is Wanted.FORBIDDEN or Forbidden.ICC in forbids):
        raise UsageError.of(
            f"the printer {printer.name}",
            f"{_NAMES[standard] or 'its PDF'} has no place for sRGB photographs"
            + (" without their colour profile" if standard is not Standard.X1A else ""),
            "Set its colour to cmyk, or its standard to plain.",
        )
    return PressFile(
        standard,
        inks,
        _condition(printer, standard, inks, tagged=tagged),
        tagged,
        forbids,
        bool(printer.marks and printer.marks.value is Wanted.WANTED),
        printer.label,
        bool(inks and printer.black and printer.black.value is Black.OVERPRINT),
    )


def refuse_intent(printer: Printer, file: PressFile) -> None:
    """Raise UsageError where the file cannot have the output intent that its printer asks for.

    Preflight would report it in the finished file; an unconfirmed figure gives a warning only.
    """
    rule = printer.output_intent
    if rule is None or rule.sure is not Certainty.VENDOR:
        return
    where, standard = f"the printer {printer.name}", _NAMES[file.standard] or "its PDF"
    if rule.value is Intent.NONE and file.condition:
        message = f"its output-intent is none, and {standard} is nothing without one"
        raise UsageError.of(where, message, "Set output-intent to embedded, or standard to plain.")
    if rule.value is Intent.NAMED and file.condition and file.condition.profile:
        message = f"its output-intent is named, and {standard} must carry the profile here"
        fix = "Set output-intent to embedded."
        if file.standard is Standard.X4:
            fix = "Set output-intent to embedded, or standard to x1a: PDF/X-4 always carries it."
        elif not file.condition.registry:
            fix = "Set output-intent to embedded, or profile to fogra39, which has a known name."
        raise UsageError.of(where, message, fix)


def _condition(
    printer: Printer, standard: Standard, inks: ColourTarget | None, *, tagged: bool
) -> Condition | None:
    """Choose the output condition, and whether its ICC profile is embedded.

    A plain PDF in CMYK has one too, since CMYK without a press is no colour. A condition may be
    given by its name alone only where it is registered, the file is no PDF/X-4 (ISO
    15930-7, 6.2.3), and no colour must be converted by its profile (ISO 15930-6, 6.2.3).
    """
    required = printer.output_intent.value if printer.output_intent else None
    forbidden = required is Intent.NONE or (
        printer.forbids and Forbidden.ICC in printer.forbids.value
    )
    if standard is Standard.PLAIN and (inks is None or forbidden):
        return None
    # Where a printer converts sRGB itself, its press is unknown; coated paper is assumed.
    target = inks or press_profile.target()
    registered = target.sha256 == press_profile.target().sha256
    content = press_profile.profile(target)
    by_name = registered and standard is not Standard.X4 and not tagged
    profile = None if by_name and required in (Intent.NAMED, Intent.NONE) else content
    old = standard in (Standard.X1A, Standard.X3)
    if profile and old and profile[_VERSION_BYTE] > _OLD_PROFILES:
        raise UsageError.of(
            target.profile.name,
            f"{_NAMES[standard]} takes no colour profile of ICC version {profile[_VERSION_BYTE]}",
            "Give a profile of version 2, or a printer that takes PDF/X-4.",
        )
    if registered:
        # basICColor's ISO Coated v2 300 % is made from the data registered as FOGRA39.
        info = "Offset on coated paper, ISO 12647-2:2004 (FOGRA39), at most 300 % of ink"
        return Condition("FOGRA39", info, _REGISTRY, profile)
    return Condition("Custom", press_profile.profile_name(target), profile=profile)
