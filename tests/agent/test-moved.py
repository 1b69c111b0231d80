# SPDX-License-Identifier: GPL-3.0-or-later
"""An agent whose table is of another release of this version: the process says where its state is,
the collector's lists show themselves, and what nobody confirms is left out."""
import atexit
import gc

import tap
import seep_agent
import seepheap


INTERPRETER, BUILTINS = 2, 3  # kinds of roots


def leave():
    pass


def test_the_layout_is_confirmed():
    dump = tap.dump()
    tap.equal(dump.meta["calibrated"], True)
    tap.equal(dump.logs, [])
    tap.equal(dump.done["complete.labels"], True)


def test_every_list_of_the_collector_is_found():
    thing = [[] for _ in range(1000)]
    gc.collect()
    gc.freeze()
    frozen = gc.get_freeze_count()
    young = [object]
    dump = tap.dump()
    for wanted in thing + [thing, young]:
        assert dump.objects[id(wanted)].flags & seepheap.TRACKED
    gc.unfreeze()
    tap.equal(dump.meta["gc.frozen"], frozen)
    assert frozen > 1000, frozen
    tap.equal(dump.meta["gc.threshold"], " ".join(map(str, gc.get_threshold())))


def test_what_nobody_confirms_is_left_out():
    atexit.register(leave)
    dump = tap.dump()
    atexit.unregister(leave)
    assert "gc.collections" not in dump.meta, dump.meta
    names = {root[3] for root in dump.roots if root[0] in (INTERPRETER, BUILTINS)}
    tap.equal(names, {"sys.modules", "sys.__dict__", "builtins.__dict__", "interned strings"})


tap.main(globals())
