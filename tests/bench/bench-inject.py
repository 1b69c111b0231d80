# SPDX-License-Identifier: GPL-3.0-or-later
"""The agent into running programs of one Python: 200 times into each kind (--long: 1000 times), and into one
with 2.8 million objects. The programs must give the right result and have nothing of it left.

usage: bench-inject.py SEEP_PROBE PYTHON [--long]

Times of the clock: a thread that is stopped waits for its neighbours, too.
"""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "probe"))
import inject_case  # noqa: E402

PROBE, PYTHON = sys.argv[1:3]
N = 1000 if "--long" in sys.argv else 200
N_DUMPS = 7


def show(what, value, unit, target=""):
    print("\t".join([what, value, unit] + ([target] if target else [])), flush=True)


class Program:
    def __init__(self, *arguments):
        self.process = subprocess.Popen([PYTHON] + list(arguments), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, universal_newlines=True)
        self.pid = self.process.pid
        assert self.process.stdout.readline() == "ready\n"

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.process.kill()
        self.process.communicate()

    def end(self):
        """What it says, if all is right."""
        said = self.process.communicate("\n")[0].split()
        return said if self.process.returncode == 0 and said[-1:] == ["right"] else None


def measure_kind(kind, path):
    stops, refused, broken = [], 0, 0
    with Program("-c", inject_case.make_program(kind)) as program:
        before = inject_case.State(program.pid)
        for i in range(N):
            answer = inject_case.dump(PROBE, program.pid, "fork" if i % 8 == 7 else "agent", path)
            if answer["exit"] == 0:
                stops.append(answer["stop_seconds"] * 1e3)
            else:
                refused += 1
                print(answer, file=sys.stderr)
        changes = inject_case.find_changes(program.pid, before)
        said = program.end()
        broken = (said is None) + bool(changes)
        if broken:
            print(kind, said, changes, file=sys.stderr)
    stops.sort()
    show("%s: programs changed or broken" % kind, "%d" % broken, "", "<= 0")
    show("%s: refused of %d" % (kind, N), "%d" % refused, "")
    show("%s: a thread stopped, median" % kind, "%.2f" % stops[len(stops) // 2], "ms", "<= 1")
    show("%s: one in twenty longer than" % kind, "%.2f" % stops[len(stops) * 19 // 20], "ms")
    if said and len(said) > 1:
        show("%s: worst extra latency" % kind, said[0], "ms")


def measure_large(path):
    code = ("import gc, sys\nsys.path.insert(0, %r)\nimport service_heap\ngc.disable()\n"
            "store = service_heap.build()\ngc.enable()\ngc.collect()\nprint('ready', flush=True)\n"
            "sys.stdin.read()\nprint('right')\n" % HERE)
    with Program("-c", code) as program:
        for how, limit in (("agent", 200), ("fork", 20)):
            answers = [inject_case.dump(PROBE, program.pid, how, path) for _ in range(N_DUMPS)]
            assert all(answer["exit"] == 0 for answer in answers), answers
            pauses = sorted(answer["pause_seconds"] * 1e3 for answer in answers)
            show("%s: objects" % how, "%d" % answers[0]["objects"], "")
            show("%s: pause, least" % how, "%.1f" % pauses[0], "ms", "<= %d" % limit)
            show("%s: pause, median" % how, "%.1f" % pauses[N_DUMPS // 2], "ms")
            show("%s: processor time" % how,
                 "%.0f" % (min(answer["cpu_seconds"] for answer in answers) * 1e3), "ms")
        assert program.end() is not None


def main():
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    with tempfile.TemporaryDirectory(prefix="seep-test-") as folder:
        path = os.path.join(folder, "x.seepheap")
        for kind in inject_case.KINDS:
            measure_kind(kind, path)
        measure_large(path)


main()
