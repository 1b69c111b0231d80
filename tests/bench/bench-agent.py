# SPDX-License-Identifier: GPL-3.0-or-later
"""The agent's dump of about 2.8 million objects, beside a walk of the same heap in Python.

usage: bench-agent.py FOLDER_OF_THE_AGENT [--long]

Processor time; the best of twelve dumps and of two walks, because both wait for memory that neighbours use as well.
"""
import gc
import os
import resource
import sys
import tempfile
import time

sys.path.insert(0, sys.argv[1])
import seep_agent  # noqa: E402
import service_heap  # noqa: E402


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
    store = service_heap.build(4 if "--long" in sys.argv else 1)
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
