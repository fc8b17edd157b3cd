"""`align_pair`: the one verb of this room."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from temoin.align.coregister import LOOKS, Registered, register_source, registered_before
from temoin.align.firsthand import first_hand
from temoin.align.grey import grey_pair, grey_recipes
from temoin.align.ground import Together, bring_together
from temoin.align.haze import flag_haze
from temoin.align.masks import mask_pixels
from temoin.align.options import DEFAULTS, AlignOptions
from temoin.align.overcast import flag_overcast
from temoin.align.parallax import expected_parallax
from temoin.align.placed import BentPixels, PixelsSource
from temoin.align.quality import judge_fitness, pair_reasons
from temoin.align.radiometry import fit_bands, is_by_position
from temoin.align.shade import shade_pixels
from temoin.align.source import ArraySource, Source
from temoin.model import AlignedPair, AlignState, Building, Fitness, Reason, Registration, ScenePair
from temoin.progress import SILENT, Progress
from temoin.raster import Image, Pixels
from temoin.raster.onto import on_grid

__all__ = ["align_pair"]


def align_pair(
    pair: ScenePair,
    options: AlignOptions = DEFAULTS,
    *,
    buildings: Sequence[Building] = (),
    known: Registration | None = None,
    progress: Progress = SILENT,
) -> AlignedPair:
    """Bring the after-picture onto the ground of the before-picture, or say that it cannot be done.

    Both are brought onto one grid (`temoin.align.ground` says which), cut to what both cover. One shift is found by three independent kernels in
    many windows (`docs/explanation/alignment`); where one shift is not enough (relief, oblique views) a smooth field is fitted: `shift_px` is then
    its value in the middle, `transform` the affine transform nearest to it. The after-picture is resampled once. Registration runs on the mean of
    the visible bands that both have; where they share none (panchromatic against colours), on the mean of each one's own visible bands.

    Args:
        pair: the two pictures, each on its own grid, of any reference system.
        options: search and windows.
        buildings: footprints; those with a height throw shadows, which are flagged.
        known: what this found before for the same two pictures and options; it is applied again, and nothing is searched for.
        progress: told of each look.

    Returns:
        The pair on one grid, with how far the two can be compared at all (`fitness`). Where `registration.state` is `unverified`, no shift was
        applied, and nothing should be measured on it; nor where the fitness is `not-comparable`, which `reasons` then say.

    Raises:
        NoCoverageError: the two share no ground, or no pixel shows the ground in both.
        CrsError: a corner of one picture has no place in the other's reference system.

    >>> from temoin.testing import made_pair
    >>> made = made_pair(shift_px=(2.25, -3.5))
    >>> aligned = align_pair(made.pair)
    >>> rows, cols = aligned.registration.shift_px
    >>> aligned.registration.state.value, abs(rows - 2.25) < 0.4, abs(cols + 3.5) < 0.4
    ('verified', True, True)
    """
    progress.start("align", total=2 + (LOOKS if known is None else 0))
    masked = attrs.evolve(
        pair,
        before_pixels=mask_pixels(pair.before_pixels, most_pixels=options.most_pixels),
        after_pixels=mask_pixels(pair.after_pixels, most_pixels=options.most_pixels),
    )
    together = bring_together(masked, coarser_from=options.coarser_from, margin_px=options.search_px + 8, most_pixels=options.most_pixels)
    progress.advance()
    registered = _registered(together, pair, options, progress) if known is None else registered_before(known, together.grid.shape)
    registration = registered.registration
    before = shade_pixels(first_hand(pair.before_pixels, together.before, together.grid), pair.before, buildings)
    moved = first_hand(pair.after_pixels, _moved(together, registered), together.grid, registered.field)
    after = shade_pixels(moved, pair.after, buildings)
    if registration.state is not AlignState.UNVERIFIED:
        before, after = flag_overcast(*flag_haze(before, after), (pair.before, pair.after))
    progress.advance()
    sample = attrs.evolve(together, before=before, after=after).sample()
    fitness = judge_fitness(pair, together.grid, sample)
    by_position = (Reason.BANDS_BY_POSITION,) if is_by_position(*sample) else ()
    reasons = (*registration.reasons, *pair_reasons(pair.before, pair.after), *by_position, *_forbidding(fitness))
    aligned = AlignedPair(
        before=pair.before,
        after=pair.after,
        grid=together.grid,
        before_pixels=before,
        after_pixels=after,
        registration=registration,
        radiometry=fit_bands(*sample),
        reasons=tuple(dict.fromkeys(reasons)),
        fitness=fitness,
    )
    rows, cols = registration.shift_px
    progress.finish(f"{registration.state}: {rows:+.2f} rows, {cols:+.2f} columns")
    return aligned


def _forbidding(fitness: Fitness) -> tuple[Reason, ...]:
    return (Reason.NOT_COMPARABLE, *fitness.forbidding) if fitness.forbidding else ()


def _registered(together: Together, pair: ScenePair, options: AlignOptions, progress: Progress) -> Registered:
    parallax = expected_parallax(pair.before, pair.after, together.grid)
    return register_source(_source(together), options, parallax=parallax, progress=progress)


def _source(together: Together) -> Source:
    if together.images is None:
        return PixelsSource(pictures=(together.before, together.after_source), grid=together.grid, recipes=grey_recipes(*together.sample()))
    before, after = together.images
    return ArraySource(greys=grey_pair(before, after), usable=(before.mask, after.mask))


def _moved(together: Together, registered: Registered) -> Pixels:
    """The after-picture in its place, resampled once from its own pixels."""
    if registered.field is None:
        return together.after
    bent = BentPixels(source=together.after_source, grid=together.grid, field=registered.field)
    if together.images is None:
        return bent
    if registered.registration.field is None and isinstance(together.after_source, Image):
        return on_grid(together.after_source, together.grid, registered.registration.transform)
    return bent.read()
