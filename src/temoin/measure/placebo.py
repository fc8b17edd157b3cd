"""The grades' own statistic where nothing is known to have happened: control ground and earlier pictures."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt

from temoin.measure.features import Features, measure_features, scores_of
from temoin.measure.grade import Yardstick, make_yardstick
from temoin.measure.null import adjusted, p_value
from temoin.measure.study import Study, study_controls, study_pair
from temoin.model import AlignedPair, AlignState, Building, Placebo, PlaceboKind, Reason

__all__ = ["Calibrated", "as_restless", "calibrate", "placebo_of"]

Floats = npt.NDArray[np.float64]

_RESTLESS, _FEWEST_ROOFS = 0.75, 10
"""Share of the buildings, and their least number, that differ more than the middle of the control ground: then the ground is no yardstick as it is.
Of ten buildings that are like the ground, eight do so in one picture of 18."""
_ENOUGH = 99
"""With fewer places no chance under 1 in 100 can be told."""


@attrs.frozen(kw_only=True, eq=False)
class Calibrated:
    """The buildings' statistic beside the placebo's.

    Args:
        features: of the buildings.
        scores: of the buildings, shape (buildings,); NaN where there was nothing to compare.
        yardstick: the scale of this pair.
        chances: p of each building, or `None`.
        adjusted: the same, adjusted for their number.
        placebo: what they were held against, or `None` where there is none.
    """

    features: tuple[Features, ...]
    scores: npt.NDArray[np.float64]
    yardstick: Yardstick
    chances: tuple[float | None, ...]
    adjusted: tuple[float | None, ...]
    placebo: Placebo | None


def calibrate(study: Study, buildings: Sequence[Building], earlier: Sequence[AlignedPair]) -> Calibrated:
    """Measure the buildings, and the same outlines where nothing is known to have happened.

    Args:
        study: the pair with its buildings.
        buildings: they.
        earlier: pairs of pictures that are both from before the event, each on its own grid. They are looked at one after the other, each once,
            so they may be made as they are asked for.
    """
    controls = study_controls(study)
    found = study.footprints.found
    yardstick = make_yardstick(found) if controls is None else make_yardstick(found, controls.footprints.found)
    features = measure_features(study)
    scores = scores_of(study, features, yardstick)
    other = np.zeros(0) if controls is None else scores_of(controls, measure_features(controls), yardstick)
    other, raised = as_restless(other, scores)
    quiet = _look_at_quiet(earlier, buildings, study)
    fewest = study.options.fewest_controls
    yardsticks = _yardsticks(other, quiet.scores, fewest)
    kinds = ((PlaceboKind.CONTROL_GROUND,) if controls is not None else ()) + ((PlaceboKind.EARLIER_PICTURES,) if quiet.pairs else ())
    smallest = min(map(len, yardsticks)) if len(yardsticks) > 1 else None
    placebo = placebo_of(np.concatenate([other, quiet.scores]), kinds, observed=int(np.isfinite(scores).sum()), smallest=smallest)
    if placebo is not None:
        reasons = placebo.reasons + ((Reason.CONTROLS_RAISED,) if raised else ()) + ((Reason.EARLIER_LEFT_OUT,) if quiet.is_short else ())
        placebo = attrs.evolve(placebo, earlier_ids=quiet.ids, pairs=quiet.pairs, reasons=reasons)
    # What was not looked at has no chance of its own.
    chances = tuple(_chance(float(score), yardsticks, fewest) if np.isfinite(score) else None for score in scores)
    return Calibrated(features=features, scores=scores, yardstick=yardstick, chances=chances, adjusted=adjusted(chances), placebo=placebo)


def as_restless(other: Floats, scores: Floats) -> tuple[Floats, bool]:
    """Control ground's scores as they would be if it differed as much as buildings do, and whether they had to be raised.

    From another angle roofs lean and shine otherwise, and open ground does not. Where three quarters of the buildings differ more than the middle of
    the control ground, its scores are moved, on the scale of log odds, until its middle is that of the buildings (an empirical null by central
    matching, Efron 2004). Where most buildings are damaged that makes p too large.

    Args:
        other: of control ground; NaN where there was nothing to compare.
        scores: of the buildings, likewise.
    """
    ground, roofs = (values[np.isfinite(values)] for values in (other, scores))
    if not len(ground) or len(roofs) < _FEWEST_ROOFS or np.mean(roofs > np.median(ground)) < _RESTLESS:
        return other, False
    shift = np.median(_log_odds(roofs)) - np.median(_log_odds(ground))
    return np.asarray(1 / (1 + np.exp(-(_log_odds(other) + shift)))), True


def _log_odds(scores: Floats) -> Floats:
    kept = np.clip(scores, 1e-3, 1 - 1e-3)
    return np.asarray(np.log(kept / (1 - kept)))


def placebo_of(scores: npt.NDArray[np.float64], kinds: tuple[PlaceboKind, ...], *, observed: int, smallest: int | None = None) -> Placebo | None:
    """The placebo as it is told, or `None` where nothing could be compared.

    Args:
        scores: the statistic at each place; NaN where there was nothing to compare.
        kinds: where they were taken.
        observed: how many buildings are held against them.
        smallest: scores in the smaller of two yardsticks; `None`: all of them are one.
    """
    known = np.sort(scores[np.isfinite(scores)])
    if not len(known):
        return None
    few = (Reason.NO_SMALL_P,) if (len(known) if smallest is None else smallest) < _ENOUGH else ()
    alone = () if PlaceboKind.EARLIER_PICTURES in kinds else (Reason.CONTROLS_ONLY,)
    return Placebo(kinds=kinds, scores=tuple(round(float(score), 6) for score in known), observed=observed, reasons=few + alone, smallest=smallest)


def _yardsticks(other: Floats, quiet: Floats, fewest: int) -> tuple[Floats, ...]:
    """Control ground and earlier pictures, each a yardstick of its own where it holds enough to be one; else both as one.

    They err in different ways. Open ground of the pair itself knows nothing of roofs that lean and shine otherwise from another angle: in made
    sites without damage, seen from up to 8° off, it alone calls 40 in 100 buildings rarer than 1 in 20, and earlier pictures 8 in 100. Earlier
    pictures know nothing of what sets the later one apart: another season, another sensor.
    """
    found = tuple(scores[np.isfinite(scores)] for scores in (other, quiet))
    return found if all(len(scores) >= fewest for scores in found) else (np.concatenate(found),)


def _chance(score: float, yardsticks: tuple[Floats, ...], fewest: int) -> float | None:
    """The larger of the chances that the yardsticks give: what is common by one of them is not rare."""
    chances = [p_value(score, yardstick, fewest=fewest) for yardstick in yardsticks]
    known = [chance for chance in chances if chance is not None]
    return max(known) if known else None


@attrs.frozen(kw_only=True, eq=False)
class _Quiet:
    """What pairs of pictures from before the event gave.

    Args:
        scores: of all buildings in all pairs, shape (scores,).
        ids: the further scenes from before that took part.
        pairs: how many pairs did.
        is_short: a picture that was given took part in none.
    """

    scores: Floats
    ids: tuple[str, ...]
    pairs: int
    is_short: bool


def _look_at_quiet(earlier: Sequence[AlignedPair], buildings: Sequence[Building], study: Study) -> _Quiet:
    """Score the buildings in every pair whose pictures lie on each other: two that do not differ everywhere, and that is no chance of nature's."""
    scores, given, used, pairs = [np.zeros(0)], {study.aligned.before.id}, {study.aligned.before.id: None}, 0
    for pair in earlier:
        ids = (pair.before.id, pair.after.id)
        given |= {*ids}
        if pair.registration.state is not AlignState.UNVERIFIED:
            scores.append(_quiet_scores(pair, buildings, study))
            used |= dict.fromkeys(ids)
            pairs += 1
    return _Quiet(scores=np.concatenate(scores), ids=tuple(used)[1:], pairs=pairs, is_short=bool(given - used.keys()))


def _quiet_scores(pair: AlignedPair, buildings: Sequence[Building], study: Study) -> npt.NDArray[np.float64]:
    """The buildings' statistic between two pictures from before the event, on that pair's own scale."""
    quiet = study_pair(pair, buildings, None, study.options)
    controls = study_controls(quiet)
    yardstick = make_yardstick(quiet.footprints.found) if controls is None else make_yardstick(quiet.footprints.found, controls.footprints.found)
    return scores_of(quiet, measure_features(quiet), yardstick)
