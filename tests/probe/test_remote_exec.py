#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dump by way of PEP 768, which CPython 3.14 has: it is made, nothing stays, and what cannot be is refused."""

import json
import os
import re
import shutil
import subprocess
import sys
import unittest

import probe_case
from probe_case import NOBODY, PYTHONS, SEEP_PROBE

FOUND = dict((version.rsplit(".", 1)[0], path) for version, path in PYTHONS)
PYTHON = FOUND.get("3.14")

# Runs until a line comes, and says then how it is: in the same words as before, if nothing was changed in it.
SPIN = """
import gc, os, sys, threading
kept = [{"n": n} for n in range(10000)]
done = []
def wait():
    sys.stdin.readline()
    done.append(True)
thread = threading.Thread(target=wait)
def look():
    return sorted(sys.modules), sorted(globals()), sorted(os.listdir("/proc/self/fd"))
first = second = total = n = None
thread.start()
first = look()
print("ready", flush=True)
total = n = 0
while not done:
    %s
    total += n * n
    n += 1
thread.join()
second = look()
assert total == sum(i * i for i in range(n)), n
print([sorted(set(a) ^ set(b)) for a, b in zip(first, second)], flush=True)
"""


class RemoteExec(probe_case.ProbeCase):
    def dump(self, pid, how="script", timeout=10):
        """(exit code, bytes, the last line of stderr)"""
        done = subprocess.run([SEEP_PROBE, "dump", "--pid", str(pid), "--how", how, "--timeout", str(timeout)],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=probe_case.SECONDS, check=False)
        return done.returncode, done.stdout, json.loads(done.stderr.decode().splitlines()[-1])

    def check_dump(self, target, **options):
        code, data, report = self.dump(target.pid, **options)
        self.assertEqual((code, report["type"]), (0, "done"), report)
        self.assertEqual((report["how"], report["file_bytes"]), ("agent", len(data)), report)
        self.assertEqual(data[:6], b"SEEP\r\n")
        self.assertIn(b"SEEPEND\n", data[-64:])
        self.assertGreater(report["objects"], 10000)
        self.assert_nothing_is_left(target)
        return report

    def assert_nothing_is_left(self, target):
        begin = ".seep-%d-" % target.pid
        left = [name for folder in ("/tmp", "/var/tmp", "/dev/shm")
                for name in os.listdir("/proc/%d/root%s" % (target.pid, folder)) if name.startswith(begin)]
        self.assertEqual(left, [])
        with open("/proc/%d/maps" % target.pid, encoding="utf-8") as maps:
            found = re.findall(r"\S+ (\d+) +/memfd:seep_agent", maps.read())
        self.assertLessEqual(len(set(found)), 1)
        with open("/proc/%d/status" % target.pid, encoding="utf-8") as status:
            self.assertIn("\nTracerPid:\t0\n", status.read())

    def wait_until_it_waits(self, target):
        state = None
        while state != "S":
            with open("/proc/%d/stat" % target.pid, encoding="utf-8") as stat:
                state = stat.read().rpartition(") ")[2][0]

    def refuse(self, code, pid, timeout=10):
        answer = self.dump(pid, timeout=timeout)
        self.assertEqual((answer[0], len(answer[1]), answer[2].get("code")), (4, 0, code), answer[2])

    def start_spinning(self, what="pass", **options):
        return self.start([PYTHON, "-c", SPIN % what], **options)

    def assert_ends_well(self, target):
        target.process.stdin.write("\n")
        target.process.stdin.flush()
        target.wait_for("[[], [], []]\n")
        self.assertEqual(target.process.wait(probe_case.SECONDS), 0)

    def test_a_running_program_is_dumped_and_unchanged(self):
        target = self.start_spinning()
        for _ in range(3):
            report = self.check_dump(target)
            self.assertEqual(report["safe_point"], "between two instructions of Python")
        self.assert_ends_well(target)

    def test_both_ways_use_one_agent(self):
        for ways in (("agent", "agent", "script", "script", "agent"), ("script", "agent", "script")):
            target = self.start_spinning()
            for how in ways:
                self.check_dump(target, how=how)
            if ways[0] == "script":  # otherwise Python does not know the agent, and takes ctypes to call it
                self.assert_ends_well(target)

    def test_a_program_that_sleeps_now_and_then_is_dumped(self):
        target = self.start_spinning("n % 64 or threading.Event().wait(0.01)")
        self.check_dump(target)
        self.assert_ends_well(target)

    def test_a_thread_that_runs_is_found(self):
        code = (SPIN % "pass").replace("thread.start()", "thread.start()\ndef work():", 1)
        head, body = code.split("def work():", 1)
        body = "    global first, second, total, n\n" + "".join("    " + line + "\n" for line in body.splitlines())
        target = self.start([PYTHON, "-c", head + "def work():\n" + body + "worker = threading.Thread(target=work)\n"
                             "worker.start()\nworker.join()\n"])
        self.check_dump(target)
        self.check_dump(target)
        self.assert_ends_well(target)

    def test_a_program_that_pipes_may_kill_lives_on(self):
        target = self.start([PYTHON, "-c", "import signal\nsignal.signal(signal.SIGPIPE, signal.SIG_DFL)\n" +
                             SPIN % "pass"])
        with subprocess.Popen([SEEP_PROBE, "dump", "--pid", str(target.pid), "--how", "script"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as probe:
            probe.stdout.close()  # nobody reads, and the probe gives up in the middle of it
            self.assertNotEqual(probe.wait(probe_case.SECONDS), 0)
        self.check_dump(target)
        self.assert_ends_well(target)

    def test_a_program_without_a_safe_point_is_dumped_that_way(self):
        # By its name it is an allocator, in whose code the agent is never loaded from outside.
        real, home = subprocess.run([PYTHON, "-c", "import os, sys\nprint(os.path.realpath(sys.executable))\n"
                                     "print(sys.base_prefix)"], stdout=subprocess.PIPE, encoding="utf-8",
                                    check=True).stdout.splitlines()
        program = self.path("python3.14-malloc")
        shutil.copy(real, program)
        target = self.start([program, "-c", "import os, sys\nkept = [{} for _ in range(10000)]\nn = 0\n"
                             "print('ready', flush=True)\nwhile n % 100000 or not os.path.exists(sys.argv[1]):\n"
                             "    n += 1\n", self.path("end")], env=dict(os.environ, PYTHONHOME=home))
        report = self.check_dump(target, how="agent")
        self.assertIn("PEP 768", report["why"], report)
        with open(self.path("end"), "w", encoding="utf-8"):
            pass
        self.assertEqual(target.process.wait(probe_case.SECONDS), 0)

    def test_a_script_that_nobody_runs_is_taken_back(self):
        target = self.start_python("import threading\nlock = threading.Lock()\n", python=PYTHON)
        self.wait_until_it_waits(target)
        self.refuse("deadline", target.pid, timeout=0.2)
        self.assert_nothing_is_left(target)
        self.refuse("deadline", target.pid, timeout=0.2)
        with open("/proc/%d/maps" % target.pid, encoding="utf-8") as maps:
            self.assertNotIn("seep_agent", maps.read())
        target.process.stdin.close()  # it goes on, and there is nothing to be run
        self.assertEqual(target.process.wait(probe_case.SECONDS), 0)
        target.process.stdin = open(os.devnull, "w", encoding="utf-8")

    def test_a_program_that_switched_it_off_is_left_alone(self):
        environment = {"PATH": os.environ["PATH"], "PYTHON_DISABLE_REMOTE_DEBUG": "1"}
        self.refuse("remote-debugging-off", self.start_python(python=PYTHON, env=environment).pid)
        target = self.start([PYTHON, "-X", "disable-remote-debug", "-c", SPIN % "pass"])
        self.refuse("remote-debugging-off", target.pid)
        self.assert_ends_well(target)

    def test_other_programs_are_refused(self):
        self.refuse("too-old", self.start_python(python=FOUND["3.11"]).pid)
        sleeper = self.start(["/bin/sh", "-c", "echo ready; read line"])
        self.refuse("not-python", sleeper.pid)
        self.refuse("no-process", 2 ** 22 + 1)

    def test_another_users_program_opens_what_is_its_own(self):
        become = "import os, sys, threading\nos.setgroups([])\nos.setresgid(*3 * [%d])\nos.setresuid(*3 * [%d])\n" % (
            NOBODY, NOBODY)
        if os.geteuid() != 0:
            become = ""  # only root can become somebody else, and look into programs of others
        target = self.start([PYTHON, "-c", become + SPIN % "pass"])
        self.check_dump(target)
        self.assert_ends_well(target)


if __name__ == "__main__":
    sys.exit(0 if unittest.main(exit=False, verbosity=2).result.wasSuccessful() else 1)
