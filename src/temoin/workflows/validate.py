"""`validate_site`: how good is this answer, at this site, with this sensor? Rounds of planted damage until the rates are known well enough."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from itertools import islice
from pathlib import Path

import attrs

from temoin.align import align_pair
from temoin.errors import NoCoverageError, OptionError, UnreadableError
from temoin.measure import measure_damage
from temoin.measure.rates import rate_of
from temoin.measure.validation import HOLE, Summary, Trial, summarise
from temoin.model import AlignedPair, AlignState, Building, Findings, GradeClass, ScenePair, Site
from temoin.progress import SILENT, Progress
from temoin.publish import write_text
from temoin.scenes import DamageKind, PlantOptions
from temoin.scenes.quiet import read_quiet
from temoin.scenes.segments import segments_of
from temoin.wire import dumps, parse_validation, to_document, validation_document
from temoin.workflows.validate_round import Place, Plan, play_round

__all__ = ["ValidateOptions", "Validation", "from_validation_document", "validate_site"]

_MAIN = (HOLE, DamageKind.WHOLE_COLLAPSE.value)
"""The kinds of damage whose rates must be known before the rounds end."""
_QUIET_EVERY = 4
"""Each fourth round is one in which nothing happens: it tells false alarms."""
_FEWEST_ROUNDS = 3
_MOST_AT_ONCE_PX = 8_000_000
"""Rounds over more pixels are played one at a time: two over 4 million take 2.7 GB together."""


@attrs.frozen(kw_only=True)
class ValidateOptions:
    """How long and how much is tried.

    Args:
        plan: what is planted.
        width: the rounds end when the 95 % intervals of the rates of holes and of whole collapses reach no further than this to either side.
        most_rounds: they end after so many in any case.
        seed: of all chance.
        planting: what is known of the picture.
    """

    plan: Plan = attrs.field(factory=Plan)
    width: float = attrs.field(default=0.1, validator=[attrs.validators.gt(0), attrs.validators.lt(0.5)])
    most_rounds: int = attrs.field(default=40, validator=[attrs.validators.ge(2), attrs.validators.le(1000)])
    seed: int = 20250703
    planting: PlantOptions = attrs.field(factory=PlantOptions)


@attrs.frozen(kw_only=True)
class Validation:
    """All that was tried.

    Args:
        key: what tells this validation from another: pair, outlines and options.
        trials: of all rounds.
        rounds: how many there were.
        is_enough: whether the rates are known as well as was asked for.
        uses_segments: whether pieces of the picture stood for buildings.
    """

    key: str
    trials: tuple[Trial, ...] = ()
    rounds: int = 0
    is_enough: bool = False
    uses_segments: bool = False

    @property
    def summary(self) -> Summary:
        """The rates."""
        return summarise(self.trials)

    def to_document(self) -> dict[str, object]:
        """As one JSON document."""
        rows = [attrs.asdict(one) | {"grade": one.grade.value} for one in self.trials]
        facts = {"rounds": self.rounds, "is_enough": self.is_enough, "uses_segments": self.uses_segments}
        return validation_document({"key": self.key, **facts, "trials": rows})


def from_validation_document(text: str | bytes, *, name: str = "validation.json") -> Validation:
    """A validation that was written down.

    Raises:
        WireError: it is none, or of another version.
    """
    body = parse_validation(text, name=name)
    facts = body.model_dump(exclude={"temoin", "trials"})
    return Validation(**facts, trials=tuple(Trial(**row.model_dump()) for row in body.trials))


def validate_site(
    pair: ScenePair,
    *,
    buildings: tuple[Building, ...] = (),
    site: Site | None = None,
    aligned: AlignedPair | None = None,
    findings: Findings | None = None,
    options: ValidateOptions | None = None,
    state: Path | None = None,
    workers: int = 2,
    progress: Progress = SILENT,
) -> Validation:
    """Plant known damage at a site under the conditions of its own pictures, and count what the whole chain finds of it.

    Args:
        pair: the user's own two pictures, from before and after the event.
        buildings: footprints; where there are none, compact pieces of the earlier picture stand for them.
        site: only this place counts.
        aligned: the pair as it was aligned, where that was done already.
        findings: what was measured on it, likewise: what it found changed is undone before anything is planted.
        options: how long and how much.
        state: a file that keeps every finished round; a validation that was interrupted goes on from it.
        workers: rounds that are played at once, where the picture is not too large for that; the same comes out with any number of them.
        progress: told of each round.

    Raises:
        NoCoverageError: the two pictures cannot be compared, or no building of the site can be judged in them.
        OptionError: the pictures are no optical ones, or `state` is of another validation.
        StorageError: the state cannot be written.
    """
    options = options or ValidateOptions()
    aligned = aligned if aligned is not None else align_pair(pair, buildings=buildings, progress=progress)
    if aligned.registration.state is AlignState.UNVERIFIED:
        raise NoCoverageError("the two pictures do not lie on each other, so nothing can be validated on them", hint="See temoin align --report.")
    uses_segments = not buildings
    buildings = buildings or segments_of(aligned.before_pixels.read())
    if findings is None or uses_segments:
        findings = measure_damage(aligned, buildings=buildings, site=site, progress=progress)
    place = _place(pair, aligned, findings, buildings, site, options)
    done = _resumed(state, Validation(key=_key(pair, buildings, site, options), uses_segments=uses_segments))
    progress.start("validating", total=options.most_rounds)
    progress.advance(done.rounds)
    workers = workers if aligned.grid.width * aligned.grid.height <= _MOST_AT_ONCE_PX else 1
    with _without_places(), ThreadPoolExecutor(workers) as pool, closing(_rounds(pool, place, options, done.rounds, workers)) as played:
        while not done.is_enough and done.rounds < options.most_rounds:
            trials, number = (*done.trials, *next(played)), done.rounds + 1
            done = attrs.evolve(done, trials=trials, rounds=number, is_enough=_is_enough(trials, number, options))
            if state is not None:
                write_text(state, dumps(done.to_document()))
            progress.advance()
    progress.finish(f"{done.rounds} rounds, {sum(one.is_damage for one in done.trials)} times damage")
    return done


def _without_places() -> AbstractContextManager[object]:
    """Lets arrays without a place be outlined in silence: rasterio's own way to do so does not hold where two threads do it at once."""
    from rasterio.errors import NotGeoreferencedWarning

    return warnings.catch_warnings(action="ignore", category=NotGeoreferencedWarning)


def _rounds(pool: ThreadPoolExecutor, place: Place, options: ValidateOptions, first: int, workers: int) -> Generator[tuple[Trial, ...]]:
    """The rounds in their order, the next ones under way while one is looked at; those that nobody asks for any more are let go."""
    numbers, whistle = iter(range(first, options.most_rounds)), _Whistle()

    def begun(number: int) -> Future[tuple[Trial, ...]]:
        is_quiet = number % _QUIET_EVERY == 0
        return pool.submit(play_round, place, options.plan, number, seed=options.seed, is_quiet=is_quiet, progress=whistle)

    ahead = deque(map(begun, islice(numbers, workers)))
    try:
        while ahead:
            yield ahead.popleft().result()
            ahead.extend(map(begun, islice(numbers, 1)))
    finally:
        whistle.is_blown = True
        for one in ahead:
            one.cancel()


class _Whistle:
    """A `Progress` that ends rounds nobody waits for any more, between two of their stages: Ctrl-C need not wait for whole ones."""

    is_blown = False

    def start(self, stage: str, total: int | None = None) -> None:  # noqa: ARG002  # of the protocol
        self.advance()

    def advance(self, steps: int = 1) -> None:  # noqa: ARG002  # of the protocol
        if self.is_blown:
            raise CancelledError

    def finish(self, note: str = "") -> None:  # noqa: ARG002  # of the protocol
        self.advance()


def _place(
    pair: ScenePair, aligned: AlignedPair, findings: Findings, buildings: tuple[Building, ...], site: Site | None, options: ValidateOptions
) -> Place:
    judged = {grade.building_id: grade for grade in findings.grades if grade.is_assessable}
    if not judged:
        raise NoCoverageError("no building of the site can be judged in these pictures, so nothing can be validated", hint="temoin measure says why.")
    changed = [change.footprint for change in findings.changes]
    changed += [one.footprint for one in buildings if one.id in judged and judged[one.id].grade is not GradeClass.NO_VISIBLE_DAMAGE]
    quiet = read_quiet(aligned, pair.after_pixels.read(), tuple(changed))
    hosts = tuple(one for one in buildings if one.id in judged)
    return Place(pair=pair, quiet=quiet, buildings=buildings, hosts=hosts, site=site, options=options.planting)


def _is_enough(trials: Sequence[Trial], rounds: int, options: ValidateOptions) -> bool:
    """Whether the main rates are known well enough."""
    if rounds < _FEWEST_ROUNDS:
        return False
    for kind in _MAIN:
        some = [one.is_found for one in trials if one.kind == kind and one.is_judged]
        if rate_of(sum(some), len(some)).half_width > options.width:
            return False
    return True


def _resumed(state: Path | None, fresh: Validation) -> Validation:
    if state is None or not state.exists():
        return fresh
    try:
        done = from_validation_document(state.read_bytes(), name=str(state))
    except OSError as error:
        raise UnreadableError(f"{state} cannot be read: {error.strerror or error}") from error
    if done.key != fresh.key:
        raise OptionError(f"{state} is of another validation: other pictures, buildings or options", hint="Name another --out folder, or remove it.")
    return done


def _key(pair: ScenePair, buildings: Sequence[Building], site: Site | None, options: ValidateOptions) -> str:
    """What the rounds hang on, all but the time at which they end."""
    parts = [to_document(pair.before), to_document(pair.after), to_document(tuple(buildings), of=Building)]
    parts += [to_document(site)] if site is not None else []
    chosen = {"seed": options.seed, "plan": repr(options.plan), "planting": repr(options.planting)}
    return hashlib.sha256(json.dumps([*parts, chosen], sort_keys=True, ensure_ascii=False).encode()).hexdigest()
