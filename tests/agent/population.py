# SPDX-License-Identifier: GPL-3.0-or-later
"""A heap with something of everything, of known shape."""
import array
import collections
import datetime
import decimal
import functools
import re
import types
import weakref


class Node:
    def __init__(self, ident, parent):
        self.ident = ident
        self.parent = parent
        self.name = "node-%d" % ident
        self.tags = [ident, "t%d" % (ident % 100), None]
        self.weight = ident * 0.5


class Slotted:
    __slots__ = ("key", "value", "after")

    def __init__(self, key, value, after):
        self.key, self.value, self.after = key, value, after


class SlottedChild(Slotted):
    __slots__ = ("_SlottedChild__private", "__dict__", "__weakref__")


class OwnSize:
    def __sizeof__(self):
        return 4242


class MyDict(dict):
    pass


class MyList(list):
    pass


class MyTuple(tuple):
    pass


class MySet(set):
    pass


class MyStr(str):
    pass


class MyInt(int):
    pass


class MyBytes(bytes):
    pass


class MyFloat(float):
    pass


class MyError(Exception):
    pass


class Meta(type):
    def __new__(meta, name, bases, namespace):
        made = super().__new__(meta, name, bases, namespace)
        made.of_meta = ["meta"]
        return made


class Made(metaclass=Meta):
    pass


class Manager:
    def __init__(self):
        self.cache = {}

    def method(self):
        return self

    @property
    def prop(self):
        return self.cache

    @staticmethod
    def static():
        return None

    @classmethod
    def of_class(cls):
        return cls


Point = collections.namedtuple("Point", "x y")


def make_closure(value, default=("default",)):
    def inner(more=default, *, word={"kw": 1}):
        return value, more, word
    return inner


def generate(items):
    total = 0
    for item in items:
        total += item
        yield total


async def coroutine(value):
    await pause(value)


@types.coroutine
def pause(value):
    yield value


async def agenerate(value):
    yield value


def with_attributes(made, **attributes):
    made.__dict__.update(attributes)
    return made


def raise_error():
    try:
        try:
            raise MyError("first")
        except MyError:
            raise ValueError("second")
    except ValueError as error:
        return error


def build(n):
    store = {}
    nodes = []
    for i in range(n):
        nodes.append(Node(i, nodes[i >> 1] if i else None))
    store["nodes"] = nodes
    chain = None
    slotted = []
    for i in range(n):
        chain = Slotted(i + 1000, "v%d" % i, chain if i % 100 else None)
        slotted.append(chain)
    store["slotted"] = slotted
    child = SlottedChild(1, 2, 3)
    child._SlottedChild__private = ["private"]
    child.free = ["free"]
    store["child"] = child
    store["sessions"] = {("u", i): {"id": i, "cart": [("sku%d" % i, i % 7)]} for i in range(n)}
    store["tuples"] = [(i, str(i), (i + .5, i * 3 + 1000000)) for i in range(n)]
    store["sets"] = [{i, i + 1, "s%d" % i} for i in range(n // 4)]
    store["frozen"] = [frozenset((i, str(i))) for i in range(n // 10)]
    store["closures"] = [make_closure([i]) for i in range(n // 10)]
    store["deques"] = [collections.deque([i, [i]]) for i in range(n // 10)]
    store["ordered"] = [collections.OrderedDict(a=i, b=[i]) for i in range(n // 10)]
    store["defaults"] = [collections.defaultdict(list, {i: [i]}) for i in range(n // 10)]
    store["counters"] = [collections.Counter("abca%d" % i) for i in range(n // 10)]
    store["chains"] = [collections.ChainMap({}, {i: i}) for i in range(n // 10)]
    store["mydict"] = [with_attributes(MyDict({"a": [i], 5: "b"}), own=[i])
                       for i in range(n // 10)]
    store["mylist"] = [with_attributes(MyList([i, [i], "x"]), own=[i]) for i in range(n // 10)]
    store["mytuple"] = [with_attributes(MyTuple([i, [i]]), own=[i]) for i in range(n // 10)]
    store["myset"] = [with_attributes(MySet([i, str(i)]), own=[i]) for i in range(n // 10)]
    store["mystr"] = [with_attributes(MyStr("t%d" % i), own=[i]) for i in range(n // 10)]
    store["myint"] = [with_attributes(MyInt(i), own=[i]) for i in range(n // 10)]
    store["mybytes"] = [with_attributes(MyBytes(b"%d" % i), own=[i]) for i in range(n // 10)]
    store["myfloat"] = [with_attributes(MyFloat(i), own=[i]) for i in range(n // 10)]
    store["points"] = [Point(i, [i]) for i in range(n // 10)]
    store["decimals"] = [decimal.Decimal(i) for i in range(n // 10)]
    store["times"] = [datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)
                      for i in range(n // 10)]
    store["ranges"] = [range(i, 10 ** 20) for i in range(n // 10)]
    store["slices"] = [slice([i], i, None) for i in range(n // 10)]
    store["patterns"] = [re.compile("a%d" % i) for i in range(20)]
    store["arrays"] = [array.array("d", range(i)) for i in range(20)]
    store["views"] = [memoryview(b"view%d" % i) for i in range(20)]
    manager = Manager()
    store["manager"] = manager
    store["methods"] = [manager.method for i in range(n // 10)]
    store["builtins"] = [[].append for i in range(n // 10)]
    store["partials"] = [functools.partial(print, [i], sep="-") for i in range(n // 10)]
    store["caches"] = [functools.lru_cache(maxsize=4)(make_closure) for i in range(10)]
    for cache in store["caches"]:
        cache(1), cache(2)
    store["weak"] = [weakref.ref(node) for node in nodes[:n // 10]]
    store["callbacks"] = [weakref.ref(node, manager.method) for node in nodes[:n // 20]]
    store["weak values"] = weakref.WeakValueDictionary(enumerate(nodes[:50]))
    store["weak keys"] = weakref.WeakKeyDictionary((node, i) for i, node in enumerate(nodes[:50]))
    store["text"] = ["\u4e16\u754c %d" % i for i in range(n // 10)] + ["caf\xe9", "\U0001f600"]
    store["bytes"] = [b"x" * (i % 64) + b"%d" % i for i in range(n // 10)]
    store["bytearrays"] = [bytearray(b"ab" * i) for i in range(n // 10)]
    store["large"] = [10 ** 40 + i for i in range(n // 10)] + [-(10 ** 40), 1 << 62, -(1 << 63)]
    store["complex"] = [complex(i, i) for i in range(n // 10)]
    store["own size"] = OwnSize()
    store["made"] = Made()
    store["error"] = raise_error()
    store["generators"] = [generate([i, i]) for i in range(n // 10)]
    for generator in store["generators"]:
        next(generator)
    store["fresh generator"] = generate([1])
    finished = generate([])
    list(finished)
    store["finished generator"] = finished
    store["coroutine"] = coroutine(["awaited"])
    store["coroutine"].send(None)
    store["async generator"] = agenerate(["async"])
    store["iterators"] = [iter([i]) for i in range(n // 10)] + [iter({i: i}) for i in range(20)]
    store["proxy"] = types.MappingProxyType({"a": 1})
    store["namespace"] = types.SimpleNamespace(a=[1])
    return store


def build_long_list():
    """More references than one chunk holds."""
    return list(range(1 << 18, (1 << 18) + 300000))
