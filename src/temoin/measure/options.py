"""`MeasureOptions`: every choice that a measurement rests on."""

from __future__ import annotations

import attrs

__all__ = ["MeasureOptions"]


@attrs.frozen(kw_only=True)
class MeasureOptions:
    """The choices behind a measurement; lengths are in metres on the ground, so that 0.5 m and 3 m pictures are treated alike.

    Args:
        structure_m: width of the window in which structure is compared. Some twice the size of a car: smaller windows hold too few edges,
            larger ones blur the outline of a changed roof.
        structure_px: the same in pixels at least: a correlation over fewer than 5 × 5 pixels is noise.
        search_m: how far a roof may lie from where it should (parallax, remains of misregistration).
        search_px: the same in pixels at most: each further step lets more unrelated ground look alike.
        roof_shift_m: how far all roofs together may lie from the ground (a tall roof seen from the side).
        margin_m: ground around a footprint that belongs to its picture (walls, shadow, outline).
        false_alarm: share of unchanged pixels that may pass the threshold.
        controls: patches of other ground compared in the same way as the buildings.
        level: how often the set of classes of a grade shall hold the true one, on scenes like the made ones it is calibrated with.
        fewest_controls: below this nothing is said about chance.
        scene_wide: when more than this share of the ground changed, there is no unchanged ground to compare with.
        smallest_px: width of the smallest piece of change that is reported, pixels.
        building_px: width of the smallest building that is graded, pixels.
        seen_share: share of a footprint that must be seen for a grade.
        seed: of the places where controls are taken.
    """

    structure_m: float = 4.0
    structure_px: int = 5
    search_m: float = 2.0
    search_px: int = 4
    roof_shift_m: float = 8.0
    margin_m: float = 2.0
    false_alarm: float = 0.001
    level: float = 0.9
    controls: int = 199
    fewest_controls: int = 19
    scene_wide: float = 0.6
    smallest_px: float = 3.0
    building_px: float = 4.0
    seen_share: float = 0.5
    seed: int = 20250701
