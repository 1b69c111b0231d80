# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts and growth against objgraph itself, over the same objects.

A tool changes the heap that it looks at, so both get one list: gc.get_objects() is called once, the
dump is made while the list lives, and objgraph's own code counts what is in the list. The program
under test does that; here the two are compared. What the dump has beyond the list is told object by
object, and it is no more than what measuring adds: see Objgraph.setUpClass.
"""

import collections
import json
import subprocess
import sys
import textwrap

import seep_case

# Three classes have one last part of their names: objgraph counts their instances together.
PROGRAM = """
    import gc, importlib.util, json, os, sys, types
    import seep_agent

    spec = importlib.util.spec_from_file_location("objgraph", OBJGRAPH)
    objgraph = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(objgraph)

    class Node:
        def __init__(self, *others):
            self.others = others
    class Other:
        class Node: pass
    def make():
        class Local: pass
        return Local
    Local = make()
    kept = [[Node(), {}], [Other.Node() for _ in range(7)], [Local() for _ in range(5)], set(), {1: []}]

    class Frozen:
        "What objgraph asks of the collector, answered with one list."
        objects = None
        def get_objects(self): return self.objects
        def collect(self): pass
    frozen = Frozen()
    objgraph.gc = frozen
    peaks = {}
    long_peaks = {}

    def measure(number):
        gc.collect()
        gc.disable()
        # Frozen objects are tracked, and gc.get_objects() does not list them. A collection of
        # Python 3.12 freezes what is immortal.
        gc.unfreeze()
        objects = gc.get_objects()
        path = os.path.join(FOLDER, "%d.seepheap" % number)
        seep_agent.dump(path)
        frozen.objects = objects
        answer = {
            "ids": [id(thing) for thing in objects],
            "list": id(objects),
            "short": objgraph.typestats(objects),
            "long": objgraph.typestats(objects, shortnames=False),
            "common": objgraph.most_common_types(10, objects),
            "growth": objgraph.growth(None, peaks),
            "long_growth": objgraph.growth(None, long_peaks, shortnames=False),
        }
        frozen.objects = None
        with open(os.path.join(FOLDER, "%d.json" % number), "w") as stream:
            json.dump(answer, stream)

    # Down and up again below the peak, then above it: 30, 20, 27, 45 nodes.
    for number, count in enumerate((30, 20, 27, 45)):
        kept[0] = [Node([], {}) for _ in range(count)]
        kept[3] = set(range(number))
        kept.append({"grows": [number]})
        measure(number)
"""

N_DUMPS = 4


def find_objgraph():
    """Debian's: a single file for any Python 3."""
    found = subprocess.run(
        ["/usr/bin/python3", "-c", "import objgraph; print(objgraph.__file__)"],
        stdout=subprocess.PIPE,
        universal_newlines=True,
    )
    if found.returncode != 0:
        raise RuntimeError("objgraph is missing: please install python3-objgraph")
    return found.stdout.strip()


def count(rows):
    """name: (count, delta) of the rows that growth prints."""
    return {row["name"]: (row["count"], row["delta"]) for row in rows}


class Objgraph(seep_case.SeepCase):
    @classmethod
    def setUpClass(cls):
        case = cls("test_the_dump_has_the_list_and_nothing_else")
        seep_case.SeepCase.setUp(case)
        cls.case = case
        names = "\nOBJGRAPH = %r\nFOLDER = %r\n" % (find_objgraph(), case.folder)
        done = case.record(names + textwrap.dedent(PROGRAM))
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        cls.dumps = [case.path("%d.seepheap" % number) for number in range(N_DUMPS)]
        cls.answers = []
        for number in range(N_DUMPS):
            with open(case.path("%d.json" % number), encoding="utf-8") as stream:
                cls.answers.append(json.load(stream))
        # What measuring added, and objgraph did not see: the list itself, which is not in itself,
        # and the tuple of the arguments of seep_agent.dump(), which 3.14 does not track: a str is
        # all there is in it.
        cls.added = {"list": 1}
        if sys.version_info < (3, 14):
            cls.added["tuple"] = 1

    @classmethod
    def tearDownClass(cls):
        cls.case.doCleanups()

    def take_out_added(self, counts):
        return {name: number - self.added.get(name, 0) for name, number in counts.items()}

    def test_the_dump_has_the_list_and_nothing_else(self):
        for number, answer in enumerate(self.answers):
            rows = self.ask("objects", self.dumps[number], "--where", "tracked")["objects"]
            found = {int(row["address"], 16): row["type"] for row in rows}
            known = set(answer["ids"])
            self.assertEqual(len(known), len(answer["ids"]))
            self.assertEqual(known - set(found), set())
            added = [address for address in found if address not in known]
            self.assertIn(answer["list"], added)
            self.assertEqual(collections.Counter(found[address] for address in added), self.added)

    def test_counts_are_those_of_typestats(self):
        for number, answer in enumerate(self.answers):
            rows = self.ask("growth", "--short-names", self.dumps[number])["rows"]
            counts = {row["name"]: row["count"] for row in rows}
            self.assertEqual(self.take_out_added(counts), answer["short"])
            # Nodes of three classes, one of them local to a function.
            self.assertEqual(counts["Node"], 7 + (30, 20, 27, 45)[number])
            self.assertEqual(counts["Local"], 5)

    def test_full_names_are_told_apart(self):
        """objgraph's long names have __name__ in place of __qualname__, and builtins in front."""
        for number, answer in enumerate(self.answers):
            rows = self.ask("growth", self.dumps[number])["rows"]
            counts = {row["name"]: row["count"] for row in rows}
            self.assertEqual(counts["__main__.Other.Node"], 7)
            self.assertEqual(counts["__main__.Node"], (30, 20, 27, 45)[number])
            self.assertEqual(
                counts["__main__.Node"] + counts["__main__.Other.Node"],
                answer["long"]["__main__.Node"],
            )
            for name in ("dict", "list", "tuple", "set", "function", "type"):
                self.assertEqual(
                    counts[name] - self.added.get(name, 0), answer["long"]["builtins." + name]
                )

    def test_the_most_common_types_are_the_same(self):
        for number, answer in enumerate(self.answers):
            rows = self.ask("types", "--tracked", "--sort", "count", self.dumps[number])["types"]
            counts = collections.Counter()
            for row in rows:
                counts[row["name"].rpartition(".")[2]] += row["count"]
            ours = self.take_out_added(counts)
            # Types of one count stand in any order in both: the counts are compared, and the names
            # of each count but the last, which the limit cuts.
            top = sorted(ours.values(), reverse=True)[: len(answer["common"])]
            self.assertEqual([row[1] for row in answer["common"]], top)
            for name, number_of in answer["common"]:
                self.assertEqual(ours[name], number_of)

    def test_growth_keeps_the_peaks_of_objgraph(self):
        """Each dump has as much added as the others: that changes counts and no difference, but of the
        first call, in which all that is there has grown."""
        for last in range(1, N_DUMPS):
            expected = {name: (number, delta) for name, number, delta in self.answers[last]["growth"]}
            found = count(self.ask("growth", "--short-names", *self.dumps[: last + 1])["rows"])
            found = {
                name: (number - self.added.get(name, 0), delta)
                for name, (number, delta) in found.items()
            }
            self.assertEqual(found, expected)
        self.assertEqual(expected["Node"], (45 + 7, 15))

    def test_growth_is_sorted_by_what_was_gained(self):
        for names in ([], ["--short-names"]):
            rows = self.ask("growth", *names, *self.dumps)["rows"]
            deltas = [row["delta"] for row in rows]
            self.assertEqual(deltas, sorted(deltas, reverse=True))
            self.assertGreater(min(deltas), 0)
        self.assertEqual(len(self.ask("growth", "--limit", "1", *self.dumps)["rows"]), 1)

    def test_untracked_objects_are_counted_if_wanted(self):
        tracked = count(self.ask("growth", self.dumps[0])["rows"])
        everything = count(self.ask("growth", "--untracked", self.dumps[0])["rows"])
        self.assertNotIn("str", tracked)
        types = self.ask("types", self.dumps[0])["types"]
        for name in ("str", "int", "dict"):
            self.assertEqual(
                everything[name][0], sum(row["count"] for row in types if row["name"] == name)
            )

    def test_the_table_is_for_people(self):
        lines = self.seep("growth", *self.dumps).stdout.splitlines()
        self.assertEqual(lines[0].split(), ["Type", "Count", "Growth"])
        nodes = [line.split() for line in lines if line.startswith("__main__.Node")]
        self.assertEqual(nodes, [["__main__.Node", "45", "+15"]])


if __name__ == "__main__":
    seep_case.main()
