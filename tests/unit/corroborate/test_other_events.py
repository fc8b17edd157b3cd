"""Reports of another event are kept apart, each with the reason why; reports of this event stay, however they differ."""

from __future__ import annotations

import json

import plain
import pytest

from temoin.cli.claimsfile import read_claims
from temoin.cli.corroborated import fields_of
from temoin.corroborate import LinkBasis, corroborate_reports
from temoin.model import Reason, Verdict

R = plain.report

MAIN = (
    R("M1", "2031-03-18", "event_date = 2031-03-18", "place = Welbrook", "killed = 11 @fire chief"),
    R("M2", "2031-03-19", "event_date = 2031-03-18", "place = Welbrook", "killed = 14 @Lord Mayor of Welbrook", "injured = 52"),
    R("M3", "2031-03-20", "killed = 14 @Lord Mayor of Welbrook>AP", "injured = 52"),
)
HEAD = "2031-03-18 | Welbrook, Ardshire | depot explosion"

CASES = {
    "same town, twelve years before, and a larger toll": (
        R("X", "2019-06-04", "event_date = 2019-06-03", "place = Welbrook", "killed = 212 @fire chief"),
        LinkBasis.PUBLISHED,
    ),
    "same town, half a year later": (
        R("X", "2031-09-02", "event_date = 2031-09-01", "place = Welbrook", "killed = 63 @Lord Mayor of Welbrook"),
        LinkBasis.DATE,
    ),
    "same town, three days later": (
        R("X", "2031-03-21", "event_date = 2031-03-21", "place = Welbrook", "killed = 40 @fire chief"),
        LinkBasis.DATE,
    ),
    "same town, the next day": (
        R("X", "2031-03-20", "event_date = 2031-03-19", "place = Welbrook", "killed = 30 @fire chief", "injured = 8"),
        LinkBasis.DATE,
    ),
    "same day, another town": (
        R("X", "2031-03-19", "event_date = 2031-03-18", "place = Kestrel Bay", "killed = 25 @coast guard"),
        LinkBasis.PLACE,
    ),
    "another town, no day written": (
        R("X", "2031-03-19", "place = Kestrel Bay", "killed = 25 @coast guard"),
        LinkBasis.PLACE,
    ),
    "same town and day, but a flood": (
        R("X", "2031-03-19", "event_kind = flash flood", "place = Welbrook", "killed = 90"),
        LinkBasis.KIND,
    ),
    "out a year before": (R("X", "2030-03-18", "killed = 77"), LinkBasis.PUBLISHED),
    "out a week before, with neither day nor place": (R("X", "2031-03-11", "killed = 31 @fire chief"), LinkBasis.PUBLISHED),
    "another year's event, written down two days after ours": (
        R("X", "2031-03-20", "event_date = 2029-11-02", "place = Welbrook", "killed = 140 @Red Cross"),
        LinkBasis.DATE,
    ),
    "another day and another town": (
        R("X", "2031-04-02", "event_date = 2031-04-01", "place = Nordhafen", "killed = 300"),
        LinkBasis.DATE,
    ),
    "another place of the same region": (
        R("X", "2031-03-18", "event_date = 2031-03-18", "place = Little Marsh, Ardshire", "killed = 44"),
        LinkBasis.PLACE,
    ),
}


def _found(tmp_path, head, *reports):
    path = tmp_path / "claims.json"
    path.write_text(json.dumps(plain.document(head, *reports)), "utf-8")
    given = read_claims(path)
    found = corroborate_reports(given.claims, None, given.reports, context=given.context)
    return found, fields_of(found, given.words)


@pytest.mark.parametrize("name", list(CASES))
def test_a_report_of_another_event_is_kept_apart(tmp_path, name):
    """It is listed with what shows it, its toll is not taken, and its claims say why they were not weighed."""
    other, basis = CASES[name]
    found, fields = _found(tmp_path, HEAD, *MAIN, other)
    assert found.links.other_event == ("X",)
    link = next(link for link in found.links.reports if link.report_id == "X")
    assert link.basis is basis
    assert len(link.why) > 10
    assert (fields["killed"]["status"], fields["killed"]["value"]) == ("resolved", 14)
    for one in found.assessments:
        if one.claim.report_id == "X":
            assert (one.verdict, one.reasons) == (Verdict.NOT_CHECKABLE, (Reason.OTHER_EVENT,))


def test_several_reports_of_the_other_event_are_all_kept_apart(tmp_path):
    """Copies, a translation without any day but its own, and a later page with the same figures go with the report they follow."""
    other = (
        R("X1", "2031-03-22", "event_date = 2031-03-21", "place = Welbrook", "killed = 40 @harbour master>AP", "injured = 117 @harbour master>AP"),
        R("X2", "2031-03-23", "killed = 40 @harbour master>AP", "injured = 117 @harbour master>AP", lang="uk"),
        R("X3", "2031-04-01", "killed = 40", "injured = 117", lang="de"),
    )
    found, fields = _found(tmp_path, HEAD, *MAIN, *other)
    assert found.links.other_event == ("X1", "X2", "X3")
    assert fields["killed"]["value"] == 14
    assert {link.basis for link in found.links.reports if link.report_id in {"X2", "X3"}} <= {LinkBasis.COPY, LinkBasis.FIGURES}


OURS = {
    "a translation that bears only the day of its publication": R(
        "Y", "2031-03-24", "killed = 14 @Lord Mayor of Welbrook", "injured = 52", lang="uk"
    ),
    "a day that is one off, with the same figures": R("Y", "2031-03-19", "event_date = 2031-03-19", "place = Welbrook", "killed = 14"),
    "a page of a year later": R("Y", "2032-03-18", "event_date = 2031-03-18", "place = Welbrook", "killed = 14"),
    "a page of a year later without a day": R("Y", "2032-03-18", "killed = 14 @Lord Mayor of Welbrook"),
    "the place spelt in another language": R("Y", "2031-03-19", "event_date = 2031-03-18", "place = Wellbrouk", "killed = 13"),
    "the region alone": R("Y", "2031-03-19", "event_date = 2031-03-18", "place = Ardshire", "killed = 13"),
    "out the day before, in another zone": R("Y", "2031-03-17", "place = Welbrook", "killed >= 5"),
    "a wrong year beside the right figures": R("Y", "2031-03-19", "event_date = 2030-03-18", "killed = 14", "injured = 52"),
    "a fire where others write explosion": R("Y", "2031-03-19", "event_kind = fire", "place = Welbrook", "killed = 12"),
    "a site by a name of its own": R("Y", "2031-03-19", "site = the old bookbinder's store", "killed = 13"),
    "the country": R("Y", "2031-03-19", "country = Varland", "killed = 13"),
    "no day, no place, and an early toll": R("Y", "2031-03-18", "killed = 3"),
    "the day and a toll nobody else gives": R("Y", "2031-03-18", "event_date = 2031-03-18", "killed = 9"),
    "no figure at all and a day a week off": R("Y", "2031-03-26", "event_date = 2031-03-25", "place = Welbrook"),
}


@pytest.mark.parametrize("name", OURS)
def test_a_report_of_this_event_stays(tmp_path, name):
    """Slips, other spellings, other zones and silence keep nothing apart."""
    found, fields = _found(tmp_path, HEAD, *MAIN, OURS[name])
    assert found.links.other_event == ()
    assert fields["killed"]["value"] == 14


def test_an_anniversary_piece_stays_without_the_older_toll(tmp_path):
    """It is about this event; the older, larger toll that it recalls belongs to the other day that it writes."""
    piece = R("Y", "2031-03-19", "event_date = 2031-03-18", "event_date = 1998-08-02", "killed = 14", "killed = 431")
    found, fields = _found(tmp_path, HEAD, *MAIN, piece)
    assert found.links.other_event == ()
    assert fields["killed"]["value"] == 14
    assert found.links.apart == {"Y.3": Reason.OTHER_EVENT}


def test_an_older_toll_that_its_text_dates_is_set_aside(tmp_path):
    """A figure counted before the event is none of it, and a total since January counts more than it."""
    piece = R("Y", "2031-03-20", "killed = 14", "killed = 431 #1998-08-02", "killed = 120 #2031-01-01/2031-03-19")
    found, fields = _found(tmp_path, HEAD, *MAIN, piece)
    assert found.links.other_event == ()
    assert found.links.apart == {"Y.1": Reason.OTHER_EVENT, "Y.2": Reason.OTHER_SCOPE}
    assert fields["killed"]["value"] == 14


def test_a_report_of_ours_that_tells_the_other_toll_too_keeps_only_ours(tmp_path):
    """Where the other event's report is in the file, its toll is known wherever it stands."""
    other = R("X", "2031-03-22", "event_date = 2031-03-21", "place = Kestrel Bay", "killed = 300 @coast guard")
    both = R("Y", "2031-03-23", "killed = 14 @Lord Mayor of Welbrook", "killed = 300 @coast guard")
    found, fields = _found(tmp_path, HEAD, *MAIN, other, both)
    assert found.links.other_event == ("X",)
    assert found.links.apart["Y.1"] is Reason.OTHER_EVENT
    assert fields["killed"]["value"] == 14


def test_the_order_of_the_reports_changes_no_link(tmp_path):
    """Links rest on what reports say, not on where they stand in the file."""
    other = [case for case, _ in CASES.values()]
    reports = [*MAIN, *({**one, "id": f"X{number}"} for number, one in enumerate(other))]
    for number, one in enumerate(reports):
        one["claims"] = [{**claim, "id": f"{number}.{place}"} for place, claim in enumerate(one["claims"])]
    first, _ = _found(tmp_path, HEAD, *reports)
    second, _ = _found(tmp_path, HEAD, *reversed(reports))
    assert first.links == second.links
    assert len(first.links.other_event) == len(other)


def test_without_a_day_of_the_event_its_reports_give_it(tmp_path):
    """A file that says nothing of its event is about the day that most reports write."""
    other = R("X", "2031-09-02", "event_date = 2031-09-01", "place = Welbrook", "killed = 63")
    path = tmp_path / "claims.json"
    path.write_text(json.dumps({"reports": [*MAIN, other]}), "utf-8")
    given = read_claims(path)
    found = corroborate_reports(given.claims, None, given.reports, context=given.context)
    assert found.links.other_event == ("X",)
