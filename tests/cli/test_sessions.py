# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions: made by run, listed, deleted and brought back, sent to somebody, named where files are."""

import glob
import json
import os
import shutil
import signal
import sys
import time
import unittest

import seep_case

class Sessions(seep_case.SeepCase):
    def run_session(self, *options, program="pass\n", code=0):
        """The document of a run that is kept as a session."""
        script = self.write("app.py", program)
        done = self.seep(
            "--json", "run", *options, "--python", sys.executable, "--", script, "--an-option"
        )
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stderr.splitlines()[-1])

    def list(self, *options):
        return self.ask("sessions", "list", *options)["sessions"]

    def test_none_at_first(self):
        done = self.seep("sessions")
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        self.assertIn("no sessions yet", done.stderr)
        self.assertEqual(self.list(), [])
        for arguments in (
            ("show", "none"), ("delete", "none"), ("restore", "none"), ("rename", "none", "other"),
            ("export", "none", "-o", "none.seepsession"),
        ):
            done = self.seep("sessions", *arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertEqual(done.stderr, "none: there is no such session\n")
        self.assertFalse(os.path.exists(self.path("home")))  # to look makes no store

    def test_a_run_is_kept(self):
        document = self.run_session("-o", "my leak")
        (session,) = self.list()
        self.assertEqual(document["session"]["id"], session["id"])
        self.assertEqual((session["name"], session["program"]), ("my leak", "app.py"))
        self.assertIsNone(session["deleted_at"])
        (capture,) = session["captures"]
        self.assertEqual((capture["label"], capture["kind"]), ("final", "heap"))
        self.assertEqual((capture["state"], capture["owned"]), ("present", True))
        self.assertEqual(capture["program"], "app.py")
        self.assertEqual(capture["python"], "%d.%d.%d" % sys.version_info[:3])
        self.assertEqual(capture["objects"], document["snapshots"][0]["objects"])
        self.assertEqual(capture["path"], document["snapshots"][0]["path"])
        self.assertEqual(session["bytes"], os.path.getsize(capture["path"]))
        self.assertTrue(capture["path"].startswith(self.path("home", "seep", "sessions")))
        self.assertEqual(os.stat(capture["path"]).st_mode & 0o077, 0)
        self.assertEqual(sorted(os.listdir(self.folder)), ["app.py", "home", "tmp"])

    def test_periodic_snapshots_are_its_captures(self):
        path = self.path("home", "seep", "sessions")
        document = self.run_session(
            "-o", "leak", "--snapshot-every", "0.05",
            program="""
            import glob, time
            class Thing: pass
            kept = []
            while not glob.glob(%r):
                kept.extend(Thing() for _ in range(100))
                time.sleep(0.01)
            """ % os.path.join(path, "*", "002.seepheap"))
        (session,) = self.list()
        labels = [capture["label"] for capture in session["captures"]]
        self.assertEqual(labels[:2] + labels[-1:], ["001", "002", "final"])
        self.assertEqual(len(labels), len(document["snapshots"]))

        counts = []
        for word in ("leak:001", "leak", session["id"]):
            rows = self.ask("types", word, "--match", "__main__.Thing")["types"]
            counts.append(sum(row["count"] for row in rows))  # none: before the first was made
        self.assertLess(counts[0], counts[1])
        self.assertEqual(counts[1], counts[2])
        diff = self.ask("diff", "leak")
        (row,) = [row for row in diff["rows"] if row["key"] == "__main__.Thing"]
        self.assertEqual(len(row["count"]), len(labels))
        growth = self.ask("growth", "leak", "leak:001")
        self.assertEqual([row for row in growth["rows"] if row["name"] == "__main__.Thing"], [])
        self.assertEqual(len(self.ask("info", "leak")["files"]), len(labels))

    def test_what_is_closed_stays_closed(self):
        self.run_session("-o", "leak")  # files are opened in another order if there is a store
        script = self.write("app.py", "import sys\nassert sys.stdout is None\nprint('lost')\n")
        command = '"$0" run -q -o leak --python "$1" -- "$2" >&-'
        done = self.call("/bin/sh", "-c", command, seep_case.SEEP_CLI, sys.executable, script)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        (session,) = self.list()
        self.assertEqual([capture["label"] for capture in session["captures"]], ["final"])
        done = self.call("/bin/sh", "-c", '"$0" sessions show leak >&-', seep_case.SEEP_CLI)
        self.assertEqual(done.returncode, 3)
        self.assertIn("the output cannot be written", done.stderr)

    def test_signals_are_for_the_program(self):
        script = self.write(
            "app.py",
            """
            import signal, sys
            numbers = (signal.SIGINT, signal.SIGTERM)
            signal.alarm(20)  # should nobody send any
            signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
            print("ready", flush=True)
            for number in numbers:
                print(int(signal.sigwait(numbers)), flush=True)
            sys.exit(5)
            """,
        )
        process = self.start(
            [seep_case.SEEP_CLI, "run", "-q", "-o", "leak", "--python", sys.executable]
            + ["--", script]
        )
        self.assertEqual(process.stdout.readline(), "ready\n")
        for number in (signal.SIGTERM, signal.SIGINT):
            process.send_signal(number)
            self.assertEqual(process.stdout.readline(), "%d\n" % number)
        self.assertEqual(self.finish(process).returncode, 5)
        (session,) = self.list()
        self.assertEqual([capture["label"] for capture in session["captures"]], ["final"])

    def test_damage_is_told_to_whoever_asks_for_a_session(self):
        self.run_session("-o", "leak")
        self.write("home/seep/seep.db", "SQLite format 3")
        done = self.seep("types", "leak")
        self.assertEqual(done.returncode, 3)
        self.assertRegex(done.stderr, r"\A[^\n]*the file is damaged[^\n]*\n\Z")
        (session,) = self.list()
        self.assertIn("Found again", session["name"])

    def test_a_run_without_snapshots_leaves_none(self):
        document = self.run_session("-o", "leak", program="import os\nos._exit(3)\n", code=3)
        self.assertEqual((document["session"], document["snapshots"]), (None, []))
        self.assertEqual(self.list() + self.list("--deleted"), [])
        self.assertEqual(os.listdir(self.path("home", "seep", "sessions")), [])

    def test_a_program_that_cannot_be_started_leaves_none(self):
        done = self.seep("run", "-o", "leak", "--", "nowhere.py")
        self.assertEqual(done.returncode, 4)
        self.assertEqual(self.list() + self.list("--deleted"), [])

    def test_the_same_name_replaces_and_can_be_undone(self):
        old = self.run_session("-o", "leak")["session"]
        new = self.run_session("-o", "leak")["session"]
        self.assertEqual((new["name"], new["replaced"]), ("leak", old["id"]))
        self.assertEqual([session["id"] for session in self.list()], [new["id"]])
        done = self.seep("sessions", "restore", old["id"])
        self.assertIn("leak 2", done.stdout)
        self.assertEqual({session["name"] for session in self.list()}, {"leak", "leak 2"})

    def test_deleting_is_undone(self):
        path = self.run_session("-o", "leak")["snapshots"][0]["path"]
        done = self.seep("sessions", "delete", "leak")
        session = self.list("--deleted")[0]
        self.assertIn("seep-cli sessions restore %s" % session["id"], done.stdout)
        self.assertEqual(self.list(), [])
        self.assertEqual(self.seep("types", "leak").returncode, 3)
        self.assertTrue(os.path.exists(path))

        self.assertEqual(self.seep("sessions", "restore", "leak").returncode, 0)
        self.assertEqual(self.list()[0]["captures"][0]["path"], path)
        self.seep("sessions", "delete", "leak")
        done = self.seep("sessions", "delete", "leak", "--purge")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertFalse(os.path.exists(os.path.dirname(path)))
        self.assertEqual(self.list("--deleted"), [])
        self.assertEqual(self.seep("sessions", "restore", "leak").returncode, 2)

    def test_all_are_deleted_or_none(self):
        self.run_session("-o", "a")
        self.run_session("-o", "b")
        done = self.seep("sessions", "delete", "a", "none")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(len(self.list()), 2)
        (a,) = [session["id"] for session in self.list() if session["name"] == "a"]
        self.assertEqual(len(self.ask("sessions", "delete", "a", a, "b")["sessions"]), 2)
        self.assertEqual(self.list(), [])

    def test_names_change(self):
        self.run_session("-o", "a")
        self.run_session("-o", "b")
        self.assertEqual(self.seep("sessions", "rename", "a", "c d").returncode, 0)
        self.assertEqual({session["name"] for session in self.list()}, {"b", "c d"})
        done = self.seep("sessions", "rename", "b", "c d")
        self.assertEqual(done.returncode, 2)
        self.assertIn("c d", done.stderr)

    def test_a_bundle_goes_to_somebody_else(self):
        self.run_session("-o", "leak")
        done = self.seep("sessions", "export", "leak", "-o", "x.seepsession")
        self.assertEqual(done.returncode, 0, done.stderr)
        types = self.ask("types", "leak")
        self.environment["XDG_DATA_HOME"] = self.path("elsewhere")
        self.assertEqual(self.ask("types", "x.seepsession"), types)
        self.assertEqual(self.ask("types", "x.seepsession:final"), types)
        self.assertEqual(os.listdir(self.path("tmp")), [])
        self.assertFalse(os.path.exists(self.path("elsewhere")))

        (session,) = self.ask("sessions", "import", "x.seepsession")["sessions"]
        self.assertEqual((session["name"], session["captures"][0]["label"]), ("leak", "final"))
        self.assertEqual(self.ask("types", session["id"]), types)

    def test_nothing_is_left_of_an_unpacked_bundle(self):
        self.run_session("-o", "leak", program="kept = [[n] for n in range(700000)]\n")
        self.seep("sessions", "export", "leak", "-o", "x.seepsession")
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            with self.subTest(number):
                process = self.start([seep_case.SEEP_CLI, "types", "x.seepsession"])
                while process.poll() is None and not os.listdir(self.path("tmp")):
                    time.sleep(0)
                process.send_signal(number)
                self.assertEqual(self.finish(process).returncode, 130)
                self.assertEqual(os.listdir(self.path("tmp")), [])

    def test_who_has_read_enough_of_a_bundle_ends_it(self):
        self.run_session("-o", "leak")
        self.seep("sessions", "export", "leak", "-o", "x.seepsession")
        process = self.start(
            [seep_case.SEEP_CLI, "objects", "x.seepsession", "--where", "bytes>0", "-n", "0"]
        )
        self.assertIn("Address", process.stdout.readline())
        process.stdout.close()
        self.assertEqual(process.stderr.read(), "")
        self.assertEqual(process.wait(), 3)
        process.stderr.close()
        process.stdin.close()
        self.assertEqual(os.listdir(self.path("tmp")), [])

    def test_a_damaged_bundle_is_refused(self):
        self.run_session("-o", "leak")
        self.seep("sessions", "export", "leak", "-o", "x.seepsession")
        with open(self.path("x.seepsession"), "r+b") as stream:
            stream.seek(os.path.getsize(self.path("x.seepsession")) // 2)
            stream.write(b"damage")
        for command in (("sessions", "import"), ("types",)):
            done = self.seep(*command, "x.seepsession")
            self.assertEqual((done.returncode, done.stdout), (3, ""))
            self.assertIn("x.seepsession", done.stderr)
        self.assertEqual(len(self.list()), 1)
        self.assertEqual(os.listdir(self.path("tmp")), [])

    def test_a_missing_or_changed_file_is_said(self):
        path = self.run_session("-o", "leak")["snapshots"][0]["path"]
        shutil.copyfile(path, self.path("copy"))
        with open(path, "ab") as stream:
            stream.write(b"more")
        self.assertEqual(self.list()[0]["captures"][0]["state"], "changed")
        self.assertIn("changed since", self.seep("sessions", "show", "leak").stdout)
        self.assertIn("not the file any more", self.seep("types", "leak").stderr)

        shutil.copyfile(self.path("copy"), path)  # as it was, at another time
        self.assertEqual(self.list()[0]["captures"][0]["state"], "present")

        os.unlink(path)
        self.assertEqual(self.list()[0]["captures"][0]["state"], "missing")
        self.assertIn("(missing)", self.seep("sessions", "show", "leak").stdout)
        for command in ("types", "growth", "info"):
            done = self.seep(command, "leak")
            self.assertEqual(done.returncode, 3)
            self.assertIn("missing", done.stderr)

    def test_what_is_not_there_is_said(self):
        self.run_session("-o", "leak")
        for command, code in (
            (("sessions", "show", "none"), 2),
            (("sessions", "delete", "none"), 2),
            (("sessions", "delete", "--purge", "none"), 2),
            (("sessions", "restore", "none"), 2),
            (("sessions", "restore", "leak"), 2),
            (("sessions", "export", "none", "-o", "x"), 2),
            (("sessions", "export", "leak"), 2),
            (("sessions", "import", "none.seepsession"), 3),
            (("sessions", "export", "leak", "-o", "none/x.seepsession"), 3),
            (("sessions", "nonsense"), 2),
            (("sessions", "show"), 2),
            (("sessions", "show", "leak", "leak"), 2),
            (("types", "none"), 3),
            (("types", "leak:none"), 2),
        ):
            done = self.seep("--json", *command)
            self.assertEqual(done.returncode, code, (command, done.stderr))
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
            self.assertIn("message", json.loads(done.stdout)["error"], command)

    def test_a_file_goes_before_a_session(self):
        path = self.run_session("-o", "leak")["snapshots"][0]["path"]
        self.write("leak", "no dump")
        self.assertEqual(self.seep("types", "leak").returncode, 3)
        os.unlink(self.path("leak"))
        shutil.copyfile(path, self.path("leak"))
        self.assertEqual(self.ask("info", "leak")["files"][0]["path"], "leak")

    def test_a_path_is_no_session(self):
        os.mkdir(self.path("there"))
        for output in ("./dir", "dir2/", "there", "x.seepheap"):
            document = self.run_session("-o", output)
            self.assertIsNone(document["session"])
            self.assertTrue(os.path.exists(self.path(document["snapshots"][0]["path"])))
        self.assertFalse(os.path.exists(self.path("home")))

    def test_a_damaged_store_is_kept_and_told(self):
        self.run_session("-o", "leak")
        path = self.path("home", "seep", "seep.db")
        with open(path, "r+b") as stream:
            stream.write(b"x" * 4096)
        done = self.seep("--json", "sessions")
        self.assertEqual(done.returncode, 0)
        (session,) = json.loads(done.stdout)["sessions"]
        self.assertEqual((session["program"], len(session["captures"])), ("app.py", 1))
        self.assertIn("seep.db.damaged-", done.stderr)
        self.assertEqual(self.seep("sessions", "list", "-q").stderr, "")

    def test_what_a_killed_run_recorded_is_there(self):
        path = self.path("home", "seep", "sessions", "*", "001.seepheap")
        script = self.write("app.py", "print('ready', flush=True)\ninput()\n")
        process = self.start(
            [seep_case.SEEP_CLI, "run", "-o", "leak", "--snapshot-every", "0.05", "--python"]
            + [sys.executable, "--", script]
        )
        self.assertEqual(process.stdout.readline(), "ready\n")
        while not glob.glob(path):
            pass
        self.assertEqual([len(session["captures"]) for session in self.list()], [0])
        process.kill()
        process.wait(timeout=seep_case.SECONDS)
        process.communicate(timeout=seep_case.SECONDS)  # the program ends as its input does
        (session,) = self.list()
        self.assertEqual((session["name"], session["captures"][0]["label"]), ("leak", "001"))

    def test_a_later_store_is_refused(self):
        self.run_session("-o", "leak")
        path = self.path("home", "seep", "seep.db")
        with open(path, "r+b") as stream:
            stream.seek(60)  # user_version
            stream.write((1000).to_bytes(4, "big"))
        done = self.seep("sessions")
        self.assertEqual((done.returncode, done.stdout), (3, ""))
        self.assertIn("later version", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
