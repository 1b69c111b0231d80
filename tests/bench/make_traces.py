# SPDX-License-Identifier: GPL-3.0-or-later
"""Two big snapshots of tracemalloc, the second taken after more work, the same ones every time.

What tracemalloc would have found is made up, not measured, which takes seconds instead of minutes
and a gigabyte: a program of 300 modules with 12 functions each that calls its way 14 deep through a
random graph and keeps 5 objects at the end of each way, traced with 10 frames. As in a real file a
stack is one tuple for all its blocks, a frame is a tuple of its own in each stack, a file's name one
str, and blocks come in no order.
"""

import os
import random
import tracemalloc

MODULES, FUNCTIONS = 300, 12
DEPTH, FRAMES = 14, 10
PATHS = 12000  # ways through the program; the second snapshot knows half of them, and others
LINES = 15  # of a function
OLD_CALLS, NEW_CALLS = 168000, 60000
VERSION = 1  # in the names of the files: one more, and they are made anew


class Program:
    def __init__(self):
        dice = random.Random(20240601)
        self.files = ["/srv/app/gen/pkg%02d/mod%03d.py" % (n // 15, n) for n in range(MODULES)]
        self.callees = [
            [dice.randrange(MODULES * FUNCTIONS) for _ in range(3)]
            for _ in range(MODULES * FUNCTIONS)
        ]
        self.stacks = {}

    def make_frame(self, function, line):
        module, number = divmod(function, FUNCTIONS)
        return (self.files[module], 3 + LINES * number + line)

    def walk(self, path):
        """The lines that call, the most recent first, and the function at the end."""
        dice = random.Random(path)
        function = dice.randrange(MODULES * FUNCTIONS)
        calls = []
        for _ in range(DEPTH - 1):
            branch = dice.randrange(3)
            calls.append((function, 4 + 2 * branch))
            function = self.callees[function][branch]
        return calls[::-1][: FRAMES - 1], function

    def get_stacks(self, path):
        """The stacks of the 5 lines that keep something: a tuple each, made once."""
        if path not in self.stacks:
            calls, function = self.walk(path)
            self.stacks[path] = [
                (self.make_frame(function, 10 + line),)
                + tuple(self.make_frame(*call) for call in calls)
                for line in range(5)
            ]
        return self.stacks[path]


def list_blocks(k):
    """Line and size of what is kept: a bytearray, a list, a str, a dict and a tuple of floats."""
    yield 0, 57
    if k:
        yield 0, k + 1
    yield 1, 56
    if k & 31:
        yield 1, 8 * (k & 31)
    yield 2, 51 + len(str(k))
    yield 3, 64
    yield 3, 160
    yield 4, 64
    yield 4, 24


def make_calls(program, traces, dice, first, end, calls):
    for _ in range(calls):
        path = dice.randrange(first, end)
        stacks = program.get_stacks(path)
        for line, size in list_blocks(dice.randrange(1000)):
            traces.append((0, size, stacks[line], DEPTH + 1))


def dump(traces, path):
    tracemalloc.Snapshot(traces, FRAMES).dump(path + ".new")
    os.replace(path + ".new", path)


def make(folder):
    """(old, new): their paths; written if they are not there."""
    paths = [os.path.join(folder, "traces-%d-%s.pickle" % (VERSION, n)) for n in ("old", "new")]
    if all(os.path.exists(path) for path in paths):
        return paths

    program = Program()
    dice = random.Random(20261122)
    traces = []
    make_calls(program, traces, dice, 0, PATHS, OLD_CALLS)
    dice.shuffle(traces)
    dump(traces, paths[0])
    del traces[::9]
    make_calls(program, traces, dice, PATHS // 2, PATHS * 3 // 2, NEW_CALLS)
    dice.shuffle(traces)
    dump(traces, paths[1])
    return paths
