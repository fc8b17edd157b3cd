"""What a run is given: files and options, checked before anything is read."""

from __future__ import annotations

import hashlib
from pathlib import Path

import attrs

from temoin.custody import canonical
from temoin.errors import OptionError
from temoin.model import TimeRange

__all__ = ["ReportGroup", "VerifyInputs", "VerifyOptions", "key_of", "require_use"]


@attrs.frozen(kw_only=True)
class ReportGroup:
    """Reports that were given together.

    Args:
        reports: published texts, or JSON lists of them.
        sidecar: CSV or JSON with publisher, URL and time of them, one row a file.
        published: publication time, where there is a single report.
    """

    reports: tuple[Path, ...]
    sidecar: Path | None = None
    published: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.sidecar and not self.reports:
            raise OptionError("--sidecar was given without a report", hint="Name the reports that the side-car file describes.")
        if self.published and len(self.reports) != 1:
            raise OptionError(
                f"--published is for a single report, {len(self.reports)} were given",
                hint="Put publisher, URL and time of several reports into a CSV file and name it with --sidecar.",
            )


@attrs.frozen(kw_only=True)
class VerifyInputs:
    """The files of a run; reports and pictures are each optional, one of them is needed.

    Args:
        groups: published texts, each group with what is known of it; the first was given first.
        before: picture from before the event: a file, or a Planet order as delivered.
        after: picture from after the event, likewise.
        more_before: further pieces of the same acquisition as `before`, which lies on top.
        more_after: likewise of `after`.
        earlier: further pictures from before the event, one acquisition each: they tell what chance does.
        buildings: footprints.
        site: the place under study, and its named parts.
        before_gcps: control points of the earlier picture, where it has no reference system.
        after_gcps: likewise of the later one.
        dem: ground heights under pictures that only a camera model places.
        received_from: who handed these files over, or "".
        received: when, or `None`.
        is_addition: these are added to a case, so a control point file or footprints alone make sense.
    """

    groups: tuple[ReportGroup, ...] = ()
    before: Path | None = None
    after: Path | None = None
    buildings: Path | None = None
    site: Path | None = None
    before_gcps: Path | None = None
    after_gcps: Path | None = None
    dem: Path | None = None
    more_before: tuple[Path, ...] = ()
    more_after: tuple[Path, ...] = ()
    earlier: tuple[Path, ...] = ()
    received_from: str = ""
    received: TimeRange | None = None
    is_addition: bool = False

    def __attrs_post_init__(self) -> None:
        for pieces, first, option in ((self.more_before, self.before, "--before"), (self.more_after, self.after, "--after")):
            if pieces and not first:
                raise OptionError(f"further pieces were given without the first one of {option}", hint=f"Name the first with {option}.")
        if self.is_addition:
            given = (self.reports, self.before, self.after, self.buildings, self.site, self.before_gcps, self.after_gcps, self.dem, self.earlier)
            if not any(given):
                raise OptionError("nothing to add was given", hint="Name a report, or a picture, footprints or a site that the case does not have.")
            return
        if not (self.reports or self.before or self.after):
            raise OptionError("nothing to verify: neither a report nor a picture was given", hint="Name a report file, or --before and --after.")
        for picture, points, option in ((self.before, self.before_gcps, "--before"), (self.after, self.after_gcps, "--after")):
            if points and not picture:
                raise OptionError(f"{option}-gcp was given without {option}", hint=f"Name the picture with {option}.")
        if self.earlier and not self.before:
            raise OptionError("--earlier was given without --before", hint="Name the picture closest before the event with --before.")

    @property
    def reports(self) -> tuple[Path, ...]:
        """The report files of all groups."""
        return tuple(path for group in self.groups for path in group.reports)

    def pieces(self, *, is_after: bool) -> tuple[Path, ...]:
        """The files of one of the two pictures, the uppermost first; none where it was not given."""
        first, more = (self.after, self.more_after) if is_after else (self.before, self.more_before)
        return () if first is None else (first, *more)


@attrs.frozen(kw_only=True)
class VerifyOptions:
    """The choices of a run; they go into the ledger, so that it can be replayed.

    Args:
        title: of the case, in the analyst's words.
        event_date: when the event was, as the analyst knows it.
        before_date: when the earlier picture was taken, where the file does not say so.
        after_date: likewise for the later one.
        before_credit: to be printed with the earlier picture.
        after_credit: likewise.
        crs: reference system of pictures that have a transform but no reference system.
        layer: of the footprint file.
        buffer_m: radius in metres that makes circles of footprints that are points.
        height_m: ground height under pictures that only a camera model places, or what is added to the heights of `dem`.
    """

    title: str = ""
    event_date: str | None = None
    before_date: str | None = None
    after_date: str | None = None
    before_credit: str | None = None
    after_credit: str | None = None
    crs: str | None = None
    layer: str | None = None
    buffer_m: float | None = None
    height_m: float | None = None

    def to_json(self) -> str:
        """The options that were set, as JSON text with sorted keys."""
        return canonical({name: value for name, value in attrs.asdict(self).items() if value not in (None, "")})


def require_use(inputs: VerifyInputs, options: VerifyOptions) -> None:
    """Refuse an option that speaks of a file which was not given: it would be left unused without a word.

    Raises:
        OptionError: with the option and the file that it is about.
    """
    picture = inputs.before or inputs.after
    for option, value, file, needed in (
        ("--before-date", options.before_date, inputs.before, "--before"),
        ("--before-credit", options.before_credit, inputs.before, "--before"),
        ("--after-date", options.after_date, inputs.after, "--after"),
        ("--after-credit", options.after_credit, inputs.after, "--after"),
        ("--crs", options.crs, picture, "--before or --after"),
        ("--dem", inputs.dem, picture, "--before or --after"),
        ("--height", options.height_m, picture, "--before or --after"),
        ("--layer", options.layer, inputs.buildings, "--buildings"),
        ("--buffer-m", options.buffer_m, inputs.buildings, "--buildings"),
    ):
        if value is not None and file is None:
            raise OptionError(f"{option} was given without {needed}", hint=f"Name the file with {needed}, or leave out {option}.")


def key_of(*parts: str) -> str:
    """SHA-256 over texts, each closed by a character that none of them holds."""
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()
