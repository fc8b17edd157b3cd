"""What `corroborate_claims` is given beside claims, findings and reports."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from temoin.model import Building, Event, Lineage, Scene, Site

__all__ = ["Context", "CorroborateOptions"]


@attrs.frozen(kw_only=True)
class Context:
    """What is known around the claims.

    Args:
        site: the place under study; its parts tie names in the text to buildings.
        buildings: the footprints.
        scenes: the pictures given, before first; a lone one may be either.
        event: what happened and when; worked out from the claims where it is `None`.
        lineage: which reports depend on which; worked out from the reports where it is `None`.
        event_kind: what kind of event it was, in the words of whoever knows, or "".
        fields: claim id to the name of its field, for files that name their fields themselves.
    """

    site: Site | None = None
    buildings: tuple[Building, ...] = ()
    scenes: tuple[Scene, ...] = ()
    event: Event | None = None
    lineage: Lineage | None = None
    event_kind: str = ""
    fields: Mapping[str, str] | None = None


@attrs.frozen(kw_only=True)
class CorroborateOptions:
    """The thresholds of the rules; all are stated conventions, argued in docs/explanation/verdicts.

    Args:
        far_factor: two intervals are disjoint *by far* when the nearer ends are this many times apart; less than that is another size of
            the same thing, and the claim is partly supported.
        seen_margin: a change would have been seen when it is this many times the smallest area that would be found. Four in area is two
            in width: the smallest area is an estimate for the whole picture, and a roof may lie in its worse half.
        seen_share: the least share of a footprint that both pictures must show before a missing change says anything.
        count_share: a counted lower bound supports a claimed count when it reaches this share of it and the intervals meet.
        grain_days: a pair of pictures this many days apart, or less, dates a change to the grain of a claimed day.
    """

    far_factor: float = 3.0
    seen_margin: float = 4.0
    seen_share: float = 0.9
    count_share: float = 0.5
    grain_days: int = 2
