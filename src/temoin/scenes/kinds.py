"""The word sets of made-up scenes: forms of roofs, kinds of damage, and what merely looks like damage."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["DamageKind", "LookAlikeKind", "RoofKind"]


class DamageKind(StrEnum):
    """What befell a building or the ground beside it.

    `GROUND_KINDS` lie on the ground, `WHOLE_KINDS` take no size of their own.
    """

    ROOF_COLLAPSE = "roof-collapse"
    WHOLE_COLLAPSE = "whole-collapse"
    RUBBLE_SPILL = "rubble-spill"
    BURN = "burn"
    SOOT = "soot"
    CRATER = "crater"
    FLOOD = "flood"
    TARPAULIN = "tarpaulin"
    ROOF_COVER_LOSS = "roof-cover-loss"
    WINDOW_HIT = "window-hit"

    @property
    def is_on_ground(self) -> bool:
        """Whether it lies beside the building whatever the damage asks for."""
        return self in {DamageKind.RUBBLE_SPILL, DamageKind.CRATER, DamageKind.FLOOD}

    @property
    def has_own_size(self) -> bool:
        """Whether `area_m2` must be given: a whole collapse has the footprint's area, a window hit none."""
        return self not in {DamageKind.WHOLE_COLLAPSE, DamageKind.WINDOW_HIT}


class LookAlikeKind(StrEnum):
    """What changes a picture and is no damage.

    `CLEARED` is a building taken down and carted off: gone, yet nothing befell it. `SHADOW` is a stack put up beside the building, whose shadow
    falls on its roof.
    """

    ROOF_PAINT = "roof-paint"
    PARKED_LORRIES = "parked-lorries"
    BUILDING_WORKS = "building-works"
    CLEARED = "cleared"
    SHADOW = "shadow"
    MOVED_CONTAINERS = "moved-containers"


class RoofKind(StrEnum):
    """The form of a roof."""

    FLAT = "flat"
    GABLED = "gabled"
    SAW_TOOTH = "saw-tooth"
