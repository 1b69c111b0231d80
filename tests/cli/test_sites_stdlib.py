# SPDX-License-Identifier: GPL-3.0-or-later
"""Statistics, filters and comparisons of tracemalloc's files are those of the tracemalloc that wrote
them: numbers, order and text.

Python 3.6 keeps a stack in the order of the file, most recent frame first; all later ones turn it
round. So 3.6 has another order of stacks whose numbers are equal, and names another frame in the text
of a stack's row. That is taken from Seep's rows before they are compared (see as_written_by); nothing
else is.
"""

import os
import shutil
import subprocess
import sys
import tempfile

import seep_case
import tracemalloc_samples

KEYS = {"lineno": "line", "filename": "file", "traceback": "traceback"}
TURNS_STACKS = sys.version_info >= (3, 7)
N_FILTERS = 25


def show(name):
    """A name as text: half a surrogate pair has no other."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def show_frames(frames):
    return [(show(name), line) for name, line in frames]


def as_written_by(rows, key_type, sort_key):
    """Seep's rows (dicts with frames and text) as this Python has them."""
    if TURNS_STACKS or key_type != "traceback":
        return rows
    changed = []
    for row in rows:
        start = "%s:%d" % row["frames"][-1]
        assert row["text"].startswith(start + ": "), row["text"]
        text = "%s:%d" % row["frames"][0] + row["text"][len(start):]
        changed.append(dict(row, text=text))
    # Names as texts compare as the names do: no two of the samples' begin the same up to half a pair.
    changed.sort(key=lambda row: sort_key(row) + (row["frames"],), reverse=True)
    return changed


class Stdlib(seep_case.SeepCase):
    @classmethod
    def setUpClass(cls):
        cls.samples = os.path.realpath(tempfile.mkdtemp(prefix="seep-test-"))
        cls.expected = tracemalloc_samples.make(cls.samples)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.samples)

    def sample(self, name):
        return os.path.join(self.samples, name)

    def check_rows(self, told, expected, names):
        self.assertEqual(len(told), expected["n_rows"])
        for mine, row in zip(told, expected["rows"]):
            self.assertEqual(mine["frames"], show_frames(row["frames"]))
            self.assertEqual([mine[name] for name in names], [row[name] for name in names])
            self.assertEqual(mine["text"], show(row["text"]))

    # --- Statistics ----------------------------------------------------------------------------

    def list_sites(self, name, options):
        document = self.ask("sites", self.sample(name), *options)
        done = self.seep("sites", "--text", "--limit", "0", self.sample(name), *options)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        texts = [line for line in done.stdout.splitlines() if not line.startswith('  File "')]
        self.assertEqual(len(texts), len(document["sites"]))
        return [
            {
                "frames": [(frame["file"], frame["line"]) for frame in site["frames"]],
                "size": site["bytes"],
                "count": site["count"],
                "text": text,
            }
            for site, text in zip(document["sites"], texts)
        ]

    def test_statistics(self):
        for expected in self.expected["statistics"]:
            key_type = expected["key_type"]
            options = ["--by", KEYS[key_type]]
            if expected["cumulative"]:
                options.append("--cumulative")
            with self.subTest(file=expected["file"], options=options):
                told = self.list_sites(expected["file"], options)
                self.assertEqual(sum(row["size"] for row in told), expected["size"])
                self.assertEqual(sum(row["count"] for row in told), expected["count"])
                told = as_written_by(told, key_type, lambda row: (row["size"], row["count"]))
                self.check_rows(told, expected, ("size", "count"))

    # --- Filters -------------------------------------------------------------------------------

    def write_filter(self, one):
        text = "" if one["inclusive"] else "!"
        if "pattern" not in one:
            return text + "domain=%d" % one["domain"]
        text += "any:" if one["all_frames"] else ""
        text += one["pattern"]
        text += "" if one["lineno"] is None else ":%d" % one["lineno"]
        return text + ("" if one["domain"] is None else " domain=%d" % one["domain"])

    def test_filters(self):
        n_asked = 0
        for expected in self.expected["filters"]:
            if any(one.get("pattern") == "" for one in expected["filters"]):
                continue  # nobody can write that: test-site-filter.c has it
            texts = [self.write_filter(one) for one in expected["filters"]]
            with self.subTest(file=expected["file"], filters=texts):
                options = [word for text in texts for word in ("--filter", text)]
                total = self.ask("sites", self.sample(expected["file"]), *options)["total"]
                self.assertEqual(total, {"count": expected["n"], "bytes": expected["size"]})
                n_asked += 1
        self.assertEqual(n_asked, 2 * N_FILTERS)

    # --- Comparisons ---------------------------------------------------------------------------

    def list_changes(self, old, new, by, counting):
        out = subprocess.run(
            [os.environ["COMPARE_SITES"], self.sample(old), self.sample(new), by, counting],
            stdout=subprocess.PIPE,
            check=True,
        ).stdout.decode("utf-8")
        for line in out.split("\n")[:-1]:
            size, size_diff, count, count_diff, frames, text = line.split("\t")
            places = [frame.rpartition(":") for frame in frames.split("|")]
            yield {
                "size": int(size),
                "size_diff": int(size_diff),
                "count": int(count),
                "count_diff": int(count_diff),
                "frames": [(name, int(number)) for name, _, number in places],
                "text": text,
            }

    def test_comparisons(self):
        for expected in self.expected["compare"]:
            key_type = expected["key_type"]
            counting = "cumulative" if expected["cumulative"] else "own"
            with self.subTest(old=expected["old"], by=key_type, counting=counting):
                told = list(
                    self.list_changes(expected["old"], expected["new"], KEYS[key_type], counting)
                )
                told = as_written_by(
                    told,
                    key_type,
                    lambda row: (abs(row["size_diff"]), row["size"], abs(row["count_diff"]),
                                 row["count"]),
                )
                self.check_rows(told, expected, ("size", "size_diff", "count", "count_diff"))


if __name__ == "__main__":
    seep_case.main()
