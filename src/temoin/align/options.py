"""How pictures are aligned; written into the ledger, so that a case can be replayed."""

from __future__ import annotations

import attrs

from temoin.errors import OptionError

__all__ = ["DEFAULTS", "AlignOptions"]


def _at_least(least: int) -> attrs._ValidatorType[int]:
    def check(_: object, attribute: attrs.Attribute[int], value: int) -> None:
        if value < least:
            raise OptionError(f"{attribute.name} is {value}, which is under {least}")

    return check


@attrs.frozen(kw_only=True)
class AlignOptions:
    """Options of `align_pair`.

    Args:
        search_px: how far the after-picture may lie off, pixels each way; less where the pictures are small.
        window_px: side of a correlation window, pixels, a power of two.
        most_windows: windows looked at; larger pictures are sampled evenly.
        coarser_from: when one picture's pixels are larger than the other's by this factor, the coarser grid is used for both.
        most_pixels: pixels of one picture that are held in memory at once; larger pictures are looked at strip by strip, and their aligned pixels
            are made when they are read.
    """

    search_px: int = attrs.field(default=50, validator=_at_least(4))
    window_px: int = attrs.field(default=128, validator=_at_least(64))
    most_windows: int = attrs.field(default=400, validator=_at_least(9))
    coarser_from: float = 1.5
    most_pixels: int = attrs.field(default=36_000_000, validator=_at_least(65_536))


DEFAULTS = AlignOptions()
