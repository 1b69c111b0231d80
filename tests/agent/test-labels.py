# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reference is called, and what holds the heap."""
import collections
import gc
import sys
import threading
import types

import tap
import population
import seep_agent
import seepheap
from seepheap import (ATTRIBUTE, BORROWED, FIELD, ITEM, KEY, LOCAL, STACK, VALUE, WEAK)

STORE = population.build(200)
STORE["long list"] = population.build_long_list()
LONG_TEXT = "\u4e16" * 100
MODULE, INTERPRETER, BUILTINS, ROOT_LOCAL, ROOT_STACK, ROOT_FRAME, THREAD, ROOT_STATIC = range(1, 9)


def edges(thing, kind=None):
    return [(edge[0], edge[1], edge[2]) for edge in DUMP.objects[id(thing)].edges
            if kind is None or edge[0] == kind]


def named(thing, kind):
    return {label: target for _, label, target in edges(thing, kind)}


class Waiter:
    def __init__(self):
        self.ready = threading.Event()
        self.go_on = threading.Event()

    def run(self, argument):
        local_of_waiter = [argument]
        self.ready.set()
        self.go_on.wait()
        return local_of_waiter


def running_generator(value):
    held_while_running = [value]
    yield take_dump()
    del held_while_running


def take_dump():
    global DUMP
    local_of_caller = ["held by a frame"]
    DUMP = tap.dump()
    DUMP.local_of_caller = id(local_of_caller)
    del local_of_caller
    return DUMP


def frame_of_the_past():
    held_by_a_frame = ["past"]
    try:
        raise ValueError(held_by_a_frame)
    except ValueError as error:
        return error.__traceback__.tb_frame, id(held_by_a_frame)


WAITER = Waiter()
THREAD_OF_WAITER = threading.Thread(target=WAITER.run, args=("argument",), name="waiter thread")
THREAD_OF_WAITER.daemon = True
THREAD_OF_WAITER.start()
WAITER.ready.wait()
PAST_FRAME, PAST_LOCAL = frame_of_the_past()
SHOWN = types.SimpleNamespace(x=[1])
GENERATOR = running_generator(STORE)
INSTANCE_WITH_DICT = population.Node(1, None)
VARS = vars(INSTANCE_WITH_DICT)
next(GENERATOR)


def test_lists_and_tuples_have_positions():
    thing = STORE["tuples"][5]
    tap.equal(edges(thing), [(ITEM, i, id(item)) for i, item in enumerate(thing)])
    thing = STORE["mytuple"][5]
    tap.equal([edge for edge in edges(thing) if edge[0] == ITEM],
              [(ITEM, i, id(item)) for i, item in enumerate(thing)])
    thing = STORE["mylist"][5]
    tap.equal(edges(thing, ITEM), [(ITEM, i, id(item)) for i, item in enumerate(thing)])


def test_a_long_list_is_one_object():
    record = DUMP.objects[id(STORE["long list"])]
    thing = STORE["long list"]
    tap.equal(record.length, len(thing))
    tap.equal([edge[1:] for edge in record.edges], [(i, id(item)) for i, item in enumerate(thing)])


def test_dicts_have_keys_and_values():
    for thing in (STORE["sessions"], STORE["mydict"][3], STORE["ordered"][3], STORE["defaults"][3],
                  STORE["counters"][3]):
        expected = [edge for key, value in thing.items()
                    for edge in ((KEY, 0, id(key)), (VALUE, id(key), id(value)))]
        tap.equal([edge for edge in edges(thing) if edge[0] in (KEY, VALUE)], expected)
        tap.equal(DUMP.objects[id(thing)].length, len(thing))
    tap.equal(named(STORE["defaults"][3], FIELD), {"default_factory": id(list)})


def test_sets_have_items():
    for thing in (STORE["sets"][3], STORE["frozen"][3], STORE["myset"][3]):
        tap.equal(sorted(edge[2] for edge in edges(thing, ITEM)), sorted(map(id, thing)))
        tap.equal(DUMP.objects[id(thing)].length, len(thing))


def test_attributes_have_their_names():
    node = STORE["nodes"][7]
    expected = {name: id(getattr(node, name))
                for name in ("ident", "parent", "name", "tags", "weight")}
    if tap.VERSION < (3, 11):
        tap.equal([edge[1] for edge in edges(node)], ["__dict__"])
        found = DUMP.objects[edges(node)[0][2]]
        tap.equal({e[1]: e[2] for e in found.edges if e[0] == ATTRIBUTE}, expected)
    else:
        tap.equal(named(node, ATTRIBUTE), expected)
        tap.equal(edges(node, FIELD), [])


def test_an_instance_with_a_dict_shows_it():
    tap.equal(named(INSTANCE_WITH_DICT, FIELD), {"__dict__": id(VARS)})
    record = DUMP.objects[id(VARS)]
    targets = {id(value) for value in VARS.values()}
    tap.equal({edge[2] for edge in record.edges}, targets)
    if tap.VERSION >= (3, 13):
        tap.equal(set(edge[0] for edge in record.edges), {BORROWED})
        tap.equal(named(INSTANCE_WITH_DICT, ATTRIBUTE)["ident"], id(INSTANCE_WITH_DICT.ident))
    else:
        tap.equal({edge[1]: edge[2] for edge in record.edges},
                  {name: id(value) for name, value in VARS.items()})


def test_slots_are_attributes():
    thing = STORE["slotted"][5]
    tap.equal(len(edges(thing)), 3)
    tap.equal(named(thing, ATTRIBUTE),
              {name: id(getattr(thing, name)) for name in ("key", "value", "after")})
    child = STORE["child"]
    found = named(child, ATTRIBUTE)
    tap.equal(found["_SlottedChild__private"], id(child._SlottedChild__private))
    tap.equal(found["value"], id(child.value))


def free_variables(function):
    """By FORMAT.md: the names of a closure's items."""
    fields = named(function, FIELD)
    cells = [edge[2] for edge in DUMP.objects[fields["__closure__"]].edges]
    code = {e[1]: e[2] for e in DUMP.objects[fields["__code__"]].edges if e[0] == FIELD}
    table = "co_freevars" if tap.VERSION < (3, 11) else "co_localsplusnames"
    names = [DUMP.objects[edge[2]].preview[1] for edge in DUMP.objects[code[table]].edges]
    return dict(zip(names[len(names) - len(cells):], cells))


def test_functions_name_their_fields():
    function = STORE["closures"][3]
    fields = named(function, FIELD)
    for name in ("__code__", "__globals__", "__closure__", "__defaults__", "__kwdefaults__",
                 "__name__", "__qualname__", "__module__"):
        tap.equal(fields[name], id(getattr(function, name)), name)
    tap.equal(free_variables(function), {"value": id(function.__closure__[0])})
    cell = function.__closure__[0]
    tap.equal(edges(cell), [(FIELD, "cell_contents", id(cell.cell_contents))])
    tap.equal(DUMP.objects[fields["__globals__"]].type.kind, 3)


def test_methods_and_builtins_name_their_fields():
    tap.equal(named(STORE["methods"][0], FIELD),
              {"__func__": id(population.Manager.method), "__self__": id(STORE["manager"])})
    builtin = STORE["builtins"][0]
    tap.equal(named(builtin, FIELD), {"__self__": id(builtin.__self__)})
    partial = STORE["partials"][0]
    found = named(partial, FIELD)
    tap.equal((found["func"], found["args"], found["keywords"]),
              (id(print), id(partial.args), id(partial.keywords)))
    prop = population.Manager.__dict__["prop"]
    tap.equal(named(prop, FIELD)["fget"], id(prop.fget))
    static = population.Manager.__dict__["static"]
    tap.equal(named(static, FIELD)["__func__"], id(static.__func__))


def test_weak_references_are_weak():
    tap.equal(edges(STORE["weak"][3], WEAK), [(WEAK, 0, id(STORE["nodes"][3]))])
    tap.equal(named(STORE["callbacks"][3], FIELD), {"__callback__": id(
        STORE["callbacks"][3].__callback__)})


def test_modules_and_classes_name_their_fields():
    tap.equal(named(population, FIELD)["__dict__"], id(vars(population)))
    fields = named(population.SlottedChild, FIELD)
    tap.equal(fields["__mro__"], id(population.SlottedChild.__mro__))
    tap.equal(fields["__base__"], id(population.Slotted))
    tap.equal(fields["__bases__"], id(population.SlottedChild.__bases__))
    names = {DUMP.objects[target].preview[1]
             for kind, label, target in edges(population.Node, FIELD)
             if label == "ht_cached_keys"}
    tap.equal(names, {"ident", "parent", "name", "tags", "weight"})
    tap.equal(DUMP.objects[id(population.Made)].type.name, "population.Meta")
    tap.equal(DUMP.objects[fields["__dict__"]].type.name, "dict")


def test_exceptions_name_their_fields():
    error = STORE["error"]
    fields = named(error, FIELD)
    tap.equal((fields["args"], fields["__context__"], fields["__traceback__"]),
              (id(error.args), id(error.__context__), id(error.__traceback__)))


def test_generators_show_their_locals():
    generator = STORE["generators"][3]
    if tap.VERSION < (3, 11):
        frame = named(generator, FIELD)["gi_frame"]
        found = DUMP.objects[frame].edges
    else:
        found = edges(generator)
    by_name = {edge[1]: edge[2] for edge in found if edge[0] == LOCAL}
    tap.equal(set(by_name), {"items", "total", "item"})
    tap.equal(DUMP.objects[by_name["items"]].type.name, "list")
    tap.equal(DUMP.objects[by_name["item"]].preview, (5, 3))
    tap.equal([DUMP.objects[e[2]].type.name for e in found if e[0] == STACK][0], "list_iterator")
    tap.equal([e for e in edges(STORE["finished generator"]) if e[0] in (LOCAL, STACK)], [])


def test_a_frame_of_the_past_holds_its_locals():
    found = named(PAST_FRAME, LOCAL)
    tap.equal(found["held_by_a_frame"], PAST_LOCAL)


def test_running_frames_are_roots():
    frames = [(thread, depth, function) for thread, depth, _, function, _, _ in DUMP.frames]
    threads = {name: (index, flags) for index, (_, native, name, _, flags)
               in enumerate(DUMP.threads)}
    tap.equal(threads["MainThread"][1], 1, "the dumping thread")
    tap.equal(threads["waiter thread"][1], 0, "the other thread")
    tap.equal(DUMP.threads[threads["waiter thread"][0]][0], THREAD_OF_WAITER.ident)
    tap.equal(DUMP.threads[threads["waiter thread"][0]][1], THREAD_OF_WAITER.native_id)
    locals_ = {name: target for kind, _, _, name, target in DUMP.roots if kind == ROOT_LOCAL}
    tap.equal(locals_["local_of_caller"], DUMP.local_of_caller)
    tap.equal(DUMP.objects[locals_["local_of_waiter"]].type.name, "list")
    tap.equal(DUMP.objects[locals_["held_while_running"]].type.name, "list")
    for kind, thread, frame, name, target in DUMP.roots:
        if kind == ROOT_LOCAL and name == "local_of_waiter":
            tap.equal(thread - 1, threads["waiter thread"][0])
            assert DUMP.frames[frame - 1][3].endswith("run"), DUMP.frames[frame - 1]
    assert not [e for e in edges(GENERATOR) if e[0] == LOCAL], edges(GENERATOR)
    caller = [frame for frame in DUMP.frames if frame[3] == "take_dump"]
    tap.equal(caller[0][4], take_dump.__code__.co_firstlineno + 3, "line")
    return "%d frames" % len(frames)


def test_modules_and_tables_are_roots():
    modules = {name: target for kind, _, _, name, target in DUMP.roots if kind == MODULE}
    tap.equal(modules["population"], id(population))
    tables = {name: target for kind, _, _, name, target in DUMP.roots
              if kind in (INTERPRETER, BUILTINS)}
    tap.equal(tables["sys.modules"], id(sys.modules))
    tap.equal(tables["sys.__dict__"], id(vars(sys)))
    static = {target for kind, _, _, _, target in DUMP.roots if kind == ROOT_STATIC}
    assert id(int) in static and id(list) in static


def test_static_objects_are_marked():
    for thing in (int, list, None, True):
        assert DUMP.objects[id(thing)].flags & seepheap.STATIC, thing
    for thing in (population.Node, STORE, STORE["nodes"][3], STORE["nodes"][3].name):
        assert not DUMP.objects[id(thing)].flags & seepheap.STATIC, thing


def test_nearly_everything_hangs_from_a_root():
    seen = {root[4] for root in DUMP.roots}
    queue = list(seen)
    while queue:
        record = DUMP.objects[queue.pop()]
        for kind, _, target in record.edges:
            if kind not in seepheap.NOT_COUNTED and target not in seen:
                seen.add(target)
                queue.append(target)
        if record.type.address not in seen:
            seen.add(record.type.address)
            queue.append(record.type.address)
    share = len(seen) / len(DUMP.objects)
    lost = collections.Counter(record.type.name for address, record in DUMP.objects.items()
                               if address not in seen)
    # From 3.12 on the interpreter keeps the subclasses of builtin types out of reach.
    assert share >= 0.985, (share, lost.most_common(12))
    return "%.2f %%" % (100 * share)


def test_previews_are_the_values():
    preview = lambda thing: DUMP.objects[id(thing)].preview
    for text in STORE["text"]:
        tap.equal(preview(text), (1, text))
        tap.equal(DUMP.objects[id(text)].length, len(text))
    for data in STORE["bytes"]:
        tap.equal(preview(data), (3 if len(data) <= 64 else 4, data[:64]))
    for number in STORE["large"]:
        if -(1 << 63) < number < 1 << 63:
            tap.equal(preview(number), (5, number))
        else:
            tap.equal(preview(number),
                      (8, (1 if number > 0 else -1) * number.bit_length()), number)
    tap.equal(preview(True), (7, True))
    tap.equal(preview(STORE["nodes"][3].weight), (6, 1.5))
    tap.equal(preview(STORE["mystr"][3]), (1, "t3"))
    tap.equal(preview(STORE["myint"][3]), (5, 3))
    tap.equal(preview(LONG_TEXT), (2, "\u4e16" * 21))
    tap.equal(DUMP.objects[id(LONG_TEXT)].length, 100)


def test_facts_are_those_of_python():
    import os
    meta = DUMP.meta
    tap.equal(meta["python.version"], sys.version.split()[0])
    tap.equal(meta["python.full_version"], sys.version)
    tap.equal(meta["python.hexversion"], sys.hexversion)
    tap.equal(meta["pid"], os.getpid())
    tap.equal(meta["layout"], "cpython-%d.%d" % tap.VERSION)
    tap.equal(meta["gc.threshold"], "%d %d %d" % gc.get_threshold())
    tap.equal(meta["gc.enabled"], gc.isenabled())
    tap.equal(meta["gc.frozen"], gc.get_freeze_count())
    tap.equal(meta["argv"][-2:], sys.argv[-2:] if len(sys.argv) > 1 else meta["argv"][-2:])
    tap.equal(meta["exe"], os.readlink("/proc/self/exe"))
    tap.equal(meta["tracemalloc.tracing"], False)
    assert meta["rss_bytes"] > 1 << 20
    tap.equal(len(meta["gc.collections"].split()), 3)
    tap.equal(DUMP.mode, 0o600)


tap.main(globals())
