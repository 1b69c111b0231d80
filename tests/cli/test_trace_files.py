# SPDX-License-Identifier: GPL-3.0-or-later
"""What seep-cli says of snapshots of tracemalloc."""

import os
import pickle
import tracemalloc

import seep_case
import tracemalloc_samples

STACK = (("a.py", 1), ("b.py", 2))


class TraceFilesTest(seep_case.SeepCase):
    def dump(self, name, value, tail=b""):
        with open(self.path(name), "wb") as stream:
            stream.write(pickle.dumps(value, 4) + tail)
        return name

    def test_info_has_the_numbers_of_every_sample(self):
        files = tracemalloc_samples.make(self.folder, 5)["files"]
        told = self.ask("info", *(one["file"] for one in files))["files"]
        self.assertEqual(len(told), len(files))
        for got, one in zip(told, files):
            snapshots = one["snapshots"]
            self.assertEqual(got["path"], one["file"])
            self.assertEqual(got["format"], "tracemalloc")
            self.assertEqual(got["snapshots"], len(snapshots))
            self.assertEqual(got["traces"], sum(len(s["traces"]) for s in snapshots))
            self.assertEqual(got["tracebacks"], sum(len(s["tracebacks"]) for s in snapshots))
            self.assertEqual(got["bytes"], sum(s["total_size"] for s in snapshots))
            self.assertEqual(got["traceback_limit"], snapshots[0]["traceback_limit"])
            self.assertEqual(got["file_bytes"], os.path.getsize(self.path(one["file"])))
            self.assertEqual(got["truncated"], False)
            odd = one["file"] == "trailing.pickle" or "longer" in one["file"]
            self.assertEqual(len(got["warnings"]), odd, got["warnings"])

    def test_info_tells_what_wrote_it(self):
        stack = STACK
        for traces, python in (
            ([(1, stack)], "3.4 or 3.5"),
            ([(0, 1, stack)], "3.6 or 3.7"),
            ([(0, 1, stack, 2)], "3.9 or later"),
            ([(0, 1, stack, 2, 3)], "later than 3.13"),
            ([(0, 1, stack), (0, 1, stack, 2)], None),
            ([], None),
        ):
            name = self.dump("x.pickle", tracemalloc.Snapshot(traces, 2))
            told = self.ask("info", name)["files"][0]
            self.assertEqual(told["python"], python)
            self.assertEqual(told["format_version"], "pickle 4")

    def test_info_is_a_table_too(self):
        name = self.dump("x.pickle", tracemalloc.Snapshot([(0, 2048, STACK, 2)] * 3, 25), b"tail")
        done = self.seep("info", name)
        self.assertEqual(done.returncode, 0, done.stderr)
        for line in (
            r"  Format +tracemalloc \(pickle 4\), \d+ B",
            r"  Traced blocks +3",
            r"  Tracebacks +1",
            r"  Frames kept of each +25",
            r"  Size of all blocks +6.0 KiB",
            r"  Warning +x.pickle: byte \d+: the snapshot ends here; the rest of the file \(4 B\)",
        ):
            self.assertRegex(done.stdout, line)

    def test_objects_are_not_looked_for_in_traces(self):
        name = self.dump("x.pickle", tracemalloc.Snapshot([(0, 1, STACK, 2)], 25))
        for arguments in (["types", name], ["paths", name, "--type", "dict"]):
            done = self.seep(*arguments)
            self.assertEqual(done.stderr, "x.pickle: it holds allocations, not objects\n")
            self.assertNotEqual(done.returncode, 0)

    def test_a_file_that_was_cut_off_is_one_sentence_and_3(self):
        name = self.dump("x.pickle", tracemalloc.Snapshot([(0, 1, STACK, 2)], 1))
        size = os.path.getsize(self.path(name))
        os.truncate(self.path(name), size - 1)
        done = self.seep("info", name)
        self.assertEqual(done.returncode, 3)
        self.assertRegex(done.stderr, r"^x.pickle: byte \d+: [^\n]* cut off [^\n]*\n$")


if __name__ == "__main__":
    seep_case.main()
