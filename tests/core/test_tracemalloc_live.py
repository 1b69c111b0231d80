# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots that the Python running this wrote, read back trace by trace; and odd files that need a
real pickler to be made.

usage: test_tracemalloc_live.py DUMP-TRACES
"""

import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import tracemalloc
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
import tracemalloc_samples  # noqa: E402: it lies beside the tests of the terminal program

DUMP_TRACES = sys.argv.pop(1)
HIGHEST = pickle.HIGHEST_PROTOCOL


class Read:
    """A snapshot as dump-traces printed it."""

    def __init__(self, limit):
        self.limit = None if limit == "-" else int(limit)
        self.warnings = []
        self.strings, self.frames, self.tracebacks, self.traces = [], [], [], []

    def add(self, kind, rest):
        if kind == "warning":
            self.warnings.append(rest)
        elif kind == "string":
            self.strings.append(bytes.fromhex(rest).decode("utf-8", "surrogatepass"))
        elif kind == "frame":
            string, line = map(int, rest.split())
            self.frames.append([self.strings[string], line])
        elif kind == "traceback":
            self.tracebacks.append([self.frames[int(word)] for word in rest.split()])
        else:
            assert kind == "trace", kind
            self.traces.append([int(word) for word in rest.split()])


def read(*paths):
    """For each file: the snapshots in it, or what is wrong."""
    out = subprocess.run(
        [DUMP_TRACES] + list(paths), stdout=subprocess.PIPE, check=True
    ).stdout.decode("utf-8")
    files = []
    for line in out.split("\n")[:-1]:
        kind, _, rest = line.partition(" ")
        if kind == "file":
            files.append([])
        elif kind == "error":
            files[-1] = rest
        elif kind == "snapshot":
            files[-1].append(Read(rest))
        else:
            files[-1][-1].add(kind, rest)
    assert len(files) == len(paths)
    return files


class Foreign:
    def __reduce__(self):
        return (os.system, ("exit 1",))


class LiveTest(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="seep-test-")
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, data):
        with open(self.path(name), "wb") as stream:
            stream.write(data)
        return self.path(name)

    def read_pickled(self, value, protocol=HIGHEST):
        return read(self.write("one.pickle", pickle.dumps(value, protocol)))[0]

    def check_snapshot(self, name, snapshot, expected):
        self.assertEqual(snapshot.limit, expected["traceback_limit"], name)
        self.assertEqual(len(snapshot.traces), len(expected["traces"]), name)
        for got, (domain, size, place, total) in zip(snapshot.traces, expected["traces"]):
            got_frames = snapshot.tracebacks[got[2]]
            self.assertEqual(got_frames, expected["tracebacks"][place], name)
            self.assertEqual(got[:2] + got[3:], [domain, size, total or 0], name)
        places = {str(frames) for frames in snapshot.tracebacks}
        self.assertEqual(len(places), len(snapshot.tracebacks), name)
        self.assertEqual(len(set(snapshot.strings)), len(snapshot.strings), name)
        self.assertEqual(len({tuple(one) for one in snapshot.frames}), len(snapshot.frames), name)

    def check_samples(self, frames):
        expected = tracemalloc_samples.make(self.folder, frames)
        files = expected["files"]
        self.assertGreater(len(files), 50)
        for one, got in zip(files, read(*(self.path(one["file"]) for one in files))):
            name = one["file"]
            self.assertIsInstance(got, list, (name, got))
            self.assertEqual(len(got), len(one["snapshots"]), name)
            for snapshot, what in zip(got, one["snapshots"]):
                self.check_snapshot(name, snapshot, what)

    def test_every_sample_is_read_as_it_was_written(self):
        self.check_samples(25)

    def test_so_it_is_with_one_frame_each(self):
        self.check_samples(1)

    def test_a_file_of_many_pieces_is_read(self):
        # 20000 traces: several frames of the pickle, and many pieces of the file.
        stack = [(("a%d.py" % (i % 50), i), ("b.py", i // 7)) for i in range(3000)]
        traces = [(i % 3, i, stack[i * 7 % 3000], 2) for i in range(20000)]
        for protocol in range(HIGHEST + 1):
            got = self.read_pickled(tracemalloc.Snapshot(traces, 5), protocol)[0]
            self.assertEqual(len(got.tracebacks), 3000)
            for trace, (domain, size, place, total) in zip(traces, got.traces):
                frames = tuple(map(tuple, got.tracebacks[place]))
                self.assertEqual((domain, size, frames, total), trace)

    def test_a_tuple_of_traces_is_a_list_of_them(self):
        stack = (("a.py", 1),)
        for n in (0, 1, 2, 3, 4, 1500):
            traces = tuple((0, i, stack, 1) for i in range(n))
            got = self.read_pickled(tracemalloc.Snapshot(traces, 1))[0]
            self.assertEqual([trace[1] for trace in got.traces], list(range(n)))

    def test_snapshots_may_share_their_traces(self):
        stack = (("a.py", 1),)
        traces = [(0, i, stack, 1) for i in range(10)]
        whole = tracemalloc.Snapshot(traces, 1)
        odd = tracemalloc.Snapshot(traces[1::2], 1)
        same = tracemalloc.Snapshot(traces, 1)
        got = self.read_pickled([odd, whole, same])
        self.assertEqual(len(got), 3)
        self.assertEqual([trace[1] for trace in got[0].traces], [1, 3, 5, 7, 9])
        self.assertEqual([trace[1] for trace in got[1].traces], list(range(10)))
        self.assertEqual([trace[1] for trace in got[2].traces], list(range(10)))

    def test_compressed_files_are_said_to_be(self):
        import bz2
        import lzma

        data = pickle.dumps(tracemalloc.Snapshot([], 1))
        import gzip
        for name, packed in (
            ("gzip", gzip.compress(data)),
            ("xz", lzma.compress(data)),
            ("bzip2", bz2.compress(data)),
        ):
            path = self.write(name, packed)
            self.assertEqual(
                read(path)[0], path + ": byte 0: it is compressed (%s); unpack it first" % name
            )

    def test_nothing_else_is_built(self):
        import collections
        import datetime

        for value, name in (
            (Foreign(), r"posix\.system"),
            (collections.OrderedDict(), r"collections\.OrderedDict"),
            (datetime.date(2024, 1, 1), r"datetime\.date"),
            ([tracemalloc.Snapshot([], 1), Foreign()], r"posix\.system"),
            (tracemalloc.Frame(("a.py", 1)), r"(copyreg\.__newobj__|tracemalloc\.Frame)"),
        ):
            for protocol in range(2, HIGHEST + 1):
                self.assertRegex(
                    self.read_pickled(value, protocol),
                    r"one\.pickle: byte \d+: it asks for %s, which is not part of a snapshot of "
                    "tracemalloc$" % name,
                )

    def test_a_pickle_without_a_snapshot_says_so(self):
        for value in ([], {"a": 1}, "tracemalloc", None, (1, ())):
            self.assertRegex(
                self.read_pickled(value), "byte 0: it is a pickle, but there is no snapshot"
            )

    def test_an_attribute_of_another_kind_names_it(self):
        snapshot = tracemalloc.Snapshot([], 1)
        snapshot.when = __import__("datetime").datetime(2024, 1, 1)
        self.assertRegex(self.read_pickled(snapshot), r"it asks for datetime\.datetime, which")

    def test_numbers_that_cannot_be_are_refused(self):
        stack = (("a.py", 1),)
        for trace, problem in (
            ((0, -1, stack, 1), "the size of a block is negative or"),
            ((0, 2**64, stack, 1), "the size of a block is negative or"),
            ((0, -(2**70), stack, 1), "the size of a block is negative or"),
            ((-1, 1, stack, 1), "the domain of a trace is negative or"),
            ((2**32, 1, stack, 1), "the domain of a trace is negative or"),
            ((0, 1, stack, 2**32), "the number of frames of a trace is negative or"),
            ((0, 1, (("a.py", -1),), 1), "the line of a frame is negative or"),
            ((0, 1, (("a.py", 1), ("a.py", 2**32)), 1), "the line of a frame is negative or"),
            ((0, 1, (("a.py", 1.5),), 1), "where a trace should be, something else is"),
            ((0, 1, ((1, "a.py"),), 1), "where a trace should be, something else is"),
            ((0, 1, "a.py", 1), "where a trace should be, something else is"),
            ((0, 1, None, 1), "where a trace should be, something else is"),
            ((0, None, stack, 1), "where a trace should be, something else is"),
            ((1,), "where a trace should be, something else is"),
            ([0, 1, stack, 1], "where a trace should be, something else is"),
            ("trace", "where a trace should be, something else is"),
            ((0, 1, tuple(("a.py", 1) for _ in range(65536)), 1), "a traceback has more frames"),
        ):
            good = (0, 1, stack, 1)
            snapshot = tracemalloc.Snapshot([good, trace, good], 1)
            files = [
                self.write("%d.pickle" % protocol, pickle.dumps(snapshot, protocol))
                for protocol in range(HIGHEST + 1)
            ]
            for protocol, sentence in enumerate(read(*files)):
                self.assertRegex(sentence, r": byte \d+: " + problem, (trace, protocol))


if __name__ == "__main__":
    unittest.main(verbosity=2)
