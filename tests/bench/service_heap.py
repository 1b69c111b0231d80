# SPDX-License-Identifier: GPL-3.0-or-later
"""The heap that dumps are measured with."""
import collections
import datetime
import decimal
import functools


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


def build(times=1):
    """Lists, dicts, instances and text in the shares that a service has: 2.8 million objects."""
    n = 110000 * times
    store = {}
    nodes = store["nodes"] = []
    for i in range(n):
        nodes.append(Node(i, nodes[i >> 1] if i else None))
    chain = None
    slotted = store["slotted"] = []
    for i in range(n):
        chain = Slotted(i + 1000, "v%d" % i, chain if i % 100 else None)
        slotted.append(chain)
    store["sessions"] = {("u", i): Session(i) for i in range(n)}
    store["tuples"] = [(i, str(i), (i + .5, i * 3 + 1000000)) for i in range(n // 2)]
    store["sets"] = [{i, i + 1, "s%d" % i} for i in range(n // 10)]
    store["closures"] = [make_closure([i]) for i in range(n // 20)]
    store["deques"] = [collections.deque([i, [i]]) for i in range(n // 50)]
    store["ordered"] = [collections.OrderedDict(a=i, b=[i]) for i in range(n // 50)]
    store["mydict"] = [MyDict(a=[i]) for i in range(n // 50)]
    store["decimals"] = [decimal.Decimal(i) for i in range(n // 50)]
    store["times"] = [datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)
                      for i in range(n // 50)]
    store["partials"] = [functools.partial(print, [i]) for i in range(n // 50)]
    store["text"] = ["\u4e16\u754c %d" % i for i in range(n // 20)]
    store["bytes"] = [b"x" * (i % 64) + b"%d" % i for i in range(n // 20)]
    store["large"] = [10 ** 40 + i for i in range(n // 50)]
    return store
