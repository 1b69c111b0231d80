# SPDX-License-Identifier: GPL-3.0-or-later
"""A program with something of everything in it: it dumps itself, and stands still.

usage: outside_target.py FOLDER_OF_THE_AGENT DUMP
"""
import array
import asyncio
import collections
import contextvars
import ctypes
import datetime
import decimal
import enum
import functools
import gc
import io
import itertools
import os
import queue
import re
import sys
import threading
import types
import weakref
import xml.etree.ElementTree

sys.path.insert(0, sys.argv[1])
import seep_agent  # noqa: E402


class Node:
    def __init__(self, number):
        self.number = number
        self.name = "node-%d" % number
        self.tags = [number, None]


class Slotted:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left, self.right = left, right


class MyDict(dict):
    pass


class MyList(list):
    pass


class MyInt(int):
    pass


class Color(enum.IntEnum):
    RED = 1
    BLUE = 2 ** 70


class Meta(type):
    pass


class Made(metaclass=Meta):
    pass


@functools.lru_cache(maxsize=100)
def cached(key):
    return [key]


def generate(first):
    second = [first]
    yield second
    yield first


async def sleep(seconds):
    await asyncio.sleep(seconds)


def enclose(value):
    def inner():
        return value
    return inner


def fail():
    try:
        raise ValueError("planned")
    except ValueError as error:
        return error


def build(heap):
    heap["nodes"] = [Node(i) for i in range(3000)]
    heap["slotted"] = [Slotted(i, "right-%d" % i) for i in range(1000)]
    heap["sub"] = [MyDict(a=1), MyList([1, 2, "three"]), MyInt(5), Color.RED, Color.BLUE, Made()]
    heap["ordered"] = collections.OrderedDict(("key-%d" % i, i * 1000) for i in range(50))
    heap["deque"] = collections.deque(("item-%d" % i for i in range(500)), maxlen=400)
    heap["default"] = collections.defaultdict(list, {1: [2]})
    heap["counter"] = collections.Counter("hello")
    for i in range(150):
        cached("argument-%d" % i)
    heap["generators"] = [generate("live"), generate("fresh"), generate("done")]
    next(heap["generators"][0])
    list(heap["generators"][2])
    heap["coroutine"] = sleep("never")
    heap["bytes"] = [array.array("d", range(100)), bytearray(b"x" * 100), b"y" * 100]
    heap["view"] = memoryview(heap["bytes"][1])
    heap["numbers"] = [decimal.Decimal("1.5"), 1 << 200, -5, 0, 3.5, 1j, True, range(10)]
    heap["times"] = [datetime.datetime.now(datetime.timezone.utc), datetime.timedelta(days=5)]
    heap["sets"] = [set(range(100)), frozenset("abc"), set()]
    heap["texts"] = ["\xe9" * 10, "\u65e5\u672c" * 5, "\U0001F600" * 3, "ascii" * 50, ""]
    heap["texts"][0].encode()
    heap["partial"] = functools.partial(print, "first", sep="-")
    heap["pattern"] = re.compile("a(?P<name>b)c")
    heap["match"] = heap["pattern"].match("abc")
    heap["weak"] = [weakref.ref(heap["nodes"][0]), weakref.proxy(heap["nodes"][1])]
    heap["weak_values"] = weakref.WeakValueDictionary({1: heap["nodes"][2]})
    heap["variable"] = contextvars.ContextVar("variable", default=["default"])
    heap["variable"].set({"set": 1})
    heap["queues"] = [queue.Queue(), queue.SimpleQueue()]
    for one in heap["queues"]:
        one.put("queued-%d" % id(one))
    heap["structures"] = [os.stat("/"), collections.namedtuple("Pair", "x y")("px", "py")]
    heap["error"] = fail()
    heap["space"] = types.SimpleNamespace(a="in a namespace", b=2)
    heap["iterators"] = [iter([1, 2]), iter({1: 2}), zip([1], [2]), itertools.chain([1], [2]),
                         itertools.count(10 ** 20), map(str, [1]), enumerate(["e"]), iter({5, 6})]
    heap["tee"] = itertools.tee(iter(["tee-%d" % i for i in range(5)]))
    next(heap["tee"][0])
    heap["descriptors"] = [property(len), types.MappingProxyType({"a": 1}), slice("from", None)]
    heap["local"] = threading.local()
    heap["local"].value = ["thread's own"]
    heap["files"] = [io.BytesIO(b"z" * 50), io.StringIO("text" * 10)]
    heap["c"] = ctypes.create_string_buffer(20)
    heap["cycle"] = []
    heap["cycle"].append(heap["cycle"])
    heap["element"] = xml.etree.ElementTree.fromstring("<a x='1'><b>text</b><c/>tail</a>")
    heap["closures"] = [enclose(["value-%d" % i]) for i in range(10)]
    heap["methods"] = [heap["nodes"][0].__init__, [].append]


def wait_in_thread(value, event):
    local = "local of " + value  # noqa: F841
    event.wait()


def stand_still(argument):
    local = [argument]  # noqa: F841
    gc.collect()
    gc.disable()
    seep_agent.dump(sys.argv[2])
    seep_agent.dump(sys.argv[2])  # sees what the first one made
    print("ready", flush=True)
    os.read(0, 1)


HEAP = {}
build(HEAP)
EVENT = threading.Event()
for worker in range(3):
    threading.Thread(target=wait_in_thread, args=("worker-%d" % worker, EVENT),
                     name="worker-%d" % worker, daemon=True).start()
stand_still("argument")
HEAP["coroutine"].close()
EVENT.set()
print("sum", sum(node.number for node in HEAP["nodes"]), flush=True)
