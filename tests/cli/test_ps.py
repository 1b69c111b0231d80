# SPDX-License-Identifier: GPL-3.0-or-later
"""seep-cli ps: what is there, here and elsewhere, and what may be in the way."""

import json
import os
import pwd
import shutil
import signal
import sys
import unittest

import seep_case
import transports

VERSION = "%d.%d" % sys.version_info[:2]


class Processes(transports.TargetCase):
    def read(self, path):
        with open(path, encoding="utf-8") as stream:
            return stream.read()

    def find(self, target, *options):
        """The row of the program."""
        document = self.ask("ps", *options)
        (row,) = [row for row in document["processes"] if row["pid"] == target.pid]
        return row

    def test_a_program_is_listed(self):
        target = self.start_target()
        row = self.find(target)
        self.assertEqual(row["user"], pwd.getpwuid(os.geteuid()).pw_name)
        self.assertTrue(row["python"].startswith(VERSION), row)
        self.assertEqual((row["program"], row["parent"]), ("app.py", os.getpid()))
        self.assertEqual(row["argv"], [sys.executable, self.path("app.py")])
        self.assertGreater(row["rss_bytes"], 1 << 20)
        self.assertRegex(row["started_at"], r"\A20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
        self.assertIn(row["attach"], ("agent", "remote-exec"))
        self.assertEqual((row["code"], row["problem"], row["remedy"]), ("ok", None, None))
        self.assert_unharmed(target)

    def test_a_table_for_people(self):
        target = self.start_target()
        done = self.seep("ps")
        self.assertEqual(done.returncode, 0, done.stderr)  # which may have words on other programs
        titles, *rows = done.stdout.splitlines()
        self.assertEqual(
            titles.split(), ["PID", "User", "Python", "RSS", "Age", "Program", "Attach"]
        )
        (row,) = [row.split() for row in rows if row.split()[0] == str(target.pid)]
        self.assertEqual(row[1], pwd.getpwuid(os.geteuid()).pw_name)
        self.assertIn("app.py", row)

    def test_names_of_strangers_are_only_text(self):
        name = self.write("a\x1b[31mp.py", transports.PROGRAM % transports.THINGS)
        target = self.start_target(command=[sys.executable, name])
        done = self.seep("ps")
        self.assertIn("a\\x1b[31mp.py", done.stdout)
        self.assertNotIn("\x1b", done.stdout)
        self.assertEqual(self.find(target)["program"], os.path.basename(name))

    def test_everywhere_the_same(self):
        self.add_stand_ins()
        target = self.start_target()
        here = self.find(target)
        for place in transports.PLACES:
            there = self.find(target, *place)
            for changing in ("rss_bytes", "started_at"):
                there[changing] = here[changing]
            self.assertEqual(there, here)

    def test_a_stopped_one_can_be_read_only(self):
        target = self.start_target()
        target.send_signal(signal.SIGSTOP)
        while "T (stopped)" not in self.read("/proc/%d/status" % target.pid):
            pass
        row = self.find(target)
        self.assertEqual((row["attach"], row["code"]), ("outside", "stopped"))
        self.assertIn("stopped by a signal", row["problem"])
        done = self.seep("ps")
        self.assertRegex(done.stdout, r"app\.py +outside: Process \d+ is stopped by a signal")
        self.assertRegex(done.stderr, r"(?m)^stopped: Let it go on")
        target.send_signal(signal.SIGCONT)
        self.assert_unharmed(target)

    def test_of_somebody_else(self):
        """As nobody one sees root's program, and why it cannot be reached."""
        if os.geteuid() != 0:
            return  # there is nobody else whose program could be started
        target = self.start_target()
        program = shutil.copy(seep_case.SEEP_CLI, self.path("seep-cli"))
        os.chmod(self.folder, 0o755)
        os.chmod(self.path("tmp"), 0o1777)
        done = self.call(
            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", program, "--json", "ps"
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = json.loads(done.stdout)["processes"]
        (row,) = [row for row in rows if row["pid"] == target.pid]
        self.assertEqual((row["user"], row["attach"], row["code"]), ("root", "none", "other-user"))
        self.assertIn("root", row["problem"])
        self.assertNotEqual(row["remedy"], None)
        self.assert_unharmed(target)

    def test_wrong_options(self):
        for options in (
            ("--host", "a", "--pod", "b"), ("--container", "a", "--host", "b"),
            ("--namespace", "n"),
            ("--host", "-oProxyCommand=touch x"), ("--container", "-it"), ("--pod", "a b"),
            ("--pod", "a", "--namespace", "-n"), ("--host", ""), ("more",),
        ):
            done = self.seep("--json", "ps", *options)
            self.assertEqual(done.returncode, 2, options)
            self.assertEqual(json.loads(done.stdout)["error"]["code"], "usage")
            self.assertEqual(len(done.stderr.splitlines()), 1)

    def test_what_cannot_be_reached(self):
        self.add_stand_ins()
        for options, sentence in (
            (("--host", "web9"), "web9: it cannot be reached: the connection ended at once"),
            (("--container", "x"), "x: it cannot be reached: Error: no such container x"),
            (("--pod", "web-0"), "web-0: it cannot be reached: the connection ended at once"),
        ):
            done = self.seep("ps", *options)
            self.assertEqual((done.returncode, done.stdout), (4, ""))
            self.assertEqual(done.stderr, sentence + "\n")
            done = self.seep("--json", "ps", *options)
            self.assertEqual(done.returncode, 4)
            error = json.loads(done.stdout)["error"]
            self.assertEqual(error, {"code": "target", "message": sentence})

    def test_an_interrupt_ends_the_waiting(self):
        self.add_stand_ins()
        os.mkfifo(self.path("called"))
        self.write("bin/ssh", "#!/bin/sh\necho > %s\nexec sleep 1000\n" % self.path("called"))
        process = self.start([seep_case.SEEP_CLI, "ps", "--host", "web1"])
        self.read(self.path("called"))
        process.send_signal(signal.SIGINT)
        done = self.finish(process)
        self.assertEqual((done.returncode, done.stdout), (130, ""))


if __name__ == "__main__":
    unittest.main(verbosity=2)
