#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seep beside tracemalloc itself on the same two snapshots of 1.5 and 1.9 million blocks.

usage: bench-traces.py PROGRAM FOLDER [--long]

PROGRAM is time-traces.c; the files are kept in FOLDER. Processor time: Seep's is the least of
several, tracemalloc's that of the one time that it is asked.
"""

import subprocess
import sys
import time

import make_traces
from tracemalloc import Snapshot


def show(what, value, unit, target=""):
    print("%s\t%s\t%s\t%s" % (what, value, unit, target))


def ask_seep(program, paths):
    out = subprocess.run([program] + paths, stdout=subprocess.PIPE, universal_newlines=True,
                         check=True).stdout
    return {name: float(seconds) for name, seconds in (line.split("\t") for line in out.splitlines())}


class Clock:
    def __init__(self):
        self.seconds = {}

    def time(self, name, function, *arguments):
        start = time.process_time()
        result = function(*arguments)
        self.seconds[name] = self.seconds.get(name, 0) + time.process_time() - start
        return result


def ask_tracemalloc(paths):
    clock = Clock()
    old = clock.time("open", Snapshot.load, paths[0])
    new = clock.time("open", Snapshot.load, paths[1])
    show("blocks", "%d, %d" % (len(old.traces), len(new.traces)), "")
    clock.time("lines", new.statistics, "lineno")
    clock.time("compare", new.compare_to, old, "lineno")
    clock.time("cumulative", new.statistics, "lineno", True)
    clock.time("tracebacks", new.statistics, "traceback")
    return clock.seconds


def main():
    program, folder = sys.argv[1:3]
    paths = make_traces.make(folder)
    python = ask_tracemalloc(paths)
    seep = ask_seep(program, paths)
    for name, what in (
        ("open", "open both"),
        ("lines", "by line"),
        ("compare", "compare by line"),
        ("cumulative", "by line, cumulative"),
        ("tracebacks", "by traceback"),
    ):
        show(what, "%.1f" % (seep[name] * 1e3), "ms")
        show(what + ": tracemalloc", "%.2f" % python[name], "s")
    whole = ("open", "lines", "compare")
    ratio = sum(python[name] for name in whole) / sum(seep[name] for name in whole)
    show("faster to open both, by line, compare", "%.0f" % ratio, "times", ">= 50")
    ratio = python["cumulative"] / seep["cumulative"]
    show("faster when cumulative", "%.0f" % ratio, "times", ">= 200")


if __name__ == "__main__":
    main()
