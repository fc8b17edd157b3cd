"""The verdict by pictures: one table from the kind of claim to its rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from temoin.corroborate.areas import rule_extent
from temoin.corroborate.ruling import Ruling, not_checkable, not_yet
from temoin.corroborate.things import rule_count, rule_object
from temoin.corroborate.view import View
from temoin.corroborate.whereabouts import rule_place
from temoin.model import Certainty, Claim, ClaimKind, Days, Evidence, EvidenceKind, Reason, Role, TimeRange, Verdict

__all__ = ["rule_pictures"]


def rule_pictures(claim: Claim, view: View) -> Ruling:
    """What the pictures make of a claim, whatever the reports say."""
    if claim.role is Role.MAIN and claim.id in (view.context.fields or {}) and claim.kind in _NAMED_BY_FILES:
        return not_checkable(Reason.NOT_MEASURED)
    if claim.kind.is_fact:
        return not_checkable(Reason.BACKGROUND, Reason.STATEMENT_ONLY)
    if claim.role is Role.BACKGROUND or claim.kind is ClaimKind.BACKGROUND_QUANTITY:
        return not_checkable(Reason.BACKGROUND)
    if claim.kind.is_casualty:
        return not_checkable(Reason.PERSONS_NOT_VISIBLE)
    if claim.certainty is Certainty.EXPECTED:
        return not_checkable(Reason.FORECAST)
    return _RULES[claim.kind](claim, view)


_NAMED_BY_FILES = frozenset({ClaimKind.BACKGROUND_QUANTITY, ClaimKind.IDENTIFIER})
"""Kinds under which fields run that a file names itself and no kind of ours covers: a crater's depth is of the event, and is not measured."""


def _rule_image_date(claim: Claim, view: View) -> Ruling:
    scenes = view.context.scenes
    if not scenes:
        return not_yet(Reason.NO_PICTURE)
    dated = [scene.acquired for scene in scenes if scene.acquired is not None]
    if claim.days is None:
        return not_yet(Reason.NO_DATE_FOR_WORDS)
    if not dated:
        return not_yet(Reason.NO_TIME)
    if any(acquired.days.overlaps(claim.days) for acquired in dated):
        return Ruling(verdict=Verdict.SUPPORTED, reasons=(Reason.IMAGE_OF_THAT_DAY,))
    return not_yet(Reason.NO_IMAGE_OF_THAT_DAY)


def _rule_event_date(claim: Claim, view: View) -> Ruling:
    """A change between two pictures fell between their times; that dates the event to no finer grain."""
    taken_before, taken_after = (view.before.acquired if view.before else None), (view.after.acquired if view.after else None)
    if view.block is not None:
        return view.block
    if claim.days is None:
        return not_checkable(Reason.NO_DATE_FOR_WORDS)
    if taken_before is None or taken_after is None:
        return not_checkable(Reason.NO_TIME)
    block = _date_block(claim.days, taken_before, taken_after, view)
    if block is not None:
        return block
    changed = view.changed
    if changed is None:
        return not_checkable(Reason.NO_CHANGE_SEEN)
    in_order = taken_before.is_before(taken_after)
    on_edge = any(taken.days.overlaps(claim.days) for taken in (taken_before, taken_after))
    edges = (Reason.SAME_DAY_NO_HOUR,) if on_edge or not in_order else ()
    first, last = taken_before.days.first, taken_after.days.last
    # Two pictures that bear one day and no hour may have been taken in either order, both before the event or both after it.
    is_fine = in_order and last - first <= timedelta(days=view.options.grain_days)
    evidence = Evidence(kind=EvidenceKind.SUPPORTS, finding_id=changed.id, reason=Reason.CHANGE_SEEN)
    return Ruling(
        verdict=Verdict.SUPPORTED if is_fine else Verdict.PARTLY_SUPPORTED,
        reasons=(Reason.CHANGE_SEEN, Reason.CAUSE_NOT_VISIBLE, *edges),
        evidence=(evidence,),
        supported_part="" if is_fine else _between(first, last),
    )


def _date_block(days: Days, before: TimeRange, after: TimeRange, view: View) -> Ruling | None:
    """What the times of the pictures forbid: by the claimed day itself, and by the event's own time, as for every other claim."""
    if after.days.last < days.first:
        return not_checkable(Reason.PICTURE_BEFORE_EVENT)
    if days.last < before.days.first:
        return not_checkable(Reason.NO_BEFORE)
    return view.day_block(days)


def _between(first: date, last: date) -> str:
    if first == last:
        return f"something differs between two pictures of {first.isoformat()}; which is the earlier is not known"
    return f"something changed between {first.isoformat()} and {last.isoformat()}"


def _always(ruling: Ruling) -> Callable[[Claim, View], Ruling]:
    def rule(_claim: Claim, _view: View) -> Ruling:
        return ruling

    return rule


_RULES: dict[ClaimKind, Callable[[Claim, View], Ruling]] = {
    ClaimKind.DAMAGED_OBJECT: rule_object,
    ClaimKind.DAMAGE_EXTENT: rule_extent,
    ClaimKind.DAMAGED_COUNT: rule_count,
    ClaimKind.DESTROYED_COUNT: rule_count,
    ClaimKind.MEANS_COUNT: _always(not_checkable(Reason.CAUSE_NOT_VISIBLE)),
    ClaimKind.EVENT_DATE: _rule_event_date,
    ClaimKind.IMAGE_DATE: _rule_image_date,
    ClaimKind.STATEMENT_DATE: _always(not_checkable(Reason.STATEMENT_ONLY)),
    ClaimKind.PLACE: rule_place,
    ClaimKind.FACILITY: rule_place,
    ClaimKind.DISTANCE: _always(not_yet(Reason.NOT_MEASURED)),
}
"""The rest (people, background, facts) is ruled before the table is reached."""
