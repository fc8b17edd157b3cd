"""Laws of corroboration that hold for any claims, pictures and orders."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from temoin.corroborate import SeriesStatus, corroborate_claims, corroborate_reports, count_history, headline_verdict, trace_lineage
from temoin.model import AlignState, Findings, GradeClass, Reason, Verdict

_SPEC = importlib.util.spec_from_file_location("made", Path(__file__).resolve().parents[1] / "unit" / "corroborate" / "made.py")
made = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(made)

REPORTS = ("r1", "r2", "r3")
NAMES = ("Red Cross", "Island Police", "Health Office of Ruden", "Signal 24")
LEVELS = ("exact", "about", "at_least", "more_than", "at_most", "nearly")
MEASURED_KINDS = {"damaged_object", "damage_extent", "damaged_count", "destroyed_count"}


@st.composite
def specs(draw):
    """The short form of one claim."""
    kind = draw(st.sampled_from(["killed", "injured", "missing", "damaged_object", "damage_extent", "damaged_count", "event_date", "means_count"]))
    spec = {"report": draw(st.sampled_from(REPORTS)), "kind": kind}
    speaker = draw(st.sampled_from(["named", "anonymous", "nobody"]))
    if speaker == "named":
        spec["who"] = draw(st.sampled_from(NAMES))
    elif speaker == "anonymous":
        spec["anon"] = draw(st.sampled_from(["official", "witness", "medical"]))
    if kind in {"killed", "injured", "missing"}:
        spec |= {"value": draw(st.integers(1, 500)), "unit": "person", "level": draw(st.sampled_from(LEVELS))}
    elif kind == "damage_extent":
        spec |= {"value": draw(st.integers(1, 3000)), "unit": "m2", "level": draw(st.sampled_from(LEVELS)), "noun": "workshop", "part": "roof"}
    elif kind == "damaged_count":
        spec |= {"value": draw(st.integers(1, 9)), "unit": "building", "level": draw(st.sampled_from(LEVELS)), "noun": "building"}
    elif kind == "means_count":
        spec |= {"value": draw(st.integers(1, 9)), "unit": "drone", "level": "exact"}
    elif kind == "event_date":
        spec["day"] = draw(st.sampled_from(["2025-03-17", "2025-03-18", "2025-03-18/2025-03-19"]))
    else:
        spec |= {"noun": "workshop", "part": draw(st.sampled_from(["roof", "window", None]))}
    if kind in {"damage_extent", "damaged_object"}:
        spec |= {
            "number": draw(st.sampled_from(["106", "110", "7", None])),
            "effect": draw(st.sampled_from(["damaged", "destroyed", "collapsed", "none"])),
        }
        spec["extent"] = draw(st.sampled_from(["total", "partial", None]))
        spec = {name: value for name, value in spec.items() if value is not None}
    return spec | {"certainty": draw(st.sampled_from(["asserted", "asserted", "reported", "denied", "expected"]))}


@st.composite
def grades(draw):
    """The grades of the three made-up buildings."""
    found = []
    for building in made.BUILDINGS:
        grade = draw(st.sampled_from([str(one) for one in GradeClass]))
        area = draw(st.integers(30, 3100))
        low, high = (0, 8) if grade == "no visible damage" else (area * 0.9, area * 1.1)
        found.append(made.grade(building.id, grade, (low, min(area, high) if grade != "no visible damage" else 0, high)))
    return found


DAYS = st.sampled_from(["2025-03-18", "2025-03-19", "2025-03-20"])
CLAIMS = st.lists(specs(), min_size=1, max_size=8).map(lambda some: [made.claim(f"c{number}", **spec) for number, spec in enumerate(some)])


def _verdicts(assessments):
    return {one.claim.id: (one.verdict, one.pictures, one.reports, one.confidence, one.reasons, one.measured) for one in assessments}


@given(CLAIMS, st.tuples(DAYS, DAYS, DAYS), grades(), st.sampled_from(REPORTS))
@settings(max_examples=60, deadline=None)
def test_a_copied_report_adds_no_weight(claims, days, found, copied):
    """Adding a copy of a report changes no verdict, no reason and no confidence of the claims that were there."""
    findings, context = made.pictures("good", found)
    reports = [made.report(report_id, on=day) for report_id, day in zip(REPORTS, days, strict=True)]
    plain = attrs.evolve(context, lineage=made.lineage(REPORTS))
    before = _verdicts(corroborate_claims(claims, findings, reports, context=plain))
    copies = [attrs.evolve(one, id=f"copy-{one.id}", report_id="r9", subset_of=None) for one in claims if one.report_id == copied]
    with_copy = attrs.evolve(context, lineage=made.lineage((*REPORTS, "r9"), [("r9", copied)]))
    after = _verdicts(corroborate_claims([*claims, *copies], findings, [*reports, made.report("r9", on="2025-03-21")], context=with_copy))
    assert {claim_id: after[claim_id] for claim_id in before} == before


@given(CLAIMS, grades(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_input_changes_nothing(claims, found, random):
    """Claims, reports, findings and footprints in any order come to the same assessments."""
    findings, context = made.pictures("good", found)
    reports = [made.report(report_id) for report_id in REPORTS]
    first = _verdicts(corroborate_claims(claims, findings, reports, context=attrs.evolve(context, event=None, lineage=None)))
    shuffled = [list(claims), list(reports), list(findings.items), list(context.buildings)]
    for part in shuffled:
        random.shuffle(part)
    mixed = Findings(items=tuple(shuffled[2]), registration=findings.registration, reasons=findings.reasons)
    other = attrs.evolve(context, buildings=tuple(shuffled[3]), event=None, lineage=None)
    second = _verdicts(corroborate_claims(shuffled[0], mixed, shuffled[1], context=other))
    assert first == second


@given(CLAIMS, grades(), st.sampled_from([Reason.CLOUD, Reason.CLOUD_SHADOW, Reason.NODATA]))
@settings(max_examples=80, deadline=None)
def test_cloud_never_contradicts(claims, found, hiding):
    """With cloud over the scene, or over a building, pictures contradict nothing that they did not contradict without it, nor at all."""
    findings, context = made.pictures("good", found)
    context = attrs.evolve(context, lineage=made.lineage(REPORTS))
    for hidden in (
        attrs.evolve(findings, reasons=(hiding,)),
        made.findings([made.grade(one.building_id, "not assessable", reasons=[str(hiding)], seen=0.0) for one in found]),
    ):
        assessments = corroborate_claims(claims, hidden, [], context=context)
        assert all(one.pictures is not Verdict.CONTRADICTED for one in assessments)


@given(CLAIMS, grades(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_pictures_that_cannot_be_compared_say_nothing_of_change(claims, found, is_aligned):
    """Unless the registration is verified and the two are comparable, every claim that needs a measured change is left unchecked."""
    findings = (
        made.findings(found, reasons=(Reason.NOT_COMPARABLE, Reason.NO_DAYLIGHT)) if is_aligned else made.findings(found, state=AlignState.UNVERIFIED)
    )
    _, context = made.pictures("good", found)
    open_verdicts = {Verdict.NOT_CHECKABLE, Verdict.NOT_YET_CHECKED}
    for one in corroborate_claims(claims, findings, [], context=context):
        assert str(one.claim.kind) not in MEASURED_KINDS or one.pictures in open_verdicts


@given(
    st.integers(1, 400),
    st.integers(0, 400),
    st.sampled_from(["killed", "injured", "missing"]),
    st.tuples(DAYS, DAYS),
    st.tuples(*[st.sampled_from(NAMES)] * 2),
)
@settings(max_examples=80, deadline=None)
def test_a_lower_bound_never_contradicts_a_higher_value(least, more, kind, days, names):
    """Neither "at least n" nor a figure of n or more is contested, contradicted or superseded by the other."""
    claims = [
        made.claim("bound", report="r1", kind=kind, value=least, unit="person", level="at_least", who=names[0]),
        made.claim("value", report="r2", kind=kind, value=least + more, unit="person", who=names[1]),
    ]
    reports = [made.report(report_id, on=day) for report_id, day in zip(("r1", "r2"), days, strict=True)]
    allowed = {Verdict.SUPPORTED, Verdict.NOT_YET_CHECKED}
    assert {one.reports for one in corroborate_claims(claims, None, reports)} <= allowed
    assert all(series.status is SeriesStatus.RESOLVED for series in count_history(claims, reports))


@given(st.integers(100, 500), st.integers(1, 99), st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_a_later_correction_wins_over_its_copies(first, corrected, repeats):
    """When an origin lowers its figure, pages that go on repeating the old one, copies or not, do not bring it back."""
    claims = [
        made.claim("old", report="r1", value=first, unit="person", who="Island Police"),
        made.claim("new", report="r2", value=corrected, unit="person", who="Island Police"),
        *(made.claim(f"late{number}", report=f"p{number}", value=first, unit="person", who="Island Police") for number in range(repeats)),
    ]
    reports = [made.report("r1", on="2025-03-18"), made.report("r2", on="2025-03-20")]
    reports += [made.report(f"p{number}", on="2025-03-22") for number in range(repeats)]
    (series,) = count_history(claims, reports, made.lineage([report.id for report in reports], [("p0", "r1")]))
    assert series.quantity.value == corrected
    assert {point.claim_id for point in series.points if str(point.status) == "current"} == {"new"}


@given(
    CLAIMS,
    grades(),
    st.sampled_from(["none", "after_only", "good", "weak", "cloudy", "unverified", "same_day", "no_event", "during", "no_buildings"]),
)
@settings(max_examples=100, deadline=None)
def test_every_assessment_has_reasons_and_the_table_gives_its_headline(claims, found, view):
    """Each claim has one assessment, in order, with reasons, and its headline is the published table's; pictures neither contest nor supersede."""
    findings, context = made.pictures(view, found)
    assessments = corroborate_claims(claims, findings, [made.report(one) for one in REPORTS], context=context)
    assert [one.claim for one in assessments] == claims
    for one in assessments:
        assert one.reasons
        assert len(set(one.reasons)) == len(one.reasons)
        assert one.verdict is headline_verdict(one.pictures, one.reports)
        assert one.pictures is not Verdict.CONTRADICTED or view in {"good", "no_buildings"}


@given(st.permutations(["r1", "r2", "r3"]))
@settings(max_examples=6, deadline=None)
def test_lineage_does_not_depend_on_the_order_of_reports(order):
    """The same reports in another order have the same lineage."""
    words = (
        "Three people were killed and forty five hurt when the roof of the old weaving mill in Ruden fell in on Tuesday night, the fire brigade said."
    )
    texts = {"r1": words, "r2": words + " Rescue goes on.", "r3": "Ruden's council met on Friday to talk of the new bridge and the price of water."}
    days = {"r1": "2025-03-18", "r2": "2025-03-19", "r3": "2025-03-20"}
    lineage = trace_lineage([made.report(one, on=days[one], text=texts[one]) for one in order], [])
    assert lineage.families == (("r1", "r2"), ("r3",))
    assert [(edge.child, edge.parent) for edge in lineage.edges] == [("r2", "r1")]


@given(CLAIMS, st.tuples(DAYS, DAYS, DAYS), st.integers(501, 5000))
@settings(max_examples=40, deadline=None)
def test_a_report_of_another_event_changes_nothing(claims, days, toll):
    """A report that dates its event to another year changes no verdict of this event's claims and no field."""
    reports = [made.report(report_id, on=day) for report_id, day in zip(REPORTS, days, strict=True)]
    context = attrs.evolve(made.pictures("none")[1], lineage=made.lineage(REPORTS))
    anchor = made.claim("anchor", report="r1", kind="event_date", day="2025-03-18")
    own = [anchor, *claims]
    other = [
        made.claim("x0", report="r9", kind="event_date", day="2019-07-01"),
        made.claim("x1", report="r9", kind="killed", value=toll, unit="person", who="Red Cross"),
        made.claim("x2", report="r9", kind="missing", value=toll, unit="person"),
    ]
    before = corroborate_reports(own, None, reports, context=context)
    wider = attrs.evolve(context, lineage=made.lineage((*REPORTS, "r9")))
    after = corroborate_reports([*own, *other], None, [*reports, made.report("r9", on="2025-03-21")], context=wider)
    assert after.links.other_event == (*before.links.other_event, "r9")
    found = _verdicts(after.assessments)
    assert {claim_id: found[claim_id] for claim_id in _verdicts(before.assessments)} == _verdicts(before.assessments)
    came_to = {series.field: (series.status, series.quantity) for series in after.history}
    assert {series.field: came_to[series.field] for series in before.history} == {one.field: (one.status, one.quantity) for one in before.history}
