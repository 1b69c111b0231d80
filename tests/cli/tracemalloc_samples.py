#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshot files of tracemalloc, written by the Python that runs this (3.6 or later), and what its
own tracemalloc says of them.

usage: tracemalloc_samples.py FOLDER [FRAMES]

Writes FOLDER/*.pickle and FOLDER/expected.json; make (folder, frames) does the same and returns what
is in the JSON:

  python     "3.11.2"
  files[]    file, snapshots[]: what each file holds
  snapshots  traceback_limit (null: not recorded), total_size,
             tracebacks[]: frames [file, line], the most recent first, whatever the version,
             traces[]: [domain, size, index of the traceback, frames before truncation or null]
  statistics[] of some files (file, snapshot 0): key_type, cumulative, n_rows, size, count (of all
             rows), rows[]: frames (most recent first), size, count, text = str (row);
             the first MAX_ROWS of them, in tracemalloc's order
  filters[]  of a.pickle and b.pickle: file, filters[], n, size: what Snapshot.filter_traces leaves;
             a filter is {inclusive, pattern, lineno, all_frames, domain} or {inclusive, domain}
  compare[]  old, new, key_type, cumulative, n_rows, rows[]: frames, size, size_diff, count,
             count_diff, text

Lone surrogates are \\udcxx in the JSON. Python 3.6 keeps tracebacks in the order of the file, all
later ones the other way round: where size and count are equal, 3.6 sorts tracebacks differently, and
str () of a traceback's row names another frame.
"""

import gzip
import importlib.util
import json
import os
import pickle
import pickletools
import sys
import tracemalloc

MAX_ROWS = 200
LONG = ["long_directory_name_%02d_%s" % (i, "x" * 40) for i in range(5)]

MODULES = {
    "cache.py": """
ITEMS = {}

def fill(n, start=0):
    for i in range(start, start + n):
        ITEMS[i] = bytearray(100 + i)
""",
    "deep.py": """
KEPT = []

def down(n):
    if n:
        return down(n - 1)
    KEPT.append(bytearray(1000))
    KEPT.append("%d kept" % len(KEPT))

def burst(n):
    for i in range(n):
        down(i * 5)
""",
    "listeners.py": """
CALLED = []

def register(n):
    for i in range(n):
        CALLED.append(lambda event, i=i: (event, i))

def drop(n):
    del CALLED[:n]
""",
    "m\u00f3dulo_\u4f8b.py": """
KEPT = []

def leak(n):
    KEPT.extend([i] * 7 for i in range(n))
""",
    os.path.join(*(LONG + ["bigline.py"])): "KEPT = []\n"
    + "\n" * 300
    + "def at302(n): KEPT.append(bytearray(n))\n"
    + "\n" * 70000
    + "def far(n): KEPT.append(bytearray(n))\n",
}

# Code that says that it comes from elsewhere.
ODD_NAMES = ["/weird/na\udcffme.py", "<string>", "/opt/app/mod.pyc", "", "<frozen importlib>"]
KEEPER = "KEPT = []\ndef keep(n):\n    KEPT.append(bytearray(n))\n"

F, D = tracemalloc.Filter, tracemalloc.DomainFilter
FILTERS = [
    [F(True, "*/workload/*")],
    [F(False, "*/workload/*")],
    [F(True, "*/deep.py", all_frames=True)],
    [F(False, "*/deep.py", all_frames=True)],
    [F(True, "*/cache.py", 6)],
    [F(False, "*/cache.py", 6)],
    [F(True, "*/deep.py", 7, True)],
    [F(True, "/opt/app/mod.py")],
    [F(True, "/opt/app/*.pyc")],
    [F(True, "/weird/na\udcffme.py")],
    [F(True, "*\u4f8b.py")],
    [F(True, "*_?.py")],
    [D(True, 0)],
    [D(False, 0)],
    [D(True, 389047)],
    [F(True, "*", domain=7)],
    [F(False, "*/cache.py", domain=7)],
    [F(True, "*/cache.py"), F(True, "*/deep.py"), F(False, "*", 6)],
    [F(True, "*/cache.py"), D(True, 7)],
    [F(False, "<frozen*"), F(False, "<unknown>")],
    [F(True, "*[ch]*e?.py")],
    [F(True, "[!/]*")],
    [F(True, "[]<]*")],
    [F(True, "*[!a-z]")],
    [F(True, "")],
    [F(True, "/nowhere")],
]


def load_module(path, name):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_modules(folder):
    """The workload's modules by their file's name without .py."""
    modules = {}
    for number, (name, text) in enumerate(sorted(MODULES.items())):
        path = os.path.join(folder, "workload", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text)
        modules[os.path.basename(name)[:-3]] = load_module(path, "sample%d" % number)
    return modules


def compile_odd():
    for name in ODD_NAMES:
        names = {}
        exec(compile(KEEPER, name, "exec"), names)
        yield names["keep"]


def track_foreign():
    """Blocks of other domains, one larger than 32 bits can say; False where that cannot be done."""
    for name in ("_testcapi", "_testinternalcapi"):
        try:
            module = __import__(name)
            module.tracemalloc_track(389047, 0x1000, 123456)  # numpy's
            module.tracemalloc_track(389047, 0x2000, 5 * 2**32)
            module.tracemalloc_track(7, 0x3000, 255)
            return True
        except (ImportError, AttributeError):
            pass
    return False


def take_snapshots(folder, frames):
    dont_write = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    tracemalloc.start(frames)
    try:
        modules = write_modules(folder)
        odd = list(compile_odd())
        modules["cache"].fill(40)
        modules["deep"].burst(8)
        modules["listeners"].register(30)
        modules["m\u00f3dulo_\u4f8b"].leak(20)
        modules["bigline"].at302(3000)
        modules["bigline"].far(5000)
        for size, keep in enumerate(odd, 777):
            keep(size)
        track_foreign()
        first = tracemalloc.take_snapshot()
        modules["cache"].fill(60, 40)
        modules["deep"].burst(11)
        modules["listeners"].drop(20)
        modules["m\u00f3dulo_\u4f8b"].leak(5)
        odd[0](1777)
        second = tracemalloc.take_snapshot()
    finally:
        tracemalloc.stop()
        sys.dont_write_bytecode = dont_write
    return first, second


# --- What a snapshot is, and what tracemalloc says of it -----------------------------------------


def describe(snapshot):
    places = {}
    traces = []
    for trace in snapshot.traces._traces:
        domain, size, stack = (0,) + trace if len(trace) == 2 else trace[:3]
        total = trace[3] if len(trace) > 3 else None
        traces.append([domain, size, places.setdefault(stack, len(places)), total])
    return {
        "traceback_limit": getattr(snapshot, "traceback_limit", None),
        "total_size": sum(trace[1] for trace in traces),
        "tracebacks": [[list(frame) for frame in stack] for stack in places],
        "traces": traces,
    }


def list_frames(traceback):
    frames = [[frame.filename, frame.lineno] for frame in traceback]
    return frames if sys.version_info < (3, 7) else frames[::-1]


def list_rows(rows, names):
    result = []
    for row in rows[:MAX_ROWS]:
        values = {name: getattr(row, name) for name in names}
        values["frames"] = list_frames(row.traceback)
        values["text"] = str(row)
        result.append(values)
    return result


KINDS = [
    ("lineno", False),
    ("filename", False),
    ("traceback", False),
    ("lineno", True),
    ("filename", True),
]


def make_statistics(name, snapshot):
    for key_type, cumulative in KINDS:
        rows = snapshot.statistics(key_type, cumulative)
        yield {
            "file": name,
            "key_type": key_type,
            "cumulative": cumulative,
            "n_rows": len(rows),
            "size": sum(row.size for row in rows),
            "count": sum(row.count for row in rows),
            "rows": list_rows(rows, ("size", "count")),
        }


def make_comparisons(old_name, old, new_name, new):
    for key_type, cumulative in KINDS:
        rows = new.compare_to(old, key_type, cumulative)
        yield {
            "old": old_name,
            "new": new_name,
            "key_type": key_type,
            "cumulative": cumulative,
            "n_rows": len(rows),
            "rows": list_rows(rows, ("size", "size_diff", "count", "count_diff")),
        }


def describe_filter(one):
    if isinstance(one, D):
        return {"inclusive": one.inclusive, "domain": one.domain}
    return {
        "inclusive": one.inclusive,
        "pattern": one.filename_pattern,
        "lineno": one.lineno,
        "all_frames": one.all_frames,
        "domain": one.domain,
    }


def make_filters(name, snapshot):
    for filters in FILTERS:
        left = snapshot.filter_traces(filters)
        yield {
            "file": name,
            "filters": [describe_filter(one) for one in filters],
            "n": len(left.traces),
            "size": sum(trace.size for trace in left.traces),
        }


# --- Files ---------------------------------------------------------------------------------------


class Samples:
    def __init__(self, folder):
        self.folder = folder
        self.files = []

    def add_bytes(self, name, data, *snapshots):
        with open(os.path.join(self.folder, name), "wb") as stream:
            stream.write(data)
        self.files.append({"file": name, "snapshots": [describe(one) for one in snapshots]})

    def add(self, name, snapshot):
        """As Snapshot.dump writes it."""
        path = os.path.join(self.folder, name)
        snapshot.dump(path)
        loaded = tracemalloc.Snapshot.load(path)
        assert loaded.traces._traces == snapshot.traces._traces, name
        self.files.append({"file": name, "snapshots": [describe(loaded)]})
        return loaded

    def add_pickled(self, name, value, *snapshots):
        self.add_bytes(name, pickle.dumps(value, pickle.HIGHEST_PROTOCOL), *snapshots)


def make_odd_snapshot(traces, limit=25):
    return tracemalloc.Snapshot(traces, limit)


def add_odd_contents(samples):
    """What no tracemalloc wrote in one file, but a merged or filtered snapshot may hold."""
    here = (("a.py", 1), ("b.py", 2))
    other = (("a.py", 1), ("b.py", 3))
    equal = tuple(list(here))
    contents = {
        "pairs": [(10, here), (20, other)],
        "triples": [(0, 10, here), (1, 20, other)],
        "mixed": [(0, 10, here), (0, 20, other, 7), (3, 30, here, 2), (40, other)],
        "longer": [(0, 10, here, 2, 1.5), (0, 20, other, 2, None, "x")],
        "equal": [(0, 10, here, 2), (0, 20, equal, 2), (0, 30, tuple(list(other)), 2)],
        "no-frames": [(0, 10, (), 0), (0, 20, here, 2)],
        "zero-size": [(0, 0, here, 2)],
        "huge": [(0, 2**63, here, 2), (4294967295, 2**63 - 1, other, 65535)],
        "far-line": [(0, 1, (("a.py", 2**32 - 1),), 1), (0, 1, (("a.py", 0),), 1)],
        "deep": [(0, 1, tuple(("d.py", line) for line in range(3000)), 3000)],
        "numbers": [(0, 2**power + more, here, 2) for power in range(62) for more in (-1, 0, 1)],
        "names": [
            (0, 1, ((name, 1),), 1)
            for name in ("", "\0", "a\0b", "\ud800", "\udfff\ud800", "\U0010ffff", "\x7f\x80",
                         "x" * 255, "x" * 256, "\u4f8b" * 85, "\u4f8b" * 86, "a\nb\\n\\u0041")
        ],
    }
    for name, traces in sorted(contents.items()):
        snapshot = make_odd_snapshot(traces)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            samples.add_bytes(
                "odd-%s-%d.pickle" % (name, protocol), pickle.dumps(snapshot, protocol), snapshot
            )


def add_odd_forms(samples, first, second):
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        data = pickle.dumps(first, protocol)
        samples.add_bytes("protocol-%d.pickle" % protocol, data, first)
        samples.add_bytes(
            "optimized-%d.pickle" % protocol, pickletools.optimize(data), first
        )
        for kind in (list, tuple):
            data = pickle.dumps(kind([first, second, first]), protocol)
            samples.add_bytes(
                "%s-%d.pickle" % (kind.__name__, protocol), data, first, second
            )
        data = pickle.dumps({"before": first, "after": [second]}, protocol)
        samples.add_bytes("dict-%d.pickle" % protocol, data, first, second)
    # By the pickler that is written in Python.
    samples.add_bytes("slow.pickle", pickle._dumps(first, pickle.HIGHEST_PROTOCOL), first)
    samples.add_bytes("trailing.pickle", pickle.dumps(first) + b"more", first)

    noted = first.filter_traces([])
    noted.note = {"when": 1.5, "who": ["x", None, True, (1, 2)], "what": {b"raw", -3}}
    samples.add_pickled("noted.pickle", noted, noted)
    unlimited = first.filter_traces([])
    del unlimited.traceback_limit
    samples.add_pickled("unlimited.pickle", unlimited, unlimited)
    with gzip.open(os.path.join(samples.folder, "packed.pickle.gz"), "wb") as stream:
        pickle.dump(first, stream)


def make(folder, frames=25):
    """Writes the files into @folder, which is there, and returns what is expected of them."""
    whole = take_snapshots(os.path.realpath(folder), frames)
    samples = Samples(folder)
    first, second = samples.add("whole-a.pickle", whole[0]), samples.add("whole-b.pickle", whole[1])
    kept = [F(True, "*/workload/*")] + [F(True, name) for name in ODD_NAMES]
    kept += [D(True, 389047), D(True, 7)]
    a = samples.add("a.pickle", first.filter_traces(kept))
    b = samples.add("b.pickle", second.filter_traces(kept))
    samples.add("empty.pickle", first.filter_traces([F(True, "/nowhere")]))
    one = samples.add("one.pickle", make_odd_snapshot(a.traces._traces[:1]))
    add_odd_contents(samples)
    add_odd_forms(samples, a, b)

    loaded = [("whole-a.pickle", first), ("whole-b.pickle", second), ("a.pickle", a),
              ("b.pickle", b), ("one.pickle", one)]
    expected = {
        "python": "%d.%d.%d" % sys.version_info[:3],
        "frames": frames,
        "files": samples.files,
        "statistics": [row for name, one in loaded for row in make_statistics(name, one)],
        "filters": [row for name, one in loaded[2:4] for row in make_filters(name, one)],
        "compare": list(make_comparisons("a.pickle", a, "b.pickle", b))
        + list(make_comparisons("b.pickle", b, "a.pickle", a))
        + list(make_comparisons("whole-a.pickle", first, "whole-b.pickle", second)),
    }
    with open(os.path.join(folder, "expected.json"), "w", encoding="ascii") as stream:
        stream.write(json.dumps(expected))  # three times as fast as json.dump
    return expected


if __name__ == "__main__":
    make(sys.argv[1], *map(int, sys.argv[2:3]))
