# SPDX-License-Identifier: GPL-3.0-or-later
"""A conversation through seep-probe: what goes in, what comes out, and what is left: nothing."""

import contextlib
import io
import json
import os
import pickletools
import signal
import subprocess

import probe_case

# Answers each line with what Python itself says.
MIRROR = """
import gc, json, sys, tracemalloc
class Kept: pass
gc.disable()
kept = [Kept() for _ in range(321)]
print('ready', flush=True)
for line in sys.stdin:
    print(json.dumps(eval(line)), flush=True)
"""
SPIN = """
import threading, time
def spin():
    while not ended:
        sum(range(1000))
ended = []
threads = [threading.Thread(target=spin) for _ in range(3)]
for thread in threads: thread.start()
"""


class Talk:
    def __init__(self, process):
        self.process = process

    def send(self, **request):
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()

    def next(self):
        line = self.process.stdout.readline()
        return json.loads(line.decode()) if line else None

    def ask(self, **request):
        self.send(**request)
        while True:
            answer = self.next()
            if answer is None or answer["type"] == "answer":
                return answer

    def end(self):
        self.process.stdin.close()
        rest = self.process.stdout.read()
        return self.process.wait(probe_case.SECONDS), rest, self.process.stderr.read()


class TestTalk(probe_case.ProbeCase):
    @contextlib.contextmanager
    def talk(self, pid):
        process = subprocess.Popen(
            [probe_case.SEEP_PROBE, "talk", "--pid", str(pid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=probe_case.die_with_parent,
        )
        try:
            talk = Talk(process)
            talk.attached = talk.next()
            yield talk
        finally:
            process.kill()
            for stream in (process.stdin, process.stdout, process.stderr):
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
            process.wait(probe_case.SECONDS)

    def left(self, pid):
        """What a program has: threads, descriptors, children."""
        with open("/proc/%d/task/%d/children" % (pid, pid)) as file:
            children = file.read()
        return sorted(os.listdir("/proc/%d/task" % pid)), sorted(os.listdir("/proc/%d/fd" % pid)), children

    def mirror(self, target, expression):
        target.process.stdin.write(expression + "\n")
        target.process.stdin.flush()
        return json.loads(target.process.stdout.readline())

    def start_mirror(self, python):
        return self.start([python, "-S", "-c", MIRROR])

    def test_every_python_answers_and_keeps_nothing(self):
        for version, python in probe_case.PYTHONS:
            if tuple(map(int, version.split(".")[:2])) < (3, 8):
                continue
            with self.subTest(python=version):
                target = self.start_mirror(python)
                before = self.left(target.pid)
                for _ in range(3):
                    with self.talk(target.pid) as talk:
                        self.assertEqual(talk.attached["event"], "attached")
                        hello = talk.ask(id="a", do="hello")
                        self.assertEqual((hello["id"], hello["pid"]), ("a", target.pid))
                        self.assertTrue(version.startswith(hello["python"].split("+")[0]), hello)
                        counts = talk.ask(do="counts", limit=100000)
                        names = {row["name"]: row["count"] for row in counts["types"]}
                        self.assertEqual(names["__main__.Kept"], 321)
                        self.assertTrue(talk.ask(do="gc.watch", on=True)["ok"])
                        self.assertEqual(self.mirror(target, "len(gc.callbacks)"), 1)
                        self.assertEqual(talk.end(), (0, b"", b""))
                    self.assertEqual(self.left(target.pid), before)
                    self.assertEqual(self.mirror(target, "gc.callbacks"), [])

    def test_it_says_what_python_says(self):
        target = self.start_mirror(probe_case.SYSTEM)
        with self.talk(target.pid) as talk:
            self.assertEqual(talk.ask(do="gc.stats")["stats"], self.mirror(target, "gc.get_stats()"))
            thresholds = talk.ask(do="gc.thresholds", threshold0=4321)["thresholds"]
            self.assertEqual(self.mirror(target, "gc.get_threshold()"), thresholds)
            self.assertEqual(thresholds[0], 4321)
            talk.ask(do="gc.enable")
            self.assertTrue(self.mirror(target, "gc.isenabled()"))
            limit = talk.ask(do="tracemalloc.start", frames=4)["limit"]
            self.assertEqual((limit, self.mirror(target, "tracemalloc.get_traceback_limit()")), (4, 4))
            self.mirror(target, "[kept.append(Kept()) for _ in range(5000)] and None")
            talk.send(do="tracemalloc.snapshot")
            answer = talk.next()
            raw = talk.process.stdout.read(answer["bytes"])
            self.assertEqual(raw[-1:], b".")
            pickletools.dis(raw, io.StringIO())
            traced = talk.ask(do="tracemalloc.memory")["current"]
            self.assertLess(abs(traced - self.mirror(target, "tracemalloc.get_traced_memory()[0]")), 50000)
            self.assertEqual(talk.end(), (0, b"", b""))

    def test_a_busy_program_answers(self):
        target = self.start_python(SPIN)
        before = self.left(target.pid)
        with self.talk(target.pid) as talk:
            for i in range(20):
                self.assertEqual(talk.ask(id=i, do="gc.counts")["id"], i)
                self.assertTrue(talk.ask(do="counts", how="fork")["ok"])
            self.assertEqual(talk.end()[0], 0)
        self.assertEqual(self.left(target.pid), before)

    def test_a_probe_that_is_killed_leaves_nothing(self):
        target = self.start_mirror(probe_case.SYSTEM)
        before = self.left(target.pid)
        with self.talk(target.pid) as talk:
            talk.ask(do="gc.watch", on=True)
            talk.process.kill()
            talk.process.wait(probe_case.SECONDS)
        # The next one gets in as soon as the first is out.
        while True:
            with self.talk(target.pid) as talk:
                if talk.attached is not None:
                    self.assertEqual(talk.end()[0], 0)
                    break
        self.assertEqual(self.mirror(target, "gc.callbacks"), [])
        self.assertEqual(self.left(target.pid), before)

    def test_one_at_a_time(self):
        target = self.start_mirror(probe_case.SYSTEM)
        with self.talk(target.pid) as talk:
            self.assertTrue(talk.ask(do="hello")["ok"])
            self.fail_with("busy", "talk", "--pid", str(target.pid))
            self.assertTrue(talk.ask(do="hello")["ok"])

    def test_the_end_of_the_program_is_told(self):
        for _ in range(8):
            target = self.start_mirror(probe_case.SYSTEM)
            with self.talk(target.pid) as talk:
                talk.ask(do="hello")
                target.process.send_signal(signal.SIGKILL)
                code, rest, errors = talk.end()
            self.assertEqual((code, rest, json.loads(errors.decode() or "{}").get("code")),
                             (4, b"", "exited"))

    def test_what_cannot_be_talked_to_is_refused(self):
        self.fail_with("usage", "talk")
        self.fail_with("not-python", "talk", "--pid", str(self.start_cat().pid))

    def start_cat(self):
        return self.start(["sh", "-c", "echo ready; exec cat"])


if __name__ == "__main__":
    probe_case.main()
