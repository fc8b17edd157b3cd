"""`View`: what the pictures can say at all, before any claim is held against them."""

from __future__ import annotations

from datetime import timedelta

import attrs

from temoin.corroborate.options import Context, CorroborateOptions
from temoin.corroborate.ruling import Ruling, not_checkable, not_yet
from temoin.model import (
    AlignState,
    Change,
    Claim,
    Days,
    Event,
    Finding,
    Findings,
    Grade,
    GradeClass,
    Measurement,
    Reason,
    Scene,
    TimeBasis,
    TimeRange,
)

__all__ = ["View", "look"]

_ONE_DAY = timedelta(hours=25)
"""A day, with the hour that a change of clocks may add."""


@attrs.frozen(kw_only=True)
class View:
    """What the pictures can say at all.

    Args:
        findings: what was measured, or `None`.
        context: what is known around the claims.
        options: the thresholds.
        block: the ruling for every claim that needs a measured change, where none can be trusted; `None` where some can.
        time_block: the same, because of when the pictures were taken.
        limits: what makes a missing change say nothing; a change that is seen still stands.
        event: what happened and when.
        claims: all of them; a thing and its size are ruled as one.
    """

    findings: Findings | None
    context: Context
    options: CorroborateOptions
    block: Ruling | None = None
    time_block: Ruling | None = None
    limits: tuple[Reason, ...] = ()
    event: Event | None = None
    claims: tuple[Claim, ...] = ()

    @property
    def may_refute(self) -> bool:
        """Whether the pictures are good enough for a missing change to mean something."""
        return not self.limits

    @property
    def before(self) -> Scene | None:
        """The earlier picture, where there are two."""
        return self.context.scenes[0] if len(self.context.scenes) > 1 else None

    @property
    def after(self) -> Scene | None:
        """The later picture, where there are two."""
        return self.context.scenes[1] if len(self.context.scenes) > 1 else None

    @property
    def grades(self) -> tuple[Grade, ...]:
        """The graded buildings."""
        return self.findings.grades if self.findings is not None else ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """The pieces of changed ground."""
        return self.findings.changes if self.findings is not None else ()

    @property
    def changed(self) -> Finding | None:
        """The finding that shows a change most plainly, or `None`."""
        damaged = [grade for grade in self.grades if grade.grade in {GradeClass.DAMAGED, GradeClass.DESTROYED}]
        if damaged:
            return max(damaged, key=lambda one: (one.score, one.building_id))
        return min(self.changes, key=lambda one: (-one.score, one.id), default=None)

    def day_block(self, days: Days) -> Ruling | None:
        """`time_block` for a claimed day of the event: always where a person gave its time, else where the day is that of the event."""
        when = self.event.when if self.event is not None else None
        if self.event is None or when is None or self.time_block is None:
            return None
        return self.time_block if self.event.basis is TimeBasis.GIVEN or when.days.overlaps(days) else None

    def measurement(self, name: str) -> Measurement | None:
        """The measurement of a name, or `None`."""
        return self.findings.measurement(name) if self.findings is not None else None

    def would_be_seen(self, area_m2: float) -> bool:
        """Whether a change of that many m² is large enough that it would have been found.

        Where the pair was validated, that is what nine of ten were found of; else it is a margin above the smallest area.
        """
        validated = self.measurement("found_in_nine_of_ten")
        if validated is not None:
            return validated.quantity.high is not None and area_m2 >= validated.quantity.high
        smallest = self.smallest_m2
        return smallest is not None and area_m2 >= self.options.seen_margin * smallest

    @property
    def smallest_m2(self) -> float | None:
        """The smallest change that would be found, m²; `None` where that was not measured."""
        return self.findings.smallest_m2 if self.findings is not None else None


def look(findings: Findings | None, context: Context, event: Event, options: CorroborateOptions, claims: tuple[Claim, ...] = ()) -> View:
    """Judge the pictures themselves: are there two, do they lie on each other, and do they stand on both sides of the event?"""
    empty = View(findings=findings, context=context, options=options, event=event, claims=claims)
    if findings is None:
        return attrs.evolve(empty, block=_without_findings(context.scenes, event))
    registration = findings.registration
    if registration is None or registration.state is AlignState.UNVERIFIED:
        return attrs.evolve(empty, block=not_checkable(Reason.NOT_ALIGNED))
    if Reason.SCENE_WIDE_CHANGE in findings.reasons:
        return attrs.evolve(empty, block=not_checkable(Reason.SCENE_WIDE_CHANGE))
    if Reason.NOT_COMPARABLE in findings.reasons:
        return attrs.evolve(
            empty, block=not_checkable(Reason.NOT_COMPARABLE, *(each for each in findings.reasons if each is not Reason.NOT_COMPARABLE))
        )
    loose = () if registration.loose is None else (registration.loose,)
    time_block, times = _times(empty.before, empty.after, event)
    return attrs.evolve(
        empty,
        time_block=not_checkable(time_block) if time_block is not None else None,
        limits=tuple(dict.fromkeys((*loose, *times, *findings.reasons))),
    )


def _without_findings(scenes: tuple[Scene, ...], event: Event) -> Ruling:
    if not scenes:
        return not_yet(Reason.NO_PICTURE)
    if len(scenes) > 1:
        # Findings exist for every pair that could be brought together; without them this one could not.
        return not_checkable(Reason.NOT_ALIGNED)
    acquired = scenes[0].acquired
    is_older = acquired is not None and event.when is not None and not event.is_latest and acquired.is_before(event.when)
    return not_checkable(Reason.NO_AFTER if is_older else Reason.NO_BEFORE)


def _times(before: Scene | None, after: Scene | None, event: Event) -> tuple[Reason | None, tuple[Reason, ...]]:
    """What the times forbid, and what they leave open."""
    when = event.when
    taken_before, taken_after = (before.acquired if before else None), (after.acquired if after else None)
    limits = [Reason.NO_TIME] if taken_before is None or taken_after is None else []
    if when is None:
        return None, (*limits, Reason.NO_EVENT_DATE)
    if taken_before is not None and taken_before.start >= when.end:
        return Reason.NO_BEFORE, ()
    if event.is_latest:
        # It may have been earlier than either picture: a change that is seen still fell between them, a missing one says nothing.
        return None, (*limits, Reason.INFERRED_DATE)
    if taken_after is not None and taken_after.is_before(when):
        return Reason.PICTURE_BEFORE_EVENT, ()
    limits += [reason for taken in (taken_before, taken_after) if taken is not None and (reason := _within(taken, when)) is not None]
    return None, tuple(dict.fromkeys(limits))


def _within(taken: TimeRange, when: TimeRange) -> Reason | None:
    if not taken.overlaps(when):
        return None
    return Reason.SAME_DAY_NO_HOUR if when.end - when.start <= _ONE_DAY else Reason.PICTURE_DURING_EVENT
