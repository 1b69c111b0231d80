#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Count the cases of all nets: "N passed, N failed".

count.py LOG…: a LOG that ends in .json is one of `meson test`, another one is TAP.

A test that speaks TAP counts once for every case, another one counts once. A test that fails without
a failed case (a crash, a time limit, a plan not kept) counts one failure more, and so does a log that
has no case, or is not there: that net did not get as far.
"""
import json
import re
import sys

CASE = re.compile(r"^(not )?ok\b(?:[^#\n]|\\#)*(#\s*(skip|todo))?", re.IGNORECASE | re.MULTILINE)
PLAN = re.compile(r"^1\.\.\d+", re.MULTILINE)
GOOD = ("OK", "EXPECTEDFAIL")


def count_cases(output):
    """(passed, failed, skipped) of the lines of TAP in @output."""
    passed = failed = skipped = 0
    for not_ok, _, directive in CASE.findall(output):
        if directive:
            skipped += 1
        elif not_ok:
            failed += 1
        else:
            passed += 1
    return passed, failed, skipped


def count_test(test):
    """The same of one test of meson's."""
    result = test["result"]
    good = result in GOOD
    output = test.get("stdout") or ""
    if not PLAN.search(output):
        if result == "SKIP":
            return 0, 0, 1
        return int(good), int(not good), 0

    passed, failed, skipped = count_cases(output)
    if not good and result != "SKIP" and failed == 0:
        failed = 1
    return passed, failed, skipped


def count_log(path):
    """The same of one log."""
    try:
        with open(path, encoding="utf-8") as log:
            content = log.read()
    except FileNotFoundError:
        content = ""

    if path.endswith(".json"):
        counts = [count_test(json.loads(line)) for line in content.splitlines() if line.strip()]
    else:
        counts = [count_cases(content)]
    total = tuple(sum(column) for column in zip(*counts)) if counts else (0, 0, 0)
    if total == (0, 0, 0):
        print("%s: there is no case in it" % path)
        return 0, 1, 0
    return total


def main():
    passed, failed, skipped = (sum(column) for column in zip(*map(count_log, sys.argv[1:])))
    print("%d passed, %d failed%s" % (passed, failed, ", %d skipped" % skipped if skipped else ""))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
