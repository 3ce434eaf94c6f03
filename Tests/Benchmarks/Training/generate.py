"""Trains and records: python generate.py FOLDER [development|held-out] [name …]"""
import os
import sys
import traceback

import torch
import kinds
import development  # noqa: F401
import held_out  # noqa: F401

folder, part, names = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "development", sys.argv[3:]
torch.set_num_threads(1)
for name, (own, kind, codes, function) in kinds.RUNS.items():
    if own != part or names and name not in names:
        continue
    torch.manual_seed(sum(map(ord, name)) + 1000 * int(os.environ.get("SEED", 0)))
    try:
        function(f"{folder}/{name}.jsonl")
    except Exception:
        traceback.print_exc()
        print("not recorded:", name)
print(len(kinds.RUNS))
