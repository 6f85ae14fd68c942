"""Writes an edition as a static website: the whole story on one page, and a page for each plate."""

from platebook.web.pictures import FORMATS, PlatePictures, widths
from platebook.web.write_site import SiteOptions, dry_run, write

__all__ = ["FORMATS", "PlatePictures", "SiteOptions", "dry_run", "widths", "write"]
