#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Count the cases of a run of `meson test` from its log: "N passed, N failed".

A test that speaks TAP counts once for every case, another one counts once. A test that fails without
a failed case (a crash, a time limit, a plan not kept) counts one failure more.
"""
import json
import re
import sys

CASE = re.compile(r"^(not )?ok\b(?:[^#\n]|\\#)*(#\s*(skip|todo))?", re.IGNORECASE | re.MULTILINE)
PLAN = re.compile(r"^1\.\.\d+", re.MULTILINE)
GOOD = ("OK", "EXPECTEDFAIL")


def count(test):
    """(passed, failed, skipped) of one test."""
    result = test["result"]
    good = result in GOOD
    output = test.get("stdout") or ""
    if not PLAN.search(output):
        if result == "SKIP":
            return 0, 0, 1
        return int(good), int(not good), 0

    passed = failed = skipped = 0
    for not_ok, _, directive in CASE.findall(output):
        if directive:
            skipped += 1
        elif not_ok:
            failed += 1
        else:
            passed += 1
    if not good and result != "SKIP" and failed == 0:
        failed = 1
    return passed, failed, skipped


def main():
    with open(sys.argv[1], encoding="utf-8") as log:
        counts = [count(json.loads(line)) for line in log if line.strip()]
    passed, failed, skipped = (sum(column) for column in zip(*counts)) if counts else (0, 1, 0)
    print("%d passed, %d failed%s" % (passed, failed, ", %d skipped" % skipped if skipped else ""))


if __name__ == "__main__":
    main()
