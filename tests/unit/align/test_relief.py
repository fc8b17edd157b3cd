"""Rough ground found node by node along the line of heights, and what two halves of a picture prove."""

from __future__ import annotations

import itertools

import attrs
import numpy as np
import pytest
from affine import Affine
from scipy import ndimage

from temoin.align.coregister import register_source
from temoin.align.field import Field
from temoin.align.halves import weigh_relief, weigh_still
from temoin.align.judge import VERIFIED_CE90_PX
from temoin.align.parallax import Parallax
from temoin.align.pooled import FAR_PX, Pooled, pool_halves
from temoin.align.relief import _TRUST as TRUST
from temoin.align.relief import HEIGHTS, fit_relief
from temoin.align.relief import _infer as infer
from temoin.align.source import ArraySource
from temoin.model import AlignState, Reason, Registration

SIDE = 448
UP = np.array([0.6, 0.8])
STILL = Field.constant((0.0, 0.0), (SIDE, SIDE))


def _texture(rng, side=SIDE):
    """Ground with edges of all sizes."""
    return sum(ndimage.gaussian_filter(rng.normal(0, size, (side, side)), size) * size for size in (1.0, 2.0, 4.0)).astype(np.float32)


def _source(before, after):
    usable = np.ones(before.shape, dtype=bool)
    return ArraySource(greys=(before, after.astype(np.float32)), usable=(usable, usable))


def _hill(rows, cols):
    """Seven pixels high, steeper than a sheet of few bends follows."""
    return 7 * np.exp(-((rows - 200) ** 2 + (cols - 230) ** 2) / (2 * 70**2))


def _displaced(ground, height):
    """The picture whose content lies `height` along the line off."""
    rows, cols = np.mgrid[:SIDE, :SIDE].astype(float)
    return ndimage.map_coordinates(ground, [rows - height * UP[0], cols - height * UP[1]], order=3, mode="reflect")


@pytest.fixture(scope="module")
def hilly():
    """A hill with roofs on a third of it, six pixels above the ground, and noise in each picture."""
    rng = np.random.default_rng(5)
    before = _texture(rng)
    rows, cols = np.mgrid[:SIDE, :SIDE].astype(float)
    ground = _hill(rows, cols)
    roofs = np.kron(rng.random((SIDE // 28, SIDE // 28)) < 1 / 3, np.ones((28, 28), dtype=bool))
    after = np.where(ndimage.shift(roofs, 6 * UP, order=0), _displaced(before, ground + 6), _displaced(before, ground))
    return _source(before, after + rng.normal(0, 0.3 * before.std(), after.shape)), ground


@pytest.fixture(scope="module")
def seen(hilly):
    """The evidence of both halves."""
    return pool_halves(hilly[0], STILL)


def _error(relief, evidence, ground):
    middles = np.rint(evidence.middles).astype(int)
    return relief.along.ravel() - ground[middles[:, 0], middles[:, 1]]


def test_the_ground_is_followed_under_roofs(hilly, seen):
    """Node by node, within a pixel nearly everywhere, and not lifted by roofs."""
    whole = seen[0].plus(seen[1])
    relief = fit_relief(whole, UP)
    error = _error(relief, whole, hilly[1])
    assert np.median(np.abs(error)) < 0.5
    assert np.quantile(np.abs(error), 0.9) < 1.5
    assert np.abs(relief.aside).max() < 1


def test_relief_lies_on_its_base(seen):
    """The field of the ground is the base and the relief: at a node, both along the line and across."""
    whole = seen[0].plus(seen[1])
    relief = fit_relief(whole, UP)
    field = relief.on(Field.constant((2.0, -1.0), (SIDE, SIDE)), whole, UP)
    node = field.nodes[:, 7, 7]
    half = (whole.lattice.side - 1) / 2
    row, col = (np.interp(7 * field.step, np.array(one) + half, np.arange(len(one))) for one in (whole.lattice.rows, whole.lattice.cols))
    along, aside = (ndimage.map_coordinates(part, [[row], [col]], order=1)[0] for part in (relief.along, relief.aside))
    assert node == pytest.approx(np.array([2.0, -1.0]) + along * UP + aside * np.array([-UP[1], UP[0]]), abs=1e-6)


def test_one_half_proves_the_other(hilly, seen):
    """The ground that one half shows lies under the other's peaks, and placebo lines beside show nothing."""
    witness = weigh_relief(seen, UP, hilly[0].shape)
    assert witness.proves(bends=True)
    assert witness.rival <= 2


def test_roofs_taken_for_the_ground_are_told(seen):
    """With the line turned round, what lies on roofs has the ground under it, and nothing is proven."""
    assert not weigh_relief(seen, -UP, (SIDE, SIDE)).proves(bends=True)


def test_known_views_prove_rough_ground(hilly):
    """The whole chain: where view angles tell which way is up, the hill is followed and proven; that some places lie further off is said."""
    source, ground = hilly
    found = register_source(source, parallax=Parallax(rows=0.6, cols=0.8))
    registration = found.registration
    assert registration.state is AlignState.VERIFIED
    rows, cols = np.mgrid[40 : SIDE - 40 : 24, 40 : SIDE - 40 : 24].reshape(2, -1)
    truth = ground[rows, cols][:, None] * UP
    assert np.median(np.hypot(*(found.field.at(rows.astype(float), cols.astype(float)).T - truth).T)) < 0.5
    assert (Reason.ROUGH_GROUND in registration.reasons) == (registration.ce90_px > VERIFIED_CE90_PX)
    assert registration.loose is (Reason.ROUGH_GROUND if registration.reasons else None)


def test_nothing_is_proven_between_two_places():
    """Two unlike textures: neither a relief nor standing still is borne out."""
    rng = np.random.default_rng(6)
    source = _source(_texture(rng), _texture(rng))
    halves = pool_halves(source, STILL)
    assert not weigh_relief(halves, UP, source.shape).proves(bends=True)
    still = weigh_still(pool_halves(source, STILL, reach=FAR_PX), source.shape)
    assert not still.proves(bends=False)
    assert still.on <= 1


@pytest.mark.parametrize(("share", "is_open"), [(0.0, False), (0.5, True)])
def test_a_second_layer_leaves_it_open(share, is_open):
    """What stands still everywhere is proven; where half of the places lie six pixels off, either layer may be the ground."""
    rng = np.random.default_rng(7)
    before = _texture(rng)
    moved = np.kron(rng.random((4, 4)) < share, np.ones((SIDE // 4, SIDE // 4), dtype=bool))
    after = np.where(moved, np.roll(before, (0, 6), axis=(0, 1)), before) + rng.normal(0, 0.3 * before.std(), before.shape)
    source = _source(before, after)
    witness = weigh_still(pool_halves(source, STILL, reach=FAR_PX), source.shape)
    assert witness.is_open is is_open
    assert witness.proves(bends=False) is not is_open


def test_halves_share_no_pixel():
    """What the earlier picture shows in the middle of a black field changes nothing in the half of the white ones."""
    rng = np.random.default_rng(8)
    before = _texture(rng, 256)
    rows, cols = np.mgrid[:256, :256]
    inner = ((rows // 16 + cols // 16) % 2 == 1) & (rows % 16 > 5) & (rows % 16 < 10) & (cols % 16 > 5) & (cols % 16 < 10)
    after = before + rng.normal(0, 0.3, before.shape)
    field = Field.constant((0.0, 0.0), (256, 256))
    plain, other = (pool_halves(_source(grey, after), field) for grey in (before, np.where(inner, -before, before).astype(np.float32)))
    assert np.abs(plain[0].strengths - other[0].strengths).max() < 0.05 * np.abs(plain[1].strengths - other[1].strengths).max()


def test_beliefs_of_a_chain_are_exact():
    """On nodes in a row, belief propagation gives the mean over all assignments, counted out."""
    rng = np.random.default_rng(9)
    steps = np.arange(4) * 0.5
    support = rng.uniform(0, 1, (1, 3, 4))
    stiffness = 0.8
    weights = {}
    for chosen in itertools.product(range(4), repeat=3):
        energy = sum(TRUST * support[0, node, step] for node, step in enumerate(chosen))
        energy -= sum(stiffness * (steps[one] - steps[other]) ** 2 / 2 for one, other in itertools.pairwise(chosen))
        weights[chosen] = np.exp(energy)
    total = sum(weights.values())
    means = [sum(weight * steps[chosen[node]] for chosen, weight in weights.items()) / total for node in range(3)]
    assert infer(support, steps, stiffness)[0] == pytest.approx(means, rel=1e-9)


def test_loose_registrations_say_why():
    """A weak one lies roughly everywhere; a verified one on rough ground, in single places."""
    plain = Registration(state=AlignState.VERIFIED, shift_px=(0.0, 0.0), transform=Affine.identity(), windows=1, windows_tried=1, agreement=1.0)
    assert plain.loose is None
    assert attrs.evolve(plain, state=AlignState.WEAK).loose is Reason.WEAKLY_ALIGNED
    assert attrs.evolve(plain, reasons=(Reason.ROUGH_GROUND,)).loose is Reason.ROUGH_GROUND


def test_large_pictures_have_no_sparse_nodes():
    """Where nodes would lie further apart than a window, nothing is gathered."""
    shape = (64 * 200, 64 * 200)
    source = attrs.evolve(_source(np.zeros((4, 4), dtype=np.float32), np.zeros((4, 4))), greys=(np.broadcast_to(np.float32(0), shape),) * 2)
    assert pool_halves(source, Field.constant((0.0, 0.0), shape)) is None


def test_profiles_read_along_the_line(seen):
    """A profile's step 0 is its start, and each step a pixel's part along the direction."""
    one: Pooled = seen[0]
    profile = one.along(np.zeros((len(one.strengths), 2)), np.array([0.0, 1.0]), np.array([3.0]))
    search = one.strengths.shape[1] // 2
    assert np.all(profile.ravel() >= one.strengths[:, search, search + 3] - 1e-4)
    assert HEIGHTS[np.argmin(np.abs(HEIGHTS))] == 0
