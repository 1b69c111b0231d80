# SPDX-License-Identifier: GPL-3.0-or-later
"""A dump that was analysed opens from what was kept of it, with the same words; and nothing is kept
where that is not wanted or cannot be."""

import os
import sys

from seep_case import SeepCase, main

PROGRAM = """
class Session:
    __slots__ = ("number", "body", "twin")

    def __init__(self, number):
        self.number = 1000000 + number
        self.body = [float(number)]
        self.twin = self


sessions = [Session(number) for number in range(30000)]
"""

COMMANDS = (
    ("types",),
    ("paths", "--type", "Session"),
    ("objects", "--type", "Session", "--limit", "5"),
)


class CacheTest(SeepCase):
    def setUp(self):
        super().setUp()
        self.environment["XDG_CACHE_HOME"] = self.path("cache")
        self.environment.pop("SEEP_NO_CACHE", None)
        self.assertEqual(self.record(PROGRAM).returncode, 0)
        self.dump = self.path("out.seepheap")

    def list_kept(self):
        try:
            return os.listdir(self.path("cache", "seep", "profiles"))
        except FileNotFoundError:
            return []

    def test_answers_are_the_same(self):
        for name, *options in COMMANDS:
            for mode in ([], ["--json"]):
                plain = self.seep(name, self.dump, *options, *mode, "--no-cache")
                self.assertEqual(plain.returncode, 0, plain.stderr)
                self.assertEqual(self.list_kept(), [])
                first = self.seep(name, self.dump, *options, *mode)
                self.assertEqual(len(self.list_kept()), 1)
                again = self.seep(name, self.dump, *options, *mode)
                self.assertEqual(first.stdout, plain.stdout)
                self.assertEqual(again.stdout, plain.stdout)
                self.assertEqual(again.stderr, "")
                os.remove(self.path("cache", "seep", "profiles", *self.list_kept()))

    def test_a_session_tells_it_and_takes_it_along(self):
        script = self.write("app.py", PROGRAM)
        done = self.seep("run", "-o", "kept", "--python", sys.executable, "--", script)
        self.assertEqual(done.returncode, 0, done.stderr)
        before = self.list_kept()
        self.seep("types", "kept")
        (name,) = set(self.list_kept()) - set(before)
        size = os.path.getsize(self.path("cache", "seep", "profiles", name))
        (session,) = self.ask("sessions", "show", "kept")["sessions"]
        self.assertEqual([capture["cache_bytes"] for capture in session["captures"]], [size])
        self.assertIn("kept to open its dumps faster", self.seep("sessions", "show", "kept").stdout)
        self.assertIn("kept to open dumps faster", self.seep("sessions").stdout)
        self.assertEqual(self.seep("sessions", "delete", "kept", "--purge").returncode, 0)
        self.assertEqual(self.list_kept(), before)

    def test_what_is_kept_is_used(self):
        self.seep("types", self.dump)
        (name,) = self.list_kept()
        path = self.path("cache", "seep", "profiles", name)
        os.utime(path, (1, 1))
        self.seep("types", self.dump)
        self.assertGreater(os.stat(path).st_mtime, 1)

    def test_it_can_be_switched_off(self):
        for said in ("1", "yes"):
            self.environment["SEEP_NO_CACHE"] = said
            self.assertEqual(self.seep("types", self.dump).returncode, 0)
            self.assertEqual(self.list_kept(), [])
        self.assertEqual(self.seep("--no-cache", "types", self.dump).returncode, 0)
        self.assertEqual(self.list_kept(), [])
        self.environment["SEEP_NO_CACHE"] = ""
        self.assertEqual(self.seep("types", self.dump).returncode, 0)
        self.assertEqual(len(self.list_kept()), 1)

    def test_a_home_that_cannot_be_written_is_no_error(self):
        self.write("file", "no folder")
        for folder in (self.path("file"), "/proc/none"):
            self.environment["XDG_CACHE_HOME"] = folder
            done = self.seep("types", self.dump)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn("Session", done.stdout)

    def test_what_a_query_finds_wrong_is_kept_all_the_same(self):
        self.assertEqual(self.seep("paths", self.dump, "--type", "NoSuchType").returncode, 2)
        self.assertEqual(len(self.list_kept()), 1)


main()
