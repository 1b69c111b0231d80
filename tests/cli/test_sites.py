# SPDX-License-Identifier: GPL-3.0-or-later
"""seep-cli sites: what its rows hold, of trace files and of heap dumps, and what it refuses.

That the numbers are tracemalloc's is what test_sites_stdlib.py is about.
"""

import pickle
import sys
import tracemalloc

import seep_case

HERE = (("app.py", 3), ("main.py", 9))
DEEP = (("rec.py", 1), ("rec.py", 1), ("main.py", 9))
TRACES = [(0, 100, HERE, 2), (0, 50, HERE, 2), (7, 30, DEEP, 40), (0, 1, (("lib.pyc", 4),), 1)]


class Sites(seep_case.SeepCase):
    def setUp(self):
        super().setUp()
        self.snapshot = tracemalloc.Snapshot(TRACES, 3)
        self.file = self.path("snap.pickle")
        with open(self.file, "wb") as stream:
            pickle.dump(self.snapshot, stream)

    def list_sites(self, *options):
        return self.ask("sites", self.file, *options)["sites"]

    def list_numbers(self, *options):
        return [
            (site["file"], site["line"], site["bytes"], site["count"])
            for site in self.list_sites(*options)
        ]

    def test_rows_have_these_keys(self):
        for by in ("line", "file", "traceback"):
            document = self.ask("sites", self.file, "--by", by)
            self.assertEqual(document["total"], {"count": 4, "bytes": 181})
            for site in document["sites"]:
                self.assertEqual(
                    list(site),
                    ["file", "line", "function", "frames", "total_frames", "bytes", "count"],
                )
                self.assertEqual(list(site["frames"][0]), ["file", "line", "function"])
                self.assertEqual(
                    (site["file"], site["line"], site["function"]),
                    tuple(site["frames"][0].values()),
                )

    def test_lines_if_nothing_is_said(self):
        expected = [("app.py", 3, 150, 2), ("rec.py", 1, 30, 1), ("lib.pyc", 4, 1, 1)]
        self.assertEqual(self.list_numbers(), expected)
        self.assertEqual(self.list_numbers("--by", "line"), expected)
        self.assertEqual(self.list_numbers("--limit", "1"), expected[:1])

    def test_files_have_no_line(self):
        self.assertEqual(
            self.list_numbers("--by", "file"),
            [("app.py", 0, 150, 2), ("rec.py", 0, 30, 1), ("lib.pyc", 0, 1, 1)],
        )

    def test_stacks_begin_with_the_most_recent_frame(self):
        sites = self.list_sites("--by", "traceback")
        self.assertEqual(
            [[(frame["file"], frame["line"]) for frame in site["frames"]] for site in sites],
            [list(HERE), list(DEEP), [("lib.pyc", 4)]],
        )
        self.assertEqual([site["total_frames"] for site in sites], [2, 40, 1])

    def test_recursion_counts_each_time_or_once(self):
        self.assertEqual(
            self.list_numbers("--cumulative"),
            [("main.py", 9, 180, 3), ("app.py", 3, 150, 2), ("rec.py", 1, 60, 2),
             ("lib.pyc", 4, 1, 1)],
        )
        once = self.list_numbers("--cumulative-once")
        self.assertEqual(once[2], ("rec.py", 1, 30, 1))
        self.assertEqual(sum(site[2] for site in once), 361)

    def test_filters_join(self):
        def ask(*filters):
            options = [word for text in filters for word in ("--filter", text)]
            return self.ask("sites", self.file, *options)["total"]["bytes"]

        self.assertEqual(ask("*.py"), 181)  # .pyc goes by the name of its source
        self.assertEqual(ask("app.py", "lib.py"), 151)
        self.assertEqual(ask("!app.py"), 31)
        self.assertEqual(ask("main.py"), 0)
        self.assertEqual(ask("any:main.py"), 180)
        self.assertEqual(ask("any:main.py", "!rec.py:1"), 150)
        self.assertEqual(ask("domain=7"), 30)
        self.assertEqual(ask("* domain=0"), 151)

    def test_text_is_that_of_tracemalloc(self):
        # Up to 3.8 a trace does not know how many frames there were.
        known = TRACES if sys.version_info >= (3, 9) else [trace[:3] for trace in TRACES]
        snapshot = tracemalloc.Snapshot(known, 3)
        for by, key_type in (("line", "lineno"), ("file", "filename")):
            done = self.seep("sites", self.file, "--by", by, "--text")
            self.assertEqual(
                done.stdout.splitlines(), [str(row) for row in snapshot.statistics(key_type)]
            )
        done = self.seep("sites", self.file, "--by", "traceback", "--text")
        expected = []
        for row in snapshot.statistics("traceback"):
            expected.append(str(row))
            expected.extend(row.traceback.format())
        self.assertEqual(done.stdout.splitlines(), expected)

    def test_table_is_for_people(self):
        done = self.seep("sites", self.file)
        self.assertEqual(done.stderr, "")
        self.assertRegex(done.stdout, r"\A +Size +Count +Average +Place\n")
        self.assertRegex(done.stdout, r"\n *150 B +2 +75 B +app\.py:3\n")
        self.assertRegex(done.stdout, r"\n3 of 3 places; all together 4 blocks, 181 B\n\Z")
        self.assertRegex(self.seep("sites", self.file, "--by", "file").stdout, r" app\.py\n")
        stacks = self.seep("sites", self.file, "--by", "traceback").stdout
        self.assertRegex(
            stacks,
            r" rec\.py:1\n +rec\.py:1\n +main\.py:9\n +\u2026 truncated: 3 of 40 frames\n",
        )

    def test_last_of_several_snapshots(self):
        several = self.path("several.pickle")
        other = tracemalloc.Snapshot(TRACES[:1], 3)
        with open(several, "wb") as stream:
            pickle.dump([self.snapshot, other], stream)
        done = self.seep("--json", "sites", several)
        self.assertIn('"total":{"count":1,"bytes":100}', done.stdout.replace(" ", ""))
        self.assertRegex(done.stderr, r"\A[^\n]*several\.pickle holds 2 snapshots[^\n]*\n\Z")
        self.assertEqual(self.seep("--quiet", "sites", several).stderr, "")
        first = self.ask("sites", several, "--snapshot", "1")
        self.assertEqual(first["total"]["bytes"], 181)
        self.refuse(2, "there is no snapshot 3", "sites", several, "--snapshot", "3")

    def refuse(self, code, pattern, *arguments):
        done = self.seep(*arguments)
        self.assertEqual((done.returncode, done.stdout), (code, ""))
        self.assertRegex(done.stderr, r"\A[^\n]*%s[^\n]*\n\Z" % pattern)

    def test_says_why_not(self):
        file = self.file
        self.refuse(2, "--by takes one of line, file, ", "sites", file, "--by", "module")
        self.refuse(2, "cannot be cumulative", "sites", file, "--by", "traceback", "--cumulative")
        self.refuse(2, "record no functions", "sites", file, "--by", "function")
        self.refuse(2, "lacks a file pattern", "sites", file, "--filter", "!")
        self.refuse(2, "--at and --kind", "sites", file, "--at", "peak")
        self.refuse(2, "--at and --kind", "sites", file, "--kind", "leaked")
        self.refuse(2, "Either --cumulative", "sites", file, "--cumulative", "--cumulative-once")
        told = self.seep("sites", file, "--text", "--json")
        self.assertEqual(told.returncode, 2)
        self.assertRegex(told.stderr, r"\AEither --text or --json")
        self.refuse(2, "--snapshot takes", "sites", file, "--snapshot", "-1")
        shown = self.seep("sites", "--help").stdout
        self.assertNotIn("--at", shown)
        self.assertNotIn("--kind", shown)


class HeapDump(seep_case.SeepCase):
    PROGRAM = """
        def keep(n):
            return [bytearray(1000) for _ in range(n)]

        kept = keep(50)
    """

    def test_objects_that_were_traced(self):
        done = self.record(self.PROGRAM, "--tracemalloc", "5")
        self.assertEqual(done.returncode, 0, done.stderr)
        document = self.ask("sites", "out.seepheap", "--filter", "*app.py:3")
        objects = self.ask("types", "out.seepheap", "--match", "bytearray")["types"]
        site = document["sites"][0]
        self.assertEqual((site["line"], len(document["sites"])), (3, 1))
        self.assertGreaterEqual(site["bytes"], objects[0]["bytes"])
        self.assertGreaterEqual(site["count"], 50)
        stack = self.ask("sites", "out.seepheap", "--by", "traceback", "--limit", "1")["sites"][0]
        self.assertEqual({frame["file"] for frame in stack["frames"]}, {self.path("app.py")})

    def test_nothing_was_traced(self):
        self.record(self.PROGRAM)
        done = self.seep("--json", "sites", "out.seepheap")
        self.assertEqual(done.returncode, 2)
        self.assertIn('"not-found"', done.stdout)
        self.assertRegex(done.stderr, r"\A[^\n]*--tracemalloc[^\n]*\n\Z")


if __name__ == "__main__":
    seep_case.main()
