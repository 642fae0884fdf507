"""The law of reading, tried at length: workbooks altered as clerks alter them are read right, or told, never silently
misread. ``python tools/fuzz_meaning.py --count 5000 [--seed 0] [--most 4]``, or ``make fuzz-meaning ARGS=…``.

Prints the numbers, and each silent misread and needless refusal with the fewest alterations that bring it about. Ends
with 1 if there was one.
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.semantic.trial import Result, run, shrunk, trials


def main() -> int:
    """Run the trials."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--most", type=int, default=4, help="alterations in one workbook, at most")
    wanted = parser.parse_args()
    start, ends, bad = time.monotonic(), Counter[str](), []
    for seed in range(wanted.seed, wanted.seed + wanted.count):
        result = run(trials(seed, wanted.most))
        ends[ending(result)] += 1
        ends["alterations"] += len(result.applied)
        if result.silent or result.needless:
            bad.append(result)
            sys.stdout.write(told(result))
            sys.stdout.flush()
    seconds = time.monotonic() - start
    numbers = ", ".join(f"{name} {count}" for name, count in sorted(ends.items()))
    sys.stdout.write(f"{wanted.count} workbooks from seed {wanted.seed}, {seconds:.0f} s: {numbers}\n")
    return 1 if bad else 0


def ending(result: Result) -> str:
    """How a trial ended."""
    if result.silent:
        return "silent misread"
    if result.needless:
        return "needless refusal"
    if result.verdict is None:
        return "refused"
    if result.verdict.clean:
        return "read right"
    return "told: misread" if result.verdict.told else "told: not read"


def told(result: Result) -> str:
    """A bad case, shrunk."""
    smallest = run(shrunk(result.trial, lambda each: bool(each.silent) if result.silent else each.needless))
    verdict = smallest.verdict
    lines = (verdict.silent or verdict.told or verdict.lost)[:3] if verdict else (smallest.refused,)
    head = f"{ending(smallest)}: {smallest.trial.form} base {smallest.trial.base} {smallest.trial.steps}\n"
    return head + "".join(f"    {line}\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
