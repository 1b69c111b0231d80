# SPDX-License-Identifier: GPL-3.0-or-later
"""A dump from outside says what the agent's own dump says, and does nothing to the program.

usage: test_outside.py PYTHON FOLDER_OF_THE_AGENT SEEP_CLI
"""

import collections
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "agent"))
import core_file  # noqa: E402
import probe_case  # noqa: E402
import seepheap  # noqa: E402

PYTHON, AGENT, SEEP_CLI = sys.argv[1:4]
PTRACE_DETACH, PTRACE_SEIZE = 17, 0x4206
KB = 1024

# What a dump makes while it is made: the arguments of its own call.
OWN_OBJECTS = 3
LABELLED = (seepheap.ITEM, seepheap.KEY, seepheap.VALUE, seepheap.ATTRIBUTE, seepheap.FIELD,
            seepheap.WEAK, seepheap.LOCAL, seepheap.STACK, seepheap.BORROWED)

# What only the agent sees, and why.
ONLY_INSIDE = {
    "functools._lru_cache_wrapper": "each link's type, which its record implies",
    "module": "an array that the module's state leads to; functions that atexit keeps elsewhere",
    "_thread._localdummy": "a borrowed word, guessed",
    "_thread.lock": "a word that is no reference, guessed",
    "PyCapsule": "its own traversal",
    "_ctypes.PyCPointerType": "a dict outside the body",
    "generator": "a value on the stack of the frame that runs",
}

SPIN = """
import hashlib, threading, sys
results = []
stop = False
def spin(seed):
    digest = hashlib.sha256()
    for i in range(4000):
        digest.update(("%d %d" % (seed, i)).encode())
        kept = [{"i": i, "text": str(i)} for i in range(20)]
    results.append(digest.hexdigest())
threads = [threading.Thread(target=spin, args=(n,)) for n in range(6)]
for thread in threads: thread.start()
print("ready", flush=True)
spin(6)
while not stop:
    stop = sys.stdin.readline() == "stop\\n"
for thread in threads: thread.join()
print(len(results), len(set(results)), flush=True)
"""

SLEEP = """
import time
print("ready", flush=True)
start = time.monotonic()
time.sleep(1.5)
print("%.3f" % (time.monotonic() - start), flush=True)
"""


def index_edges(object_, kinds):
    return collections.Counter(
        (kind, label, target) for kind, label, target in object_.edges if kind in kinds)


class OutsideCase(probe_case.ProbeCase):
    def dump(self, *arguments, **options):
        """The dump, read, and what was said of it."""
        path = self.path("outside.seepheap")
        with open(path, "wb") as file:
            done = subprocess.run([probe_case.SEEP_PROBE, "dump"] + list(arguments), stdout=file,
                                  stderr=subprocess.PIPE, timeout=probe_case.SECONDS,
                                  check=False, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return seepheap.Dump(path, False, True), json.loads(done.stderr)

    def dump_pid(self, pid):
        return self.dump("--pid", str(pid), "--how", "outside")

    def say(self, pid):
        """Only what is said of a dump."""
        done = subprocess.run([probe_case.SEEP_PROBE, "dump", "--pid", str(pid), "--how",
                               "outside"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              timeout=probe_case.SECONDS, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stderr)

    def read_state(self, pid):
        with open("/proc/%d/stat" % pid, encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0]


class TestAgreement(OutsideCase):
    """One program that stands still, read three ways."""

    @classmethod
    def setUpClass(cls):
        case = cls("test_nodes")
        case.setUp()
        cls.case = case
        agent = case.path("agent.seepheap")
        cls.target = probe_case.Target(
            [PYTHON, os.path.join(HERE, "outside_target.py"), AGENT, agent])
        cls.outside, cls.said = case.dump_pid(cls.target.pid)
        cls.agent = seepheap.Dump(agent, False, True)
        cls.agent_path, cls.outside_path = agent, case.path("outside.seepheap")
        cls.common = [(cls.agent.objects[address], cls.outside.objects[address])
                      for address in cls.agent.objects if address in cls.outside.objects]

    @classmethod
    def tearDownClass(cls):
        cls.target.end()
        cls.case.doCleanups()

    def test_nodes(self):
        missing = [cls.type.name for address, cls in self.agent.objects.items()
                   if address not in self.outside.objects]
        self.assertLessEqual(len(missing), OWN_OBJECTS, missing)
        self.assertLessEqual(set(missing), {"tuple", "dict", "str"})
        self.assertGreater(len(self.common), 30000)

    def test_what_only_the_outside_finds_is_held_by_guess(self):
        only = {address for address in self.outside.objects
                if address not in self.agent.objects}
        held = {root[4] for root in self.outside.roots}
        for object_ in self.outside.objects.values():
            for kind, _, target in object_.edges:
                if kind == seepheap.GUESS or object_.address in only:
                    held.add(target)
            if object_.address in only:
                held.add(object_.type.address)
        self.assertLessEqual(len(only - held), OWN_OBJECTS)  # arguments of a call under way
        self.assertLess(len(only), len(self.agent.objects) / 1000)

    def test_tracked_objects_by_type(self):
        counts = [collections.Counter(object_.type.name for object_ in dump.objects.values()
                                      if object_.flags & seepheap.TRACKED)
                  for dump in (self.agent, self.outside)]
        counts[0].subtract(counts[1])
        differ = {name: n for name, n in counts[0].items() if n != 0}
        self.assertLessEqual(sum(abs(n) for n in differ.values()), OWN_OBJECTS, differ)

    def test_types_sizes_flags_previews(self):
        kept = ~(seepheap.APPROX | seepheap.OPAQUE)
        for agent, outside in self.common:
            self.assertEqual(agent.type.name, outside.type.name)
            what = "%s at 0x%x" % (agent.type.name, agent.address)
            if not outside.flags & seepheap.APPROX:
                self.assertEqual(outside.size, agent.size, what)
            self.assertEqual(outside.flags & kept, agent.flags & kept, what)
            self.assertEqual(repr(outside.preview), repr(agent.preview), what)
            self.assertEqual(outside.length, agent.length, what)

    def test_types_themselves(self):
        types = [{type_.address: (type_.name, type_.base, type_.basicsize, type_.itemsize,
                                  type_.flags, type_.kind) for type_ in dump.types}
                 for dump in (self.agent, self.outside)]
        for address in types[0]:
            if address in types[1]:
                self.assertEqual(types[1][address], types[0][address])

    def test_sizes_of_builtins_are_exact(self):
        approximate = {outside.type.name for _, outside in self.common
                       if outside.flags & seepheap.APPROX}
        for name in ("int", "str", "list", "tuple", "dict", "set", "frozenset", "bytes", "type",
                     "bytearray", "code", "function", "frame", "generator", "coroutine",
                     "collections.OrderedDict", "collections.deque", "array.array", "float",
                     "__main__.Node", "__main__.Slotted", "__main__.MyDict", "__main__.MyInt"):
            self.assertNotIn(name, approximate)

    def test_labels(self):
        for agent, outside in self.common:
            if agent.type.name == "generator" and agent.flags == outside.flags:
                kinds = tuple(kind for kind in LABELLED if kind != seepheap.STACK)
            else:
                kinds = LABELLED
            self.assertEqual(index_edges(outside, kinds), index_edges(agent, kinds),
                             "%s at 0x%x" % (agent.type.name, agent.address))

    def test_references_without_labels(self):
        unexplained = collections.Counter()
        n_edges = n_missing = 0
        for agent, outside in self.common:
            found = {target for _, _, target in outside.edges}
            for kind, _, target in agent.edges:
                if kind in (seepheap.ANONYMOUS, seepheap.GUESS):
                    n_edges += 1
                    if target not in found:
                        n_missing += 1
                        if agent.type.name not in ONLY_INSIDE:
                            unexplained[agent.type.name] += 1
        self.assertEqual(unexplained, collections.Counter())
        self.assertGreater(n_edges, 500)
        self.assertLess(n_missing, n_edges / 5)

    def test_roots(self):
        def index(dump):
            # The values on the stack of the frame that runs are others by now.
            return collections.Counter((kind, name, target) for kind, _, _, name, target
                                       in dump.roots if kind != 5)
        agent, outside = index(self.agent), index(self.outside)
        self.assertEqual(outside - agent, collections.Counter())
        self.assertEqual(agent - outside, collections.Counter())

    def test_threads_and_frames(self):
        self.assertEqual([thread[:4] for thread in self.outside.threads],
                         [thread[:4] for thread in self.agent.threads])
        lines = 0
        self.assertEqual(len(self.outside.frames), len(self.agent.frames))
        for agent, outside in zip(self.agent.frames, self.outside.frames):
            self.assertEqual(outside[:4], agent[:4])
            self.assertEqual(outside[5], agent[5])
            lines += agent[4] != outside[4]
        self.assertEqual(lines, 1)  # the one that went on

    def test_facts(self):
        for key in ("python.version", "python.full_version", "python.hexversion", "layout", "pid",
                    "platform", "exe", "argv", "process.started_ns", "gc.enabled",
                    "gc.threshold", "gc.collections"):
            self.assertEqual(self.outside.meta[key], self.agent.meta[key], key)
        self.assertEqual(self.outside.meta["capture.how"], "outside")
        self.assertEqual(self.outside.meta["gc.frozen"], self.agent.meta["gc.frozen"])
        self.assertGreater(self.outside.done["pause_ns"], 0)
        self.assertTrue(self.outside.done["complete.gc_lists"])
        self.assertEqual(self.said["objects"], len(self.outside.objects))
        self.assertGreaterEqual(len(self.outside.logs), 2)

    def test_checksums(self):
        seepheap.Dump(self.outside_path, True, False)

    def test_terminal_says_the_same(self):
        def ask(command, path, *arguments):
            done = subprocess.run([SEEP_CLI, "--json", command, path] + list(arguments),
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                                  timeout=probe_case.SECONDS)
            self.assertEqual(done.returncode, 0, done.stderr)
            return json.loads(done.stdout)

        tables = [{row["name"]: (row["count"], row["bytes"])
                   for row in ask("types", path, "--match", "__main__")["types"]}
                  for path in (self.agent_path, self.outside_path)]
        self.assertEqual(tables[1], tables[0])
        self.assertEqual(tables[0]["__main__.Node"][0], 3000)
        paths = [[row["text"] for row in ask("paths", path, "--type", "__main__.Made")["paths"]]
                 for path in (self.agent_path, self.outside_path)]
        self.assertEqual(paths[1], paths[0])
        self.assertIn("HEAP", paths[0][0])

    def test_core_file(self):
        """The same of a core file of the same moment."""
        path = self.path("core")
        core_file.write(self.target.pid, path)
        core, said = self.dump("--core", path)
        self.assertEqual(said["how"], "core")
        self.assertEqual(core.meta["capture.how"], "core")
        self.assertEqual(core.meta["exe"], self.outside.meta["exe"])
        self.assertEqual(set(core.objects), set(self.outside.objects))
        for address, object_ in core.objects.items():
            other = self.outside.objects[address]
            self.assertEqual((object_.size, object_.count, object_.flags, object_.edges),
                             (other.size, other.count, other.flags, other.edges))
        self.assertTrue((core.roots, core.frames, core.threads)
                        == (self.outside.roots, self.outside.frames, self.outside.threads))
        self.check_damaged_core(path)

    def check_damaged_core(self, path):
        os.truncate(path, os.path.getsize(path) // 50)
        self.assertIn("cut off", self.fail_with("core", "dump", "--core", path)["message"])
        os.truncate(path, 100)
        self.fail_with("core", "dump", "--core", path)


class TestNoEffect(OutsideCase):
    def test_spinning_program_goes_on(self):
        target = self.start([PYTHON, "-c", SPIN])
        counts = []
        for _ in range(10):
            said = self.say(target.pid)
            counts.append(said["objects"])
            self.assertGreaterEqual(said["tries"], 1)
        self.assertGreater(min(counts), max(counts) * 0.8, counts)
        target.process.stdin.write("stop\n")
        target.process.stdin.flush()
        self.assertEqual(target.process.stdout.readline(), "7 7\n")
        self.assertEqual(target.process.wait(probe_case.SECONDS), 0)

    def test_sleep_lasts_as_long_as_it_should(self):
        target = self.start([PYTHON, "-S", "-c", SLEEP])
        for _ in range(5):
            self.say(target.pid)
        self.assertLess(float(target.process.stdout.readline()), 2.5)

    def test_stopped_program_is_read_and_stays_stopped(self):
        target = self.start_python("kept = [[i] for i in range(1000)]", python=PYTHON)
        target.stop()
        dump, _ = self.dump_pid(target.pid)
        self.assertGreater(len(dump.objects), 1000)
        self.assertEqual(self.read_state(target.pid), "T")
        os.kill(target.pid, signal.SIGCONT)
        target.process.stdin.close()
        self.assertEqual(target.process.wait(probe_case.SECONDS), 0)

    def test_signal_in_between_is_delivered(self):
        target = self.start_python(
            "import signal\nn = 0\ndef count(*_):\n  global n\n  n += 1\n"
            "signal.signal(signal.SIGUSR1, count)", python=PYTHON)
        for _ in range(10):
            done = subprocess.Popen([probe_case.SEEP_PROBE, "dump", "--pid", str(target.pid),
                                     "--how", "outside"],
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            os.kill(target.pid, signal.SIGUSR1)
            self.assertEqual(done.wait(probe_case.SECONDS), 0)
        self.assertIn(self.read_state(target.pid), "SR")

    def test_no_previews(self):
        target = self.start_python("secret = 'told to nobody'", python=PYTHON)
        dump, _ = self.dump("--pid", str(target.pid), "--how", "outside", "--no-previews")
        self.assertTrue(all(object_.preview is None for object_ in dump.objects.values()))


class TestRefusals(OutsideCase):
    def test_not_a_process(self):
        self.fail_with("no-process", "dump", "--how", "outside", "--pid", str(2 ** 22 - 1))

    def test_not_python(self):
        target = self.start(["/bin/sh", "-c", "echo ready; read line"])
        self.fail_with("not-python", "dump", "--how", "outside", "--pid", str(target.pid))

    def test_debugger_has_it(self):
        target = self.start_python(python=PYTHON)
        libc = ctypes.CDLL(None, use_errno=True)
        libc.ptrace.argtypes = [ctypes.c_long] * 4
        self.assertEqual(libc.ptrace(PTRACE_SEIZE, target.pid, 0, 0), 0)
        error = self.fail_with("traced", "dump", "--how", "outside", "--pid", str(target.pid))
        self.assertEqual(error["tracer"], os.getpid())

    def test_no_memory(self):
        target = self.start_python("kept = bytearray(b'x' * (64 << 20))", python=PYTHON)

        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (40 * KB * KB, 40 * KB * KB))

        error = self.fail_with("memory", "dump", "--how", "outside", "--pid", str(target.pid),
                               preexec_fn=limit)
        self.assertEqual(error["exit"], 6)
        self.assertGreater(error["needed_bytes"], 64 * KB * KB)
        self.assertLess(error["available_bytes"], 40 * KB * KB)

    def test_reader_that_goes(self):
        target = self.start_python("kept = [[i] for i in range(100000)]", python=PYTHON)
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run([probe_case.SEEP_PROBE, "dump", "--how", "outside", "--pid",
                               str(target.pid)], stdout=write, stderr=subprocess.PIPE,
                              timeout=probe_case.SECONDS, check=False)
        os.close(write)
        self.assertEqual((done.returncode, json.loads(done.stderr)["code"]), (5, "write"))
        self.assertIn(self.read_state(target.pid), "SR")

    def test_not_a_core_file(self):
        self.fail_with("core", "dump", "--core", "/bin/true")
        self.fail_with("core", "dump", "--core", self.path("is-not-there"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[4:], verbosity=2)
