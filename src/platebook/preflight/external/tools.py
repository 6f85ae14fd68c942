"""Which judges from outside are asked about e-books, and whether they are there to be asked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Judges:
    """Whether EPUBCheck and Ace are asked about the e-books."""

    epubcheck: bool = False
    ace: bool = False

    def there(self) -> None:
        """Raise MissingToolError (exit 7) where one is wanted that is not installed.

        For a build that promises their verdict: it would be too late after all its work.
        """
        from platebook.preflight.external import ace, epubcheck

        if self.epubcheck:
            epubcheck.there()
        if self.ace:
            ace.there()
