"""x² in plain Python and text, with what may go wrong: python3 square.py WAY [FILE]."""

import json
import os
import sys
import time

way, file = sys.argv[1], (sys.argv + [""])[2]
if way == "slow":
    with open(file, "w") as out:
        out.write(str(os.getpid()))
for line in sys.stdin:
    question = json.loads(line)
    numbers = question.get("numbers", [])
    if question["call"] == "describe":
        answer = {"protocol": 1, "name": "square", "outputs": [3],
                  "blocks": [{"name": "x", "shape": [3], "values": [-1.5, 2, 0.25]}]}
    elif way == "dies" or (way == "dies once" and not os.path.exists(file)):
        if file:
            open(file, "w").close()
        sys.exit(7)
    elif question["call"] == "values":
        if way == "slow":
            time.sleep(0.2)
        if way == "refuses":
            answer = {"error": "not today"}
        elif way == "few":
            answer = {"numbers": [1.0]}
        elif way == "edge" and any(abs(n) > 2 for n in numbers):
            answer = {"error": "beyond 2"}
        else:
            answer = {"numbers": [n * n for n in numbers]}
    else:
        answer = {"numbers": [2 * x * g for x, g in zip(numbers[:3], numbers[3:])]}
    print(json.dumps(answer), flush=True)
