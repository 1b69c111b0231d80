# SPDX-License-Identifier: GPL-3.0-or-later
"""What `diff` says of dumps and snapshots that one program wrote, against what that program did."""

import ast
import os
import sys
import textwrap
import tracemalloc
import unittest

import seep_case

HEAPS = """
    import gc, os
    import seep_agent

    class Session:
        def __init__(self, number):
            self.number = number
            self.body = bytearray(1000)
    class Once: pass
    gc.disable()
    cache = {}
    once = [Once() for _ in range(20)]
    steady = [bytes(100 + number) for number in range(50)]
    told = []
    for dump in range(6):
        for number in range(40):
            cache[dump, number] = Session(number)
        if dump == 3:
            once = None
        seep_agent.dump(os.path.join(FOLDER, "%d.seepheap" % dump))
        told.append([id(session) for session in cache.values()])
    print(told)
"""

# Of two snapshots and three: what is kept grows by the same each time, but for one place.
TRACES = """
    import os, tracemalloc
    tracemalloc.start(8)
    kept = []
    def allocate(count, size):
        return [bytes(size) for _ in range(count)]
    def nested(depth):
        return nested(depth - 1) if depth else allocate(7, 3000)
    for number in range(3):
        kept.append(allocate(10, 500 + number))
        kept.append(nested(4))
        if number == 2:
            kept.append({str(key): key for key in range(100, 200)})
        tracemalloc.take_snapshot().dump(os.path.join(FOLDER, "%d.snapshot" % number))
"""


class Diff(seep_case.SeepCase):
    @classmethod
    def setUpClass(cls):
        case = cls("test_rows_have_both_sides")
        seep_case.SeepCase.setUp(case)
        cls.case = case
        folder = "FOLDER = %r\n" % case.folder
        done = case.record(folder + textwrap.dedent(HEAPS))
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        cls.sessions = ast.literal_eval(done.stdout)
        case.write("traces.py", folder + textwrap.dedent(TRACES))
        done = case.call(sys.executable, case.path("traces.py"))
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        cls.heaps = [case.path("%d.seepheap" % number) for number in range(6)]
        cls.traces = [case.path("%d.snapshot" % number) for number in range(3)]
        done = case.record("class Session: pass\nkept = [Session(), Session()]")
        cls.other = case.path("out.seepheap")

    @classmethod
    def tearDownClass(cls):
        cls.case.doCleanups()

    def row(self, document, key):
        found = [row for row in document["rows"] if row["key"] == key]
        self.assertEqual(len(found), 1, key)
        return found[0]

    def refuse(self, *arguments):
        """The sentence on stderr."""
        done = self.seep("diff", *arguments)
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        return done.stderr

    # --- Heaps --------------------------------------------------------------------------------------

    def test_rows_have_both_sides(self):
        document = self.ask("diff", self.heaps[0], self.heaps[2])
        sessions = self.row(document, "__main__.Session")
        self.assertEqual((sessions["count"], sessions["count_diff"]), ([40, 120], 80))
        self.assertEqual(sessions["bytes_diff"], sessions["bytes"][1] - sessions["bytes"][0])
        self.assertEqual(sessions["bytes"][1], 3 * sessions["bytes"][0])
        self.assertNotIn("slope", sessions)
        for heap, count, size in zip(
            (self.heaps[0], self.heaps[2]), document["total"]["count"], document["total"]["bytes"]
        ):
            total = self.ask("types", heap)["total"]
            self.assertEqual((total["count"], total["bytes"]), (count, size))
        changes = [abs(row["bytes_diff"]) for row in document["rows"]]
        self.assertEqual(changes, sorted(changes, reverse=True))

    def test_what_did_not_change_is_hidden(self):
        document = self.ask("diff", self.heaps[0], self.heaps[1])
        everything = self.ask("diff", "--all", self.heaps[0], self.heaps[1])
        keys = [row["key"] for row in document["rows"]]
        self.assertNotIn("__main__.Once", keys)
        self.assertEqual(self.row(everything, "__main__.Once")["count"], [20, 20])
        self.assertEqual(len(everything["rows"]), len(keys) + document["unchanged"])
        self.assertEqual(everything["unchanged"], 0)

    def test_objects_are_matched(self):
        document = self.ask("diff", self.heaps[2], self.heaps[3])
        self.assertTrue(document["one_process"])
        objects = document["objects"]
        before = self.ask("info", self.heaps[2])["files"][0]["objects"]
        after = self.ask("info", self.heaps[3])["files"][0]["objects"]
        self.assertEqual(objects["survived"] + objects["gone"], before)
        self.assertEqual(objects["survived"] + objects["new"], after)

        # Sessions are never freed: those of the first dump are all there in the second.
        def counts(scope):
            found = self.ask("diff", "--all", "--scope", scope, self.heaps[2], self.heaps[3])
            return {row["key"]: row["count"] for row in found["rows"]}

        self.assertEqual(counts("survived")["__main__.Session"], [120, 120])
        self.assertEqual(counts("new")["__main__.Session"], [0, 40])
        self.assertNotIn("__main__.Session", counts("gone"))
        self.assertEqual(counts("gone")["__main__.Once"], [20, 0])
        self.assertNotIn("__main__.Once", counts("survived"))
        self.assertLess(set(self.sessions[2]), set(self.sessions[3]))

    def test_other_processes_share_types_only(self):
        done = self.seep("--json", "diff", self.heaps[0], self.other)
        self.assertEqual(done.returncode, 0)
        self.assertIn("different processes", done.stderr)
        document = seep_case.json.loads(done.stdout)
        self.assertEqual((document["one_process"], document["objects"]), (False, None))
        self.assertEqual(self.row(document, "__main__.Session")["count"], [40, 2])
        self.assertIn("different processes", self.refuse("--scope", "new", self.heaps[0], self.other))

    def test_slopes_come_with_three(self):
        document = self.ask("diff", *self.heaps)
        sessions = self.row(document, "__main__.Session")
        self.assertEqual(sessions["count"], [40, 80, 120, 160, 200, 240])
        step = sessions["bytes"][0]
        self.assertEqual(
            (sessions["slope"], sessions["slope_low"], sessions["slope_high"]), (step, step, step)
        )
        self.assertEqual(sessions["verdict"], "growing")
        self.assertEqual(document["objects"], self.ask("diff", self.heaps[0], self.heaps[5])["objects"])

        few = self.row(self.ask("diff", *self.heaps[:3]), "__main__.Session")
        self.assertEqual((few["slope_low"], few["slope_high"]), (None, None))
        self.assertEqual((few["slope"], few["verdict"]), (step, "may-be-growing"))
        once = self.row(document, "__main__.Once")
        self.assertEqual((once["count"], once["count_diff"]), ([20, 20, 20, 0, 0, 0], -20))

    def test_two_and_three_files_agree(self):
        two = self.ask("diff", "--all", self.heaps[0], self.heaps[4])
        three = self.ask("diff", "--all", self.heaps[0], self.heaps[0], self.heaps[4])
        self.assertEqual(
            [(row["key"], row["bytes"]) for row in two["rows"]],
            [(row["key"], row["bytes"][1:]) for row in three["rows"]],
        )

    def test_tables_are_for_people(self):
        done = self.seep("diff", self.heaps[0], self.heaps[1])
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = [line.split() for line in done.stdout.splitlines()]
        self.assertEqual(lines[0], ["Type", "Count", "Change", "Size", "Change"])
        self.assertIn(["__main__.Session", "80", "+40"], [line[:3] for line in lines])
        self.assertIn("survived", done.stdout)
        total = self.ask("diff", self.heaps[0], self.heaps[1])["total"]
        self.assertIn(
            "All together {:,} objects (+{:,})".format(total["count"][1], total["count_diff"]),
            done.stdout,
        )
        done = self.seep("diff", *self.heaps)
        self.assertIn("growing", done.stdout)
        self.assertIn("to", done.stdout)

    # --- Allocations --------------------------------------------------------------------------------

    def load(self, number):
        return tracemalloc.Snapshot.load(self.traces[number])

    def check_text(self, key, cumulative):
        arguments = ["--by", {"lineno": "line", "filename": "file"}.get(key, key)]
        arguments += ["--cumulative"] * cumulative
        done = self.seep("diff", "--text", "--limit", "0", *arguments, self.traces[0], self.traces[2])
        self.assertEqual(done.returncode, 0, done.stderr)
        expected = self.load(2).compare_to(self.load(0), key, cumulative)
        lines = [line for line in done.stdout.splitlines() if not line.startswith("  File")]
        self.assertEqual(lines, [str(row) for row in expected])

    def test_text_is_that_of_tracemalloc(self):
        for key in ("lineno", "filename", "traceback"):
            self.check_text(key, False)
        for key in ("lineno", "filename"):
            self.check_text(key, True)

    def test_places_have_both_sides(self):
        document = self.ask("diff", self.traces[0], self.traces[1])
        self.assertEqual(document["by"], "line")
        expected = {
            (row.traceback[0].filename, row.traceback[0].lineno): (row.size_diff, row.count_diff)
            for row in self.load(1).compare_to(self.load(0), "lineno")
            if row.size_diff or row.count_diff
        }
        found = {
            (row["frames"][0]["file"], row["frames"][0]["line"]): (row["bytes_diff"], row["count_diff"])
            for row in document["rows"]
        }
        self.assertEqual(found, expected)
        self.assertNotIn("objects", document)

    def test_a_filter_leaves_places_out(self):
        arguments = ("diff", self.traces[0], self.traces[2])
        own = self.case.path("traces.py")
        everything = self.ask(*arguments)["rows"]
        self.assertNotEqual({row["frames"][0]["file"] for row in everything}, {own})
        rows = self.ask(*arguments, "--filter", own)["rows"]
        self.assertEqual(rows, [row for row in everything if row["frames"][0]["file"] == own])

    def test_three_snapshots_have_slopes(self):
        document = self.ask("diff", "--by", "file", *self.traces)
        row = self.row(document, self.case.path("traces.py"))
        sizes = [
            sum(trace.size for trace in self.load(number).traces
                if trace.traceback[-1].filename == self.case.path("traces.py"))
            for number in range(3)
        ]
        self.assertEqual(row["bytes"], sizes)
        self.assertEqual(row["verdict"], "may-be-growing")

    def test_a_traceback_has_its_frames_below(self):
        arguments = ("diff", "--by", "traceback", self.traces[0], self.traces[2])
        rows = self.ask(*arguments)["rows"]
        lines = self.seep(*arguments, "--limit", "0").stdout.splitlines()
        places = [line.split()[0] for line in lines[1:] if self.case.folder in line]
        expected = [
            "%s:%d" % (frame["file"], frame["line"]) for row in rows for frame in row["frames"]
        ]
        self.assertEqual(places, [place for place in expected if self.case.folder in place])

    # --- What means nothing ---------------------------------------------------------------------------

    def test_what_means_nothing_is_refused(self):
        heap, traces = self.heaps[0], self.traces[0]
        self.assertIn("only files of one kind", self.refuse(heap, traces))
        self.assertIn("one snapshot", self.refuse(heap))
        self.assertIn("one snapshot", self.refuse(traces))
        self.assertIn("have no types", self.refuse("--by", "type", traces, traces))
        self.assertIn("--by owner", self.refuse("--by", "owner", heap, heap))
        self.assertIn("--scope", self.refuse("--scope", "new", traces, traces))
        self.assertIn("--scope", self.refuse("--scope", "new", heap, heap, heap))
        self.assertIn("--scope", self.refuse("--scope", "old", heap, heap))
        self.assertIn("--filter", self.refuse("--filter", "*.py", heap, heap))
        self.assertIn("two snapshots", self.refuse("--text", traces, traces, traces))
        self.assertIn("no allocations", self.refuse("--by", "line", heap, heap))
        done = self.seep("diff", self.path("missing"), heap)
        self.assertEqual(done.returncode, 3)
        self.assertTrue(os.path.exists(heap))


if __name__ == "__main__":
    unittest.main(verbosity=2)
