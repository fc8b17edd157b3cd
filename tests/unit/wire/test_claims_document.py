"""The claims document: what scorers read, and what they do not."""

from __future__ import annotations

import importlib.util
from datetime import date

import pytest

from temoin import model, wire
from temoin.errors import WireError
from temoin.quantity import Level, Quantity
from temoin.text import OffsetMap, Span

TEXT = "Three killed. About 45 injured, of whom 30 to 35 in hospital, said Radio X on 1 July. The plant makes drones."
REPORT = model.Report(id="r1", text=TEXT, sha256="0" * 64, offsets=OffsetMap.identity(len(TEXT)), publisher="X", lang="en")


def span(words):
    """The span of some words of the text."""
    return REPORT.span(TEXT.index(words), TEXT.index(words) + len(words))


INJURED = model.Claim(
    id="c1",
    report_id="r1",
    kind=model.ClaimKind.INJURED,
    span=span("About 45 injured"),
    quantity=Quantity(value=45, low=40, high=50, unit="person", level=Level.ABOUT),
    attribution=model.Attribution(
        chain=(
            model.Source(name="Radio X", kind=model.SourceClass.MEDIA, span=span("Radio X"), is_named=True),
            model.Source(name="?", kind="anonymous"),
        ),
        cue=span("said"),
    ),
)
HOSPITAL = model.Claim(
    id="c2",
    report_id="r1",
    kind=model.ClaimKind.HOSPITALISED,
    span=span("30 to 35 in hospital"),
    quantity=Quantity(low=30, high=35, unit="person", level=Level.RANGE),
    subset_of="c1",
)
STATEMENT = model.Claim(id="c3", report_id="r1", kind=model.ClaimKind.STATEMENT_DATE, span=span("1 July"), days=model.Days.one(date(2025, 7, 1)))
EVENT_DATE = model.Claim(
    id="c4",
    report_id="r1",
    kind=model.ClaimKind.EVENT_DATE,
    days=model.Days.from_iso("2025-06-30/2025-07-01"),
    inferred=True,
    basis="statement",
    subset_of="c3",
)
PRODUCTION = model.Claim(id="c5", report_id="r1", kind=model.ClaimKind.PRODUCTION, span=span("makes drones"), subset_of="c1")
CLAIMS = (EVENT_DATE, INJURED, PRODUCTION, HOSPITAL, STATEMENT)


def rows(*claims):
    """The report's row for some claims."""
    return wire.claims_document([REPORT], claims)["reports"][0]


def test_scored_claims_facts_and_inferred_claims_lie_apart():
    """Scorers find only kinds they know and claims with a span under `claims`."""
    row = rows(*CLAIMS)
    assert [one["id"] for one in row["claims"]] == ["c1", "c2", "c3"]
    assert [one["id"] for one in row["facts"]] == ["c5"]
    assert [one["id"] for one in row["inferred"]] == ["c4"]


def test_numbers_dates_and_ranges_are_written_as_scorers_expect():
    """A value alone, two bounds for a range, ISO days for a date, a lower bound for "several"."""
    row = {one["id"]: one for part in ("claims", "inferred") for one in rows(*CLAIMS)[part]}
    assert [
        (row[name]["value"], row[name]["low"], row[name]["high"], row[name]["unit"], row[name]["modality"]) for name in ("c1", "c2", "c3", "c4")
    ] == [
        (45, None, None, "person", "about"),
        (None, 30, 35, "person", "range"),
        ("2025-07-01", None, None, None, "exact"),
        ("2025-06-30/2025-07-01", None, None, None, "exact"),
    ]


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (Quantity(low=2, unit="drone", level=Level.SEVERAL), (None, 2, None)),
        (Quantity(value=24, unit="drone", level=Level.SEVERAL), (None, 24, None)),
        (Quantity(low=40, unit="drone", level=Level.AT_LEAST), (40, None, None)),
        (Quantity(high=40, unit="drone", level=Level.AT_MOST), (40, None, None)),
        (Quantity(value=1.5, unit="km", level=Level.NEARLY), (1.5, None, None)),
    ],
)
def test_each_level_has_its_form(quantity, expected):
    """Open sides are null, and a whole number has no decimal point."""
    claim = model.Claim(id="c", report_id="r1", kind=model.ClaimKind.MEANS_COUNT, span=span("Three"), quantity=quantity)
    (row,) = rows(claim)["claims"]
    assert (row["value"], row["low"], row["high"]) == expected


def test_parents_that_scorers_do_not_see_are_left_out_and_kept():
    """`subset_of` names a claim of the same list; the true parent is in `part_of`."""
    (inferred,) = rows(*CLAIMS)["inferred"]
    assert (inferred["subset_of"], inferred["part_of"]) == (None, "c3")


def test_sources_without_words_are_kept_beside_the_chain():
    """A scorer's chain holds only what stands in the text."""
    row = rows(*CLAIMS)["claims"][0]
    assert [link["text"] for link in row["chain"]] == ["Radio X"]
    assert len(row["attribution"]["chain"]) == 2


def test_everything_comes_back_in_order():
    """Reports and claims come back as they were given."""
    document = wire.loads(wire.dumps(wire.claims_document([REPORT], CLAIMS)), "claims")
    assert wire.claims_from_document(document) == ((REPORT,), CLAIMS)


def test_claims_of_a_missing_report_and_doubled_ids_are_refused():
    """Nothing is dropped silently."""
    with pytest.raises(WireError, match="which was not given"):
        wire.claims_document([], [INJURED])
    with pytest.raises(WireError, match="two reports"):
        wire.claims_document([REPORT, REPORT], [])
    with pytest.raises(WireError, match="same id"):
        wire.claims_document([REPORT], [INJURED, INJURED])


def test_a_span_with_other_words_is_refused():
    """A claim whose words are not those of the report is not written."""
    wrong = model.Claim(id="c", report_id="r1", kind=model.ClaimKind.KILLED, span=Span(start=0, end=5, text="Eight"))
    with pytest.raises(WireError, match="'Eight'"):
        wire.claims_document([REPORT], [wrong])


@pytest.mark.parametrize(
    ("place", "field", "value", "word"),
    [
        (0, "value", 54, "`value` does not agree"),
        (0, "text", "About 54 injured", "'About 54 injured'"),
        (0, "end", None, "list `claims` holds claims of another list"),
        (1, "subset_of", None, "`subset_of` does not agree"),
        (2, "value", "2025-07-02", "`value` does not agree"),
        (0, "blame", "them", "blame"),
        (0, "kind", "guilt", "kind"),
        (0, "as_of", "tomorrow", "hold together"),
    ],
)
def test_a_document_changed_by_hand_is_refused(place, field, value, word):
    """The two forms of a claim must agree, so that neither a scorer nor corroboration is told something else."""
    document = wire.claims_document([REPORT], CLAIMS)
    document["reports"][0]["claims"][place][field] = value
    with pytest.raises(WireError, match=word):
        wire.claims_from_document(document)


def test_a_text_changed_under_its_claims_is_refused():
    """The words of every span are looked up again when claims are read."""
    document = wire.claims_document([REPORT], CLAIMS)
    document["reports"][0]["text"] = TEXT.replace("45", "54")
    with pytest.raises(WireError, match="the words at"):
        wire.claims_from_document(document)


def test_claims_and_nouns_have_doors_of_their_own():
    """Each reader says which other one to use."""
    with pytest.raises(WireError, match="reports with their claims"):
        wire.from_document(wire.claims_document([REPORT], CLAIMS))
    with pytest.raises(WireError, match="holds no claims"):
        wire.claims_from_document(wire.to_document(REPORT))


def noun_of(row, report):
    """A gold claim as a noun, so that writing it can be scored against the gold itself."""
    is_date = row["kind"].endswith("_date")
    quantity = None
    if row["unit"] is not None and not is_date:
        quantity = Quantity(value=row["value"], low=row["low"], high=row["high"], unit=row["unit"], level=row["modality"])
    chain = tuple(
        model.Source(name=link["text"], kind=model.SourceClass(link["class"]), span=report.span(link["start"], link["end"])) for link in row["chain"]
    )
    return model.Claim(
        id=row["id"],
        report_id=report.id,
        kind=model.ClaimKind(row["kind"]),
        span=report.span(row["start"], row["end"]),
        quantity=quantity,
        days=model.Days.from_iso(row["value"]) if is_date else None,
        certainty=model.Certainty(row["certainty"]),
        polarity=model.Polarity(row["polarity"]),
        role=model.Role(row["role"]),
        effect=model.Effect(row["effect"]) if row["effect"] else None,
        subset_of=row["subset_of"],
        attribution=model.Attribution(chain=chain),
    )


@pytest.mark.data
def test_the_gold_claims_score_full_marks_when_written(data_dir, tmp_path):
    """Gold claims made into nouns and written out lose nothing in the eyes of the scorer."""
    tool = data_dir.parent / "tools" / "claim_score.py"
    if not tool.is_file():
        pytest.skip(f"the scorer is not at {tool}")
    spec = importlib.util.spec_from_file_location("claim_score", tool)
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    gold = wire.read_json((data_dir / "claims" / "open.json").read_bytes())
    reports = [
        model.Report(id=row["id"], text=row["text"], sha256="0" * 64, offsets=OffsetMap.identity(len(row["text"])), lang=row["lang"]) for row in gold
    ]
    claims = [noun_of(claim, report) for row, report in zip(gold, reports, strict=True) for claim in row["claims"]]
    out = tmp_path / "out.json"
    out.write_text(wire.dumps(wire.claims_document(reports, claims)), encoding="utf-8")
    known = scorer.read_gold(data_dir / "claims" / "open.json")
    result = scorer.score(known, scorer.read_out(out, known))
    assert result["overall"]["strict"]["f1"] == 1.0
    assert wire.claims_from_document(wire.loads(out.read_bytes(), "claims", name=out.name)) == (tuple(reports), tuple(claims))
