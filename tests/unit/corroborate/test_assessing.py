"""Assessments beyond the table of cases."""

from __future__ import annotations

import attrs
import made
import pytest

from temoin.corroborate import Context, CorroborateOptions, corroborate_claims, count_history, explain_assessment
from temoin.extract import extract_claims
from temoin.model import ClaimKind, Confidence, EvidenceKind, Location, Precision, Reason, Verdict
from temoin.quantity import Quantity
from temoin.text import Span

ROOF = {"kind": "damage_extent", "value": 1300, "unit": "m2", "level": "about", "noun": "workshop", "part": "roof", "number": "110"}
GRADE = made.grade("b2", "damaged", (1190, 1262, 1334))


def test_two_claims_with_one_id_are_refused():
    """Assessments are laid beside claims by id, so ids must differ."""
    with pytest.raises(ValueError, match="one id"):
        corroborate_claims([made.claim(), made.claim()])


def test_no_claims_no_assessments():
    """Nothing claimed, nothing assessed."""
    assert corroborate_claims([]) == ()


def test_the_measured_number_and_its_finding_are_handed_on():
    """An assessment names the finding it rests on and the number that was compared."""
    findings, context = made.pictures("good", [GRADE])
    (one,) = corroborate_claims([made.claim(**ROOF)], findings, context=context)
    assert one.measured == GRADE.changed_area
    assert [(link.kind, link.finding_id) for link in one.evidence] == [(EvidenceKind.SUPPORTS, "grade-b2")]
    assert one.confidence is Confidence.MODERATE


def test_both_sides_support_with_high_confidence():
    """Pictures and two independent origins together stand firmly."""
    findings, context = made.pictures("good", [GRADE])
    claims = [made.claim("a", **ROOF, who="Schemes"), made.claim("b", report="r2", **ROOF, who="Fire Brigade of Ruden")]
    one, _ = corroborate_claims(claims, findings, [made.report("r1"), made.report("r2")], context=context)
    assert (one.verdict, one.confidence) == (Verdict.SUPPORTED, Confidence.HIGH)
    assert {link.report_id for link in one.evidence} == {None, "r2"}


def test_two_sources_in_one_text_are_one_text():
    """What one text says twice, of two sources, is not yet borne out by another."""
    claims = [made.claim("a", value=3, unit="person", who="Police"), made.claim("b", value=3, unit="person", who="Red Cross")]
    assert {one.reports for one in corroborate_claims(claims, None, [made.report()])} == {Verdict.NOT_YET_CHECKED}


def test_an_open_date_never_refutes():
    """Where the event's day is an upper bound only, a missing change is not held against the claim."""
    findings, context = made.pictures("good")
    event = attrs.evolve(made.EVENT, is_latest=True)
    (one,) = corroborate_claims([made.claim(**ROOF)], findings, context=attrs.evolve(context, event=event))
    assert (one.pictures, Reason.INFERRED_DATE in one.reasons) == (Verdict.NOT_CHECKABLE, True)


def test_without_footprints_a_change_of_that_size_supports_in_part():
    """A change of the claimed size is there; that it is the roof named is not shown."""
    findings, context = made.pictures("good", [GRADE])
    findings = attrs.evolve(findings, items=tuple(item for item in findings.items if not item.id.startswith("grade")))
    (one,) = corroborate_claims([made.claim(**ROOF)], findings, context=attrs.evolve(context, buildings=()))
    assert (one.pictures, one.reasons[:2]) == (Verdict.PARTLY_SUPPORTED, (Reason.AREA_AGREES, Reason.NO_BUILDINGS))
    assert "not shown" in one.supported_part


def test_thresholds_are_options():
    """With a far factor of fifty the same small change no longer refutes."""
    findings, context = made.pictures("good", [made.grade("b2", "damaged", (40, 50, 60))])
    claims = [made.claim(**ROOF)]
    assert corroborate_claims(claims, findings, context=context)[0].pictures is Verdict.CONTRADICTED
    assert corroborate_claims(claims, findings, context=context, options=CorroborateOptions(far_factor=50))[0].pictures is Verdict.PARTLY_SUPPORTED


def test_an_area_smaller_than_unknown_sight_never_refutes():
    """Where the smallest change that would be found was not measured, a missing change refutes nothing."""
    findings, context = made.pictures("good")
    findings = attrs.evolve(findings, items=tuple(item for item in findings.items if item.id != "measure-smallest_area"))
    (one,) = corroborate_claims([made.claim(**ROOF)], findings, context=context)
    assert (one.pictures, one.reasons[0]) == (Verdict.NOT_CHECKABLE, Reason.NO_CHANGE_SEEN)


def test_a_building_without_a_grade_was_not_looked_at():
    """A tied building that the findings do not hold is not covered, not unharmed."""
    findings, context = made.pictures("good")
    findings = attrs.evolve(findings, items=tuple(item for item in findings.items if item.id != "grade-b2"))
    (one,) = corroborate_claims([made.claim(**ROOF)], findings, context=context)
    assert (one.pictures, one.reasons[0]) == (Verdict.NOT_CHECKABLE, Reason.NO_COVERAGE)


def test_a_share_is_compared_with_the_share():
    """Ninety per cent claimed and 39 measured is a part only."""
    findings, context = made.pictures("good", [GRADE])
    claim = made.claim(kind="damage_extent", value=90, unit="%", noun="workshop", number="110")
    (one,) = corroborate_claims([claim], findings, context=context)
    assert (one.pictures, one.measured.unit) == (Verdict.PARTLY_SUPPORTED, "%")
    assert "39 %" in one.supported_part


def test_farmland_is_compared_with_all_changed_ground():
    """A burnt field is no roof: the change anywhere in the pictures counts, in part for want of a name."""
    findings, context = made.pictures("good", [GRADE])
    claim = made.claim(kind="damage_extent", value=1250, unit="m2", noun="field", effect="burned")
    (one,) = corroborate_claims([claim], findings, context=context)
    assert (one.pictures, Reason.PARTS_UNNAMED in one.reasons) == (Verdict.SUPPORTED, True)


def test_explanations_tell_each_step():
    """The steps name the claim, both sides, the history, the table and every reason."""
    claims = [made.claim("a", value=3, unit="person", who="Police"), made.claim("b", report="r2", value=3, unit="person", who="Red Cross")]
    reports = [made.report("r1"), made.report("r2")]
    assessment = corroborate_claims(claims, None, reports)[0]
    steps = explain_assessment(assessment, count_history(claims, reports))
    told = "\n".join(steps)
    assert "the origin: Police" in told
    assert "b of r2 supports it" in told
    assert 'give "supported"' in told
    assert "came to 3 person" in told
    assert all(f"[{reason}]" in told for reason in assessment.reasons)


def test_explanations_compare_claimed_and_measured():
    """A measured claim is told with both intervals, and "not checkable" with its caution."""
    findings, context = made.pictures("good", [GRADE])
    (one,) = corroborate_claims([made.claim(**ROOF)], findings, context=context)
    assert any("1,190 to 1,334 m²; claimed: 1,170 to 1,430 m²; the two meet" in step for step in explain_assessment(one))
    (people,) = corroborate_claims([made.claim(value=3, unit="person")], findings, context=Context())
    assert explain_assessment(people)[-1] == "Not checkable says nothing of whether it is so."


def test_units_of_quantities_are_never_mixed():
    """An area in m² is not held against a length."""
    findings, context = made.pictures("good", [GRADE])
    claim = attrs.evolve(made.claim(**ROOF), quantity=Quantity(value=1300, unit="m"))
    (one,) = corroborate_claims([claim], findings, context=context)
    assert (one.pictures, one.reasons[0]) == (Verdict.NOT_YET_CHECKED, Reason.NOT_MEASURED)


def test_anonymous_kinds_are_not_added_up():
    """An anonymous official and an anonymous witness may be one person: beside nobody named they are one origin."""
    claims = [
        made.claim("a", value=3, unit="person", anon="official"),
        made.claim("b", report="r2", value=3, unit="person", anon="witness"),
    ]
    assert corroborate_claims(claims, None, [made.report("r1"), made.report("r2")])[0].reports is Verdict.NOT_YET_CHECKED


@pytest.mark.parametrize("spec", [{"seen": 0.5}, {"set": ["no visible damage", "possible"]}, {"reasons": ["oblique-view"]}])
def test_a_total_collapse_is_refuted_only_where_all_of_the_roof_is_clear(spec):
    """Half a roof seen, a grade that cannot be told apart, or a reason against it: nothing is refuted."""
    findings, context = made.pictures("good", [made.grade("b2", "no visible damage", (0, 0, 8), **spec)])
    claim = made.claim(kind="damaged_object", noun="workshop", part="roof", number="110", effect="collapsed", extent="total")
    assert corroborate_claims([claim], findings, context=context)[0].pictures is Verdict.NOT_CHECKABLE


def test_a_source_that_only_a_copy_names_is_no_origin():
    """A copy that puts another name to what it took over does not make a second origin of it."""
    spec = {"kind": "damaged_object", "noun": "workshop", "part": "roof", "number": "110", "effect": "collapsed"}
    claims = [
        made.claim("mine", report="r3", **spec, who="Police of Ruden"),
        made.claim("first", report="r1", **spec),
        made.claim("copy", report="r2", **spec, who="Red Cross"),
    ]
    context = Context(lineage=made.lineage(["r1", "r2", "r3"], [("r2", "r1")]))
    assert corroborate_claims(claims, None, context=context)[0].reports is Verdict.NOT_YET_CHECKED


def test_two_statements_of_two_days_do_not_clash():
    """An office may speak on two days; only the event has one."""
    claims = [
        made.claim("a", kind="statement_date", day="2025-03-18", who="Police"),
        made.claim("b", report="r2", kind="statement_date", day="2025-03-19", who="Red Cross"),
    ]
    assert {one.reports for one in corroborate_claims(claims)} == {Verdict.NOT_YET_CHECKED}


def test_two_sources_that_differ_in_one_text_are_a_clash_of_sources():
    """Where one text tells both sides, it is the sources that clash, not the text with itself."""
    spec = {"kind": "damaged_object", "noun": "warehouse", "number": "6"}
    claims = [
        made.claim("a", **spec, effect="damaged", who="Fire Brigade"),
        made.claim("b", **spec, effect="none", polarity="negative", who="Levante Sur"),
    ]
    assert [one.reasons[0] for one in corroborate_claims(claims)] == [Reason.REPORTS_CLASH, Reason.REPORTS_CLASH]
    same = [attrs.evolve(claims[0], attribution=claims[1].attribution), claims[1]]
    assert {one.reasons[0] for one in corroborate_claims(same)} == {Reason.TEXT_CLASHES_WITH_ITSELF}


def test_a_translation_that_names_the_translated_page_names_nobody():
    """A translation of the Messenger's text that says "according to the Messenger" adds no origin to an anonymous one."""
    claims = [
        made.claim("mine", report="r1", value=3, unit="person", who="The Messenger", who_kind="media"),
        made.claim("first", report="r2", value=3, unit="person"),
        made.claim("other", report="r3", value=3, unit="person", anon="emergency"),
    ]
    context = Context(lineage=made.lineage(["r1", "r2", "r3"], [("r1", "r2")]))
    one = corroborate_claims(claims, None, context=context)[0]
    assert (one.reports, {Reason.COPIED, Reason.UNNAMED_SOURCE} <= set(one.reasons)) == (Verdict.NOT_YET_CHECKED, True)


def test_an_unnamed_school_is_looked_for_on_buildings_without_a_name():
    """Where a building that no name is known of changed too, the school may be that one, and only that one is shown."""
    findings, context = made.pictures("good", [GRADE, made.grade("b3", "destroyed", (2700, 2900, 3100))])
    site = attrs.evolve(made.SITE, parts=made.SITE.parts[:2])
    (one,) = corroborate_claims(
        [made.claim(kind="damaged_object", noun="school", effect="destroyed")], findings, context=attrs.evolve(context, site=site)
    )
    assert one.pictures is Verdict.PARTLY_SUPPORTED
    assert [link.finding_id for link in one.evidence] == ["grade-b3"]


@pytest.mark.parametrize(
    "text",
    [
        "The roof of workshop 110 collapsed over about 1,300 square metres.",
        "The roof of workshop 110 has completely collapsed, over an area of 1,300 m².",
        "About 1,300 m² of the roof of workshop 110 collapsed.",
    ],
)
def test_one_sentence_on_a_collapse_has_one_verdict(text):
    """A roof and the size of its collapse, written in one sentence, are ruled alike where no change is seen."""
    findings, context = made.pictures("good")
    claims = extract_claims(made.report(text=text))
    found = corroborate_claims(claims, findings, context=context)
    ruled = [one for one in found if one.claim.kind in {ClaimKind.DAMAGED_OBJECT, ClaimKind.DAMAGE_EXTENT}]
    assert {one.pictures for one in ruled} == {Verdict.CONTRADICTED}


def test_an_untied_possible_roof_supports_a_size_in_part():
    """A roof whose grade is only "possible" bears out a size in part, named or not."""
    possible = made.grade("b2", "possible", (1190, 1262, 1334), set=["no visible damage", "possible"])
    findings, context = made.pictures("good", [possible])
    (one,) = corroborate_claims([made.claim(kind="damage_extent", value=1300, unit="m2", level="about", noun="roof")], findings, context=context)
    assert (one.pictures, one.reasons[0]) == (Verdict.PARTLY_SUPPORTED, Reason.AREA_AGREES)
    assert "possible" in one.supported_part


def test_a_small_possible_change_is_not_called_too_small():
    """At a smallest area of 135 m², 60 m² changed is no size that is claimed: the roof's change is not seen, a claimed 90 m² is too small."""
    possible = made.grade("b2", "possible", (0, 30, 60), set=["no visible damage", "possible"])
    _, context = made.pictures("good", [possible])
    findings = made.findings([possible], smallest=135)
    claims = [made.claim("roof", **{name: ROOF[name] for name in ("noun", "part", "number")}, kind="damaged_object", effect="damaged")]
    claims.append(made.claim("size", **ROOF | {"value": 90}))
    roof, size = corroborate_claims(claims, findings, context=context)
    assert (roof.reasons[0], size.reasons[0]) == (Reason.NO_CHANGE_SEEN, Reason.TOO_SMALL)


def _place(lat, lon, precision="town", radius_km=0.0):
    location = Location(name="Ruden", lat=lat, lon=lon, precision=Precision(precision), radius_km=radius_km, country="XX")
    return made.claim(kind="place", span=Span.of("Ruden", 0, 5), location=location)


LON, LAT = made.GRID.footprint.centre


@pytest.mark.parametrize(
    ("claim", "verdict", "reason"),
    [
        (_place(LAT + 0.05, LON), Verdict.SUPPORTED, Reason.PLACE_AGREES),
        (_place(LAT + 0.5, LON), Verdict.NOT_CHECKABLE, Reason.PICTURES_ELSEWHERE),
        (_place(LAT + 0.5, LON, "province", 90.0), Verdict.PARTLY_SUPPORTED, Reason.PLACE_AGREES),
        (_place(LAT + 5, LON, "province", 90.0), Verdict.NOT_CHECKABLE, Reason.PICTURES_ELSEWHERE),
        (made.claim(kind="place", span=Span.of("Ruden", 0, 5)), Verdict.NOT_YET_CHECKED, Reason.PLACE_NOT_COMPARED),
    ],
)
def test_a_place_is_held_against_where_the_pictures_lie(claim, verdict, reason):
    """A town by its point, what is wider by its reach; pictures of another place refute nothing."""
    findings, context = made.pictures("good", [GRADE])
    (one,) = corroborate_claims([claim], findings, context=context)
    assert (one.pictures, one.reasons[0]) == (verdict, reason)


def test_pictures_of_a_place_in_which_nothing_changed_bear_out_no_event_there():
    """Somebody looked there because of the report: that alone is no evidence."""
    findings, context = made.pictures("good")
    (one,) = corroborate_claims([_place(LAT, LON)], findings, context=context)
    assert (one.pictures, Reason.NO_CHANGE_SEEN in one.reasons) == (Verdict.NOT_CHECKABLE, True)
