"""Makes the plates of one photograph: from the cache, or by decoding it. Runs in a worker."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

from platebook.photos import libvips
from platebook.photos.cache import ENGINE, Cache, Kept
from platebook.photos.crop import Pixels
from platebook.photos.formats import jpeg, jpeg_copy, xmp
from platebook.photos.formats.header import COPY_AGAIN, DAMAGED, UnfitError
from platebook.photos.integrity import fast_check
from platebook.photos.model import Photo, Rendition, RenditionRequest
from platebook.photos.render import RenderKey, base_size, look_of, renditions
from platebook.photos.similarity.preview import GLANCE
from platebook.photos.size_budget import STEPS
from platebook.photos.workers.main import TOO_MUCH

#: The sizes (px) from which the looks of one photograph are made.
Basis = tuple[Pixels, ...]
_STRAY = re.compile(r"extraneous bytes before marker")
_PADDING = re.compile(r"\b\d{1,2} extraneous bytes before marker 0xd9")
_NO_MEMORY = re.compile(r"out of memory|insufficient memory", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ProducedPlates:
    """The plates of one photograph. ``stray``: bytes between its parts were skipped."""

    plates: tuple[Rendition, ...]
    stray: bool = False


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where plates are made: ``scratch`` takes the files, a folder for each medium."""

    scratch: Path
    cache: Cache | None

    def recall(self, wishes: Sequence[RenditionRequest]) -> ProducedPlates | None:
        """Make every plate of one photograph from the cache; None where that lacks one."""
        looks = [look_of(wish.photo, wish.recipe) for wish in wishes]
        ready = self._kept(wishes[0].photo, looks, _basis(wishes[0].photo, looks))
        return ProducedPlates(self._written(wishes, looks, ready)) if {*looks} == {*ready} else None

    def make(self, wishes: Sequence[RenditionRequest]) -> ProducedPlates:
        """Make every plate of one photograph. Raises UnfitError where it is damaged."""
        photo = wishes[0].photo
        looks = [look_of(wish.photo, wish.recipe) for wish in wishes]
        basis = _basis(photo, looks)
        ready = dict(self._kept(photo, looks, basis))
        wanted = [look for look in looks if look not in ready]
        decoded, stray = _decoded(photo, wanted, looks, self.scratch)
        # What was skipped in a file is told at every build, so such a one is read at every build.
        cache = None if stray else self.cache
        fresh = {
            look: cache.put(_key(photo, look, basis), picture) if cache else Kept.of(picture)
            for look, picture in decoded.items()
        }
        written = self._written(wishes, looks, {**ready, **fresh})
        return ProducedPlates(written, stray)

    def see(self, wishes: Sequence[RenditionRequest]) -> ProducedPlates:
        """See that a photograph is whole, and make nothing. Raises UnfitError where it is not."""
        if not wishes[0].photo.proven:
            tried(wishes[0].photo)
        return ProducedPlates(())

    def _kept(
        self, photo: Photo, looks: Iterable[RenderKey], basis: Basis
    ) -> Mapping[RenderKey, Kept]:
        if self.cache is None:
            return {}
        keys = {look: _key(photo, look, basis) for look in looks}
        found = ((look, self.cache.find(key)) for look, key in keys.items())
        return {look: kept for look, kept in found if kept}

    def _written(
        self,
        wishes: Sequence[RenditionRequest],
        looks: Sequence[RenderKey],
        ready: Mapping[RenderKey, Kept],
    ) -> tuple[Rendition, ...]:
        pairs = zip(wishes, looks, strict=True)
        return tuple(self._one(wish, look, ready[look]) for wish, look in pairs)

    def _one(self, wish: RenditionRequest, look: RenderKey, kept: Kept) -> Rendition:
        packet = xmp.packet(wish.rights, jpeg_copy.XMP_LIMIT) if wish.recipe.keep_rights else None
        folder = self.scratch / wish.recipe.medium
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{re.sub(r'[^A-Za-z0-9-]', '_', wish.plate)}.jpg"
        shown = jpeg_copy.signed(kept.picture, packet) if packet else kept.picture
        if packet:
            path.unlink(missing_ok=True)  # what is there may be the cache's own file
            path.write_bytes(shown)
        else:
            kept.placed(path)
        asked = (look.quality, *(quality for quality, _ in STEPS))
        encoded = look.most and not (look.copy and look.frame.untouched(wish.photo.size))
        return Rendition(
            wish.plate,
            wish.recipe.medium,
            path,
            jpeg_copy.size_of(shown),
            quality=libvips.quality_of(shown, asked) if encoded else None,
        )


def tried(photo: Photo, cache: Cache | None = None) -> Photo:
    """Decode a photograph to its end; keep no more of it than a glance, if there is a ``cache``.

    Gives it as proven, unless stray bytes were skipped, which is to be told whenever it is read.
    Raises UnfitError where it is damaged.
    """
    look = look_of(photo, GLANCE)
    with TemporaryDirectory() as scratch:
        decoded, stray = _decoded(photo, (look,), (look,), Path(scratch))
    if cache and not stray:
        cache.put(_key(photo, look), decoded[look])
    return replace(photo, proven=not stray)


def proved(photo: Photo, cache: Cache) -> Photo:
    """See that a photograph is whole, and have ``cache`` remember it: the least that shows it.

    Raises UnfitError where it is damaged.
    """
    if not (photo.end and fast_check.clear(photo.path, photo.end)):
        return tried(photo, cache)
    cache.put(_proof(photo), b"")
    return replace(photo, proven=True)


def known(photo: Photo, cache: Cache) -> bool:
    """Tell whether ``cache`` remembers that a photograph is whole, or has a glance at it."""
    keys = (_key(photo, look_of(photo, GLANCE)), _proof(photo))
    return any(cache.holds(key) for key in keys)


def _decoded(
    photo: Photo, looks: Sequence[RenderKey], among: Sequence[RenderKey], scratch: Path
) -> tuple[Mapping[RenderKey, bytes], bool]:
    """Make looks ``among`` those of a photograph; say whether stray bytes in it were skipped.

    Raises UnfitError where it is damaged, or has gone since the survey.
    """
    vips = libvips.vips()
    try:
        try:
            return renditions(photo, looks, among), False
        except vips.Error as error:
            if not _STRAY.search(str(error)):
                raise
        return _tidied(photo, looks, among, scratch), True
    except OSError as error:
        if error.filename and Path(error.filename).is_relative_to(scratch):
            raise
        reason = (error.strerror or "the system refuses").lower()
        raise UnfitError(f"cannot be read any more: {reason}", COPY_AGAIN) from error
    except vips.Error as error:
        if _NO_MEMORY.search(str(error)):
            raise UnfitError(*TOO_MUCH) from error
        raise UnfitError(DAMAGED, COPY_AGAIN) from error
    except UnicodeDecodeError as error:  # what Python makes of a complaint that is no UTF-8
        raise UnfitError(DAMAGED, COPY_AGAIN) from error


def _tidied(
    photo: Photo, looks: Sequence[RenderKey], among: Sequence[RenderKey], scratch: Path
) -> Mapping[RenderKey, bytes]:
    """Make the looks of a JPEG without the stray bytes that some cameras leave in it.

    A strict decoder stops at the first, and a lenient one would not tell of real damage further
    on. So what stands between segments is taken out first, and all else is held to be strict but
    for a few bytes after the picture, which is complete by then.
    """
    vips = libvips.vips()
    scratch.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=scratch, suffix=".jpg") as file:
        tidy = jpeg.tidied(photo.path.read_bytes())
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
            return renditions(copy, looks, among)
        except vips.Error as error:
            complaints = [line for line in str(error).splitlines()[1:] if line.strip()]
            if not complaints or not all(_PADDING.search(line) for line in complaints):
                raise
        return renditions(copy, looks, among, libvips.LENIENT)


def _proof(photo: Photo) -> str:
    """Name what shows that a photograph is whole."""
    return hashlib.sha256(repr((ENGINE, "whole", photo.sha256)).encode()).hexdigest()


def _basis(photo: Photo, looks: Iterable[RenderKey]) -> Basis:
    """Give the size that all looks of a photograph are made from, whichever are made already.

    Two sizes where one look may be a copy of the file: then the others are made from a smaller.
    """
    frames = [look.frame for look in looks if look != look_of(photo, GLANCE)]
    smaller = [frame for frame in frames if not frame.untouched(photo.size)]
    return tuple(base_size(photo.size, those) for those in (frames, smaller) if those)


def _key(photo: Photo, look: RenderKey, basis: Basis = ()) -> str:
    """Name a rendition by all that its bytes depend on; of a glance no book shows any."""
    if look == look_of(photo, GLANCE):
        basis = ()
    made_of = (ENGINE, libvips.versions(), photo.sha256, look, basis)
    return hashlib.sha256(repr(made_of).encode()).hexdigest()
