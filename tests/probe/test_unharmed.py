#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to a program at the very moment when it is stopped or the agent is brought into it: what
others do to it arrives, nothing of its own is written over, and it does not stand still for long."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
import unittest

import inject_case
import probe_case
from probe_case import SEEP_PROBE

N = int(os.environ.get("SEEP_INJECTIONS", "8"))

# Needs the loader and the allocator once more before it ends.
LOADS = """
import sys
print("ready", flush=True)
sys.stdin.readline()
import _ctypes, _decimal
print("right", flush=True)
"""

# Python itself may see a signal late that comes just before a system call.
ABORTS = """
import os, select, signal
signal.signal(signal.SIGABRT, lambda *_: os.write(1, b"x"))
print("ready", flush=True)
while not select.select([0], [], [], 0.02)[0]:
    pass
"""

# A handler that waits: who reads its pipe reads slowly. Its stack lies above what is kept.
HANDLES = """
import faulthandler, signal, sys, time
kept = [bytearray(b"x" * 60000) for _ in range(4)]
faulthandler.register(signal.SIGUSR1, file=%d, all_threads=False)
print("ready", flush=True)
sys.stdin.readline()
print("right" if all(one == b"x" * 60000 for one in kept) else "wrong", flush=True)
"""

# One thread waits in vfork() for a child that is slow, and cannot be stopped; the other says how long
# it stood still at the most.
WAITS = """
import ctypes, select, threading, time
CLONE_VM, CLONE_VFORK, SIGCHLD = 0x100, 0x4000, 17
libc = ctypes.CDLL(None)
stack = ctypes.create_string_buffer(65536)
threading.Thread(target=libc.clone, daemon=True, args=(
    libc.sleep, ctypes.c_void_p(ctypes.addressof(stack) + 65536 - 64 & ~63),
    CLONE_VM | CLONE_VFORK | SIGCHLD, 4)).start()
time.sleep(0.1)
print("ready", flush=True)
"""
# For a second at no place where the agent could be loaded: FUTEX_WAIT, as for a lock of the allocator.
BUSY = """
second = (ctypes.c_long * 2)(1, 0)
libc.syscall(202, ctypes.byref(ctypes.c_int(7)), 0, 7, second)
"""
WAITS_ON = """
last = time.monotonic()
worst = 0
while not select.select([0], [], [], 0.01)[0]:
    now = time.monotonic()
    worst = max(worst, now - last)
    last = now
print(worst, flush=True)
"""

# As deep as its stack may become, but for a little.
DEEP = """
import resource, sys
sys.setrecursionlimit(10000)
def find_size():
    with open("/proc/self/maps") as maps:
        start, end = [line for line in maps if "[stack]" in line][0].split(" ")[0].split("-")
    return int(end, 16) - int(start, 16)
def go_down(n):
    return next(map(go_down, [n - 1])) if n else stay()
def stay():
    before = resource.getrlimit(resource.RLIMIT_STACK)
    resource.setrlimit(resource.RLIMIT_STACK, (find_size() + 4096, before[1]))
    print("ready", flush=True)
    sys.stdin.readline()
    resource.setrlimit(resource.RLIMIT_STACK, before)
go_down(3000)
import _ctypes, _decimal
print("right", flush=True)
"""


class Unharmed(probe_case.ProbeCase):
    def dump(self, target, how="agent"):
        return inject_case.dump(SEEP_PROBE, target.pid, how, self.path("x.seepheap"))

    @contextlib.contextmanager
    def meanwhile(self, act):
        """act() again and again, until the block is left."""
        is_over = threading.Event()
        failures = []

        def repeat():
            try:
                while not is_over.is_set():
                    act()
            except BaseException as error:
                failures.append(error)

        thread = threading.Thread(target=repeat)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()
        self.assertEqual(failures, [])

    def end_right(self, target):
        target.process.stdin.write("\n")
        target.process.stdin.flush()
        target.wait_for("right\n")

    def test_a_program_that_is_stopped_meanwhile_is_not_left_half_way(self):
        done = 0
        for _ in range(4 * N):
            target = self.start([probe_case.SYSTEM, "-S", "-c", LOADS])

            def stop_and_go_on():
                os.kill(target.pid, signal.SIGSTOP)
                os.kill(target.pid, signal.SIGCONT)

            with self.meanwhile(stop_and_go_on):
                answer = self.dump(target)
            if answer["exit"] == 0:
                done += 1
            else:
                self.assertEqual(answer["code"], "stopped", answer)
            self.end_right(target)
        self.assertGreater(done, 0)

    def test_a_program_that_is_stopped_for_good_meanwhile_is_stopped(self):
        target = self.start([probe_case.SYSTEM, "-S", "-c", LOADS])
        for _ in range(2 * N):
            with subprocess.Popen([SEEP_PROBE, "dump", "--pid", str(target.pid), "--how", "agent",
                                   "--timeout", "0.5"],
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL) as probe:
                target.stop()
                probe.wait(probe_case.SECONDS)
            status = inject_case.read("/proc/%d/status" % target.pid)
            self.assertIn("State:\tT (stopped)", status)
            os.kill(target.pid, signal.SIGCONT)
        self.end_right(target)

    def test_a_signal_that_cannot_be_held_back_arrives(self):
        target = self.start([probe_case.SYSTEM, "-S", "-c", ABORTS])
        stdout = target.process.stdout.fileno()

        def abort():
            os.kill(target.pid, signal.SIGABRT)
            self.assertTrue(select.select([stdout], [], [], probe_case.SECONDS)[0], "it is lost")
            os.read(stdout, 1)

        with self.meanwhile(abort):
            for _ in range(4 * N):
                answer = self.dump(target)
                self.assertEqual(answer["exit"], 0, answer)

    def test_what_lies_below_the_stack_of_a_handler_is_left_alone(self):
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        os.set_blocking(writer, False)
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(writer, b"x" * 4096)
        os.set_blocking(writer, True)
        target = self.start([probe_case.SYSTEM, "-S", "-c", HANDLES % writer], pass_fds=[writer])
        os.close(writer)
        os.kill(target.pid, signal.SIGUSR1)
        while not inject_case.read("/proc/%d/syscall" % target.pid).startswith("1 "):
            os.sched_yield()
        answer = self.dump(target)
        self.assertEqual((answer["exit"], answer.get("code")), (4, "no-safe-point"), answer)
        self.assertEqual(self.dump(target, "auto")["how"], "outside")
        os.set_blocking(reader, False)
        with contextlib.suppress(BlockingIOError):
            while True:
                os.read(reader, 65536)
        self.end_right(target)

    def test_a_stack_that_is_full_is_left_alone(self):
        target = self.start([probe_case.SYSTEM, "-S", "-c", DEEP])
        answer = self.dump(target)
        self.assertEqual((answer["exit"], answer.get("code")), (4, "no-safe-point"), answer)
        self.assertEqual(self.dump(target, "auto")["how"], "outside")
        self.end_right(target)

    def test_a_thread_that_cannot_be_stopped_is_not_stopped_later(self):
        target = self.start([probe_case.SYSTEM, "-S", "-c", WAITS + BUSY + WAITS_ON])
        thread = max(map(int, os.listdir("/proc/%d/task" % target.pid)))
        with self.running("talk", "--pid", str(target.pid), stdin=subprocess.PIPE) as talk:
            self.assertEqual(json.loads(talk.stdout.readline())["event"], "attached")
            deadline = time.monotonic() + probe_case.SECONDS
            while os.path.exists("/proc/%d/task/%d" % (target.pid, thread)):
                self.assertLess(time.monotonic(), deadline, "it is held")
                time.sleep(0.05)
            talk.stdin.close()
            self.assertEqual(talk.wait(probe_case.SECONDS), 0)

    def test_a_thread_that_cannot_be_stopped_does_not_hold_the_others(self):
        target = self.start([probe_case.SYSTEM, "-S", "-c", WAITS + WAITS_ON])
        answer = self.dump(target, "outside")
        self.assertEqual((answer["exit"], answer.get("code")), (4, "deadline"), answer)
        target.process.stdin.write("\n")
        target.process.stdin.flush()
        self.assertLess(float(target.process.stdout.readline()), 1.5)


if __name__ == "__main__":
    sys.exit(0 if unittest.main(exit=False, verbosity=2).result.wasSuccessful() else 1)
