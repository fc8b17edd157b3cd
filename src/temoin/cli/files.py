"""Files as they were named on the command line."""

from __future__ import annotations

import os
from pathlib import Path

from temoin.errors import OptionError

__all__ = ["each_once"]


def each_once(reports: tuple[Path, ...]) -> tuple[Path, ...]:
    """The reports as they were given.

    Raises:
        OptionError: one of them was named twice, which would make one text look like two.
    """
    taken: set[str] = set()
    for report in reports:
        place = os.path.abspath(report)  # noqa: PTH100  # `resolve` would follow links and `absolute` keeps `..`
        if place in taken:
            raise OptionError(f"{report} was given twice", hint="Name each report once.")
        taken.add(place)
    return reports
