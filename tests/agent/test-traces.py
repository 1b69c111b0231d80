# SPDX-License-Identifier: GPL-3.0-or-later
"""Tracebacks of tracemalloc, and the thread that a dump runs in while it traces."""
import threading
import tracemalloc

tracemalloc.start(4)

import tap  # noqa: E402: what is imported before tracing has no traceback
import population
import seep_agent

STORE = population.build(150)


def deep(n):
    return deep(n - 1) if n else [object() for _ in range(10)]


STORE["deep"] = deep(8)
THINGS = (STORE["nodes"] + STORE["slotted"] + STORE["closures"] + STORE["text"]
          + STORE["tuples"] + STORE["sets"] + STORE["mydict"] + STORE["mystr"]
          + STORE["generators"] + STORE["deep"] + STORE["decimals"] + [STORE["child"]])
EXPECTED = []
TRACED = [0, 0]


def ask_and_stop():
    TRACED[1] = tracemalloc.get_traced_memory()[0]
    for thing in THINGS:
        frames = tracemalloc.get_object_traceback(thing) or ()
        EXPECTED.append([(frame.filename, frame.lineno) for frame in reversed(frames)])
    tracemalloc.stop()


def local_of_a_frame():
    held_here = ["held"]
    TRACED[0] = tracemalloc.get_traced_memory()[0]
    dump = tap.dump(between=ask_and_stop)
    return dump, id(held_here)


DUMP, HELD = local_of_a_frame()


def test_tracebacks_are_those_of_tracemalloc():
    tap.equal(DUMP.meta["tracemalloc.tracing"], True)
    tap.equal(DUMP.meta["tracemalloc.limit"], 4)
    assert DUMP.meta["tracemalloc.traced_bytes"] > 100000
    compared = 0
    for thing, expected in zip(THINGS, EXPECTED):
        frames = DUMP.traces[DUMP.objects[id(thing)].trace] or []
        if not expected and tap.VERSION == (3, 11) and type(thing).__flags__ & 1 << 4:
            # 3.11 forgets the words in front of an instance and finds nothing.
            tap.equal(frames[-1][0], __file__)
            continue
        tap.equal(frames, expected, type(thing).__name__)
        compared += bool(expected)
    assert compared > 400, compared
    return "%d tracebacks, %d different ones" % (compared, len(DUMP.traces) - 1)


def test_most_objects_have_a_traceback():
    made_here = [record for record in DUMP.objects.values()
                 if record.type.name.startswith("population.")]
    without = sum(record.trace == 0 for record in made_here)
    assert without < len(made_here) * 0.02, (without, len(made_here))


def test_the_callers_frame_is_still_in_its_thread():
    roots = {name: (thread, target) for kind, thread, frame, name, target in DUMP.roots
             if kind == 4}
    tap.equal(roots["held_here"][1], HELD)
    tap.equal([thread[4] for thread in DUMP.threads], [1])
    tap.equal(DUMP.threads[roots["held_here"][0] - 1][0], threading.get_ident())


def test_the_dump_itself_is_hardly_traced():
    # Two thousand short tuples stay in the interpreter's free lists.
    assert TRACED[1] - TRACED[0] < 200000, TRACED


def test_without_tracing_there_is_no_column():
    dump = tap.dump()
    tap.equal(dump.flags & 2, 0)
    tap.equal(dump.meta["tracemalloc.tracing"], False)
    assert all(record.trace == 0 for record in dump.objects.values())


tap.main(globals())
