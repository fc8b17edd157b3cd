"""Where the after-picture lies against the before-picture: one shift, an affine transform or a smooth field, whichever the windows carry."""

from __future__ import annotations

import math

import attrs
import numpy as np
import numpy.typing as npt

from temoin.align.coherence import refine_shifts, ring_weights
from temoin.align.field import Field, Shape, fit_field
from temoin.align.halves import weigh_relief, weigh_still
from temoin.align.judge import LEAST_WINDOWS, SecondLook, judge_look, unverified
from temoin.align.kernels import Kernel
from temoin.align.layers import ground_layer, other_layer
from temoin.align.look import take_look
from temoin.align.marks import SURE_STRENGTH, find_marks
from temoin.align.options import DEFAULTS, AlignOptions
from temoin.align.parallax import Parallax
from temoin.align.pooled import FAR_PX, NEAR_PX, pool_halves
from temoin.align.relief import fit_relief
from temoin.align.sheet import Bend, Sheet, choose_sheet, fit_sheet, left_out
from temoin.align.source import ArraySource, Source
from temoin.align.views import Views
from temoin.align.votes import Heard, hear
from temoin.align.windows import Lattice, lay_windows
from temoin.align.witness import Line, Witness, find_line, weigh_marks
from temoin.model import AlignState, Registration
from temoin.progress import SILENT, Progress

__all__ = ["LOOKS", "Registered", "register_greys", "register_source", "registered_before"]

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

LOOKS = 4
"""Steps of progress."""
_OVERVIEW_PX = 1600
"""The first look is taken at pictures reduced to about this."""
_NEAR_PX = 5
"""How far later looks search, pixels."""
_AROUND_PX = 30
"""Over how much of a surface they measure how far a peak stands out."""
_VOTE_PX = 0.5
"""Votes of neighbours that lie this close say the same."""
_GROUND_PX = 0.1
"""Settled windows on still ground lie this close to each other; on made pairs, those on shadows and roofs lie 0.2 to 0.5 px off."""
_REST_PX = 0.01
"""Where the ground is known to bend, the last look bends it further for as little as this: small windows placed it to a tenth of a pixel only."""
_BASIN_PX = 1.5
"""A window that settles further off than this found another hill."""
_ROUNDS = 2
_MARKS_REACH_PX = 12
"""Roofs and crowns as well as the ground are to be seen from either: at ten metres and half a metre a pixel, angles of 30° apart."""
_MOST_MARKS = 1600
_LEAST_MARKS = 8
_ROUGH = Sheet(along=Bend.SUPPLE, across=Bend.SUPPLE)
"""What ground that was found node by node counts as."""


@attrs.frozen(kw_only=True, eq=False)
class Registered:
    """A registration, and the field that it stands for; `None` where nothing is believed."""

    registration: Registration
    field: Field | None = None
    shape: Shape = Shape.SHIFT


def registered_before(registration: Registration, shape: tuple[int, int]) -> Registered:
    """A registration that was written down, with the field that it stands for.

    Args:
        registration: of `register_source`.
        shape: rows and columns of the picture.
    """
    if registration.state is AlignState.UNVERIFIED:
        return Registered(registration=registration)
    field = Field.constant(registration.shift_px, shape) if registration.field is None else Field.of_model(registration.field, shape)
    return Registered(registration=registration, field=field)


def register_greys(
    before: Floats,
    after: Floats,
    before_usable: Flags,
    after_usable: Flags,
    options: AlignOptions = DEFAULTS,
    *,
    parallax: Parallax | None = None,
    progress: Progress = SILENT,
) -> Registered:
    """`register_source` of two grey pictures in memory, all of shape (rows, columns) on one grid."""
    source = ArraySource(greys=(before, after), usable=(before_usable, after_usable))
    return register_source(source, options, parallax=parallax, progress=progress)


def register_source(source: Source, options: AlignOptions = DEFAULTS, *, parallax: Parallax | None = None, progress: Progress = SILENT) -> Registered:
    """Find what brings the after-picture onto the before-picture, and judge it.

    A first look finds the layers of ground and of what stands on it, each with the windows that lie on it, and takes the ground
    (`temoin.align.layers`), or finds nothing. Looks at finer pictures follow, each with windows cut where the last one put them, so that peaks lie
    in the middle of their surfaces, where nothing biases them. The last fraction is the shift of most likelihood (`temoin.align.coherence`).
    Windows that no fit has seen judge it.

    Args:
        source: the two pictures.
        options: search and windows.
        parallax: how what stands on the ground is displaced, where the view angles are known.
        progress: told of each look, `LOOKS` of them.

    Returns:
        The registration; where its state is `unverified`, its shift is (0, 0) and nothing should be moved.
    """
    source, by = Views(source), 1
    while max(source.shape) / by > _OVERVIEW_PX and min(source.shape) / by >= 4 * options.window_px:
        by *= 2
    heard = _first_look(source.reduced(by), options, search=math.ceil(options.search_px / by))
    progress.advance()
    layer = ground_layer(heard, source.reduced(by).shape, None if parallax is None else parallax.scaled(1 / by))
    if layer is None:
        return Registered(registration=unverified(heard.look.tried, heard.votes()))
    field = layer.field if by > 1 else _follow(source, layer.field, options)
    while by > 1:
        step = min(by, 4)
        by //= step
        finer = source.reduced(by)
        field = _follow(finer, field.scaled(step, finer.shape), options)
    progress.advance()
    lie = _lie(source, field, options, parallax)
    progress.advance()
    found = _settled(source, lie, options, parallax)
    sheet = found.judged(_witness(source, found.field, lie, options), parallax)
    progress.advance()
    if sheet.registration.state is AlignState.VERIFIED or lie.line.is_open:
        return sheet
    return _by_halves(source, lie, options, parallax, found=found, otherwise=sheet)


@attrs.frozen(kw_only=True, eq=False)
class _Candidate:
    """A field to the last fraction of a pixel, and what windows that it was not fitted to say of it."""

    field: Field
    shape: Shape
    second: SecondLook

    def judged(self, witness: Witness | None, parallax: Parallax | None) -> Registered:
        registration = judge_look(self.second, witness, field=self.field, shape=self.shape, parallax=parallax)
        if registration.state is AlignState.UNVERIFIED:
            return Registered(registration=registration)
        return Registered(registration=registration, field=self.field, shape=self.shape)


def _settled(source: Source, lie: _Lie, options: AlignOptions, parallax: Parallax | None) -> _Candidate:
    field, shape = _settle(source, lie, options)
    field = field.rounded()
    return _Candidate(field=field, shape=shape, second=_second_look(source, field, options, parallax))


def _by_halves(
    source: Source, lie: _Lie, options: AlignOptions, parallax: Parallax | None, *, found: _Candidate, otherwise: Registered
) -> Registered:
    """Where single windows do not prove a sheet: what the two halves of the picture say of it, or of the ground node by node.

    Only view angles say for sure which way is up: a line that marks were found on may have roofs at its lower end.
    """
    up = None if parallax is None or not parallax.tells else parallax.up
    halves = pool_halves(source, found.field, reach=FAR_PX) if up is None else pool_halves(source, lie.field, reach=NEAR_PX)
    if halves is None:
        return otherwise
    if up is None:
        return found.judged(weigh_still(halves, source.shape), parallax)
    whole = halves[0].plus(halves[1])
    ground = fit_relief(whole, up).on(lie.field, whole, up)
    rough = _settled(source, attrs.evolve(lie, field=ground, sheet=_ROUGH), options, parallax)
    judged = rough.judged(weigh_relief(halves, up, source.shape), parallax)
    return otherwise if judged.registration.state is AlignState.UNVERIFIED else judged


def _first_look(source: Source, options: AlignOptions, *, search: int) -> Heard:
    lattice = lay_windows(source.shape, window_px=options.window_px, most=options.most_windows)
    look = take_look(source, lattice, Field.constant((0.0, 0.0), source.shape), sharp=True)
    return hear(look, max(_NEAR_PX, min(search, int(0.4 * lattice.side))))


def _follow(source: Source, field: Field, options: AlignOptions, *, sharp: bool = False) -> Field:
    """A look near a field, and the field that it gives."""
    lattice = lay_windows(source.shape, window_px=options.window_px, most=options.most_windows)
    votes = hear(take_look(source, lattice, field, sharp=sharp), _AROUND_PX).votes(within=_NEAR_PX)
    if len(votes.sure) < LEAST_WINDOWS:
        return field
    whole = votes.shifts + field.at(*votes.middles.T).T
    return fit_field(field, votes.middles, whole, np.full(len(votes.sure), _VOTE_PX), finest=_VOTE_PX)[0]


@attrs.frozen(kw_only=True, eq=False)
class _Lie:
    """How the ground lies: its field to a pixel, how freely that bends, and along which line things that stand on it lie off."""

    field: Field
    sheet: Sheet | None = None
    line: Line = attrs.field(factory=Line)


def _lie(source: Source, field: Field, options: AlignOptions, parallax: Parallax | None) -> _Lie:
    """The ground under what stands on it, from small windows (`temoin.align.sheet`)."""
    lattice = _small_lattice(source, options)
    known = None if parallax is None or not parallax.tells else parallax.up
    marks = find_marks(source, lattice, field, reach=_MARKS_REACH_PX)
    if len(marks) < _LEAST_MARKS:
        return _Lie(field=field)
    line = find_line(marks, field, known)
    found, sheet = choose_sheet(field, marks, line.up)
    marks = find_marks(source, lattice, found, reach=_MARKS_REACH_PX)
    if len(marks) < _LEAST_MARKS:
        return _Lie(field=field)
    return _Lie(field=fit_sheet(found, marks, line.up, sheet), sheet=sheet, line=line)


def _small_lattice(source: Source, options: AlignOptions) -> Lattice:
    usual = lay_windows(source.shape, window_px=options.window_px, most=options.most_windows).side
    return lay_windows(source.shape, window_px=usual // 2, most=_MOST_MARKS, smallest=usual // 2)


def _witness(source: Source, field: Field, lie: _Lie, options: AlignOptions) -> Witness | None:
    """What small windows that no fit has seen say of the result."""
    if lie.sheet is None:
        return None
    lattice = _small_lattice(source, options).shifted(source.shape)
    marks = find_marks(source, lattice, field, reach=_MARKS_REACH_PX, least=SURE_STRENGTH)
    if len(marks) < _LEAST_MARKS:
        return None
    left = left_out(field, marks, lie.line.up, lie.sheet) if lie.sheet.bends else marks.shifts - field.at(*marks.middles.T).T
    return weigh_marks(marks, left, lie.line, source.shape)


def _settle(source: Source, lie: _Lie, options: AlignOptions) -> tuple[Field, Shape]:
    """The last fraction: windows of half the side, each put to its shift of most likelihood, and the field on which most of them agree."""
    lattice = lay_windows(source.shape, window_px=options.window_px // 2, most=4 * options.most_windows)
    field, shape = lie.field, Shape.SHIFT
    for _ in range(_ROUNDS):
        look = take_look(source, lattice, field, sharp=True, kernels=(Kernel.ORIENTATION,))
        spectra = look.spectra[Kernel.ORIENTATION]
        still = np.zeros((len(spectra), 2))
        shifts, deviations = refine_shifts(spectra, ring_weights(spectra, still), still)
        kept = (np.hypot(*shifts.T) < _BASIN_PX) & (deviations < _BASIN_PX / 2)
        if kept.sum() < LEAST_WINDOWS:
            break
        if lie.sheet is not None and lie.sheet.bends:
            rest, _ = fit_field(field, look.middles[kept], shifts[kept], deviations[kept], finest=_GROUND_PX, earned_px=_REST_PX)
            field, shape = field.plus(rest), lie.sheet.shape
            continue
        whole = shifts + field.at(*look.middles.T).T
        field, shape = fit_field(field, look.middles[kept], whole[kept], deviations[kept], finest=_GROUND_PX)
    return field, shape


def _second_look(source: Source, field: Field, options: AlignOptions, parallax: Parallax | None) -> SecondLook:
    """What windows that no fit has seen say of the result: where they put what is left, which should be nothing."""
    lattice = lay_windows(source.shape, window_px=options.window_px, most=options.most_windows).shifted(source.shape)
    heard = hear(take_look(source, lattice, field, sharp=False), _AROUND_PX)
    rival = other_layer(source, field, options, parallax)
    return SecondLook(near=heard.votes(within=_NEAR_PX), wide=heard.votes(), rival=rival, tried=heard.look.tried)
