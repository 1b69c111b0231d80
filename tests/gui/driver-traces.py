# SPDX-License-Identifier: GPL-3.0-or-later
"""driver-traces.py OLDER LATER TEXT — two tracemalloc snapshots of a shop, and what tracemalloc says of them.

Only what the shop's two files allocated is in them, under paths that no machine has. TEXT has lines of a key, a tab and
a text in which line feeds are written as \\n."""
import sys
import threading
import tracemalloc

older_path, later_path, text_path = sys.argv[1:]

sources = {
    "/srv/shop/app/cache.py": """\
kept = []
def put(n, size):
    for _ in range(n):
        kept.append(bytes(size))
def forget():
    del kept[:50]
""",
    "/srv/shop/app/main.py": """\
def handle(depth, n, size):
    if depth > 0:
        handle(depth - 1, n, size)
    else:
        put(n, size)
index = {}
def warm_up():
    index.update((str(i), [i]) for i in range(1000, 1500))
""",
}
shop = {}
for path, source in sources.items():
    exec(compile(source, path, "exec"), shop)


def take(path):
    snapshot = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, "/srv/shop/*")])
    snapshot.dump(path)
    return snapshot


def call(name, *arguments):
    """In a thread: its stack begins in Python's library, not here."""
    thread = threading.Thread(target=shop[name], args=arguments)
    thread.start()
    thread.join()


tracemalloc.start(6)
call("warm_up")
call("handle", 5, 200, 1000)
call("put", 10, 50)
older = take(older_path)
call("handle", 1, 100, 4000)
call("forget")
shop["index"].clear()
later = take(later_path)
tracemalloc.stop()


def rows(snapshot, *arguments):
    return "\\n".join(map(str, snapshot.statistics(*arguments)))


with open(text_path, "w", encoding="utf-8") as text:
    def say(key, value):
        print(key, value, sep="\t", file=text)

    say("lines", rows(later, "lineno"))
    say("files", rows(later, "filename"))
    say("cumulative", rows(later, "lineno", True))
    say("n_tracebacks", len(later.statistics("traceback")))
    largest = later.statistics("traceback")[0].traceback
    say("stack", "\\n".join('  File "%s", line %s' % (frame.filename, frame.lineno) for frame in largest))
    say("filtered", rows(later.filter_traces([tracemalloc.Filter(False, "*/cache.py")]), "lineno"))
    say("diff", "\\n".join(map(str, later.compare_to(older, "lineno"))))
