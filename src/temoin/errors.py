"""What can go wrong, split by what the reader can do about it.

::

    TemoinError                 every error that temoin raises on purpose
    ├── InputError              a file that was given: fix or replace the file
    │   ├── UnreadableError     missing, empty, truncated, or not what its name says
    │   ├── TooLargeError       over a stated bound: crop, split or raise the bound
    │   └── UnsupportedError    a sound file of a kind that temoin does not read
    ├── OptionError             an option or argument: call again, corrected
    ├── CrsError                coordinates without a reference system, or two that were mixed
    ├── NoCoverageError         no valid pixel where one was asked for (never the same as zero)
    ├── GrammarError            a language table that temoin ships or was given is not sound
    ├── WireError               a written file of an unknown version or against its schema
    ├── CaseError               the case folder: not a case, another run's, or held by another writer
    │   └── CustodyError        the case folder was altered: what it holds proves nothing (exit code 3)
    ├── StorageError            the disk: full, read-only, or gone
    └── FailedPartsError        the work ended, but some parts of it failed (exit code 4)

Every error carries a `hint`: one sentence that says what to do next.

>>> raise UnreadableError("report.html is empty", hint="Save the page again and check its size.")
Traceback (most recent call last):
...
temoin.errors.UnreadableError: report.html is empty
"""

from __future__ import annotations

__all__ = [
    "CaseError",
    "CrsError",
    "CustodyError",
    "FailedPartsError",
    "GrammarError",
    "InputError",
    "NoCoverageError",
    "OptionError",
    "StorageError",
    "TemoinError",
    "TooLargeError",
    "UnreadableError",
    "UnsupportedError",
    "WireError",
]


class TemoinError(Exception):
    """The root: catch this to catch all that temoin raises on purpose.

    Args:
        message: what happened, with the name of the file or option.
        hint: what the reader can do about it, one sentence.
    """

    exit_code = 1
    default_hint = "Run the command again with --debug and send us the output."

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint if hint is not None else self.default_hint


class InputError(TemoinError):
    """A file that was given cannot be used."""

    default_hint = "Check the file and give it again."


class UnreadableError(InputError):
    """The file is missing, empty, truncated, or not what its name says."""


class TooLargeError(InputError):
    """The file is over a stated bound."""

    default_hint = "Give a smaller file: crop the picture to the site, or save the text alone."


class UnsupportedError(InputError):
    """The file is sound, but of a kind that temoin does not read."""


class OptionError(TemoinError):
    """An option or argument cannot be used as given."""

    exit_code = 2
    default_hint = "Call again with the option corrected; --help lists what it takes."


class CrsError(TemoinError):
    """Coordinates have no reference system, or two different ones were mixed."""

    default_hint = "Give the coordinate reference system with --crs, for instance --crs EPSG:32639."


class NoCoverageError(TemoinError):
    """Not one valid pixel lies where a measurement was asked for.

    This is never a measurement of zero: nothing was looked at.
    """

    default_hint = "Check that the pictures overlap each other and the site."


class GrammarError(TemoinError):
    """A language table is not sound."""

    default_hint = "See docs/how-to/add-a-language for the form of a table."


class WireError(TemoinError):
    """A written file is of an unknown version or does not fit its schema."""

    default_hint = "Open the file with the version of temoin that wrote it, or a newer one."


class CaseError(TemoinError):
    """The case folder cannot be used: not a case, other inputs, or another writer."""

    default_hint = "Name another --out folder."


class CustodyError(CaseError):
    """The case folder was altered after it was written."""

    exit_code = 3
    default_hint = "Do not rely on this case; `temoin case check` names what was altered."


class StorageError(TemoinError):
    """The disk is full, read-only or gone; nothing was left half-written."""

    default_hint = "Free some space or name a folder on another disk, then run the same command again."


class FailedPartsError(TemoinError):
    """The work ended, but some parts of it failed; the message counts them."""

    exit_code = 4
    default_hint = "The parts that failed are listed above and in the dossier."
