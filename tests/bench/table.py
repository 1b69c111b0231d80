#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the benchmarks of a build directory and print one table.

usage: table.py BUILD_DIR [--long] [NAME…]

A benchmark is a program registered with meson's benchmark() in tests/bench/meson.build. It prints a
line for every measurement, fields separated by tabs:

    what <TAB> value <TAB> unit [<TAB> target]

The target is `<= NUMBER` or `>= NUMBER`. Other lines are shown only when the program fails. With
`--long` among its arguments a benchmark also measures the big sizes (10 M objects). It reports
processor time where it can: the clock on the wall measures the neighbours too.

Exit code 1 if a benchmark fails. A target that is missed is marked, and no failure: machines differ.
"""
import json
import os
import subprocess
import sys

HEADINGS = ("benchmark", "measurement", "value", "unit", "target", "")


def run(build, names, options):
    """The entries of meson's log of one run of the benchmarks @names (all if empty)."""
    log = os.path.join(build, "meson-logs", "benchmarklog.json")
    if os.path.exists(log):
        os.remove(log)
    command = ["meson", "test", "-C", build, "--benchmark", "--no-rebuild", "--num-processes", "1",
               "--logbase", "benchmarklog"]
    if options:
        command.append("--test-args=" + " ".join(options))
    subprocess.run(command + names, stdout=sys.stderr, check=False)
    if not os.path.exists(log):
        return []
    with open(log, encoding="utf-8") as stream:
        return [json.loads(line) for line in stream if line.strip()]


def judge(value, target):
    """Whether @value keeps to @target; None if there is no target or no number."""
    try:
        bound = float(target.split()[1])
        number = float(value.replace(",", ""))
    except (IndexError, ValueError):
        return None
    return number <= bound if target.startswith("<") else number >= bound


def rows_of(entry):
    name = entry["name"].split(":")[-1].strip()
    for line in (entry.get("stdout") or "").splitlines():
        fields = line.split("\t")
        if 3 <= len(fields) <= 4:
            what, value, unit, target = (fields + [""])[:4]
            kept = judge(value, target)
            yield name, what, value, unit, target, {None: "", True: "ok", False: "MISSED"}[kept]
            name = ""


def print_table(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows:
        cells = [cell.rjust(width) if column == 2 else cell.ljust(width)
                 for column, (cell, width) in enumerate(zip(row, widths))]
        print("  ".join(cells).rstrip())


def main():
    build = sys.argv[1]
    options = [argument for argument in sys.argv[2:] if argument.startswith("-")]
    names = [argument for argument in sys.argv[2:] if not argument.startswith("-")]
    entries = run(build, names, options)
    failed = [entry for entry in entries if entry["result"] != "OK"]
    rows = [row for entry in entries for row in rows_of(entry)]

    for entry in failed:
        print("%s failed:\n%s%s" % (entry["name"], entry.get("stdout") or "",
                                    entry.get("stderr") or ""), file=sys.stderr)
    if rows:
        print_table([HEADINGS] + rows)
    missed = sum(row[-1] == "MISSED" for row in rows)
    print("\n%d measurements of %d benchmarks, %d over their target, %d failed"
          % (len(rows), len(entries), missed, len(failed)))
    return 1 if failed or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
