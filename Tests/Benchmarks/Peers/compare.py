"""Asks other gradient checkers what `gradcheck self-test` asks ours, and writes one table.

    swift run gradcheck self-test --all --format json > report.json
    python Tests/Benchmarks/Peers/compare.py report.json > table.md

Needs torch, jax and numpy.
"""

import json
import sys
import time

from cases import all_cases
from tools import TOOLS, passes


def our_answers(path):
    """Which wrong gradients passed, by specimen; and which kinds of right ones were called wrong."""
    report = json.load(open(path))
    return report["specimens"], report["correct"]


def our_verdict(case, specimens, correct):
    """Whether our checker passes the equivalent of a case."""
    if not case.is_wrong:
        own = [c for c in correct if c["title"] == case.twin
               or c["subject"] == case.twin and c["title"].startswith("right twin")]
        assert own, case.name
        return all(c["verdict"] == "passed" for c in own)
    share, portion = 1, "whole"
    if "one entry of dW" in case.name:
        share, portion = float(case.name.split()[-1]), "entry"
    own = [s for s in specimens if s["id"] == case.ours
           and s["dilution"] == {"portion": portion, "share": share}]
    assert own, case.name
    return own[0]["verdict"] == "passed"


def main(path):
    specimens, correct = our_answers(path)
    answers, seconds = [], {}
    for make in all_cases():
        case = make()
        row = {"ours": our_verdict(case, specimens, correct)}
        for tool in TOOLS:
            fresh = make()
            start = time.time()
            try:
                row[tool] = passes(tool, fresh)
            except Exception as error:  # refused, by throwing
                print(f"{tool}, {case.name}: {type(error).__name__}: {error}"[:200], file=sys.stderr)
                row[tool] = False
            seconds[tool] = seconds.get(tool, 0) + time.time() - start
        answers.append((case, row))
    print(table(answers, seconds))


def table(answers, seconds):
    tools = ["ours", *TOOLS]
    wrong = [a for a in answers if a[0].is_wrong]
    right = [a for a in answers if not a[0].is_wrong]
    count = lambda rows, tool, value: sum(row[tool] is value for _, row in rows)
    lines = [
        "| | " + " | ".join(tools) + " |",
        "|---|" + "---:|" * len(tools),
        f"| caught, of {len(wrong)} | " + " | ".join(str(count(wrong, t, False)) for t in tools) + " |",
        "| missed | " + " | ".join(str(count(wrong, t, True)) for t in tools) + " |",
        f"| false alarms, of {len(right)} | "
        + " | ".join(str(count(right, t, False)) for t in tools) + " |",
        "| seconds | – | " + " | ".join(f"{seconds[t]:.0f}" for t in TOOLS) + " |",
        "",
        "| wrong gradient | " + " | ".join(tools) + " |",
        "|---|" + "---|" * len(tools),
        *[f"| {case.name} | " + " | ".join("**missed**" if row[t] else "caught" for t in tools) + " |"
          for case, row in wrong],
        "",
        "| right gradient | " + " | ".join(tools) + " |",
        "|---|" + "---|" * len(tools),
        *[f"| {case.name} | "
          + " | ".join("passed" if row[t] else "**false alarm**" for t in tools) + " |"
          for case, row in right],
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1])
