"""Corroboration beside simple rules, and its time over the number of reports.

`python bench/corroborate.py` prints both parts. The open events are found at `TEMOIN_DATA` (or ../shared/data); without them the first part is
skipped. `python bench/corroborate.py time N` does one size in this process and prints one JSON line.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("TEMOIN_DATA", HERE.parent.parent / "shared" / "data"))
SIZES = (1_250, 2_500, 5_000, 10_000)
CLAIMS = 10
"""Claims of one made report."""


def main(words):
    if words[:1] == ["time"]:
        print(json.dumps(_time(int(words[1]))))
        return
    _compare()
    _curve()


# ------------------------------------------------------------------ rules


def _compare():
    """How many scored fields of the open events each rule gets right."""
    folder = DATA / "corroborate"
    paths = sorted(folder.glob("*.claims.json"))
    if not paths:
        print(f"no open events at {folder}: the rules are not compared\n")
        return
    right, total = Counter(), 0
    for path in paths:
        document = json.loads(path.read_text("utf-8"))
        gold = json.loads(path.with_name(path.name.replace(".claims.", ".expected.")).read_text("utf-8"))["fields"]
        ours = _ours(path)
        for field, value in gold.items():
            total += 1
            right["temoin"] += _is_right(ours.get(field), value)
            votes = _votes(document, field)
            for name, rule in RULES.items():
                right[name] += _is_right(rule(votes), value)
    print(f"fields right of {total}, open events     (rules without corrections never say that a field is contested)")
    for name in ("temoin", *RULES):
        print(f"{name:<18} {right[name]:>3}")
    print()


def _ours(path):
    from temoin.cli.main import main as temoin

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        temoin(["corroborate", str(path), "--json"])
    fields = json.loads(printed.getvalue())["fields"]
    return {name: "contested" if row["status"] == "contested" else row["value"] for name, row in fields.items()}


def _is_right(found, value):
    return found == value or (isinstance(value, list) and found in value)


def _votes(document, field):
    """(value, report, day, place in the file) of each figure of a field; every page has a vote, whatever it copied."""
    votes = []
    for place, report in enumerate(document["reports"]):
        for claim in report["claims"]:
            value = claim.get("value")
            if claim["kind"] == field and isinstance(value, (int, float)) and not isinstance(value, bool):
                votes.append((value, report["id"], report["published"], place))
    return votes


def _majority(votes):
    counts = Counter(value for value, *_ in votes)
    return max(counts, key=lambda value: (counts[value], value), default=None)


def _median(votes):
    values = sorted(value for value, *_ in votes)
    return values[len(values) // 2] if values else None


def _newest(votes):
    return max(votes, key=lambda vote: (vote[2], vote[3]))[0] if votes else None


def _highest(votes):
    return max((value for value, *_ in votes), default=None)


def _average_log(votes):
    """AverageLog (Pasternack and Roth 2010): trust of a page is the log of its number of claims times the mean belief in them."""

    def trust(values, belief):
        return math.log(len(values) + 1) * sum(belief[value] for value in values) / len(values)

    return _iterated(votes, trust, sum)


def _truth_finder(votes):
    """TruthFinder (Yin, Han and Yu 2008) without similarity between values: pages are right independently of one another."""

    def trust(values, belief):
        return sum(belief[value] for value in values) / len(values)

    def belief(trusts):
        score = -sum(math.log(max(1e-6, 1 - min(0.999, 0.9 * one))) for one in trusts)
        return 1 / (1 + math.exp(-0.3 * score))

    return _iterated(votes, trust, belief)


def _iterated(votes, trust_of, belief_of):
    if not votes:
        return None
    by_page, by_value = defaultdict(set), defaultdict(set)
    for value, page, *_ in votes:
        by_page[page].add(value)
        by_value[value].add(page)
    belief = dict.fromkeys(by_value, 0.5)
    for _ in range(20):
        trust = {page: trust_of(values, belief) for page, values in by_page.items()}
        belief = {value: belief_of([trust[page] for page in pages]) for value, pages in by_value.items()}
        top = max(belief.values()) or 1.0
        belief = {value: one / top for value, one in belief.items()}
    return max(belief, key=lambda value: (belief[value], value))


RULES = {
    "newest page": _newest,
    "majority": _majority,
    "TruthFinder-like": _truth_finder,
    "highest": _highest,
    "median": _median,
    "AverageLog": _average_log,
}


# ------------------------------------------------------------------- time


def _curve():
    """Seconds and memory of all of it (lineage, links, counts, verdicts) for made reports, each size in a process of its own."""
    print("made reports    claims   seconds     CPU s   CPU s per 1,000   peak MB   families   of another event")
    for size in SIZES:
        done = subprocess.run([sys.executable, __file__, "time", str(size)], capture_output=True, text=True, check=True)
        row = json.loads(done.stdout.splitlines()[-1])
        figures = f"{row['seconds']:>9.1f} {row['cpu']:>9.1f} {1000 * row['cpu'] / size:>17.2f} {row['peak_mb']:>9.0f}"
        print(f"{size:>12,} {size * CLAIMS:>9,} {figures} {row['families']:>10,} {row['others']:>8,}", flush=True)
    print("(floor: 10,000 reports with 100,000 claims on one core in under 60 s and 2 GB)")


def _time(size):
    from temoin.corroborate import Context, corroborate_reports, find_event
    from temoin.wire import plain_claims

    rng = random.Random(7)  # noqa: S311  # made-up data, no secret
    plain = plain_claims(made_document(size, rng))
    fields = {one: word.field for one, word in plain.words.items()}
    event = find_event(plain.claims, plain.reports, given=plain.event.when)
    begun, cpu = time.perf_counter(), time.process_time()
    found = corroborate_reports(plain.claims, None, plain.reports, context=Context(event=event, event_kind=plain.kind, fields=fields))
    return {
        "seconds": time.perf_counter() - begun,
        "cpu": time.process_time() - cpu,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "families": sum(len(family) > 1 for family in found.lineage.families),
        "others": len(found.links.other_event),
    }


WORDS = [
    f"{a}{b}{c}"
    for a in ("bar", "cor", "del", "fen", "gal", "hol")
    for b in ("a", "e", "i", "o", "u", "ia")
    for c in ("n", "r", "st", "l", "m", "nd")
]
"""Made-up words for made-up texts."""


def made_document(size, rng):
    """A plain file: 40 offices give figures that rise, six pages of ten copy or rewrite an earlier one, one of fifty is of another event."""
    kinds = ("police", "health office", "fire brigade", "ministry", "Red Cross")
    offices = [f"{rng.choice(WORDS).title()} {kind}" for kind in kinds for _ in range(8)]
    first = date(2031, 3, 18)
    raws = []
    for number in range(size):
        day = int(20 * number / size)
        is_other = rng.random() < 0.02
        if raws and not is_other and rng.random() < 0.6:
            raws.append(_copy(raws[max(0, len(raws) - 1 - int(rng.expovariate(1 / 50)))], number, first + timedelta(days=day), rng))
            continue
        raws.append(_fresh(number, first + timedelta(days=day), day, rng.sample(offices, 4), rng, is_other=is_other))
    return {"event": "made-up", "kind": "explosion", "date": first.isoformat(), "place": "Welbrook", "reports": raws}


def _copy(source, number, day, rng):
    words = source["text"].split()
    for _ in range(rng.randrange(0, 12)):
        words[rng.randrange(len(words))] = rng.choice(WORDS)
    claims = [{**claim, "id": f"{number}.{place}"} for place, claim in enumerate(source["claims"])]
    own = {"id": f"r{number}", "publisher": f"Paper {number % 900}", "published": day.isoformat()}
    return {**source, **own, "text": " ".join(words), "claims": claims}


def _fresh(number, day, days, offices, rng, *, is_other):
    toll = int((300 if is_other else 20) * (1 + days / 5)) + rng.randrange(3)
    happened = day if is_other else date(2031, 3, 18)
    figures = {
        "killed": toll,
        "injured_total": 4 * toll + rng.randrange(9),
        "missing": max(1, 90 - 4 * days),
        "houses_damaged": 10 * toll + rng.randrange(40),
        "structures_destroyed": toll + rng.randrange(9),
        "evacuated": 100 * rng.randrange(3, 9),
        "burned_area_km2": round(3 + rng.random(), 1),
        "seismic_magnitude": round(2.6 + rng.random() / 5, 1),
    }
    claims = [
        {"id": f"{number}.{place}", "kind": kind, "value": value, "chain": [{"text": offices[place % 4]}] if rng.random() < 0.7 else []}
        for place, (kind, value) in enumerate(figures.items())
    ]
    claims.append({"id": f"{number}.8", "kind": "event_date", "value": happened.isoformat(), "chain": []})
    claims.append({"id": f"{number}.9", "kind": "place", "value": "Kestrel Bay" if is_other else "Welbrook", "chain": []})
    text = " ".join([*(f"{kind.replace('_', ' ')} {value} said {offices[0]}" for kind, value in figures.items()), *rng.choices(WORDS, k=120)])
    return {
        "id": f"r{number}",
        "lang": rng.choice(["en", "de", "fr", "uk"]),
        "publisher": f"Paper {number % 900}",
        "url": f"https://example.org/{number}",
        "published": (day + timedelta(days=1 if is_other else 0)).isoformat(),
        "text": text,
        "claims": claims,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
