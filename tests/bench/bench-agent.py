# SPDX-License-Identifier: GPL-3.0-or-later
"""The agent's dump of about 2.8 million objects, beside a walk of the same heap in Python.

usage: bench-agent.py FOLDER_OF_THE_AGENT [--long]

Processor time; the best of twelve dumps and of two walks, because both wait for memory that neighbours use as well.
"""
import collections
import datetime
import decimal
import functools
import gc
import os
import resource
import sys
import tempfile
import time

sys.path.insert(0, sys.argv[1])
import seep_agent  # noqa: E402

N = 110000 * (4 if "--long" in sys.argv else 1)


class Node:
    def __init__(self, ident, parent):
        self.ident = ident
        self.parent = parent
        self.name = "node-%d" % ident
        self.tags = [ident, "t%d" % (ident % 1000), None]
        self.weight = ident * 0.5


class Slotted:
    __slots__ = ("key", "value", "after")

    def __init__(self, key, value, after):
        self.key, self.value, self.after = key, value, after


class Session:
    def __init__(self, ident):
        self.user = "user%06d" % ident
        self.data = {"id": ident + 100000, "cart": [("sku%d" % (ident % 5000), ident % 7)],
                     "since": ident * 1.25, "address": "10.0.%d.%d" % (ident % 256, ident % 199)}
        self.extra = {}
        if ident % 10 == 0:
            self.callback = lambda event, self=self: (event, self)


class MyDict(dict):
    pass


def make_closure(value):
    def inner():
        return value
    return inner


def build():
    """Lists, dicts, instances and text in the shares that a service has."""
    store = {}
    nodes = store["nodes"] = []
    for i in range(N):
        nodes.append(Node(i, nodes[i >> 1] if i else None))
    chain = None
    slotted = store["slotted"] = []
    for i in range(N):
        chain = Slotted(i + 1000, "v%d" % i, chain if i % 100 else None)
        slotted.append(chain)
    store["sessions"] = {("u", i): Session(i) for i in range(N)}
    store["tuples"] = [(i, str(i), (i + .5, i * 3 + 1000000)) for i in range(N // 2)]
    store["sets"] = [{i, i + 1, "s%d" % i} for i in range(N // 10)]
    store["closures"] = [make_closure([i]) for i in range(N // 20)]
    store["deques"] = [collections.deque([i, [i]]) for i in range(N // 50)]
    store["ordered"] = [collections.OrderedDict(a=i, b=[i]) for i in range(N // 50)]
    store["mydict"] = [MyDict(a=[i]) for i in range(N // 50)]
    store["decimals"] = [decimal.Decimal(i) for i in range(N // 50)]
    store["times"] = [datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)
                      for i in range(N // 50)]
    store["partials"] = [functools.partial(print, [i]) for i in range(N // 50)]
    store["text"] = ["\u4e16\u754c %d" % i for i in range(N // 20)]
    store["bytes"] = [b"x" * (i % 64) + b"%d" % i for i in range(N // 20)]
    store["large"] = [10 ** 40 + i for i in range(N // 50)]
    return store


def walk():
    """What a dump is in plain Python: objects with types and sizes, and their references."""
    seen, nodes, edges = {}, [], []
    getsizeof, get_referents = sys.getsizeof, gc.get_referents
    stack = gc.get_objects()
    own = {id(thing) for thing in (seen, nodes, edges, stack, sys._getframe())}
    stack = [thing for thing in stack if id(thing) not in own]
    for thing in stack:
        seen[id(thing)] = True
    for address in own | {id(stack), id(own)}:
        seen[address] = True
    while stack:
        thing = stack.pop()
        nodes.append((id(thing), id(type(thing)), getsizeof(thing)))
        referents = get_referents(thing)
        edges.append([id(other) for other in referents])
        for other in referents:
            if id(other) not in seen:
                seen[id(other)] = True
                stack.append(other)
    return len(nodes), sum(map(len, edges))


def time_walk():
    start = time.process_time()
    walk()
    return time.process_time() - start


def show(what, value, unit, target=""):
    print("\t".join([what, value, unit] + ([target] if target else [])), flush=True)


def main():
    gc.disable()
    store = build()
    gc.enable()
    gc.collect()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "bench.seepheap")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        answers = [seep_agent.dump(path) for _ in range(12)]
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        best = min(answers, key=lambda answer: answer["cpu_seconds"])
        n_bytes = os.path.getsize(path)
    show("objects", "%d" % best["objects"], "")
    show("references", "%d" % best["references"], "")
    show("processor time of a dump", "%.1f" % (best["cpu_seconds"] * 1e9 / best["objects"]),
         "ns/object", "<= 75")
    show("pause", "%.0f" % (min(answer["pause_seconds"] for answer in answers) * 1e3), "ms")
    show("more resident memory", "%.1f" % ((after - before) / 1024), "MB", "<= 10")
    show("file", "%.1f" % (n_bytes / best["objects"]), "bytes/object")
    gc.disable()
    seconds = min(time_walk(), time_walk())
    show("walk in Python", "%.1f" % seconds, "s")
    show("faster than the walk", "%.0f" % (seconds / best["cpu_seconds"]), "times", ">= 40")
    assert store
    sys.stdout.flush()
    os._exit(0)


main()
