"""Which report was taken from which."""

from __future__ import annotations

import attrs
import made

from temoin.corroborate import trace_lineage
from temoin.corroborate.fingerprint import credits_to, fingerprints_of, frames_of, shingles_of
from temoin.corroborate.origins import copied_reports, text_of_origin
from temoin.corroborate.spellings import product_names, unusual_spellings
from temoin.model import LineageKind

STORY = (
    "Three people were killed and forty-five hurt when the roof of the old weaving mill in Ruden fell in on Tuesday night. "
    "The fire brigade said that the beams had been weakened by an earlier fire and that nobody is missing any more."
)
OTHER = (
    "The council of Ruden met on Friday to speak of the price of water, of the new bridge over the Kolm and of a school that leaks. "
    "Members asked for a report by the end of the month and went home before dark."
)


def _facts(report_id, values, *, who=None):
    kinds = ["killed", "injured", "missing", "displaced", "rescued", "hospitalised"]
    units = dict.fromkeys(kinds, "person")
    extra = {"who": who} if who else {}
    return [
        made.claim(f"{report_id}-{kind}", report=report_id, kind=kind, value=value, unit=units[kind], **extra)
        for kind, value in zip(kinds, values, strict=False)
    ]


def test_a_copy_is_a_copy():
    """The same text a day later hangs from the first, with what shows it."""
    lineage = trace_lineage([made.report("a", text=STORY, on="2025-03-19"), made.report("b", text=STORY + " More soon.", on="2025-03-18")], [])
    (edge,) = lineage.edges
    assert (edge.child, edge.parent, edge.kind) == ("a", "b", LineageKind.COPY)
    assert "runs of four words" in edge.evidence
    assert lineage.families == (("b", "a"),)


def test_a_new_version_of_one_publisher_is_an_update():
    """The same publisher's later version is an update, and an update keeps its own weight."""
    reports = [made.report("a", text=STORY, publisher="Mail"), made.report("b", text=STORY + " More soon.", on="2025-03-20", publisher="Mail")]
    lineage = trace_lineage(reports, [])
    assert [edge.kind for edge in lineage.edges] == [LineageKind.UPDATE]
    assert copied_reports(lineage) == frozenset()


def _bulletin(day, hurt, dead, place, hour):
    """A bulletin of one office, filled in anew."""
    return (
        f"Bulletin of {day} at {hour}. The crews of {place} Rescue worked on {hurt} calls since {day} with no pause. {dead} people were found "
        f"without life under {place} roofs, {hurt} were taken by {place} crews to safe ground, "
        f"and {dead} streets near {place} Square stay shut until {hour}. "
        f"Those who miss someone may ring {hurt}00 or come to {place} Hall before {hour} with papers."
    )


def test_a_template_filled_in_anew_is_a_trace():
    """Two bulletins of one frame with other figures and places are of one hand where one thing more says so; a frame alone joins nothing."""
    texts = _bulletin("Monday", 31, 2, "Larn", "7:00"), _bulletin("Friday", 58, 9, "Ruden", "19:30")
    frames = [frames_of(text) for text in (*texts, STORY, OTHER)]
    assert len(frames[0] & frames[1]) * 2 > len(frames[0])
    assert not frames[0] & frames[2]
    assert not frames[1] & frames[3]

    def edges(*houses):
        reports = [
            made.report(f"p{at}", text=text, publisher=house, on="2025-03-20") for at, (text, house) in enumerate(zip(texts, houses, strict=True))
        ]
        return [(edge.child, edge.parent, edge.evidence) for edge in trace_lineage(reports, []).edges]

    assert edges("Kolm Courier", "Sorna Echo") == []
    assert edges("Kolm Courier", "Kolm Morning Mail") == [("p1", "p0", "the same template, filled in anew; the same house's text")]


def test_two_texts_are_two():
    """Unlike texts share nothing; every report is in a family of its own."""
    lineage = trace_lineage([made.report("a", text=STORY), made.report("b", text=OTHER)], [])
    assert (lineage.edges, lineage.families) == ((), (("a",), ("b",)))


def test_a_translation_keeps_the_figures():
    """Six figures in the same order make a translation, whatever the languages."""
    claims = _facts("a", [3, 45, 2, 120, 17, 35]) + _facts("b", [3, 45, 2, 120, 17, 35])
    lineage = trace_lineage([made.report("a", lang="uk"), made.report("b", lang="fr", on="2025-03-20")], claims)
    assert [(edge.child, edge.kind) for edge in lineage.edges] == [("b", LineageKind.TRANSLATION)]


def test_few_figures_in_common_make_no_translation():
    """Two reports of one event that share the toll and little else stay apart."""
    claims = _facts("a", [3, 45, 2, 120, 17, 35]) + _facts("b", [3, 45, 4, 90, 11, 30])
    assert trace_lineage([made.report("a", lang="uk"), made.report("b", lang="fr", on="2025-03-20")], claims).edges == ()


def test_claims_without_any_report_have_a_lineage():
    """Reports known by their claims alone stand in families too."""
    assert trace_lineage([], _facts("a", [3]) + _facts("b", [4])).families == (("a",), ("b",))


def test_two_rare_figures_of_one_source_join_two_reports():
    """Two figures that only these two reports have from one source show one origin; one alone does not."""
    both = _facts("a", [9, 8], who="Office of Ruden") + _facts("b", [9, 8], who="Office of Ruden")
    reports = [made.report("a"), made.report("b", on="2025-03-20")]
    rest = [claim for number in range(8) for claim in _facts(f"x{number}", [100 + number])]
    (edge,) = trace_lineage(reports, both + rest).edges
    assert edge.kind is LineageKind.QUOTES_SAME_ORIGIN
    one = _facts("a", [9, 1], who="Office of Ruden") + _facts("b", [9, 2], who="Staff of Aldor")
    assert trace_lineage(reports, one + rest).edges == ()


def test_a_publisher_is_credited_in_a_sister_language():
    """A credit is seen in the chain or in the first sentences, spelt as the other language spells it."""
    child = made.report("b", text="Погибли двое, сообщает «Надречный вестник» со ссылкой на власти.", publisher="Право")
    (fingerprint,) = fingerprints_of([child], [])
    assert credits_to(fingerprint, "Надрічний вісник")
    assert not credits_to(fingerprint, "Гірський вісник")
    assert not credits_to(fingerprint, "Право")


def test_a_chain_of_copies_leads_to_its_first_text():
    """A copy of a copy goes back to the first."""
    lineage = made.lineage("abc", [("b", "a"), ("c", "b")])
    assert text_of_origin(lineage) == {"b": "a", "c": "a"}
    loop = attrs.evolve(lineage, edges=(*lineage.edges, attrs.evolve(lineage.edges[0], child="a", parent="c")))
    assert set(text_of_origin(loop)) == {"a", "b", "c"}


def test_a_crowd_of_copies_is_one_family():
    """Forty copies of one text are one family, found without comparing all pairs, and all but the first are copies."""
    reports = [made.report(f"r{number:02}", text=STORY, on=f"2025-03-{18 + number // 10}") for number in range(40)]
    lineage = trace_lineage(reports, [])
    assert [len(family) for family in lineage.families] == [40]
    assert len(copied_reports(lineage)) == 39


def test_short_texts_have_few_shingles():
    """A text of three words has none."""
    assert shingles_of("Three people killed") == frozenset()


def test_half_a_text_is_a_rewrite():
    """A report that keeps half of another's sentences is a rewrite, not a copy."""
    half = STORY[: len(STORY) // 2] + " " + OTHER[:160]
    lineage = trace_lineage([made.report("a", text=STORY), made.report("b", text=half, on="2025-03-20")], [])
    assert [edge.kind for edge in lineage.edges] == [LineageKind.REWRITE]


def test_a_translation_told_back_is_no_second_voice():
    """English to Ukrainian, where a figure slips, and back to English with the slip: one family, and the way back is named."""
    claims = _facts("a", [3, 45, 2, 120, 17, 35]) + _facts("b", [3, 45, 2, 120, 71, 35]) + _facts("c", [3, 45, 2, 120, 71, 35])
    reports = [made.report("a", lang="en"), made.report("b", lang="uk", on="2025-03-20"), made.report("c", lang="en", on="2025-03-21")]
    lineage = trace_lineage(reports, claims)
    kinds = {(edge.child, edge.parent): edge.kind for edge in lineage.edges}
    assert kinds == {("b", "a"): LineageKind.TRANSLATION, ("c", "b"): LineageKind.BACK_TRANSLATION}
    assert lineage.families == (("a", "b", "c"),)
    assert copied_reports(lineage) == {"b", "c"}


def test_a_shared_slip_of_the_pen_betrays_one_origin():
    """Two pages in two languages write a product's name as no other page of theirs does: with half of the figures alike, that makes a translation."""
    figures = _facts("a", [3, 45, 2, 120, 17, 35]) + _facts("b", [3, 45, 2, 120, 18, 36])
    others = _facts("c", [9, 80, 7, 66, 5, 4])
    without = [
        made.report("a", lang="fr", text="Un engin de type Torb-M2E."),
        made.report("b", lang="de", text="Ein Gerät des Typs Torb-M2E.", on="2025-03-20"),
    ]
    assert trace_lineage(without, figures).edges == ()
    known = made.report("c", lang="de", text="Ein Tor-M2E der alten Bauart.", on="2025-03-18")
    lineage = trace_lineage([*without, known], figures + others)
    (edge,) = lineage.edges
    assert (edge.child, edge.parent, edge.kind) == ("b", "a", LineageKind.TRANSLATION)
    assert "Torb-M2E (elsewhere Tor-M2E)" in edge.evidence


def test_other_ways_to_transcribe_are_no_slips():
    """What pages of other languages write says nothing, and neither does another number or a name of two letters."""
    garpia = unusual_spellings([("fr", product_names("Garpia-A1")), ("it", product_names("Garpia-A1")), ("en", product_names("Garpiya-A1"))])
    numbers = unusual_spellings([("en", product_names("Shahed-136")), ("en", product_names("Shahed-136")), ("en", product_names("Shahed-131"))])
    short = unusual_spellings([("en", product_names("S-400")), ("en", product_names("S-400")), ("en", product_names("X-400"))])
    assert (garpia, numbers, short) == ({}, {}, {})
