#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`seep-probe dump` where it cannot be made, or only in another way: one sentence, and the program goes on
as if nothing had been asked."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
import unittest

import inject_case
import probe_case
from probe_case import LIBC, NOBODY, SEEP_PROBE

AGENT_FOLDER = os.environ["SEEP_AGENT_FOLDER"]
PTRACE_SEIZE, PTRACE_DETACH, PTRACE_INTERRUPT = 0x4206, 17, 0x4207
WRITE, TARGET, MEMORY = 5, 4, 6

# Holds the GIL, in C, until it is told to go on.
HOLD = """
import ctypes, os, sys
libc = ctypes.PyDLL(None)
def hold():
    print("ready", flush=True)
    byte = ctypes.create_string_buffer(1)
    assert libc.read(0, byte, 1) == 1
hold()
print("right", flush=True)
sys.stdin.read()
"""
LARGE = "kept = [[str(n)] for n in range(%d)]\n"


class Dump(probe_case.ProbeCase):
    def dump(self, target, how="agent", *more):
        return inject_case.dump(SEEP_PROBE, target.pid, how, self.path("x.seepheap"), *more)

    def refuse(self, code, pid, *more, exit=TARGET, **options):
        error = self.fail_with(code, "dump", "--pid", str(pid), *more, **options)
        self.assertEqual(error["exit"], exit, error)
        return error

    def assert_goes_on(self, target, how="agent"):
        """It does, and can be dumped."""
        answer = self.dump(target, how)
        self.assertEqual((answer["exit"], answer["how"]), (0, how), answer)
        self.assertEqual(answer["file_bytes"], answer["n_bytes"])
        target.process.stdin.close()
        self.assertEqual(target.process.wait(probe_case.SECONDS), 0)
        target.process.stdin = open(os.devnull, "w", encoding="utf-8")

    def start_holding(self):
        return self.start([probe_case.SYSTEM, "-c", HOLD])

    def go_on(self, target):
        target.process.stdin.write("x")
        target.process.stdin.flush()
        target.wait_for("right\n")

    def wait_for_agent(self, target):
        deadline = time.monotonic() + 20
        while len(os.listdir("/proc/%d/task" % target.pid)) < 2:
            self.assertLess(time.monotonic(), deadline)

    def test_what_is_no_python_is_refused(self):
        target = self.start(["/bin/sh", "-c", "echo ready; read line"])
        for how in ("auto", "agent", "fork", "outside"):
            self.refuse("not-python", target.pid, "--how", how)
        self.refuse("no-process", 2 ** 22 + 1)

    def test_another_users_program_is_refused(self):
        target = self.start_python()
        if os.geteuid() == 0:
            error = self.refuse("other-user", target.pid, user=NOBODY, group=NOBODY,
                                extra_groups=[])
            self.assertIn("root", error["message"] + error["remedy"])
        self.assert_goes_on(target)

    def test_what_a_debugger_has_is_refused(self):
        target = self.start_python()
        self.assertEqual(LIBC.ptrace(PTRACE_SEIZE, target.pid, None, None), 0)
        error = self.refuse("traced", target.pid, "--how", "agent")
        self.assertEqual(error["tracer"], os.getpid())
        LIBC.ptrace(PTRACE_INTERRUPT, target.pid, None, None)
        os.waitpid(target.pid, 0x40000000)
        self.assertEqual(LIBC.ptrace(PTRACE_DETACH, target.pid, None, None), 0)
        self.assert_goes_on(target)

    def test_what_is_stopped_is_read_from_outside_and_stays_stopped(self):
        target = self.start_python()
        target.stop()
        self.refuse("stopped", target.pid, "--how", "agent")
        answer = self.dump(target, "auto")
        self.assertEqual((answer["exit"], answer["how"]), (0, "outside"), answer)
        self.assertIn("stopped", answer["why"])
        with open("/proc/%d/stat" % target.pid, encoding="utf-8") as stat:
            self.assertEqual(stat.read().rpartition(") ")[2][0], "T")
        os.kill(target.pid, signal.SIGCONT)
        self.assert_goes_on(target)

    def test_a_full_disk_is_named(self):
        target = self.start_python()
        for how in ("agent", "fork", "outside"):
            with open("/dev/full", "wb") as full:
                done = subprocess.run([SEEP_PROBE, "dump", "--pid", str(target.pid), "--how", how],
                                      stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE,
                                      timeout=probe_case.SECONDS, check=False)
            self.assertEqual(done.returncode, WRITE, done.stderr)
            self.assertEqual(json.loads(done.stderr)["code"], "disk-full")
        self.assert_goes_on(target)

    def test_a_reader_that_goes_ends_it(self):
        target = self.start_holding()
        before = inject_case.State(target.pid)
        reader, writer = os.pipe()
        with subprocess.Popen([SEEP_PROBE, "dump", "--pid", str(target.pid), "--how", "agent"],
                              stdin=subprocess.DEVNULL, stdout=writer,
                              stderr=subprocess.PIPE) as probe:
            os.close(writer)
            self.wait_for_agent(target)
            os.close(reader)
            error = json.loads(probe.stderr.read())
            self.assertEqual((probe.wait(probe_case.SECONDS), error["code"]), (WRITE, "write"))
        self.go_on(target)
        self.assertEqual(inject_case.find_changes(target.pid, before), {})
        self.assert_goes_on(target)

    def test_a_program_that_does_not_answer_is_let_go(self):
        target = self.start_holding()
        before = inject_case.State(target.pid)
        error = self.refuse("deadline", target.pid, "--how", "agent", "--timeout", "0.3")
        self.assertIn("timeout", error["remedy"])
        self.refuse("busy", target.pid, "--how", "agent", "--timeout", "0.3")
        self.go_on(target)
        self.assertEqual(inject_case.find_changes(target.pid, before), {})
        self.assert_goes_on(target, "fork")

    def test_a_program_that_does_not_answer_is_read_from_outside(self):
        target = self.start_holding()
        answer = self.dump(target, "auto", "--timeout", "0.3")
        self.assertEqual((answer["exit"], answer["how"]), (0, "outside"), answer)
        self.assertIn("interpreter", answer["why"])
        self.go_on(target)
        self.assertEqual(self.dump(target, "auto")["how"], "agent")

    def test_an_end_during_the_dump_is_noticed(self):
        for how in ("agent", "fork"):
            target = self.start_holding()
            with self.running("dump", "--pid", str(target.pid), "--how", how) as probe:
                self.wait_for_agent(target)
                target.process.kill()
                error = json.loads(probe.stderr.read())
                self.assertEqual((probe.wait(probe_case.SECONDS), error["code"]),
                                 (TARGET, "exited"))

    def test_an_interpreter_that_shuts_down_is_refused(self):
        code = ("import os\n"
                "class Last:\n"
                "    def __init__(self):\n        self.read, self.write = os.read, os.write\n"
                "    def __del__(self):\n"
                "        self.write(1, b'ready\\n')\n        self.read(0, 1)\n"
                "        self.write(1, b'right\\n')\n"
                "last = Last()\n")
        target = self.start([probe_case.SYSTEM, "-S", "-c", code])
        self.refuse("finalizing", target.pid, "--how", "agent")
        self.refuse("finalizing", target.pid, "--how", "fork")
        self.go_on(target)
        self.assertEqual(target.process.wait(probe_case.SECONDS), 0)

    def test_another_build_of_the_agent_is_left_alone(self):
        with open(os.path.join(AGENT_FOLDER, "seep_agent.so"), "rb") as file:
            data = file.read()
        at = data.index(b"GNU\0", data.index(b"\x14\0\0\0\x03\0\0\0GNU\0")) + 4
        with open(self.path("seep_agent.so"), "wb") as file:
            file.write(data[:at] + bytes(byte ^ 1 for byte in data[at:at + 20]) + data[at + 20:])
        target = self.start_python("import ctypes\nctypes.CDLL(%r)\n" % self.path("seep_agent.so"))
        error = self.refuse("other-agent", target.pid, "--how", "agent")
        self.assertRegex(error["version"], r"^\d+\.\d+\.\d+$")
        answer = self.dump(target, "auto")
        self.assertEqual((answer["exit"], answer["how"]), (0, "outside"), answer)

    def limit_memory(self, folder, n_bytes):
        return {"env": {"TMPDIR": folder},
                "preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_AS, (n_bytes, n_bytes))}

    def test_memory_that_is_short_is_named(self):
        target = self.start_python(LARGE % 300000)
        answer = self.dump(target)
        self.assertGreater(answer["n_bytes"], 8 << 20)
        error = self.refuse("memory", target.pid, "--how", "agent", exit=MEMORY,
                            **self.limit_memory(self.path("nowhere"), 12 << 20))
        self.assertIn("TMPDIR", error["remedy"])
        self.assert_goes_on(target)

    def test_a_file_without_a_name_takes_what_memory_does_not(self):
        target = self.start_python(LARGE % 300000)
        with open(self.path("x"), "wb") as file:
            done = subprocess.run([SEEP_PROBE, "dump", "--pid", str(target.pid), "--how", "agent"],
                                  stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.PIPE,
                                  timeout=probe_case.SECONDS, check=False,
                                  **self.limit_memory(self.folder, 12 << 20))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stderr)["file_bytes"], os.path.getsize(self.path("x")))
        self.assertEqual(os.listdir(self.folder), ["x"])
        self.assert_goes_on(target)

    def test_a_program_in_a_container_is_dumped(self):
        setup = "import os\npid = os.fork()\nif pid:\n    os.waitpid(pid, 0)\n    os._exit(0)\n"
        target = self.start_python(
            setup, setup=lambda: probe_case.unshare(probe_case.CLONE_NEWPID | probe_case.CLONE_NEWNS))
        with open("/proc/%d/task/%d/children" % (target.pid, target.pid), encoding="utf-8") as file:
            inner = int(file.read())
        for how in ("agent", "fork"):
            answer = inject_case.dump(SEEP_PROBE, inner, how, self.path("x.seepheap"))
            self.assertEqual((answer["exit"], answer["how"]), (0, how), answer)
        target.process.stdin.close()
        self.assertEqual(target.process.wait(probe_case.SECONDS), 0)
        target.process.stdin = open(os.devnull, "w", encoding="utf-8")

    def test_a_program_without_descriptors_is_refused(self):
        code = ("import os, resource\n"
                "resource.setrlimit(resource.RLIMIT_NOFILE, (4, 4))\n"
                "os.dup(0)\n")
        target = self.start_python(code)
        before = inject_case.State(target.pid)
        error = self.refuse("load", target.pid, "--how", "agent")
        self.assertIn("pipe", error["message"])
        self.assertEqual(inject_case.find_changes(target.pid, before), {})
        answer = self.dump(target, "auto")
        self.assertEqual((answer["exit"], answer["how"]), (0, "outside"), answer)

    def test_a_filter_of_system_calls_does_no_harm(self):
        # memfd_create() fails there: who may suspend the filter for that moment gets in all the same.
        code = ("import ctypes, struct\n"
                "rules = [(0x20, 0, 0, 0), (0x15, 0, 1, 319), (0x06, 0, 0, 0x00050001),\n"
                "         (0x06, 0, 0, 0x7fff0000)]\n"
                "text = b''.join(struct.pack('HBBI', *rule) for rule in rules)\n"
                "class Filter(ctypes.Structure):\n"
                "    _fields_ = [('n', ctypes.c_ushort), ('rules', ctypes.c_char_p)]\n"
                "libc = ctypes.CDLL(None)\n"
                "assert libc.prctl(38, 1, 0, 0, 0) == 0\n"
                "assert libc.prctl(22, 2, ctypes.byref(Filter(len(rules), text)), 0, 0) == 0\n")
        target = self.start_python(code)
        before = inject_case.State(target.pid)
        answer = self.dump(target)
        if answer["exit"] != 0:
            self.assertEqual(answer["code"], "load")
            self.assertIn("file in memory", answer["message"])
        self.assertEqual(inject_case.find_changes(target.pid, before), {})
        self.assertEqual(self.dump(target, "auto")["exit"], 0)

    def test_a_child_of_a_program_has_the_agent_already(self):
        code = ("import os, sys\nprint('ready', flush=True)\nsys.stdin.readline()\n"
                "pid = os.fork()\n"
                "if pid:\n    print(pid, flush=True)\n    os.waitpid(pid, 0)\n    os._exit(0)\n"
                "sys.stdin.read()\n")
        target = self.start([probe_case.SYSTEM, "-S", "-u", "-c", code])
        self.assertEqual(self.dump(target)["exit"], 0)
        target.process.stdin.write("\n")
        target.process.stdin.flush()
        child = int(target.process.stdout.readline())
        before = inject_case.State(child)
        self.assertEqual(len(before.agents), 1)
        for how in ("agent", "fork"):
            answer = inject_case.dump(SEEP_PROBE, child, how, self.path("x.seepheap"))
            self.assertEqual((answer["exit"], answer["how"]), (0, how), answer)
        self.assertEqual(inject_case.find_changes(child, before), {})
        target.process.stdin.close()
        self.assertEqual(target.process.wait(probe_case.SECONDS), 0)
        target.process.stdin = open(os.devnull, "w", encoding="utf-8")

    def test_signals_in_between_all_arrive(self):
        code = ("import os, signal, sys\n"
                "got = []\n"
                "signal.signal(signal.SIGUSR1, lambda *_: got.append(1))\n"
                "print('ready', flush=True)\n"
                "for line in sys.stdin:\n"
                "    os.write(1, b'%d\\n' % len(got))\n")
        target = self.start([probe_case.SYSTEM, "-S", "-c", code])
        for n in range(1, 11):
            with open(os.devnull, "wb") as nowhere, subprocess.Popen(
                    [SEEP_PROBE, "dump", "--pid", str(target.pid), "--how", "agent"],
                    stdin=subprocess.DEVNULL, stdout=nowhere, stderr=subprocess.DEVNULL) as probe:
                os.kill(target.pid, signal.SIGUSR1)
                self.assertEqual(probe.wait(probe_case.SECONDS), 0)
            target.process.stdin.write("\n")
            target.process.stdin.flush()
            target.wait_for("%d\n" % n)


if __name__ == "__main__":
    sys.exit(0 if unittest.main(exit=False, verbosity=2).result.wasSuccessful() else 1)
