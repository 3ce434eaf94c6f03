"""What `sanity read` says of recordings: python judge.py SANITY FOLDER [development|held-out] [view] [-v]

Views: full; readme (norms of tensors, no more); losses."""
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter

import development  # noqa: F401
import held_out  # noqa: F401
import kinds

sanity, folder, part = sys.argv[1:4]
view = sys.argv[4] if len(sys.argv) > 4 else "full"
README = ("name", "norm", "gradientNorm", "updateNorm")


def seen(path):
    if view == "full":
        return path
    out = tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False)
    for line in map(json.loads, open(path)):
        if "loss" not in line:
            continue
        step = {k: line[k] for k in ("loss", "samples")}
        if view == "readme":
            step["parameters"] = [{k: p[k] for k in README} for p in line["parameters"]]
        print(json.dumps(step), file=out)
    out.close()
    return out.name


table = Counter()
for name, (own, kind, codes, _) in kinds.RUNS.items():
    path = f"{folder}/{name}.jsonl"
    if own != part or not os.path.exists(path):
        continue
    result = subprocess.run([sanity, "read", seen(path), "--format", "json"], capture_output=True, text=True)
    if result.returncode not in (0, 1):
        print(f"{name:32} ERROR {result.stderr[:200]}")
        table["error"] += 1
        continue
    report = json.loads(result.stdout)["report"]
    found = [(f["verdict"], f["code"], f["title"]) for f in report["findings"] if f["verdict"] in ("fail", "warn")]
    table[kind] += 1
    if kind == "healthy":
        verdict = found[0][0] if found else "pass"
        table[f"healthy {verdict}"] += 1
        if found:
            print(f"{name:32} HEALTHY {verdict}: {[(c, t) for _, c, t in found]}")
    else:
        outcome = "missed" if not found else "right" if found[0][1] in codes else "later" if any(c in codes for _, c, _ in found) else "misnamed"
        table[outcome] += 1
        if outcome != "right":
            print(f"{name:32} {outcome} (wanted {'/'.join(codes)}): {[(v, c, t) for v, c, t in found]}")
print(view, dict(table))
