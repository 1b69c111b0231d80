#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program pays for having its allocations traced: the numbers that the form for recording names.

usage: bench-tracemalloc.py [PYTHON…]

A program that does little but allocate: it parses JSON, builds objects of its own, sorts and joins
strings, ten calls deep, and keeps a tenth. Processor time and peak memory of whole processes, each the median of
five, beside the same program without tracing. Real programs also compute and wait, and pay less.
"""

import os
import statistics
import subprocess
import sys

RUNS = 5
FRAMES = (0, 1, 25)

TARGET = """
import json, sys, tracemalloc
frames = int(sys.argv[1])
if frames:
    tracemalloc.start(frames)

class Order:
    def __init__(self, number, lines):
        self.number, self.lines = number, lines
        self.names = sorted(line["name"] + str(number) for line in lines)

TEXT = json.dumps([{"name": "article %d" % i, "price": i * 1.5, "tags": ["a", "b"]} for i in range(40)])
kept = []

def serve(number, depth):
    if depth:
        return serve(number, depth - 1)
    order = Order(number, json.loads(TEXT))
    text = ", ".join("%s=%r" % pair for line in order.lines for pair in line.items())
    if number % 10 == 0:
        kept.append((order, text))

for number in range(6000):
    serve(number, 10)
"""


def show(what, value, unit, target=""):
    print("%s\t%s\t%s\t%s" % (what, value, unit, target))


def run(python, frames):
    """Processor time in seconds and peak resident memory in KiB."""
    with subprocess.Popen([python, "-I", "-c", TARGET, str(frames)]) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit("%s failed" % python)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def measure(python, frames):
    times, sizes = zip(*(run(python, frames) for _ in range(RUNS)))
    return statistics.median(times), statistics.median(sizes)


def main():
    for python in sys.argv[1:] or [sys.executable]:
        plain_time, plain_size = measure(python, 0)
        show("not traced, %s" % python, "%.2f" % plain_time, "s")
        for frames in FRAMES[1:]:
            seconds, size = measure(python, frames)
            show("tracemalloc, %d frames, processor time" % frames, "%.2f" % (seconds / plain_time), "times")
            show("tracemalloc, %d frames, peak memory" % frames, "%.2f" % (size / plain_size), "times")


if __name__ == "__main__":
    main()
