#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The agent into programs of a CPython, whatever they are doing: they go on, give the right result, and
nothing is left in them but one mapping."""

import collections
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import unittest

import inject_case
import probe_case
from probe_case import SEEP_PROBE

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "agent"))
import seepheap  # noqa: E402

PYTHON = os.environ["SEEP_TEST_PYTHON"]
AGENT_FOLDER = os.environ["SEEP_AGENT_FOLDER"]
N = int(os.environ.get("SEEP_INJECTIONS", "8"))

WAIT = """
import ctypes, select, sys, threading, time
libc = ctypes.CDLL(None)
class Timespec(ctypes.Structure):
    _fields_ = [("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long)]
def nanosleep(seconds):
    assert libc.nanosleep(ctypes.byref(Timespec(int(seconds), 0)), None) == 0
lock = threading.Lock()
lock.acquire()
wait = {"sleep": time.sleep, "select": lambda s: select.select([], [], [], s),
        "poll": lambda s: select.poll().poll(s * 1000), "event": lambda s: threading.Event().wait(s),
        "lock": lambda s: lock.acquire(True, s), "nanosleep": nanosleep,
        "epoll": lambda s: select.epoll().poll(s)}[sys.argv[1]]
print("ready", flush=True)
start = time.monotonic()
wait(1)
print("%.4f" % (time.monotonic() - start), flush=True)
sys.stdin.read()
"""


class Inject(probe_case.ProbeCase):
    def start_kind(self, kind):
        return self.start([PYTHON, "-c", inject_case.make_program(kind)])

    def dump(self, target, how="agent", *more):
        return inject_case.dump(SEEP_PROBE, target.pid, how, self.path("x.seepheap"), *more)

    def assert_ends_well(self, target):
        target.process.stdin.write("\n")
        target.process.stdin.flush()
        said = target.process.stdout.readline().split()
        self.assertEqual(said[-1:], ["right"])
        self.assertEqual(target.process.wait(probe_case.SECONDS), 0)
        return said[:-1]

    def check_kind(self, kind):
        target = self.start_kind(kind)
        before = inject_case.State(target.pid)
        stops = []
        for i in range(N):
            how = "fork" if i % 4 == 3 else "agent"
            answer = self.dump(target, how)
            self.assertEqual((answer["exit"], answer.get("how")), (0, how), answer)
            self.assertEqual(answer["file_bytes"], answer["n_bytes"])
            self.assertGreater(answer["objects"], 5000)
            stops.append(answer["stop_seconds"])
        self.assertEqual(inject_case.find_changes(target.pid, before), {})
        notes = self.assert_ends_well(target)
        print("%s: stopped %.2f ms in the middle, %.2f at most%s" % (
            kind, sorted(stops)[N // 2] * 1e3, max(stops) * 1e3,
            "; worst extra latency %s ms" % notes[0] if notes else ""))

    def test_a_program_that_sleeps(self):
        self.check_kind("sleep")

    def test_a_program_that_computes(self):
        self.check_kind("spin")

    def test_a_program_that_allocates(self):
        self.check_kind("malloc")

    def test_a_program_of_seven_threads(self):
        self.check_kind("threads")

    def test_a_program_with_an_event_loop(self):
        self.check_kind("asyncio")

    def check_wait(self, kind):
        target = self.start([PYTHON, "-c", WAIT, kind])
        for _ in range(3):
            answer = self.dump(target)
            self.assertEqual(answer["exit"], 0, answer)
        seconds = float(target.process.stdout.readline())
        self.assertGreaterEqual(seconds, 0.999, kind)
        self.assertLess(seconds, 2, kind)

    def test_waits_last_as_long_as_they_should(self):
        for kind in ("sleep", "select", "poll", "event", "lock", "nanosleep", "epoll"):
            with self.subTest(kind):
                self.check_wait(kind)

    def test_a_dump_is_what_the_program_itself_would_write(self):
        code = ("import gc, sys\nsys.path.insert(0, %r)\nimport seep_agent\n"
                "kept = {n: [str(n), {n}] for n in range(2000)}\ngc.collect()\ngc.disable()\n"
                "print('ready', flush=True)\n"
                "for line in sys.stdin:\n"
                "    seep_agent.dump(line.strip())\n    print('dumped', flush=True)\n"
                % AGENT_FOLDER)
        target = self.start([PYTHON, "-c", code])
        counts = []
        for name in ("warm", "own"):
            target.process.stdin.write(self.path(name) + "\n")
            target.process.stdin.flush()
            target.wait_for("dumped\n")
        for how in ("agent", "fork"):
            answer = self.dump(target, how)
            self.assertEqual((answer["exit"], answer["how"]), (0, how), answer)
            os.rename(self.path("x.seepheap"), self.path(how))
        self.assertEqual(inject_case.State(target.pid).agents, set())  # it had it already
        dumps = [seepheap.Dump(self.path(name), False, True) for name in ("own", "agent", "fork")]
        for found in dumps:
            counts.append(collections.Counter(thing.type.name for thing in found.objects.values()))
            self.assertEqual(found.meta["pid"], target.pid)
        self.assertEqual([found.meta["capture.how"] for found in dumps], ["agent", "agent", "fork"])
        for other in counts[1:]:
            different = (counts[0] - other) + (other - counts[0])
            self.assertLess(sum(different.values()), 40, different)  # frames, arguments, the answer
        self.assertEqual(counts[1]["set"], counts[0]["set"])
        same = set(dumps[1].objects) & set(dumps[2].objects)
        self.assertGreater(len(same), len(dumps[1].objects) - 20)

    def test_it_is_dumped_with_the_previews_and_the_garbage_that_are_asked_for(self):
        code = ("import gc\ngc.disable()\n"
                "class Cycle: pass\n"
                "for _ in range(100):\n    thing = Cycle()\n    thing.me = thing\ndel thing\n")
        target = self.start_python(code, python=PYTHON)
        found = []
        for more in ((), ("--collect", "--no-previews")):
            self.assertEqual(self.dump(target, "agent", *more)["exit"], 0)
            found.append(seepheap.Dump(self.path("x.seepheap"), True, True))
        counts = [sum(thing.type.name.endswith("Cycle") for thing in one.objects.values())
                  for one in found]
        self.assertEqual(counts, [100, 0])
        self.assertEqual([one.flags & 1 for one in found], [1, 0])

    def test_a_program_that_ends_takes_the_agent_with_it(self):
        # It holds the GIL from before the agent asks for it until it shuts down.
        code = ("import ctypes, os, sys, time\n"
                "sys.setswitchinterval(1000)\n"
                "libc = ctypes.PyDLL(None)\n"
                "class Last:\n"
                "    sleep = time.sleep\n"
                "    def __del__(self):\n        Last.sleep(0.2)\n"
                "last = Last()\n"
                "print('ready', flush=True)\n"
                "libc.read(0, ctypes.create_string_buffer(1), 1)\n")
        target = self.start([PYTHON, "-S", "-c", code])
        with self.running("dump", "--pid", str(target.pid), "--how", "agent") as probe:
            deadline = time.monotonic() + 20
            while len(os.listdir("/proc/%d/task" % target.pid)) < 2:
                self.assertLess(time.monotonic(), deadline)
            target.process.stdin.write("x")
            target.process.stdin.flush()
            error = json.loads(probe.stderr.read())
            self.assertEqual(probe.wait(probe_case.SECONDS), 4)
        self.assertIn(error["code"], ("finalizing", "exited"))
        self.assertEqual(target.process.wait(probe_case.SECONDS), 0)

    def test_a_probe_that_is_killed_leaves_the_program_alive(self):
        targets = [self.start_kind(kind) for kind in ("spin", "malloc", "threads")]
        for i in range(3 * N):
            target = targets[i % len(targets)]
            probe = subprocess.Popen([SEEP_PROBE, "dump", "--pid", str(target.pid), "--how", "agent"],
                                     stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                     stderr=subprocess.DEVNULL)
            timer = threading.Timer(random.uniform(0, 0.012), probe.send_signal, [signal.SIGKILL])
            timer.start()
            probe.wait(probe_case.SECONDS)
            timer.join()
            self.assertIsNone(target.process.poll())
        for target in targets:
            deadline = time.monotonic() + 20
            answer = self.dump(target)
            while answer["exit"] != 0:  # "busy" while the last one gives up
                self.assertLess(time.monotonic(), deadline, answer)
                answer = self.dump(target)
            self.assert_ends_well(target)


if __name__ == "__main__":
    sys.exit(0 if unittest.main(exit=False, verbosity=2).result.wasSuccessful() else 1)
