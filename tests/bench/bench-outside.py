# SPDX-License-Identifier: GPL-3.0-or-later
"""A dump of about 2.8 million objects from outside the program: for how long that stands still.

usage: bench-outside.py SEEP_PROBE PYTHON [--long]

The best of eight dumps: the stop is time on the wall, in which the machine may do other things; what
comes after it is processor time of the probe.
"""
import json
import os
import subprocess
import sys
import tempfile

TIMES = 4 if "--long" in sys.argv else 1
N_DUMPS = 8
TARGET = """
import gc, sys
sys.path.insert(0, %r)
import service_heap
gc.disable()
store = service_heap.build(%d)
gc.enable()
gc.collect()
print("ready", flush=True)
sys.stdin.read()
""" % (os.path.dirname(os.path.abspath(__file__)), TIMES)


def dump(probe, pid, path):
    """What the probe says, with the processor time that it took."""
    before = os.times()
    with open(path, "wb") as file:
        done = subprocess.run([probe, "dump", "--how", "outside", "--pid", str(pid)], stdout=file,
                              stderr=subprocess.PIPE, check=True)
    after = os.times()
    answer = json.loads(done.stderr)
    answer["cpu_seconds"] = (after.children_user + after.children_system
                             - before.children_user - before.children_system)
    return answer


def show(what, value, unit, target=""):
    print("\t".join([what, value, unit] + ([target] if target else [])), flush=True)


def main():
    probe, python = sys.argv[1:3]
    process = subprocess.Popen([python, "-c", TARGET], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    try:
        assert process.stdout.readline() == b"ready\n"
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "bench.seepheap")
            answers = [dump(probe, process.pid, path) for _ in range(N_DUMPS)]
    finally:
        process.kill()
        process.wait()
    cpu = min(answer["cpu_seconds"] for answer in answers)
    objects = answers[0]["objects"]
    show("objects", "%d" % objects, "")
    show("stopped", "%.0f" % (min(answer["stop_seconds"] for answer in answers) * 1e3), "ms",
         "<= 60")
    show("stopped, median", "%.0f" % (sorted(answer["stop_seconds"] for answer in answers)
                                      [N_DUMPS // 2] * 1e3), "ms")
    show("stopped, processor time", "%.0f" % (min(answer["stop_cpu_seconds"]
                                                  for answer in answers) * 1e3), "ms")
    show("processor time of the probe", "%.2f" % cpu, "s")
    show("speed", "%.1f" % (objects / cpu / 1e6), "M objects/s")


main()
