"""Speed and memory, beside named peers in the same run: `make bench`.

Wall times of one run say little on a shared machine; ratios between contestants that take turns in every round do. So each contest runs its
contestants in turn, several rounds, prints the median of each and the ratio, and compares the answers.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PEERS = Path(os.environ.get("TEMOIN_PEERS_PYTHON", HERE.parent / ".venv-peers" / "bin" / "python"))
AROSICS = Path(os.environ.get("TEMOIN_AROSICS_PYTHON", HERE.parent / ".venv-arosics" / "bin" / "python"))
ROUNDS = int(os.environ.get("TEMOIN_BENCH_ROUNDS", "5"))


def main():
    print(f"python {sys.version.split()[0]}, {os.cpu_count()} cores, {ROUNDS} rounds, medians\n")
    bench_import()
    bench_stages()
    bench_shift()
    bench_align()
    bench_dates()
    bench_custody()
    bench_exports()


def bench_import():
    """`import temoin` beside bare Python."""
    contestants = {"python -c pass": [sys.executable, "-c", "pass"], "import temoin": [sys.executable, "-c", "import temoin"]}
    walls = _rounds({name: lambda command=command: _wall(command) for name, command in contestants.items()}, rounds=max(ROUNDS, 15))
    bare, ours = statistics.median(walls["python -c pass"]), statistics.median(walls["import temoin"])
    print(f"import temoin       adds {1000 * (ours - bare):6.1f} ms to bare Python's {1000 * bare:.1f} ms   (goal: under 60 ms)\n")


def bench_stages():
    """Each stage of a 1024 × 1024 pair with 40 buildings and one report, in a process of its own."""
    print("stage               seconds   CPU s   peak MB   what came out")
    for stage in ("import", "read", "extract", "align", "measure", "corroborate", "publish", "verify"):
        done = [_stage(stage) for _ in range(1 if stage == "verify" else min(ROUNDS, 3))]
        middle = sorted(done, key=lambda one: one["seconds"])[len(done) // 2]
        print(f"{stage:<18} {middle['seconds']:8.2f} {middle['cpu']:7.2f} {middle['peak_mb']:9.0f}   {middle['note']}")
    print()


def bench_shift():
    """One global shift of a made 1024 × 1024 pair: error against the known shift, and time."""
    print("global shift        seconds   error px   (made pair, true shift known)")
    _print_contest("shift", ("temoin", "opencv-phase", "opencv-ecc", "scikit-image", "arosics"))


def bench_align():
    """Every window's own shift on a warped pair of four megapixels."""
    subprocess.run([sys.executable, str(HERE / "align.py")], check=True)
    print()


def bench_dates():
    """Claims of 100 reports of some 1,000 characters: all claims with spans and values against two peers that do less.

    spaCy runs rules over its tokens (matches without values, sources or stance; no trained model), dateparser looks for days alone.
    """
    print("reports of 1 kB     seconds   found      (100 reports; spaCy: spans of rules without values; dateparser: days alone)")
    _print_contest("dates", ("temoin", "spacy-rules", "dateparser"))


def bench_custody():
    """The case folder: a 1 GB exhibit beside `sha256sum`, and durable ledger entries."""
    subprocess.run([sys.executable, str(HERE / "custody.py"), str(_scratch())], check=True)
    print()


def bench_scenes():
    """CPU seconds of made scenes against their floors; nobody else makes before/after pairs with known truth."""
    print(subprocess.run([sys.executable, str(HERE / "scenes.py")], capture_output=True, text=True, check=True).stdout)


def bench_dossier():
    """Dossiers of many buildings against their floors; no peer prints one file that holds map, table and texts."""
    print(subprocess.run([sys.executable, str(HERE / "dossier.py")], capture_output=True, text=True, check=True).stdout)


def _print_contest(contest, names):
    answers = {name: [] for name in names}
    for _ in range(min(ROUNDS, 3)):
        for name in names:
            answers[name].append(_contestant(contest, name))
    first = None
    for name in names:
        good = [one for one in answers[name] if one is not None]
        if not good:
            print(f"{name:<18}  not run")
            continue
        seconds = statistics.median(one["seconds"] for one in good)
        first = first or seconds
        print(f"{name:<18} {seconds:8.3f}   {good[-1]['answer']:<10} {seconds / first:6.2f} × ours")
    print()


def _contestant(contest, name):
    ours = name.split("-")[0] in {"temoin", "opencv"}
    python = sys.executable if ours else str(AROSICS if name == "arosics" else PEERS)
    if not Path(python).exists():
        return None
    done = subprocess.run([python, str(HERE / "contest.py"), contest, name, str(_scratch())], capture_output=True, text=True, check=False)
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None


def bench_exports():
    """Map files of a hundred thousand buildings beside the bare libraries, and a PDF."""
    subprocess.run([sys.executable, str(HERE / "exports.py")], check=True)
    print()


def _scratch():
    """Inputs that all contestants share, made once."""
    folder = HERE.parent / "results" / "bench"
    if not (folder / "truth.json").exists():
        subprocess.run([sys.executable, str(HERE / "contest.py"), "make", "temoin", str(folder)], check=True)
    return folder


def _stage(stage):
    done = subprocess.run([sys.executable, str(HERE / "stage.py"), stage, str(_scratch())], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def _wall(command):
    begun = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - begun


def _rounds(contestants, *, rounds):
    walls = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, call in contestants.items():
            walls[name].append(call())
    return walls


if __name__ == "__main__":
    main()
