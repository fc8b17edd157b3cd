"""Measured against true on made-up plants, with the true shift taken out."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
from affine import Affine

from temoin.measure import measure_damage
from temoin.model import AlignedPair, AlignState, BandFit, Findings, GradeClass, Registration
from temoin.raster import Image, warp_image
from temoin.scenes import MadePair, demo_spec, make_pair


def _fits(before: Image, after: Image) -> tuple[BandFit, ...]:
    """Quartiles of before against those of after, band by band."""
    seen = before.mask & after.mask
    fits = []
    for band, role in enumerate(before.roles):
        low, middle, high = np.quantile(before.array[band][seen], (0.25, 0.5, 0.75))
        other_low, other_middle, other_high = np.quantile(after.array[band][seen], (0.25, 0.5, 0.75))
        gain = float((high - low) / (other_high - other_low))
        fits.append(BandFit(role=role, gain=gain, offset=float(middle - gain * other_middle), r2=0.9, pixels=int(seen.sum())))
    return tuple(fits)


def _aligned(made: MadePair) -> AlignedPair:
    rows, cols = made.truth.shift_px
    move = Affine.translation(cols, rows)
    after = warp_image(made.after, made.before.grid, correction=move)
    return AlignedPair(
        before=made.before_scene,
        after=made.after_scene,
        grid=made.before.grid,
        before_pixels=made.before,
        after_pixels=after,
        registration=Registration(
            state=AlignState.VERIFIED, shift_px=(rows, cols), transform=move, rmse_px=0.3, ce90_px=0.5, windows=30, windows_tried=40, agreement=0.8
        ),
        radiometry=_fits(made.before, after),
    )


@pytest.fixture(scope="module", params=[False, True], ids=["half a metre", "three metres"])
def plant(request: pytest.FixtureRequest) -> tuple[MadePair, Findings]:
    """The plant of the example at both resolutions, measured."""
    made = make_pair(demo_spec(coarse=request.param), np.random.default_rng(7))
    if request.param:
        keep = made.buildings[:9]
        made = attrs.evolve(made, buildings=keep)
    return made, measure_damage(_aligned(made), buildings=made.buildings)


def test_the_fallen_roof_is_measured(plant) -> None:
    """1,300 m² of fallen roof: within 10 %, and the interval holds the truth; the change is tied to the hall."""
    made, findings = plant
    true = made.truth.area_m2("h2", on_roof=True)
    area = findings.grade_of("h2").changed_area
    assert area.value == pytest.approx(true, rel=0.10)
    assert area.low <= true <= area.high
    assert any("h2" in change.building_ids for change in findings.changes)


def test_only_the_hall_with_the_hole_is_damaged(plant) -> None:
    """The hall with the hole is damaged; one hit through a window shows nothing; nothing else is damaged or destroyed."""
    made, findings = plant
    grades = {grade.building_id: grade.grade for grade in findings.grades}
    assert grades["h2"] is made.truth.grade("h2") is GradeClass.DAMAGED
    assert grades["h1"] is GradeClass.NO_VISIBLE_DAMAGE
    assert [name for name, grade in grades.items() if grade in {GradeClass.DAMAGED, GradeClass.DESTROYED}] == ["h2"]
