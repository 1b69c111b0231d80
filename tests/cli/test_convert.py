# SPDX-License-Identifier: GPL-3.0-or-later
"""What `convert` writes is what the other commands say, in a form that others read."""

import collections
import csv
import json
import os
import stat
import sys
import tracemalloc

import seep_case

HEAP = """
    class Session:
        def __init__(self, number):
            self.text = "commas, \\"quotes\\"\\r\\nand lines %d" % number
    kept = [Session(number) for number in range(30)]
"""

# A file's name may hold what separates stacks.
TRACES = """
    import tracemalloc
    tracemalloc.start(3)
    def outer(depth):
        return outer(depth - 1) if depth else [bytes(500) for _ in range(9)]
    code = compile("kept = [outer(1), outer(5)]\\n", "odd;name\\n.py", "exec")
    exec(code)
    for number in range(2):
        tracemalloc.take_snapshot().dump("%d.snapshot" % number)
        more = bytearray(5000)
"""


class Convert(seep_case.SeepCase):
    @classmethod
    def setUpClass(cls):
        case = cls("test_an_unknown_ending_is_refused")
        seep_case.SeepCase.setUp(case)
        cls.case = case
        done = case.record(HEAP)
        cls.heap = case.path("out.seepheap")
        case.write("traces.py", TRACES)
        done = case.call(sys.executable, case.path("traces.py"))
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        cls.traces = case.path("1.snapshot")

    @classmethod
    def tearDownClass(cls):
        cls.case.doCleanups()

    def convert(self, source, name, *options):
        """The path of what was written."""
        path = self.path(name)
        answer = self.ask("convert", source, "-o", path, *options)
        self.assertEqual(answer["path"], path)
        self.assertEqual(answer["format"], name.rpartition(".")[2])
        self.assertEqual(answer["bytes"], os.path.getsize(path))
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        return path

    def load(self, source, *options):
        with open(self.convert(source, "out.json", *options), encoding="utf-8") as stream:
            return json.load(stream)

    def table(self, source, *options):
        """Rows as dictionaries; every line ends as RFC 4180 says."""
        path = self.convert(source, "out.csv", *options)
        with open(path, encoding="utf-8", newline="") as stream:
            text = stream.read()
        self.assertTrue(text.endswith("\r\n"))
        return list(csv.DictReader(text.splitlines(keepends=True)))

    # --- Heaps --------------------------------------------------------------------------------------

    def test_an_index_holds_the_same_heap(self):
        path = self.convert(self.heap, "indexed.seepheap")
        info = self.ask("info", path)["files"][0]
        self.assertEqual(info["profile"], "indexed")
        for arguments in (["types"], ["objects", "--type", "Session"], ["paths", "--type", "Session"]):
            command = [arguments[0], path] + arguments[1:]
            expected = [arguments[0], self.heap] + arguments[1:]
            self.assertEqual(self.ask(*command), self.ask(*expected))
        again = self.convert(path, "again.seepheap")
        self.assertEqual(self.ask("types", again), self.ask("types", self.heap))

    def test_json_has_types_and_objects(self):
        document = self.load(self.heap)
        types = self.ask("types", self.heap)
        self.assertEqual((document["types"], document["total"]), (types["types"], types["total"]))
        self.assertEqual(document["facts"]["python.version"], "%d.%d.%d" % sys.version_info[:3])
        self.assertEqual(document["warnings"], [])
        self.assertNotIn("objects", document)

        objects = self.load(self.heap, "--objects")["objects"]
        expected = self.ask("objects", self.heap, "--where", "bytes>=0", "--sort", "address")
        self.assertEqual(objects, expected["objects"])

    def test_tables_are_read_by_others(self):
        rows = self.table(self.heap)
        types = self.ask("types", self.heap)["types"]
        self.assertEqual(
            [(row["name"], int(row["count"]), int(row["bytes"])) for row in rows],
            [(row["name"], row["count"], row["bytes"]) for row in types],
        )

        rows = self.table(self.heap, "--objects")
        objects = self.ask("objects", self.heap, "--where", "bytes>=0", "--sort", "address")["objects"]
        self.assertEqual(
            [(row["address"], row["type"], row["preview"] or None) for row in rows],
            [(row["address"], row["type"], row["preview"]) for row in objects],
        )
        previews = [row["preview"] for row in rows if "commas, " in row["preview"]]
        self.assertGreaterEqual(len(previews), 30)

    # --- Allocations --------------------------------------------------------------------------------

    def expect_stacks(self):
        """Stacks as tracemalloc has them, outermost frame first, with their bytes."""
        stacks = collections.Counter()
        for trace in tracemalloc.Snapshot.load(self.traces).traces:
            frames = [(frame.filename, frame.lineno) for frame in trace.traceback]
            cut = (getattr(trace.traceback, "total_nframe", None) or 0) > len(frames)
            stacks[cut, tuple(frames)] += trace.size
        return stacks

    def test_json_has_sites_with_frames(self):
        snapshot = self.load(self.traces)["snapshots"][0]
        found = collections.Counter()
        for site in snapshot["sites"]:
            frames = [(frame["file"], frame["line"]) for frame in reversed(site["frames"])]
            found[(site["total_frames"] or 0) > len(frames), tuple(frames)] += site["bytes"]
        self.assertEqual(found, self.expect_stacks())
        self.assertEqual(snapshot["total"]["bytes"], sum(found.values()))

    def test_csv_has_lines(self):
        rows = self.table(self.traces)
        statistics = tracemalloc.Snapshot.load(self.traces).statistics("lineno")
        self.assertEqual(
            [(row["file"], int(row["line"]), int(row["bytes"]), int(row["count"])) for row in rows],
            [(row.traceback[0].filename, row.traceback[0].lineno, row.size, row.count)
             for row in statistics],
        )
        self.assertEqual({row["snapshot"] for row in rows}, {"1"})

    def test_stacks_become_flames(self):
        path = self.convert(self.traces, "out.collapsed")
        found = collections.Counter()
        with open(path, encoding="utf-8", newline="\n") as stream:
            for line in stream:
                stack, _, size = line.rstrip("\n").rpartition(" ")
                frames = stack.split(";")
                cut = frames[0] == "[truncated]"
                places = []
                for frame in frames[cut:]:
                    name, _, number = frame.rpartition(":")
                    name = name.replace("\\x3b", ";").replace("\\x0a", "\n")
                    places.append((name, int(number)))
                found[cut, tuple(places)] += int(size)
        self.assertEqual(found, self.expect_stacks())
        self.assertIn("odd;name\n.py", {place[0] for _, places in found for place in places})

    # --- What means nothing ---------------------------------------------------------------------------

    def refuse(self, *arguments):
        done = self.seep("convert", *arguments)
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        return done.stderr

    def test_an_unknown_ending_is_refused(self):
        message = self.refuse(self.heap, "-o", self.path("out.txt"))
        for ending in ("seepheap", "json", "csv", "collapsed"):
            self.assertIn("." + ending, message)
        self.assertIn("-o", self.refuse(self.heap))

    def test_what_means_nothing_is_refused_and_leaves_what_was_there(self):
        for source, name, options in (
            (self.traces, "old.seepheap", []),
            (self.traces, "old.json", ["--objects"]),
            (self.heap, "old.collapsed", []),
            (self.heap, "old.seepheap", ["--objects"]),
        ):
            path = self.write(name, "as it was")
            self.refuse(source, "-o", path, *options)
            with open(path, encoding="utf-8") as stream:
                self.assertEqual(stream.read(), "as it was")
        self.assertEqual(
            sorted(name for name in os.listdir(self.folder) if name != "tmp"),
            ["old.collapsed", "old.json", "old.seepheap"],
        )

    def test_what_cannot_be_written_is_told(self):
        done = self.seep("convert", self.heap, "-o", self.path("no", "such", "folder.csv"))
        self.assertEqual(done.returncode, 3)
        self.assertIn("folder.csv", done.stderr)


if __name__ == "__main__":
    seep_case.main()
