"""What the counts of made-up events come to, read through the plain file format and argued case by case."""

from __future__ import annotations

import json

import plain
import pytest

from temoin.cli.claimsfile import read_claims
from temoin.cli.corroborated import fields_of
from temoin.corroborate import corroborate_reports

R = plain.report
FIRE = "2031-03-18 | Welbrook | depot explosion"
STORM = "2031-06-02 | Nordhafen | flood"

CASES = {
    "a toll that rises day by day under one office": (
        FIRE,
        [
            R("a", "2031-03-18", "killed = 4 @fire chief"),
            R("b", "2031-03-19", "killed = 9 @fire chief"),
            R("c", "2031-03-21", "killed = 11 @fire chief"),
        ],
        {"killed": 11},
    ),
    "the office counts again and the toll falls, nobody calls it a correction": (
        FIRE,
        [
            R("a", "2031-03-20", "killed = 88 @county sheriff"),
            R("b", "2031-03-21", "killed = 88"),
            R("c", "2031-03-22", "killed = 87"),
            R("d", "2031-03-30", "killed = 85 @county sheriff"),
            R("e", "2031-11-08", "killed = 85"),
        ],
        {"killed": 85},
    ),
    "a page that repeats the withdrawn toll years later brings it back no more": (
        FIRE,
        [
            R("a", "2031-03-20", "killed = 115 @island council"),
            R("b", "2031-03-30", "killed = 97 @island council"),
            R("c", "2031-04-02", "killed = 97 @coroner"),
            R("d", "2033-03-18", "killed = 115"),
            R("e", "2033-03-19", "killed = 115", publisher="Another paper"),
        ],
        {"killed": 97},
    ),
    "a denial of the old figure closes it for its own side": (
        FIRE,
        [
            R("a", "2031-03-25", "killed >= 115 @Marrow County"),
            R("b", "2031-04-15", "killed >= 97 @crime laboratory>Marrow police", "killed = 115 @Marrow police !denied"),
            R("c", "2031-04-16", "killed = 97 @Marrow police>AP"),
        ],
        {"killed": 97},
    ),
    "another public office counts lower two weeks after the last higher figure": (
        FIRE,
        [
            R("a", "2031-03-19", "killed = 120 @Lord Mayor"),
            R("b", "2031-03-20", "killed = 120"),
            R("c", "2031-04-09", "killed = 98 @state coroner"),
            R("d", "2031-04-10", "killed = 98 @state coroner>AP"),
        ],
        {"killed": 98},
    ),
    "two sides of a war give figures that do not meet": (
        "2031-03-18 | Castle Ford | strike on a barracks",
        [
            R("a", "2031-03-18", "killed = 400 @Varland general staff"),
            R("b", "2031-03-19", "killed = 63 @Ostrian defence ministry"),
            R("c", "2031-03-21", "killed = 89 @Ostrian defence ministry", "killed = 400 @Varland general staff"),
        ],
        {"killed": "contested"},
    ),
    "two sides whose figures come in rising order are set side by side for weeks": (
        "2031-03-18 | Castle Ford | strike on a barracks",
        [
            R("a", "2031-03-18", "killed = 63 @Ostrian defence ministry"),
            R("b", "2031-03-19", "killed = 400 @Varland general staff"),
            R("c", "2031-03-28", "killed = 63 @Ostrian defence ministry", "killed = 400 @Varland general staff"),
        ],
        {"killed": "contested"},
    ),
    "a council of the other side that gives a twentieth of the toll recounts nothing": (
        "2031-03-18 | Castle Ford | strike on a theatre",
        [
            R("a", "2031-03-25", "killed ~ 300 @Castle Ford town hall"),
            R("b", "2031-06-30", "killed >= 12 @Watch Group: names on its list"),
            R("c", "2031-07-01", "killed = 14 @Occupation council of Varland"),
        ],
        {"killed": "contested"},
    ),
    "a page that repeats an old count after the newer one settles nothing": (
        FIRE,
        [
            R("a", "2031-03-19", "killed = 52 @Lord Mayor"),
            R("b", "2031-03-24", "killed = 59 @county police"),
            R("c", "2031-04-02", "killed = 52 @Lord Mayor"),
        ],
        {"killed": 59},
    ),
    "a lower bound contradicts no higher value": (
        FIRE,
        [R("a", "2031-03-19", "killed = 38 @fire chief"), R("b", "2031-08-01", "killed >= 21 @Watch Group: names on its list")],
        {"killed": 38},
    ),
    "a forecast and a fear are no toll": (
        FIRE,
        [
            R("a", "2031-03-19", "killed = 38 @fire chief"),
            R("b", "2031-03-19", "killed = 200 @Lord Mayor !expected", "killed = 90 @aid worker !possible"),
        ],
        {"killed": 38},
    ),
    "the missing fall as bodies are found, the dead rise": (
        STORM,
        [
            R("a", "2031-06-03", "killed = 40 @Governor Hale", "missing = 300 @Governor Hale"),
            R("b", "2031-06-06", "killed = 95 @Governor Hale", "missing ~ 120 @Governor Hale"),
            R("c", "2031-06-20", "killed = 131 @Governor Hale", "missing = 12 @state police"),
        ],
        {"killed": 131, "missing": 12},
    ),
    "a late page repeats the old number of the missing": (
        STORM,
        [
            R("a", "2031-06-03", "missing = 300 @Governor Hale"),
            R("b", "2031-06-20", "missing = 12 @state police"),
            R("c", "2031-07-04", "missing = 300"),
        ],
        {"missing": 12},
    ),
    "a late page has news of the missing that nobody is named for": (
        STORM,
        [R("a", "2031-06-20", "missing = 12 @state police"), R("b", "2031-09-04", "missing = 3"), R("c", "2031-09-05", "missing = 3")],
        {"missing": 3},
    ),
    "the severely hurt are a state": (
        FIRE,
        [
            R("a", "2031-03-19", "severely_injured = 94 @health department", "injured = 617 @health department"),
            R("b", "2031-03-27", "severely_injured = 15 @health department", "injured = 640 @health department"),
        ],
        {"severely_injured": 15, "injured": 640},
    ),
    "nobody is named at all: the highest, and a slip of the pen is none": (
        FIRE,
        [
            R("a", "2031-03-19", "killed = 12"),
            R("b", "2031-03-20", "killed = 14"),
            R("c", "2031-03-20", "killed = 140"),
            R("d", "2031-03-21", "killed = 14"),
        ],
        {"killed": 14},
    ),
    "one page without a source stands above a named office": (
        FIRE,
        [R("a", "2031-03-19", "injured = 13 @regional health authorities>AP"), R("b", "2031-03-20", "injured ~ 20")],
        {"injured": 13},
    ),
    "many pages outgrow the last named figure": (
        FIRE,
        [
            R("a", "2031-03-19", "killed = 100 @Red Cross"),
            R("b", "2031-03-20", "killed >= 135"),
            R("c", "2031-03-24", "killed = 158"),
            R("d", "2031-03-28", "killed = 163"),
            R("e", "2031-12-01", "killed > 100"),
        ],
        {"killed": 163},
    ),
    "early pages say more than the office that then counts": (
        FIRE,
        [
            R("a", "2031-03-18", "killed > 200"),
            R("b", "2031-03-18", "killed ~ 230"),
            R("c", "2031-03-24", "killed = 173 @city government"),
            R("d", "2031-09-12", "killed = 173"),
        ],
        {"killed": 173},
    ),
    "a news agency that lags behind the office is no party": (
        FIRE,
        [R("a", "2031-03-19", "killed = 31 @fire chief"), R("b", "2031-03-20", "killed = 22 @Reuters"), R("c", "2031-03-20", "killed = 31")],
        {"killed": 31},
    ),
    "one figure in two units is one figure": (
        STORM,
        [
            R("a", "2031-06-04", "burned_area_km2 = 14 @Mapping Service"),
            R("b", "2031-06-04", "burned_area_sq_mi ~ 5 @Mapping Service"),
            R("c", "2031-06-05", "burned_area_km2 = 14 @Space Agency"),
        ],
        {"burned_area_km2": 14},
    ),
    "a magnitude with its point lost": (
        FIRE,
        [
            R("a", "2031-03-18", "seismic_magnitude = 3.3 @USGS"),
            R("b", "2031-03-19", "seismic_magnitude = 33"),
            R("c", "2031-03-20", "seismic_magnitude = 3.3"),
        ],
        {"seismic_magnitude": 3.3},
    ),
    "part of a town beside the whole": (
        STORM,
        [
            R("a", "2031-06-04", "structures_damaged = 2207 @Damage Survey", "structures_damaged = 270"),
            R("b", "2031-06-05", "structures_damaged ~ 2200"),
        ],
        {"structures_damaged": 2207},
    ),
    "the same origin through twenty pages is one voice": (
        "2031-03-18 | Castle Ford | strike on a hospital",
        [
            *(R(f"p{number}", "2031-03-19", "killed = 471 @Marrow health ministry", "killed = 40 @Varland army") for number in range(12)),
            R("q", "2031-03-20", "killed = 40 @Varland army"),
        ],
        {"killed": "contested"},
    ),
    "words for numbers": (
        FIRE,
        [R("a", "2031-03-18", "killed = dozens @fire chief"), R("b", "2031-03-19", "killed = 41 @fire chief")],
        {"killed": 41},
    ),
    "two offices disagree on the first day, a third counts higher two days later": (
        FIRE,
        [
            R("a", "2031-03-18", "killed = 40 @health minister"),
            R("b", "2031-03-18", "killed = 55 @Governor Hale"),
            R("c", "2031-03-20", "killed = 78 @fire chief"),
        ],
        {"killed": 78},
    ),
    "two offices disagree on the first day and nobody counts again": (
        FIRE,
        [R("a", "2031-03-18", "killed = 40 @health minister"), R("b", "2031-03-18", "killed = 55 @Governor Hale")],
        {"killed": "contested"},
    ),
    "the last of the injured die, and one page a month later says so": (
        FIRE,
        [R("a", "2031-03-28", "killed = 144 @Investigative Committee"), R("b", "2031-05-02", "killed = 145")],
        {"killed": 145},
    ),
    "two networks measure magnitudes a fifth apart": (
        FIRE,
        [
            R("a", "2031-03-18", "seismic_magnitude = 3.3 @USGS"),
            R("b", "2031-03-18", "seismic_magnitude = 3.5 @NORSAR"),
            R("c", "2031-03-19", "seismic_magnitude = 3.3 @USGS>AP"),
        ],
        {"seismic_magnitude": (3.3, 3.5)},
    ),
    "died in hospital since": (
        FIRE,
        [R("a", "2031-03-18", "killed = 13 @fire chief"), R("b", "2031-03-24", "killed = 14 @city hospital"), R("c", "2031-03-25", "killed = 14")],
        {"killed": 14},
    ),
    "an old toll quoted by a late page for its own office": (
        FIRE,
        [
            R("a", "2031-03-18", "killed = 30 @interior ministry"),
            R("b", "2031-03-20", "killed = 62 @interior ministry"),
            R("c", "2031-03-28", "killed = 30 @interior ministry"),
        ],
        {"killed": 62},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_fields_of_a_made_event(tmp_path, name):
    """Each field comes to its value (or one of several that are as good), or to "contested" with the range."""
    head, reports, expected = CASES[name]
    path = tmp_path / "claims.json"
    path.write_text(json.dumps(plain.document(head, *reports)), "utf-8")
    given = read_claims(path)
    fields = fields_of(corroborate_reports(given.claims, None, given.reports, context=given.context), given.words)
    found = {field: "contested" if fields[field]["status"] == "contested" else fields[field]["value"] for field in expected}
    wrong = {field: fields[field] for field, value in expected.items() if found[field] not in (value if isinstance(value, tuple) else (value,))}
    assert wrong == {}
