# SPDX-License-Identifier: GPL-3.0-or-later
"""seep-cli lines beside memory_profiler, and beside a tracer in Python that has its rules."""

import json
import os
import re
import signal
import subprocess
import sys

import seep_case

MEBIBYTE = 1 << 20

# A Python that has memory_profiler: SEEP_TEST_MEMORY_PROFILER, or a venv in the cache folder.
MEMORY_PROFILER = os.environ.get("SEEP_TEST_MEMORY_PROFILER") or os.path.join(
    os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"),
    "seep.tests/memory-profiler/bin/python",
)

WORK = """
    def profile(function):
        return function

    if "--own" in __import__("sys").argv:
        from memory_profiler import profile

    @profile
    def build(n):
        kept = []
        for i in range(n):
            kept.append(bytearray(10 << 20))
        big = [2] * (2 * 10 ** 6)
        del big
        total = sum(len(x) for x in kept)
        def inner():
            more = bytearray(30 << 20)
            return len(more)
        inner()
        return (
            kept,
            total,
        )
        # nothing follows

    @profile
    def recurse(n):
        block = bytearray(4 << 20)
        if n == 0:
            return [block]
        return recurse(n - 1) + [block]

    def chunks(n):
        for i in range(n):
            block = bytearray(5 << 20)
            yield block

    def fails():
        block = bytearray(8 << 20)
        raise ValueError(len(block))

    def catches():
        out = []
        for block in chunks(3):
            out.append(block)
        try:
            fails()
        except ValueError:
            pass
        return out

    class Cache:
        def put(self, n):
            self.kept = bytearray(n)

        class Inner:
            @staticmethod
            def get():
                return bytearray(1 << 20)

    def never():
        return 1

    kept = build(5), recurse(4), catches(), Cache()
    kept[3].put(6 << 20)
    kept += (Cache.Inner.get(),)
"""

# The rules of memory_profiler, but for the line before, which each function has of its own.
TWIN = """
    import json, sys, types

    def memory():
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * 4096

    functions, of_code, running = {}, {}, []

    def adopt(code, table):
        of_code[code] = table
        for item in code.co_consts:
            if isinstance(item, types.CodeType):
                adopt(item, table)

    def charge(table, line):
        now = memory()
        before = table["lines"].get(table["before"], (0, 0, 0))[0]
        most, sum_, times = table["lines"].get(line, (0, 0, 0))
        table["lines"][line] = max(most, now), sum_ + now - before, times + 1
        table["before"] = line

    def trace(frame, event, arg):
        code = frame.f_code
        if code.co_filename != sys.argv[1]:
            return None
        if code not in of_code:
            if not code.co_flags & 1 or code.co_name[0] == "<":
                return None
            table = functions[code.co_firstlineno] = {"before": None, "lines": {}}
            table["name"] = code.co_name
            adopt(code, table)
        if event == "call":
            running.append(frame.f_lineno)
        elif event == "line":
            charge(of_code[code], running[-1])
            running[-1] = frame.f_lineno
        elif event == "return":
            charge(of_code[code], running.pop())
        return trace

    with open(sys.argv[1]) as file:
        code = compile(file.read(), sys.argv[1], "exec")
    sys.settrace(trace)
    exec(code, {"__name__": "__main__"})
    sys.settrace(None)
    print(json.dumps(list(functions.values())))
"""

TABLE_LINE = re.compile(r"^ *(\d+) +(-?\d+\.\d+) MiB +(-?\d+\.\d+) MiB +(\d+)   (.*)$")


class Lines(seep_case.SeepCase):
    def measure(self, script, *options, python=sys.executable, arguments=()):
        """The document, the last line on stderr."""
        done = self.seep(
            "--json", "lines", "--python", python, *options, "--", script, *arguments
        )
        document = json.loads(done.stderr.splitlines()[-1])
        document["done"] = done
        return document

    def by_name(self, document):
        return {
            function["name"]: {line["line"]: line for line in function["lines"]}
            for function in document["functions"]
        }

    def compare(self, ours, theirs, name):
        """@theirs: line → (memory, increment, occurrences)."""
        self.assertEqual(
            {number: line["occurrences"] for number, line in ours.items()},
            {number: line[2] for number, line in theirs.items()},
            name,
        )
        for number in sorted(theirs)[1:]:  # the first one has the whole process
            self.assertLess(
                abs(ours[number]["increment_bytes"] - theirs[number][1]),
                0.75 * MEBIBYTE,
                (name, number),
            )
        first = min(theirs)
        for number in theirs:
            grown = ours[number]["memory_bytes"] - ours[first]["memory_bytes"]
            self.assertLess(
                abs(grown - (theirs[number][0] - theirs[first][0])), MEBIBYTE, (name, number)
            )

    def test_beside_a_tracer_in_python(self):
        script = self.write("work.py", WORK)
        twin = json.loads(self.call(sys.executable, self.write("twin.py", TWIN), script).stdout)
        document = self.measure(script)
        self.assertEqual((document["exit_code"], document["problems"]), (0, []))
        ours = {name.split(".")[-1]: lines for name, lines in self.by_name(document).items()}
        self.assertEqual(set(ours), {function["name"] for function in twin})
        for function in twin:
            theirs = {int(number): line for number, line in function["lines"].items()}
            self.compare(ours[function["name"]], theirs, function["name"])
        grown = self.by_name(document)["build"]
        loop = [line for line in grown.values() if "kept.append" in line["text"]]
        self.assertEqual([line["occurrences"] for line in loop], [5])
        self.assertLess(abs(loop[0]["increment_bytes"] - 50 * MEBIBYTE), MEBIBYTE)

    def parse(self, text):
        """A list of tables: line → (memory, increment, occurrences, text)."""
        tables = []
        for line in text.splitlines():
            found = TABLE_LINE.match(line)
            if line.startswith("Filename: "):
                tables.append({})
            elif found:
                number, memory, increment, times, source = found.groups()
                tables[-1][int(number)] = (
                    float(memory) * MEBIBYTE, float(increment) * MEBIBYTE, int(times), source
                )
        return tables

    def test_beside_memory_profiler(self):
        if not os.access(MEMORY_PROFILER, os.X_OK):
            return
        script = self.write("work.py", WORK)
        theirs = self.call(MEMORY_PROFILER, "-m", "memory_profiler", script, "--own")
        self.assertEqual(theirs.returncode, 0, theirs.stderr)
        done = self.seep(
            "lines", "--python", MEMORY_PROFILER, "--function", "build", "--function", "recurse",
            "--", script,
        )
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        tables = self.parse(done.stderr)
        there = {min(table): table for table in self.parse(theirs.stdout) if table}
        self.assertEqual(len(tables), 2)
        for table in tables:
            other = there[min(table)]
            keys = "memory_bytes", "increment_bytes", "occurrences", "text"
            ours = {number: dict(zip(keys, line)) for number, line in table.items()}
            self.assertEqual(
                {number: line["text"] for number, line in ours.items()},
                {number: line[3] for number, line in other.items()},
            )
            self.compare(ours, other, min(table))

    def test_the_table_is_memory_profilers(self):
        script = self.write("app.py", "def one():\n    x = [\n        1,\n    ]\n\n    # more\n    return x\n\none()\n")
        done = self.seep("lines", "--python", sys.executable, "--", script)
        lines = done.stderr.splitlines()
        at = lines.index("Filename: " + self.path("app.py")) if sys.version_info >= (3, 9) else 1
        self.assertEqual(
            lines[at + 1 : at + 4],
            ["", "Line #    Mem usage    Increment  Occurrences   Line Contents", "=" * 61],
        )
        self.assertRegex(lines[at + 4], r"^     1 +\d+\.\d{3} MiB +\d+\.\d{3} MiB           1   def one\(\):$")
        self.assertEqual(lines[at + 7], "     4" + " " * 41 + "    ]")
        self.assertEqual([line[:6] for line in lines[at + 4 :] if line], ["%6d" % i for i in range(1, 8)])

    def test_functions_are_chosen(self):
        script = self.write("app.py", WORK)
        self.write("helper.py", "def use():\n    return bytearray(1 << 20)\n")
        for options, names in (
            ((), {"profile", "build", "recurse", "chunks", "fails", "catches", "Cache.put", "Cache.Inner.get"}),
            (("Cache.*",), {"Cache.put", "Cache.Inner.get"}),
            (("put", "b?ild"), {"Cache.put", "build"}),
            (("__main__.ch*",), {"chunks"}),
            (("nothing.*",), set()),
            (("<module>",), {"<module>"}),
        ):
            words = [word for option in options for word in ("--function", option)]
            self.assertEqual(set(self.by_name(self.measure(script, *words))), names, options)
        caller = self.write("caller.py", "import helper\nhelper.use()\n")
        self.assertEqual(self.measure(caller)["functions"], [])
        self.assertEqual(set(self.by_name(self.measure(caller, "--function", "helper.*"))), {"use"})
        said = self.seep("lines", "--python", sys.executable, "--", caller).stderr
        self.assertIn("--function", said)

    def test_threads_and_children(self):
        script = self.write(
            "app.py",
            """
            import os, subprocess, sys, threading
            def work():
                block = bytearray(1 << 20)
                return block
            threads = [threading.Thread(target=work) for _ in range(3)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            child = os.fork()
            if child == 0:
                work()
                sys.exit(0)
            os.waitpid(child, 0)
            print(subprocess.check_output([sys.executable, "-c", "import sys; print(sys.gettrace())"]))
            print(sys.gettrace(), [name for name in os.environ if name.startswith("SEEP_RUN")])
            """,
        )
        document = self.measure(script)
        self.assertEqual({line["occurrences"] for line in self.by_name(document)["work"].values()}, {3})
        self.assertEqual(document["done"].stdout, "b'None\\n'\nNone []\n")

    def test_the_program_is_not_disturbed(self):
        script = self.write(
            "app.py",
            """
            import sys
            def main():
                print(sys.argv[1:], sys.stdin.read())
                return 3
            sys.exit(main())
            """,
        )
        done = self.seep(
            "lines", "--python", sys.executable, "--", script, "-x", "--json", input="words"
        )
        self.assertEqual((done.returncode, done.stdout), (3, "['-x', '--json'] words\n"))
        gone = self.write("gone.py", "import os\ndef f(): os._exit(5)\nf()\n")
        document = self.measure(gone)
        self.assertEqual((document["exit_code"], document["functions"]), (5, []))
        self.assertEqual(len(document["problems"]), 1)
        killed = self.write("killed.py", "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n")
        document = self.measure(killed)
        self.assertEqual(document["signal"], signal.SIGTERM)
        self.assertEqual(document["done"].returncode, -signal.SIGTERM)
        self.assertEqual(os.listdir(self.path("tmp")), [])

    def test_wrong_words(self):
        for arguments in ((), ("--", "-m"), ("--function",)):
            self.assertEqual(self.seep("lines", *arguments).returncode, 2)
        self.assertEqual(self.seep("lines", "--", self.path("none.py")).returncode, 4)


if __name__ == "__main__":
    seep_case.main()
