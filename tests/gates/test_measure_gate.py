"""Measurement on the open pairs, end to end from files, and areas on made plants, against pinned floors."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from temoin.model import GradeClass

BAD = {GradeClass.DAMAGED.value, GradeClass.DESTROYED.value}


def _lower_bound(runs, scenes, worse, better):
    """2.5th percentile of the AUC when buildings are drawn anew within their scenes."""
    rng = np.random.default_rng(20250702)
    drawn = []
    for _ in range(300):
        picks = [(scores, labels, rng.integers(0, len(scores), len(scores))) for scores, labels in scenes]
        drawn.append(runs.auc_of([(scores[pick], labels[pick]) for scores, labels, pick in picks], worse, better))
    return float(np.quantile(drawn, 0.025))


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.gate
def test_damage_on_the_open_pairs(tool, data_dir, hold) -> None:
    """Destroyed against no damage, heavy against light, and false alarms where nothing happened; not-assessable buildings keep their score."""
    runs, imagery = tool("damage_runs"), data_dir / "imagery"
    records = [runs.pair_record(imagery, name) for name in runs.pair_names(imagery)]
    scenes = [runs.scored(record) for record in records]
    dry = [scene for scene, record in zip(scenes, records, strict=True) if runs.is_dry(record["name"])]
    quiet = [row for record in records if runs.is_unharmed(record["name"]) for row in record["buildings"]]
    hold(
        "measure",
        {
            "destroyed_auc": runs.auc_of(scenes, runs.DESTROYED, runs.WHOLE),
            "destroyed_auc_low": _lower_bound(runs, scenes, runs.DESTROYED, runs.WHOLE),
            "heavy_auc": runs.auc_of(dry, runs.HEAVY, runs.LIGHT),
            "heavy_auc_low": _lower_bound(runs, dry, runs.HEAVY, runs.LIGHT),
            "false_alarm_share": sum(row["grade"] in BAD for row in quiet) / len(quiet),
            "possible_share": sum(row["grade"] == GradeClass.POSSIBLE for row in quiet) / len(quiet),
            "not_assessable_share": sum(row["grade"] == GradeClass.NOT_ASSESSABLE for row in quiet) / len(quiet),
            "quiet_small_p_share": sum(row["p"] is not None and row["p"] < 0.05 for row in quiet) / len(quiet),
            **{f"withheld_{name}": float(count) for name, count in runs.withheld_figures(records).items()},
            "buildings": float(sum(len(scores) for scores, _ in scenes)),
        },
    )


@pytest.mark.slow
@pytest.mark.gate
def test_areas_grades_and_chances_on_made_sites(tool, hold) -> None:
    """Fallen roofs of 300 to 5,000 m² at 0.5, 3 and 10 m: error, coverage, width; false alarms, sets and small p of what is whole.

    Few sites, so that the gate ends: `tools/measure_sites.py --seeds report` measures many more.
    """
    sites, figures, records = tool("measure_sites"), {}, []
    for name, count in (("fine", 16), ("middle", 8), ("coarse", 10), ("street", 6)):
        some = [sites.record_of(seed, made) for seed, made in itertools.islice(sites.sites_of(name, sites.TEST_SEED), count)]
        records += some
        if name != "street":
            areas = sites.area_figures(sites.areas_of(some))
            figures |= {f"{name}_{key}": value for key, value in areas.items()}
    whole = sites.undamaged_of(records)
    graded = [row for record in records for row in record["buildings"] if row["grade"] != GradeClass.NOT_ASSESSABLE.value]
    figures["false_alarm_share"] = sites.falsely_graded(whole) / len(whole)
    figures["set_coverage"] = float(np.mean([row["truth"] in row["set"] for row in graded]))
    # Paint, lorries and shadows on a roof are changes that are no damage: such roofs are not exchangeable with ground where nothing happened.
    unchanged = [row["p"] for row in whole if row["kind"] is None and row["p"] is not None]
    figures["small_p_unchanged_share"] = float(np.mean(np.array(unchanged) <= 0.05))
    hold("measure_sites", figures)
