# SPDX-License-Identifier: GPL-3.0-or-later
"""The documents of seep-cli have the names that scripts rely on, and say what is so in a dump."""

import json
import os
import sys

import seep_case

PROGRAM = """
    import sys
    class Session:
        def __init__(self, number):
            self.number = number
            self.body = bytearray(1000 + number)
    class Lone: pass
    cache = {"user:%d" % number: Session(number) for number in range(40)}
    texts = ["\\u00e9\\n\\"quoted\\" \\u4f8b", b"\\x00\\xff", 10 ** 30, -7, 1.5, True, None]
    alive = [Session, Lone]
    def leak():
        first, second = Lone(), Lone()
        first.other, second.other = second, first
    import gc
    gc.disable()
    leak()
    told = (("cache", cache), ("session", cache["user:1"]), ("body", cache["user:1"].body),
            ("texts", texts), ("class", Session))
    sizes = {name: sys.getsizeof(value) for name, value in told}
    addresses = {name: hex(id(value)) for name, value in told}
    del told
    import json, os
    print(json.dumps([sizes, addresses, os.getpid()]))
"""


class Documents(seep_case.SeepCase):
    @classmethod
    def setUpClass(cls):
        """One dump for all: nothing writes to it."""
        case = cls("test_info")
        seep_case.SeepCase.setUp(case)
        cls.case = case
        done = case.record(PROGRAM)
        cls.sizes, cls.addresses, cls.pid = json.loads(done.stdout)
        cls.dump = case.path("out.seepheap")

    @classmethod
    def tearDownClass(cls):
        cls.case.doCleanups()

    def assert_keys(self, thing, keys):
        self.assertEqual([key for key in keys.split() if key not in thing], [])

    def test_info(self):
        document = self.ask("info", self.dump, self.dump)
        self.assertEqual(len(document["files"]), 2)
        row = document["files"][0]
        self.assert_keys(
            row,
            "path format format_version producer python pid program captured_at objects references "
            "types roots traces tracebacks samples bytes truncated warnings",
        )
        self.assertEqual(row["path"], self.dump)
        self.assertEqual((row["format"], row["format_version"]), ("seepheap", "1.0"))
        self.assertEqual(row["python"], "%d.%d.%d" % sys.version_info[:3])
        self.assertEqual(row["pid"], self.pid)
        self.assertIn("app.py", row["program"])
        self.assertRegex(row["captured_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertGreater(row["references"], row["objects"])
        self.assertGreater(row["objects"], 3000)
        self.assertEqual((row["truncated"], row["warnings"], row["traces"]), (False, [], 0))

    def test_types(self):
        document = self.ask("types", self.dump)
        for row in document["types"]:
            self.assert_keys(row, "name count bytes retained_bytes")
            self.assertGreaterEqual(row["retained_bytes"], row["bytes"])
        retained = [row["retained_bytes"] for row in document["types"]]
        self.assertEqual(retained, sorted(retained, reverse=True))
        self.assertEqual(document["total"]["count"], sum(row["count"] for row in document["types"]))
        self.assertEqual(document["total"]["bytes"], sum(row["bytes"] for row in document["types"]))
        info = self.ask("info", self.dump)["files"][0]
        self.assertEqual(
            (document["total"]["count"], document["total"]["bytes"]),
            (info["objects"], info["bytes"]),
        )

        session = self.row(document, "__main__.Session")
        self.assertEqual(session["count"], 40)
        self.assertEqual(session["bytes"], 40 * self.sizes["session"])
        self.assertGreater(session["retained_bytes"], 40 * 1000)

    def row(self, document, name):
        return [row for row in document["types"] if row["name"] == name][0]

    def test_types_are_sorted_limited_and_matched(self):
        for sort in ("bytes", "count"):
            values = [row[sort] for row in self.ask("types", self.dump, "--sort", sort)["types"]]
            self.assertEqual(values, sorted(values, reverse=True))
        names = [row["name"] for row in self.ask("types", self.dump, "--sort", "name")["types"]]
        self.assertEqual(names, sorted(names))
        self.assertEqual(len(self.ask("types", self.dump, "--limit", "3")["types"]), 3)
        matched = self.ask("types", self.dump, "--match", "SESSION")
        self.assertEqual([row["name"] for row in matched["types"]], ["__main__.Session"])
        self.assertEqual(matched["total"]["count"], 40)

    def test_tracked_types_are_the_collectors(self):
        everything = self.ask("types", self.dump)
        tracked = self.ask("types", self.dump, "--tracked")
        self.assertEqual(
            [row for row in tracked["types"] if row["name"] in ("str", "bytes", "int")], []
        )
        self.assertEqual(self.row(tracked, "__main__.Session")["count"], 40)
        self.assertLess(tracked["total"]["count"], everything["total"]["count"])

    def test_objects(self):
        document = self.ask("objects", self.dump, "--type", "Session", "--sort", "address")
        self.assertEqual(len(document["objects"]), 40)
        for row in document["objects"]:
            self.assert_keys(row, "address type bytes retained_bytes length preview depth garbage")
            self.assertEqual(
                (row["type"], row["bytes"]), ("__main__.Session", self.sizes["session"])
            )
            self.assertEqual(row["garbage"], False)
            self.assertGreaterEqual(row["depth"], 1)
            self.assertGreater(row["retained_bytes"], 1000)
        addresses = [int(row["address"], 16) for row in document["objects"]]
        self.assertEqual(addresses, sorted(addresses))
        self.assertIn(int(self.addresses["session"], 16), addresses)

        one = self.ask("objects", self.dump, "--address", self.addresses["cache"])["objects"]
        self.assertEqual(
            [(row["address"], row["type"], row["bytes"], row["length"]) for row in one],
            [(self.addresses["cache"], "dict", self.sizes["cache"], 40)],
        )

    def test_garbage_is_told(self):
        rows = self.ask("objects", self.dump, "--type", "Lone")["objects"]
        self.assertEqual([row["garbage"] for row in rows], [True, True])

    def test_objects_are_sorted_by_every_key(self):
        for key, name in (("bytes", "bytes"), ("length", "length"), ("retained", "retained_bytes")):
            rows = self.ask("objects", self.dump, "--type", "bytearray", "--sort", key)["objects"]
            values = [row[name] for row in rows if row[name] is not None]
            self.assertEqual(values, sorted(values, reverse=True))
            self.assertEqual(
                len(self.ask("objects", self.dump, "--type", "str", "--limit", "7")["objects"]), 7
            )

    def test_objects_where(self):
        def count(query):
            return len(self.ask("objects", self.dump, "--where", query)["objects"])

        everything = self.ask("info", self.dump)["files"][0]["objects"]
        self.assertEqual(count("bytes>=0"), everything)
        self.assertEqual(count("type=__main__.Session"), 40)
        self.assertEqual(count("type~SESSION and not garbage"), 40)
        self.assertEqual(count("garbage and type=__main__.Lone"), 2)
        self.assertEqual(count("type=bytearray and length>=1000 and length<1010"), 10)
        self.assertEqual(count("type=str and preview~'user:3'"), 11)
        self.assertEqual(count("garbage") + count("not garbage"), everything)

    def test_previews(self):
        items = self.ask("object", self.dump, self.addresses["texts"])["references"]
        previews = {}
        for item in items:
            if item["kind"] == "item":
                row = self.ask("objects", self.dump, "--address", item["address"])["objects"][0]
                previews[item["label"]] = row["preview"]
        self.assertEqual(previews["[0]"], repr('\u00e9\n"quoted" \u4f8b'))
        self.assertEqual(
            (previews["[1]"], previews["[3]"], previews["[4]"], previews["[5]"]),
            (repr(b"\x00\xff"), "-7", "1.5", "True"),
        )

    def test_object(self):
        document = self.ask("object", self.dump, self.addresses["session"])
        self.assert_keys(
            document["object"],
            "address type bytes retained_bytes length preview depth garbage refcount "
            "unexplained_references tracked dominator allocated_at",
        )
        self.assertEqual(document["object"]["address"], self.addresses["session"])
        self.assertEqual(document["object"]["refcount"], 1)
        self.assertEqual(document["object"]["unexplained_references"], 0)
        self.assertEqual(document["object"]["tracked"], True)
        self.assertEqual(document["object"]["dominator"], self.addresses["cache"])
        self.assertEqual(document["object"]["allocated_at"], [])
        self.assertNotIn("reachable_bytes", document["object"])
        for row in document["references"] + document["referrers"]:
            self.assert_keys(row, "label kind address type bytes")
        self.assertEqual(
            [(row["label"], row["kind"], row["address"]) for row in document["referrers"]],
            [("['user:1']", "value", self.addresses["cache"])],
        )
        self.assertIn(
            ("type", self.addresses["class"]),
            [(row["kind"], row["address"]) for row in document["references"]],
        )

    def test_deep_adds_what_can_be_reached(self):
        deep = self.ask("object", self.dump, self.addresses["body"], "--deep")["object"]
        self.assertEqual(deep["reachable_bytes"], self.sizes["body"])
        cache = self.ask("object", self.dump, self.addresses["cache"], "--deep")["object"]
        self.assertGreaterEqual(cache["reachable_bytes"], cache["retained_bytes"] - 1000)
        self.assertGreater(cache["reachable_bytes"], 40 * 1000)
        self.assertLess(cache["reachable_bytes"], 80 * 1000)

    def test_paths_of_an_object(self):
        document = self.ask("paths", self.dump, "--address", self.addresses["body"])
        self.assertNotIn("merged", document)
        path = document["paths"][0]
        self.assert_keys(path, "text root steps")
        self.assertEqual(path["text"], "__main__.cache['user:1'].body")
        self.assertEqual((path["root"]["kind"], path["root"]["name"]), ("module", "__main__"))
        for step in path["steps"]:
            self.assert_keys(step, "address type label kind")
        self.assertEqual(path["steps"][0]["kind"], "root")
        self.assertEqual(path["steps"][-1]["address"], self.addresses["body"])
        self.assertIn(self.addresses["cache"], [step["address"] for step in path["steps"]])

    def test_paths_of_a_type_are_merged(self):
        document = self.ask("paths", self.dump, "--type", "__main__.Session")
        self.assertEqual(
            [(row["text"], row["count"], row["bytes"]) for row in document["merged"]],
            [("__main__.cache[\u2026]", 40, 40 * self.sizes["session"])],
        )
        self.assertRegex(document["paths"][0]["text"], r"^__main__\.cache\['user:\d+'\]$")

    def test_tables_say_the_same(self):
        types = self.seep("types", self.dump, "--match", "Session")
        self.assertRegex(types.stdout, r"__main__\.Session +40 +[\d.]+ KiB +[\d.]+ KiB\n")
        paths = self.seep("paths", self.dump, "--address", self.addresses["body"])
        lines = paths.stdout.splitlines()
        self.assertEqual(lines[0], "  module __main__")
        self.assertEqual(lines[-1], "  = __main__.cache['user:1'].body")
        self.assertIn("   \u2502 ['user:1']", lines)
        shown = self.seep("object", self.dump, self.addresses["session"])
        self.assertIn("__main__.Session " + self.addresses["session"], shown.stdout)
        objects = self.seep("objects", self.dump, "--type", "Session")
        self.assertEqual(len(objects.stdout.splitlines()), 1 + 20 + 1)
        self.assertTrue(objects.stdout.endswith("20 of 40 objects\n"))
        info = self.seep("info", self.dump)
        self.assertRegex(info.stdout, r"Objects +\d+,\d{3}\n")
        for done in (types, paths, shown, objects, info):
            self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_both_places_for_json(self):
        self.assertEqual(
            self.ask("types", self.dump), json.loads(self.seep("types", self.dump, "--json").stdout)
        )

    def test_the_same_in_every_locale(self):
        self.environment["LC_ALL"] = "C"
        plain = self.seep("types", self.dump).stdout
        self.environment["LC_ALL"] = "C.UTF-8"
        self.assertEqual(self.seep("types", self.dump).stdout, plain)


if __name__ == "__main__":
    seep_case.main()
