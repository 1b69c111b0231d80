# SPDX-License-Identifier: GPL-3.0-or-later
"""What a conversation costs the program: counts of 750 thousand tracked objects, in place and from a
fork; an entry of gc.callbacks; a measured line.

usage: bench-talk.py FOLDER_OF_THE_AGENT [--long]
"""
import ctypes
import gc
import json
import os
import sys
import tempfile
import time

sys.path.insert(0, sys.argv[1])
import seep_agent  # noqa: E402

N = 150000 * (10 if "--long" in sys.argv else 1)


class Node:
    def __init__(self, ident, parent):
        self.ident, self.parent, self.tags = ident, parent, [ident]


def build():
    """Instances, lists, dicts and tuples, allocated in turn and referring to older ones."""
    nodes = []
    for i in range(N):
        nodes.append(Node(i, nodes[i >> 1] if i else None))
        nodes[-1].more = {"x": [i]}
        nodes[-1].pair = (nodes[-1], i)
    return nodes


class Talk:
    def __init__(self):
        request, self.requests = os.pipe()
        answers, reply = os.pipe()
        self.answers = os.fdopen(answers, "rb")
        assert ctypes.PyDLL(seep_agent.__file__).seep_agent_serve(request, reply) == 0

    def ask(self, **request):
        os.write(self.requests, json.dumps(request).encode() + b"\n")
        answer = json.loads(self.answers.readline().decode())
        assert answer["ok"], answer
        return answer


def show(what, value, unit, target=""):
    print("\t".join([what, value, unit] + ([target] if target else [])), flush=True)


def time_collections():
    start = time.process_time()
    for _ in range(2000):
        gc.collect(0)
    return (time.process_time() - start) / 2000


def loop(n):
    for i in range(n):
        pass


def time_lines(n):
    start = time.process_time()
    loop(n)
    return (time.process_time() - start) / (2 * n)


def main():
    gc.disable()
    nodes = build()
    talk = Talk()
    talk.ask(do="counts", limit=1)
    for how in ("place", "fork"):
        answers = [talk.ask(do="counts", limit=50, how=how) for _ in range(10)]
        best = min(answers, key=lambda answer: answer["pause_seconds"])
        millions = best["objects"] / 1e6
        if how == "place":
            show("tracked objects", "%d" % best["objects"], "")
            show("pause of counts in place", "%.1f" % (best["pause_seconds"] * 1e3 / millions),
                 "ms/million", "<= 60")
        else:
            show("pause of counts from a fork", "%.1f" % (best["pause_seconds"] * 1e3), "ms")
    gc.freeze()
    plain = time_collections()
    talk.ask(do="gc.watch", on=True)  # nothing is read after that: what does not fit is dropped
    watched = time_collections()
    show("an entry of gc.callbacks", "%.2f" % ((watched - plain) * 1e6), "us")
    talk = None
    seep_agent._start_lines("loop")
    measured = time_lines(20000)
    with tempfile.TemporaryDirectory() as folder:
        seep_agent._stop_lines(os.path.join(folder, "lines.json"))
    show("a measured line", "%.2f" % (measured * 1e6), "us")
    assert nodes
    sys.stdout.flush()
    os._exit(0)


main()
