"""`DossierContent`: all that one dossier is printed from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import attrs

from temoin.model import AlignedPair, Assessment, Building, Case, Claim, Days, Decision, Event, Findings, Lineage, Report, Scene, Site
from temoin.publish.detection import ShownValidation
from temoin.publish.policy import Policy
from temoin.quantity import Quantity
from temoin.raster import Pixels

__all__ = ["ChangedLine", "CountEntry", "CountHistory", "DossierContent", "ReleaseFacts", "ShownScene", "TruthRow"]


@attrs.frozen(kw_only=True)
class TruthRow:
    """One number whose truth is known, because the scene was made up.

    Args:
        label: what was measured, in plain English.
        measured: what temoin found, or `None` where it found nothing to measure.
        true: what was put into the scene.
    """

    label: str
    measured: Quantity | None
    true: Quantity


@attrs.frozen(kw_only=True)
class CountEntry:
    """One figure at one moment of a count's history.

    Args:
        when: the days it stands for, or words on them ("as of 2 July 2025"), or "" where nothing says so.
        report_id: the report that gives it.
        quantity: the figure.
        claim_id: the claim it stands in, or `None`.
    """

    when: str | Days
    report_id: str
    quantity: Quantity
    claim_id: str | None = None


@attrs.frozen(kw_only=True)
class CountHistory:
    """How one count changed from report to report.

    Args:
        label: what is counted, in plain English, or the claim kind's own code ("killed", "means_count:drone").
        entries: oldest first.
        clash: what clashes, in plain English, or "" where nothing does.
        outcome: which figure stands and why, in plain English, or "".
    """

    label: str
    entries: tuple[CountEntry, ...]
    clash: str = ""
    outcome: str = ""


@attrs.frozen(kw_only=True, eq=False)
class ShownScene:
    """One picture that is shown alone.

    Args:
        scene: its metadata.
        pixels: its pixels.
    """

    scene: Scene
    pixels: Pixels


@attrs.frozen(kw_only=True)
class ChangedLine:
    """One thing that changed since the release before; `was` or `now` is "" where it was not there."""

    what: str
    which: str
    was: str
    now: str


@attrs.frozen(kw_only=True)
class ReleaseFacts:
    """What a public page says of itself.

    Args:
        number: of the release, from 1.
        earlier: (number, when) of the releases before it.
        changes: since the newest of them.
        signed_by: how many people signed what it says.
        lifted: why the usual delay was lifted, or "".
    """

    number: int
    earlier: tuple[tuple[int, datetime], ...] = ()
    changes: tuple[ChangedLine, ...] = ()
    signed_by: int = 0
    lifted: str = ""


@attrs.frozen(kw_only=True, eq=False)
class DossierContent:
    """All that one dossier is printed from; every part may be missing.

    Args:
        title: in the analyst's words, or "" (then the place is the title).
        created: when the dossier is printed, with a zone; passed in, so that the same content gives the same bytes.
        version: of temoin.
        case: the case folder's record, or `None` where the dossier is printed without one.
        head: hash of the newest ledger entry; taken from `case` where it is `None`.
        event: what happened, as far as it is known.
        reports: every report that was given.
        claims: every claim found in them.
        assessments: one a claim, in the claims' order; claims without one are printed as not yet checked.
        lineage: which reports depend on which.
        findings: what the pictures show.
        aligned: the two pictures on one grid.
        before_only: the earlier picture, where there is no later one or the two could not be brought together.
        after_only: the later picture, likewise.
        buildings: the footprints that were given.
        site: the place under study.
        truth: measured against true, for made-up scenes only.
        counts: how figures changed between reports; arranged from the claims where it is empty.
        notes: what the reader of the dossier should know of this run, in plain English.
        decisions: what people decided, those that no longer stand too.
        rejected: claims that people rejected; they take no part, and are shown as rejected.
        keys: claim id to the key that decisions use.
        is_draft: marked as a draft for the desk; what is no draft is what `policy` lets out.
        policy: what may be public.
        language: of the page's own words: `en`, `fr` or `uk`.
        release: what the public page says of its number and of what changed; `None` for drafts.
        validation: how good the answer is at this site, or `None` where nobody tried.
        commitments: SHA-256 of a file to its salted hash: what is no draft bears that alone, since a short text can be guessed from a plain one.
    """

    title: str = ""
    created: datetime
    version: str
    case: Case | None = None
    head: str | None = None
    event: Event | None = None
    reports: tuple[Report, ...] = ()
    claims: tuple[Claim, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    lineage: Lineage | None = None
    findings: Findings | None = None
    aligned: AlignedPair | None = None
    before_only: ShownScene | None = None
    after_only: ShownScene | None = None
    buildings: tuple[Building, ...] = ()
    site: Site | None = None
    truth: tuple[TruthRow, ...] = ()
    counts: tuple[CountHistory, ...] = ()
    notes: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    rejected: tuple[Claim, ...] = ()
    keys: Mapping[str, str] = MappingProxyType({})
    is_draft: bool = True
    policy: Policy = attrs.field(factory=Policy)
    language: str = "en"
    release: ReleaseFacts | None = None
    validation: ShownValidation | None = None
    commitments: Mapping[str, str] = MappingProxyType({})
