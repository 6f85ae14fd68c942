"""Makes the plates of one photograph, from the cache or by decoding it once. Runs in a worker."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import BinaryIO

from platebook.photos import colour, libvips
from platebook.photos.cache import ENGINE, Cache, CachedPlate, Stamp
from platebook.photos.ebook_targets import STEPS
from platebook.photos.formats import chunked, heif, jpeg, metadata, source
from platebook.photos.formats.header import COPY_AGAIN, DAMAGED, Header, UnfitError
from platebook.photos.integrity import scan_data, structure_check
from platebook.photos.integrity.scan_data import END
from platebook.photos.model import (
    ColourTarget,
    Frame,
    Photo,
    Recipe,
    Rendition,
    RenditionRequest,
    frame_photo,
)
from platebook.photos.similarity.small_previews import LARGER_PREVIEW, PREVIEW
from platebook.photos.worker_pool import TOO_MUCH


@dataclass(frozen=True, slots=True)
class RenderKey:
    """What the pixels of a rendition depend on, beside the photograph."""

    frame: Frame
    quality: int
    chroma: str
    colour: ColourTarget | None = None
    sharpen: float = 0.0
    copy: bool = True
    most: int | None = None
    format: str = "jpeg"


def render_key(photo: Photo, recipe: Recipe) -> RenderKey:
    """Return what the pixels of ``photo`` by ``recipe`` depend on."""
    frame = frame_photo(photo.size, recipe)
    sharpen = recipe.sharpen if frame.scale < 1 else 0.0
    max_bytes = recipe.max_bytes or None
    if max_bytes:
        max_bytes -= jpeg.RIGHTS_LIMIT * recipe.keep_rights
    fits = max_bytes is None or photo.bytes <= max_bytes
    copy = recipe.copy and fits and recipe.format == "jpeg"
    return RenderKey(
        frame, recipe.quality, recipe.chroma, recipe.colour, sharpen, copy, max_bytes, recipe.format
    )


def render(
    photo: Photo, keys: Iterable[RenderKey], fail_on: str = libvips.STRICT
) -> Mapping[RenderKey, bytes]:
    """Make the file of each key, without any metadata.

    The bytes of one do not depend on which others are made: keys share a decoding only where each
    of them alone would have asked for the same one.
    A baseline sRGB or gray JPEG that is shown whole at its own size is not encoded again: its
    scan is copied as it stands, once it has been decoded to the end. Raises UnfitError or
    ``pyvips.Error`` for a photograph that is damaged, or is not the one that was surveyed.
    """
    keys = tuple(dict.fromkeys(keys))
    with source.open_photo(photo.path) as file:
        header = _read_header(file, photo)
        results = _copies(file, header, keys)
        check_end = not photo.proven or not _has_end_marker(file, photo.end)
        if check_end and header.format == "TIFF":
            structure_check.check_tiff_data(file)
    end = photo.end if check_end else None
    decodings: dict[libvips.Decoding, list[RenderKey]] = {}
    for key in keys:
        if key not in results:
            decodings.setdefault(libvips.plan_decoding(header, key.frame), []).append(key)
    if not decodings and end is not None:
        libvips.decode_only(photo.path, header, fail_on, end)
    profile = colour.profile_of(header)
    for decoding, group in decodings.items():
        own = libvips.decode(photo.path, header, decoding, fail_on, end)
        end = None  # what was decoded once to its end is proven
        for key in group:
            frame = libvips.extract_frame(own, header.upright_size, key.frame)
            results[key] = _encode(frame, key, profile)
    return results


def _read_header(file: BinaryIO, photo: Photo) -> Header:
    """Read the header again. Raises UnfitError where it is not the photograph of the survey."""
    same = source.stamp(file) == photo.stamp
    if not same and source.digest(file) != photo.sha256:
        raise UnfitError("changed while the book was being made", "Build again.")
    header = source.read_header(file)
    if header.profile and not colour.is_usable(header.profile):
        return source.without_profile(header)
    return header


def _has_end_marker(file: BinaryIO, end: int) -> bool:
    """Return whether the scan of a JPEG has its end marker; what else has one scan is closed."""
    file.seek(end)
    return not end or file.read(2) == END


def _copies(file: BinaryIO, header: Header, keys: Iterable[RenderKey]) -> dict[RenderKey, bytes]:
    """Return the keys that can be copies of the file, where any reader understands it."""
    at_own_size = (key for key in keys if key.frame.is_whole(header.upright_size))
    untouched = [key for key in at_own_size if key.copy and not key.colour]
    plain = header.baseline and header.orientation == 1 and colour.profile_of(header) is None
    if not (untouched and plain):
        return {}
    file.seek(0)
    copy = jpeg.strip_metadata(file.read())
    return dict.fromkeys(untouched, copy) if copy else {}


def _encode(image: libvips.Picture, key: RenderKey, profile: bytes | None) -> bytes:
    """Encode an image that is scaled and still has the photograph's own colours."""
    if key.colour:
        # Imports NumPy, which sRGB does not need.
        from platebook.photos.cmyk import convert

        # For inks a photograph keeps its own colours, which sRGB may lack; gray has no others.
        own = profile if image.bands > 1 else None
        image = colour.in_eight_bits(image) if own else colour.to_srgb(image, profile)
        return convert.encode(libvips.sharpen(image, key.sharpen), key.colour, key.quality, own)
    image = libvips.sharpen(colour.to_srgb(image, profile), key.sharpen)
    if key.format != "jpeg":
        return libvips.encode_for_web(image, key.format, key.quality)
    image = image.copy_memory() if key.most else image
    picture = _strip_metadata(libvips.encode(image, key.quality, key.chroma))
    for quality, share in STEPS:
        if key.most is None or len(picture) <= key.most:
            break
        smaller = libvips.shrink(image, share)
        picture = _strip_metadata(libvips.encode(smaller, min(quality, key.quality), key.chroma))
    return picture


def _strip_metadata(picture: bytes) -> bytes:
    copy = jpeg.strip_metadata(picture, coded_here=True)
    if copy is None:
        raise RuntimeError("libvips wrote a JPEG of several scans")
    return copy


#: By format of a rendition.
_SUFFIXES = {"jpeg": "jpg", "webp": "webp", "avif": "avif"}
_STRAY = re.compile(r"extraneous bytes before marker")
_PADDING = re.compile(r"\b\d{1,2} extraneous bytes before marker 0xd9")
_NO_MEMORY = re.compile(r"out of memory|insufficient memory", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ProducedPlates:
    """The plates of one photograph. ``stray``: bytes between its parts were skipped."""

    plates: tuple[Rendition, ...]
    stray: bool = False


@dataclass(frozen=True, slots=True)
class PlateMaker:
    """Where plates are made: ``scratch`` takes the files, a folder for each medium."""

    scratch: Path
    cache: Cache | None

    def stamps(self, requests: Sequence[RenditionRequest]) -> list[Stamp | None]:
        """Return the stamps of what the cache has of one photograph."""
        pairs = ((request.photo, request.recipe) for request in requests)
        keys = (_key(photo, render_key(photo, recipe)) for photo, recipe in pairs)
        return [self.cache.stamp(key) if self.cache else None for key in keys]

    def from_cache(
        self, requests: Sequence[RenditionRequest], *, unharmed: bool = False
    ) -> ProducedPlates | None:
        """Make every plate of one photograph from the cache; None where that lacks one.

        Files that are known to be ``unharmed`` are read as far as needed.
        """
        keys = [render_key(request.photo, request.recipe) for request in requests]
        ready = self._from_cache(requests[0].photo, keys, unharmed=unharmed)
        if {*keys} != {*ready}:
            return None
        return ProducedPlates(self._write_plates(requests, keys, ready))

    def make(self, requests: Sequence[RenditionRequest]) -> ProducedPlates:
        """Make every plate of one photograph. Raises UnfitError where it is damaged."""
        photo = requests[0].photo
        keys = [render_key(request.photo, request.recipe) for request in requests]
        ready = dict(self._from_cache(photo, keys))
        missing = [key for key in keys if key not in ready]
        pictures, stray = _decode(photo, missing, self.scratch)
        # Skipped bytes are reported at every build, so such a file is read at every build.
        cache = None if stray else self.cache
        fresh = {
            key: cache.put(_key(photo, key), picture) if cache else CachedPlate(picture)
            for key, picture in pictures.items()
        }
        written_plates = self._write_plates(requests, keys, {**ready, **fresh})
        return ProducedPlates(written_plates, stray)

    def check(self, requests: Sequence[RenditionRequest]) -> ProducedPlates:
        """Check that a photograph decodes; make nothing. Raises UnfitError where it does not."""
        if not requests[0].photo.proven:
            decode_whole(requests[0].photo)
        return ProducedPlates(())

    def _from_cache(
        self, photo: Photo, keys: Iterable[RenderKey], *, unharmed: bool = False
    ) -> Mapping[RenderKey, CachedPlate]:
        if self.cache is None:
            return {}
        entries = (
            (key, self.cache.find(_key(photo, key), unharmed=unharmed))
            for key in dict.fromkeys(keys)
        )
        return {key: plate for key, plate in entries if plate}

    def _write_plates(
        self,
        requests: Sequence[RenditionRequest],
        keys: Sequence[RenderKey],
        ready: Mapping[RenderKey, CachedPlate],
    ) -> tuple[Rendition, ...]:
        pairs = zip(requests, keys, strict=True)
        return tuple(self._write_plate(request, key, ready[key]) for request, key in pairs)

    def _write_plate(
        self, request: RenditionRequest, key: RenderKey, cached: CachedPlate
    ) -> Rendition:
        packet = None
        if request.recipe.keep_rights:
            packet = metadata.build_xmp(request.rights, jpeg.XMP_LIMIT)
        folder = self.scratch / request.recipe.medium
        folder.mkdir(parents=True, exist_ok=True)
        suffix = _SUFFIXES[key.format]
        path = folder / f"{re.sub(r'[^A-Za-z0-9-]', '_', request.plate)}.{suffix}"
        content = _with_rights(cached.picture, packet, key) if packet else cached.head
        if packet:
            path.unlink(missing_ok=True)  # what is there may be the cache's own file
            path.write_bytes(content)
        else:
            cached.write_to(path)
        qualities = (key.quality, *(quality for quality, _ in STEPS))
        encoded = key.most and not (key.copy and key.frame.is_whole(request.photo.size))
        return Rendition(
            request.plate,
            request.recipe.medium,
            path,
            jpeg.image_size(content) if key.format == "jpeg" else key.frame.size,
            f"image/{key.format}",
            quality=libvips.quality_of(content, qualities) if encoded else None,
        )


def _with_rights(picture: bytes, packet: bytes, key: RenderKey) -> bytes:
    if key.format == "jpeg":
        return jpeg.add_xmp(picture, packet)
    if key.format == "avif":
        return heif.add_xmp(picture, packet)
    return chunked.add_webp_xmp(picture, packet, key.frame.size)


def decode_whole(photo: Photo, cache: Cache | None = None) -> Photo:
    """Decode a photograph to its end; keep no more of it than a preview, if there is a ``cache``.

    Returns it as proven, unless stray bytes were skipped, which are reported at every build.
    Raises UnfitError where it is damaged.
    """
    look = render_key(photo, PREVIEW)
    with TemporaryDirectory() as scratch:
        pictures, stray = _decode(photo, (look,), Path(scratch))
    if cache and not stray:
        cache.put(_key(photo, look), pictures[look])
    return replace(photo, proven=not stray)


def prove_whole(photo: Photo, cache: Cache) -> Photo:
    """Prove that a photograph is whole, at the least cost; keep a preview of it in ``cache``.

    Raises UnfitError where it is damaged.
    """
    state = scan_data.ScanState.UNKNOWN
    if photo.end:
        look = render_key(photo, PREVIEW)
        with source.open_photo(photo.path) as file:
            header = _read_header(file, photo)
            decoding = libvips.plan_decoding(header, look.frame)
            state, picture = scan_data.read_scan(file, photo.end, decoding.by)
        if state is scan_data.ScanState.WHOLE and picture and picture.mode in ("L", "RGB"):
            own = libvips.from_rows(picture.tobytes(), picture.size, header, decoding)
            own = libvips.extract_frame(own, header.upright_size, look.frame)
            cache.put(_key(photo, look), _encode(own, look, colour.profile_of(header)))
            return replace(photo, proven=True)
    result = decode_whole(photo, cache)
    if state is scan_data.ScanState.UNREAD and result.proven:
        raise UnfitError(DAMAGED, COPY_AGAIN)
    return result


def is_proven(photo: Photo, cache: Cache) -> bool:
    """Return whether ``cache`` has a preview of a photograph, so that it is known to be whole."""
    return _preview_recipe(photo, cache) is not None


def preview_recipe(photo: Photo, cache: Cache, *, alone: bool = False) -> Recipe:
    """Return the recipe of the preview that ``cache`` has of a photograph, or else should have.

    ``alone`` says that no plates are made beside it: then the photograph is decoded as small as
    can be.
    """
    return _preview_recipe(photo, cache) or (PREVIEW if alone else LARGER_PREVIEW)


def _preview_recipe(photo: Photo, cache: Cache) -> Recipe | None:
    for recipe in (PREVIEW, LARGER_PREVIEW):
        if cache.holds(_key(photo, render_key(photo, recipe))):
            return recipe
    return None


def _decode(
    photo: Photo, keys: Sequence[RenderKey], scratch: Path
) -> tuple[Mapping[RenderKey, bytes], bool]:
    """Render ``keys``; return also whether stray bytes in the photograph were skipped.

    Raises UnfitError where it is damaged, or has gone since the survey.
    """
    vips = libvips.vips()
    try:
        try:
            return render(photo, keys), False
        except vips.Error as error:
            if not _STRAY.search(str(error)):
                raise
        return _decode_tidied(photo, keys, scratch), True
    except OSError as error:
        if error.filename and Path(error.filename).is_relative_to(scratch):
            raise
        reason = (error.strerror or "the system refuses").lower()
        raise UnfitError(f"cannot be read any more: {reason}", COPY_AGAIN) from error
    # UnicodeDecodeError is what Python makes of a complaint that is no UTF-8.
    except (vips.Error, UnicodeDecodeError) as error:
        if _NO_MEMORY.search(str(error)):
            raise UnfitError(*TOO_MUCH) from error
        raise UnfitError(DAMAGED, COPY_AGAIN) from error


def _decode_tidied(
    photo: Photo, keys: Sequence[RenderKey], scratch: Path
) -> Mapping[RenderKey, bytes]:
    """Render a JPEG without the stray bytes that some cameras leave in it.

    A strict decoder stops at the first, and a lenient one would not report real damage further
    on. So what stands between segments is taken out first, and all else is held to be strict but
    for a few bytes after the picture, which is complete by then.
    """
    vips = libvips.vips()
    scratch.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=scratch, suffix=".jpg") as file:
        tidy = jpeg.remove_stray_bytes(photo.path.read_bytes())
        file.write(tidy)
        file.flush()
        copy = replace(
            photo,
            path=Path(file.name),
            sha256=hashlib.sha256(tidy).hexdigest(),
            end=photo.end and photo.end - (photo.bytes - len(tidy)),
            proven=False,
        )
        try:
            return render(copy, keys)
        except vips.Error as error:
            complaints = [line for line in str(error).splitlines()[1:] if line.strip()]
            if not complaints or not all(_PADDING.search(line) for line in complaints):
                raise
        return render(copy, keys, libvips.LENIENT)


def _key(photo: Photo, key: RenderKey) -> str:
    """Return the name of a rendition in the cache, from all that its bytes depend on."""
    made_of = (ENGINE, libvips.versions(), photo.sha256, key)
    return hashlib.sha256(repr(made_of).encode()).hexdigest()
