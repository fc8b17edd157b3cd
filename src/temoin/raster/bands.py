"""Which band of one picture is which of another."""

from __future__ import annotations

from collections.abc import Sequence

from temoin.raster.image import BandRole

__all__ = ["common_bands"]


def common_bands(before: Sequence[BandRole], after: Sequence[BandRole]) -> tuple[tuple[int, int], ...]:
    """Places of each common band in two pictures, in the order of the first.

    Bands are common by what they hold. Where no such is, and as many bands of each bear no role, those are compared by their order; where their
    numbers differ, nothing says which is which.

    Args:
        before: roles of the one picture's bands, each known role once.
        after: of the other's.

    >>> red, green, nir, none = BandRole.RED, BandRole.GREEN, BandRole.NIR, BandRole.UNKNOWN
    >>> common_bands((red, green, none), (nir, green, red, none))
    ((0, 2), (1, 1))
    >>> common_bands((none, none), (none, none)), common_bands((none, none), (none, none, none)), common_bands((red,), (none,))
    (((0, 0), (1, 1)), (), ())
    """
    known = tuple((place, after.index(role)) for place, role in enumerate(before) if role is not BandRole.UNKNOWN and role in after)
    if known:
        return known
    first, second = ([place for place, role in enumerate(roles) if role is BandRole.UNKNOWN] for roles in (before, after))
    return tuple(zip(first, second, strict=True)) if len(first) == len(second) else ()
