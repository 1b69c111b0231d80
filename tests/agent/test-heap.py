# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes, types, references and counts of a whole heap against what Python itself says."""
import collections
import gc
import sys

import tap
import population
import seep_agent  # so that nothing is imported later
import seepheap

N_NODES = 3000
STORE = population.build(N_NODES)
STORE["long list"] = population.build_long_list()


class Heap:
    """One dump, and what Python says about the same objects at the same time."""

    def __init__(self):
        gc.collect()
        gc.disable()
        self.sizes = {}
        self.referents = []
        self.moving = set()
        self.n_dicts = self.n_dicts_after = 0
        self.dump = None
        for warm in range(2):  # code that has run is as large as it gets
            self.objects = gc.get_objects()
            if warm:
                self.n_dicts = count_dicts(self.objects)
                self.dump = tap.dump(between=self.ask)
            else:
                self.ask()
                self.sizes.clear()
                self.referents.clear()

    def ask(self):
        self.n_dicts_after = count_dicts(gc.get_objects())
        self.sizes.clear()
        self.referents.clear()
        sizes, get_referents, getsizeof = self.sizes, gc.get_referents, sys.getsizeof
        # What moves: this code's own frames and tables.
        self.moving = {id(self), id(self.__dict__), id(sizes), id(self.referents),
                       id(self.objects), id(self.moving)}
        frame = sys._getframe()
        while frame is not None:
            self.moving.add(id(frame))
            frame = frame.f_back
        for thing in self.objects:
            if id(thing) in self.moving:
                continue
            referents = get_referents(thing)
            self.referents.append((thing, [id(other) for other in referents]))
            sizes[id(thing)] = getsizeof(thing)
            for other in referents:
                if id(other) not in self.moving:
                    sizes[id(other)] = getsizeof(other)


def count_dicts(objects):
    return sum(type(thing) is dict for thing in objects)


HEAP = Heap()


def test_totals_of_the_file_are_those_announced():
    dump = HEAP.dump
    tap.equal(len(dump.objects), dump.done["objects"], "objects")
    tap.equal(dump.n_edges, dump.done["references"], "references")
    tap.equal(len(dump.roots), dump.done["roots"], "roots")
    tap.equal(sum(o.size for o in dump.objects.values()), dump.done["bytes"], "bytes")
    tap.equal(dump.answer["objects"], dump.done["objects"], "objects in the answer")
    tap.equal(dump.answer["file_bytes"], dump.file_bytes, "bytes of the file")
    assert dump.meta["calibrated"] is True and dump.logs == [], dump.logs
    assert dump.done["own_bytes"] < 10 << 20, dump.done["own_bytes"]
    return "%d objects, %d references" % (len(dump.objects), dump.n_edges)


def test_every_reference_leads_to_a_record():
    objects = HEAP.dump.objects
    for thing in objects.values():
        for kind, label, target in thing.edges:
            assert target in objects, "0x%x -> 0x%x" % (thing.address, target)
    for root in HEAP.dump.roots:
        assert root[4] in objects, root


def test_sizes_are_those_of_getsizeof():
    objects = HEAP.dump.objects
    wrong = collections.Counter()
    for address, size in HEAP.sizes.items():
        record = objects.get(address)
        if record is None or record.size != size:
            wrong[record and record.type.name, record and record.size, size] += 1
    wrong = {key: n for key, n in wrong.items() if key[0] != "population.OwnSize"}
    assert not wrong, wrong
    assert len(HEAP.sizes) >= 100000, len(HEAP.sizes)
    return "%d objects compared" % len(HEAP.sizes)


def test_a_python_sizeof_is_not_called():
    record = HEAP.dump.objects[id(STORE["own size"])]
    assert record.flags & seepheap.APPROX and record.size == object.__sizeof__(
        STORE["own size"]) + 16 + (16 if tap.VERSION >= (3, 11) else 0), record.size
    assert record.type.traits & 4


def test_types_are_those_of_python():
    found = collections.Counter()
    expected = collections.Counter()
    tracked = 0
    for thing in HEAP.objects:
        if id(thing) in HEAP.moving:
            continue
        record = HEAP.dump.objects[id(thing)]
        type_ = type(thing)
        assert record.flags & seepheap.TRACKED, type_
        tap.equal(record.type.address, id(type_), "type of a %r" % type_)
        found[record.type.name] += 1
        expected[name_of(type_)] += 1
    tap.equal(found, expected, "counts")
    for record in HEAP.dump.objects.values():
        tracked += record.flags & seepheap.TRACKED
    more = tracked - len(HEAP.objects) - gc.get_freeze_count()
    assert 0 <= more < 40, "%d tracked objects that Python does not list" % more


def name_of(type_):
    if not type_.__flags__ & 1 << 9:
        return {"NoneType": "NoneType"}.get(type_.__name__, None) or static_name(type_)
    module = type_.__dict__.get("__module__")
    if not isinstance(module, str) or module == "builtins":
        return type_.__qualname__
    return module + "." + type_.__qualname__


def static_name(type_):
    for candidate in HEAP.dump.types:
        if candidate.address == id(type_):
            assert candidate.name.rpartition(".")[2] == type_.__name__, candidate.name
            return candidate.name


def is_shown_by_its_dict(record, target):
    """3.14: an instance that has both its values and a dict of them shows the dict."""
    dicts = [edge[2] for edge in record.edges if edge[:2] == (seepheap.FIELD, "__dict__")]
    return tap.VERSION >= (3, 14) and len(dicts) == 1 and (
        (seepheap.BORROWED, target) in [edge[::2] for edge in HEAP.dump.objects[dicts[0]].edges])


# Kinds that gc.get_referents does not show: str keys, names, and what does not retain.
SILENT = (seepheap.KEY, seepheap.WEAK, seepheap.BORROWED, seepheap.GUESS, seepheap.FIELD)


def test_references_are_those_of_get_referents_and_explained_ones():
    objects = HEAP.dump.objects
    n_referents = n_extra = 0
    extra_kinds = collections.Counter()
    for thing, referents in HEAP.referents:
        record = objects[id(thing)]
        missing = collections.Counter(referents)
        n_referents += len(referents)
        extra = []
        for edge in sorted(record.edges, key=lambda edge: edge[0] in SILENT):
            if missing[edge[2]] > 0:
                missing[edge[2]] -= 1
            else:
                extra.append(edge)
        if missing[id(type(thing))] > 0 and record.type.traits & 1:
            missing[id(type(thing))] -= 1
        missing = {target: n for target, n in missing.items() if n > 0}
        assert not missing, (record.type.name, thing if len(record.edges) < 20 else "",
                             [objects[t].type.name for t in missing], record.edges[:20])
        for kind, label, target in extra:
            if kind == seepheap.ATTRIBUTE and is_shown_by_its_dict(record, target):
                continue
            assert kind in SILENT, (record.type.name, kind, label, objects[target].type.name,
                                    [objects[e[2]].preview for e in record.edges[:20]])
            if kind == seepheap.FIELD:
                extra_kinds[record.type.name, label] += 1
                assert (not objects[target].flags & seepheap.TRACKED
                        or label in ("__subclasses__", "__slots__", "__dict__", "__mro__",
                                     "__bases__")), (record.type.name, label)
            n_extra += 1
    return "%d references, %d more of ours" % (n_referents, n_extra)


def test_no_dict_is_made():
    # 3.14 tracks every dict: that of the keywords and that of the answer are in its list too.
    tap.equal(HEAP.n_dicts_after - HEAP.n_dicts, 2 if tap.VERSION >= (3, 14) else 0, "dicts made")
    if tap.VERSION < (3, 11):
        return "instances have dicts in this version"
    names = ["ident", "parent", "name", "tags", "weight"]
    if tap.VERSION >= (3, 14):
        names.sort()  # the compiler found them before the first instance was made
    for node in STORE["nodes"][1:]:
        record = HEAP.dump.objects[id(node)]
        tap.equal([edge[:2] for edge in record.edges],
                  [(seepheap.ATTRIBUTE, name) for name in names])


def test_reference_counts_are_explained():
    dump = HEAP.dump
    found = collections.Counter()
    for record in dump.objects.values():
        for kind, label, target in record.edges:
            if kind not in seepheap.NOT_COUNTED:
                found[target] += 1
        if record.type.traits & 1:
            found[record.type.address] += 1
    for kind, thread, frame, name, target in dump.roots:
        if kind != 1:
            found[target] += 1
    n_counted = 0
    under = collections.Counter()
    over = collections.Counter()
    for record in dump.objects.values():
        if record.flags & seepheap.IMMORTAL:
            continue
        n_counted += 1
        if record.count > found[record.address]:
            under[record.type.name] += 1
        elif record.count < found[record.address]:
            over[record.type.name] += 1
    n_under, n_over = sum(under.values()), sum(over.values())
    # The interpreter's own caches, whatever the size of the heap: up to 3.11 the method cache
    # holds a name in each of its 4096 entries, and 262 small ints are held from C.
    n_others = n_under - under["str"] - under["int"]
    note = "%d of %d with an unexplained reference %s, %d explained too often %s" % (
        n_under, n_counted, under.most_common(8), n_over, over.most_common(8))
    assert under["str"] <= (4096 if tap.VERSION < (3, 12) else 300), note
    assert under["int"] <= (300 if tap.VERSION < (3, 11) else 10), note
    assert n_others <= n_counted * 0.001, note
    assert n_over <= 5, note
    return note


tap.main(globals())
