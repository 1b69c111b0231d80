# SPDX-License-Identifier: GPL-3.0-or-later
"""A path that seep-cli prints is true: evaluated in the process that was dumped, its expression
gives the very object, and every hop of it is a reference that the interpreter itself knows."""

import json
import os
import sys

import seep_case

# A package with things held in the ways that programs hold them; nothing holds them twice.
LIBRARY = """
    import collections, functools, types

    class Node:
        kind = [object()]
        def __init__(self, value):
            self.value = value
            self.next = None
        def call(self):
            return self
        @property
        def loud(self):
            raise RuntimeError("a path must not run this")

    class Slotted:
        __slots__ = ("left", "right")

    class Both(Slotted):
        pass

    class Listing(list):
        pass

    by_text = {"user:1": Node([1.5]), "it's \\"q\\"\\n": [2.5]}
    by_number = {7: [3.5], -1: [4.5], True: [5.5]}
    by_bytes = {b"k\\x00": [6.5]}
    by_tuple = {(1, "a"): [7.5]}
    nested = [[[[8.5]]], ([9.5],)]
    slotted = Slotted()
    slotted.left = [10.5]
    slotted.right = Both()
    slotted.right.left = [11.5]
    slotted.right.extra = [12.5]
    chain = Node([13.5])
    for number in range(50):
        head = Node(number)
        head.next, chain = chain, head
    del head
    chain.value = [14.5]
    queue = collections.deque([[15.5], [16.5]])
    ordered = collections.OrderedDict(a=[17.5])
    default = collections.defaultdict(list, {"d": [18.5]})
    part = functools.partial(print, [19.5], key=[20.5])
    bound = Node([21.5]).call
    def function(argument=[22.5], *, keyword=[23.5]):
        pass
    function.attribute = [24.5]
    def make_closure():
        captured = [25.5]
        return lambda: captured
    closure = make_closure()
    listing = Listing([[26.5]])
    listing.extra = [27.5]
    space = types.SimpleNamespace(inner=[28.5])
    proxy = types.MappingProxyType({"p": [29.5]})
    exception = ValueError([30.5])
    def generate():
        inner = [31.5]
        yield inner
    generator = generate()
    next(generator)
    @functools.lru_cache(maxsize=None)
    def cached(number):
        return [number]
    cached(32.5)
    setattr(space, "not an identifier", [33.5])
"""

# Finds every list that holds one float of that series, dumps, and prints their addresses; then,
# asked through a pipe, evaluates expressions and checks hops.
PROGRAM = """
    import ctypes, gc, json, sys
    import pkg.library
    import seep_agent

    def find():
        return {found[0]: id(found) for found in gc.get_objects()
                if type(found) is list and len(found) == 1
                and type(found[0]) is float and found[0] % 1 == 0.5}

    def follow(address):
        return ctypes.cast(address, ctypes.py_object).value

    def is_hop(source, target):
        known = [type(follow(source))] + gc.get_referents(follow(source))
        return target in map(id, known)

    gc.collect()
    addresses = find()
    seep_agent.dump("live.seepheap")
    print(json.dumps(addresses), flush=True)
    names = {name.split(".")[0]: sys.modules[name.split(".")[0]] for name in list(sys.modules)}
    for line in sys.stdin:
        request = json.loads(line)
        if request["text"] is None:
            print(json.dumps([is_hop(*hop) for hop in request["hops"]]), flush=True)
        else:
            try:
                print(json.dumps(hex(id(eval(request["text"], dict(names))))), flush=True)
            except Exception as error:
                print(json.dumps(repr(error)), flush=True)
"""

# Values that no expression of Python leads to.
NO_EXPRESSION = {29.5, 32.5}  # behind a mappingproxy, inside lru_cache


class Live(seep_case.SeepCase):
    def setUp(self):
        super().setUp()
        self.write("pkg/__init__.py", "")
        self.write("pkg/library.py", LIBRARY)
        script = self.write("app.py", PROGRAM)
        self.process = self.start(
            [
                seep_case.SEEP_CLI,
                "run",
                "-q",
                "-o",
                "end.seepheap",
                "--python",
                sys.executable,
                "--",
                script,
            ]
        )
        self.addCleanup(self.end)
        line = self.process.stdout.readline()
        self.assertTrue(line, "the program did not start")
        self.addresses = {float(value): address for value, address in json.loads(line).items()}

    def end(self):
        self.process.stdin.close()
        self.process.stdout.close()
        errors = self.process.stderr.read()
        self.process.stderr.close()
        self.assertEqual((self.process.wait(seep_case.SECONDS), errors), (0, ""))

    def question(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def check_path(self, path, address):
        steps = [int(step["address"], 16) for step in path["steps"]]
        self.assertEqual(steps[-1], address)
        hops = list(zip(steps, steps[1:]))
        true = self.question(text=None, hops=hops)
        with self.subTest("hops of " + path["text"]):
            self.assertEqual(
                [step for step, is_true in zip(path["steps"][1:], true) if not is_true], []
            )
        if path["is_expression"]:
            with self.subTest(path["text"]):
                self.assertEqual(self.question(text=path["text"]), hex(address))

    def test_every_path(self):
        self.assertEqual(len(self.addresses), 33)
        plain = set()
        for value, address in self.addresses.items():
            paths = self.ask("paths", "live.seepheap", "--address", hex(address))["paths"]
            self.assertGreaterEqual(len(paths), 1)
            for path in paths:
                self.check_path(path, address)
            if not paths[0]["is_expression"]:
                plain.add(value)
        self.assertEqual(plain, NO_EXPRESSION)

    def test_words_of_paths(self):
        expected = {
            1.5: "pkg.library.by_text['user:1'].value",
            3.5: "pkg.library.by_number[7]",
            6.5: "pkg.library.by_bytes[b'k\\x00']",
            8.5: "pkg.library.nested[0][0][0]",
            9.5: "pkg.library.nested[1][0]",
            10.5: "pkg.library.slotted.left",
            12.5: "pkg.library.slotted.right.extra",
            15.5: "pkg.library.queue[0]",
            17.5: "pkg.library.ordered['a']",
            21.5: "pkg.library.bound.__self__.value",
            24.5: "pkg.library.function.attribute",
            27.5: "pkg.library.listing.extra",
            28.5: "pkg.library.space.inner",
        }
        texts = {
            value: self.ask("paths", "live.seepheap", "--address", hex(self.addresses[value]))[
                "paths"
            ][0]["text"]
            for value in expected
        }
        self.assertEqual(texts, expected)


if __name__ == "__main__":
    seep_case.main()
