# SPDX-License-Identifier: GPL-3.0-or-later
"""An agent whose layout table is wrong: it notices, says so, and uses public means only."""
import collections
import gc
import sys

import tap
import population
import seep_agent
import seepheap

STORE = population.build(300)
tap.dump(objects=False)  # sys.getsizeof of an object may finish its type
gc.collect()
gc.disable()
OBJECTS = gc.get_objects()
SIZES = {}
REFERENTS = []
MOVING = {id(OBJECTS), id(SIZES), id(REFERENTS), id(globals())}


def ask():
    SIZES.clear()
    REFERENTS.clear()
    for thing in OBJECTS:
        if id(thing) not in MOVING and type(thing).__name__ != "frame":
            REFERENTS.append((thing, [id(other) for other in gc.get_referents(thing)]))
            SIZES[id(thing)] = sys.getsizeof(thing)


ask()  # code that has run is as large as it gets
DUMP = tap.dump(between=ask)


def test_the_dump_says_so():
    tap.equal(DUMP.meta["calibrated"], False)
    tap.equal(DUMP.done["complete.labels"], False)
    tap.equal(len(DUMP.logs), 1)
    assert "layout" in DUMP.logs[0][1], DUMP.logs
    return DUMP.logs[0][1]


def test_references_are_unlabelled():
    kinds = collections.Counter(edge[0] for record in DUMP.objects.values()
                                for edge in record.edges)
    tap.equal(set(kinds), {seepheap.ANONYMOUS})
    assert all(record.preview is None for record in DUMP.objects.values())


def test_references_are_still_those_of_python():
    for thing, referents in REFERENTS:
        record = DUMP.objects[id(thing)]
        missing = collections.Counter(referents)
        missing.subtract(edge[2] for edge in record.edges)
        missing = {target: n for target, n in missing.items() if n > 0}
        assert set(missing) <= {id(type(thing))}, (
            type(thing), [DUMP.objects[target].type.name for target in missing])
    node = STORE["sessions"]
    targets = {edge[2] for edge in DUMP.objects[id(node)].edges}
    assert targets == set(map(id, node)) | set(map(id, node.values()))


def test_sizes_and_types_are_still_those_of_python():
    for thing, referents in REFERENTS:
        record = DUMP.objects[id(thing)]
        tap.equal(record.type.address, id(type(thing)))
        if type(thing) is not population.OwnSize:
            tap.equal(record.size, SIZES[id(thing)], type(thing).__name__)


def test_the_list_that_was_asked_for_is_not_counted():
    thing = STORE["nodes"]
    # OBJECTS and REFERENTS hold it, and so do this frame and, up to 3.13, the call.
    own = 1 if tap.VERSION >= (3, 14) else 2
    tap.equal(DUMP.objects[id(thing)].count, sys.getrefcount(thing) - own)


def test_the_collector_is_enabled_again():
    gc.enable()
    tap.dump(objects=False)
    assert gc.isenabled()
    gc.disable()
    tap.dump(objects=False)
    assert not gc.isenabled()


tap.main(globals())
