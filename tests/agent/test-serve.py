# SPDX-License-Identifier: GPL-3.0-or-later
"""A conversation with the agent: what it answers is what gc, tracemalloc and sys say here."""
import collections
import errno
import gc
import json
import os
import select
import sys
import time

import tap
import seep_agent

try:
    import ctypes
except ImportError:  # a Python that was built without libffi
    ctypes = None

CALIBRATED = "uncalibrated" not in sys.argv
DEADLINE = 60


class Plain:
    pass


class Outer:
    class Inner:
        pass


def open_descriptors():
    return set(os.listdir("/proc/self/fd"))


def wait_until(is_so, what):
    end = time.monotonic() + DEADLINE
    while not is_so():
        if time.monotonic() > end:
            raise AssertionError("%s: not in time" % what)
        os.sched_yield()


class Talk:
    """The other end of a conversation."""

    def __init__(self):
        request, self.requests = os.pipe()
        answers, reply = os.pipe()
        self.answers = os.fdopen(answers, "rb", 0)
        self.rest = b""
        self.events = []
        self.given = request, reply
        self.error = ctypes.PyDLL(seep_agent.__file__).seep_agent_serve(request, reply)
        if self.error == 0:
            self.hello = self.ask(do="hello")
            self.thread = str(self.hello["thread"])

    def read(self):
        if not select.select([self.answers], [], [], DEADLINE)[0]:
            raise AssertionError("no answer")
        return os.read(self.answers.fileno(), 65536)

    def read_bytes(self, n_bytes):
        while len(self.rest) < n_bytes:
            piece = self.read()
            if not piece:
                raise AssertionError("the answers ended")
            self.rest += piece
        taken, self.rest = self.rest[:n_bytes], self.rest[n_bytes:]
        return taken

    def next(self):
        while b"\n" not in self.rest:
            piece = self.read()
            if not piece:
                return None
            self.rest += piece
        line, _, self.rest = self.rest.partition(b"\n")
        return json.loads(line.decode("utf-8"))

    def send(self, text):
        os.write(self.requests, text.encode("utf-8", "surrogatepass"))

    def answer(self):
        while True:
            line = self.next()
            if line is None or line["type"] == "answer":
                break
            self.events.append(line)
        if line and "bytes" in line:
            line["raw"] = self.read_bytes(line["bytes"])
        return line

    def ask(self, **request):
        self.send(json.dumps(request) + "\n")
        answer = self.answer()
        tap.equal(answer["id"], request.get("id"), "id")
        return answer

    def ok(self, **request):
        answer = self.ask(**request)
        assert answer["ok"], answer
        return answer

    def declined(self, code, **request):
        answer = self.ask(**request)
        tap.equal((answer["ok"], answer.get("code")), (False, code), repr(answer))
        assert answer["message"]
        return answer

    def end(self):
        """Hangs up, and sees that nothing of it stays."""
        if self.requests < 0:
            return
        os.close(self.requests)
        self.requests = -1
        while self.answer() is not None:
            pass
        self.answers.close()
        wait_until(lambda: self.thread not in os.listdir("/proc/self/task"), "the thread's end")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.end()




def test_nothing_stays():
    if ctypes is None:
        return "no ctypes"
    callbacks = list(gc.callbacks)
    before = open_descriptors(), os.listdir("/proc/self/task")
    for _ in range(20):
        with Talk() as talk:
            talk.ok(do="gc.watch", on=True)
            tap.equal(len(gc.callbacks), len(callbacks) + 1)
            tap.equal(talk.hello["pid"], os.getpid())
            tap.equal(talk.hello["python"], sys.version.split()[0])
        tap.equal(gc.callbacks, callbacks)
        tap.equal((open_descriptors(), os.listdir("/proc/self/task")), before)


def test_detach_ends_it():
    if ctypes is None:
        return "no ctypes"
    before = open_descriptors()
    talk = Talk()
    talk.ok(do="detach", id=5)
    tap.equal(talk.answer(), None)
    talk.end()
    tap.equal(open_descriptors(), before)


def test_one_at_a_time():
    if ctypes is None:
        return "no ctypes"
    with Talk() as talk:
        other = Talk()
        tap.equal(other.error, errno.EBUSY)
        for fd in other.given + (other.requests,):
            os.close(fd)
        other.answers.close()
        talk.ok(do="hello")
    Talk().end()


def test_what_is_not_a_request_is_declined():
    if ctypes is None:
        return "no ctypes"
    with Talk() as talk:
        tap.equal(talk.declined("unknown", do="gc.dance", id="a\u00e9\"")["id"], "a\u00e9\"")
        talk.declined("usage", what="hello", id=-3)
        for text in ("", "{", "[]", "{}x", "{\"do\":}", "{\"do\":\"hello\",}", "{\"do\":1.5}",
                     "{\"do\":\"he\\qllo\"}", "{\"do\":{\"a\":1}}", "{\"a\":1,\"a\":2}",
                     "{\"do\":\"\\u0000\"}", "{\"do\":\"hello", "{\"a\":[1]}", "{\"a\":[\"b\"",
                     "{\"a\":123456789012345678901}", "{\"a\":truth}", "{\"do\" \"hello\"}",
                     "{\"id\":\"%s\"}" % ("x" * 100), "\0{\"do\":\"hello\"}",
                     "{%s}" % ",".join("\"k%d\":1" % i for i in range(40)),
                     "{\"a\":[%s]}" % ",".join(["\"b\""] * 300), "x" * 200000):
            talk.send(text + "\n")
            if text:
                answer = talk.answer()
                tap.equal((answer["ok"], answer["code"], answer["id"]), (False, "usage", None),
                          text[:40])
        talk.send("  { \"id\" : 7 , \"do\" : \"\\u0068el\\u006Co\" ,"
                  " \"x\" : [ \"\\ud83d\\ude00\" ] } \r\n")
        answer = talk.answer()
        tap.equal((answer["ok"], answer["id"]), (True, 7))
        talk.send("{\"do\":\"hello\"}\n{\"do\":\"hello\",\"id\":2}\n{\"do\":")
        tap.equal([talk.answer()["id"] for _ in range(2)], [None, 2])


def test_the_collector_is_as_gc_says():
    if ctypes is None:
        return "no ctypes"
    gc.disable()
    with Talk() as talk:
        talk.ok(do="gc.counts")
        answer, here = talk.ok(do="gc.counts"), gc.get_count()
        tap.equal(answer["enabled"], False)
        tap.equal(answer["counts"][1:], list(here[1:]))
        assert abs(answer["counts"][0] - here[0]) < 100, (answer, here)
        tap.equal(talk.ok(do="gc.stats")["stats"], gc.get_stats())
        before = gc.get_threshold()
        tap.equal(talk.ok(do="gc.thresholds")["thresholds"], list(before))
        tap.equal(talk.ok(do="gc.thresholds", threshold0=1234, threshold1=7)["thresholds"],
                  [1234, 7, before[2]])
        tap.equal(gc.get_threshold()[:2], (1234, 7))
        gc.set_threshold(*before)
        talk.declined("usage", do="gc.thresholds", threshold0=-1)
        tap.equal(talk.ok(do="gc.enable")["enabled"], True)
        assert gc.isenabled()
        tap.equal(talk.ok(do="gc.disable")["enabled"], False)
        assert not gc.isenabled()
        tap.equal(talk.ok(do="gc.debug")["flags"], 0)
        tap.equal(talk.ok(do="gc.debug", flags=gc.DEBUG_SAVEALL)["flags"], gc.DEBUG_SAVEALL)
        tap.equal(gc.get_debug(), gc.DEBUG_SAVEALL)
        gc.set_debug(0)
        talk.ok(do="gc.freeze")
        assert talk.ok(do="gc.frozen")["frozen"] > 1000
        tap.equal(talk.ok(do="gc.frozen")["frozen"], gc.get_freeze_count())
        tap.equal(talk.ok(do="gc.unfreeze")["frozen"], 0)
    gc.enable()


def test_the_collector_is_as_it_was():
    if ctypes is None:
        return "no ctypes"
    gc.collect()
    with Talk() as talk:
        for enabled in (True, False, True):
            (gc.enable if enabled else gc.disable)()
            for do in ("gc.stats", "counts", "gc.garbage", "tracemalloc.memory", "allocator"):
                talk.ok(do=do)
                tap.equal(gc.isenabled(), enabled, do)
        start = gc.get_stats()[2]["collections"]
        for _ in range(2000):
            talk.ok(do="gc.stats")
        assert gc.get_stats()[2]["collections"] - start < 5


def make_cycles(n):
    for _ in range(n):
        one, two = Plain(), Plain()
        one.other, two.other = two, one


def test_a_collection_finds_what_gc_finds():
    if ctypes is None:
        return "no ctypes"
    gc.collect()
    gc.disable()
    make_cycles(5)
    here = gc.collect()
    with Talk() as talk:
        gc.collect()
        make_cycles(5)
        answer = talk.ok(do="gc.collect")
        assert here <= answer["found"] <= here + 4, (answer, here)
        assert answer["seconds"] > 0 and answer["pause_seconds"] >= answer["seconds"]
        assert answer["rss_after_bytes"] > 1 << 20
        talk.ok(do="gc.collect", generation=0)
        talk.declined("usage", do="gc.collect", generation=3)
        gc.set_debug(gc.DEBUG_SAVEALL)
        make_cycles(40)
        talk.ok(do="gc.collect")
        garbage = talk.ok(do="gc.garbage", limit=1)
        gc.set_debug(0)
        tap.equal(garbage["objects"], len(gc.garbage))
        types = collections.Counter(type(thing) for thing in gc.garbage)
        tap.equal(len(garbage["types"]), 1)
        tap.equal(garbage["types"][0]["count"], types.most_common(1)[0][1])
        assert types[Plain] == 80, types
    del gc.garbage[:]
    gc.enable()


def name_of(kind):
    """As the dump calls it: what the C code says, or module and qualified name."""
    if not kind.__flags__ & 1 << 9:  # no heap type
        return ctypes.c_char_p.from_address(id(kind) + 24).value.decode()
    module = kind.__dict__.get("__module__")
    if not isinstance(module, str) or module == "builtins":
        return kind.__qualname__
    return module + "." + kind.__qualname__


def test_counts_are_those_of_gc():
    if ctypes is None:
        return "no ctypes"
    kept = [Outer.Inner() for _ in range(777)], [Plain() for _ in range(55)]
    gc.collect()
    gc.disable()
    with Talk() as talk:
        for how in ("place", "fork"):
            here = collections.Counter(map(type, gc.get_objects()))
            answer = talk.ok(do="counts", limit=100000, how=how)
            tap.equal(answer["calibrated"], CALIBRATED)
            rows = answer["types"]
            tap.equal(sum(row["count"] for row in rows), answer["objects"])
            counts = [row["count"] for row in rows]
            tap.equal(counts, sorted(counts, reverse=True))
            assert answer["pause_seconds"] > 0
            if not CALIBRATED:
                continue
            frozen = gc.get_freeze_count()
            there = collections.Counter()
            for row in rows:
                there[row["name"]] += row["count"]
            named = collections.Counter()
            for kind, count in here.items():
                named[name_of(kind)] += count
            tap.equal(there["__main__.Outer.Inner"], 777)
            tap.equal(there["__main__.Plain"], 55)
            assert abs(answer["objects"] - sum(here.values()) - frozen) <= 60, (
                answer["objects"], sum(here.values()), frozen)
            if frozen == 0:
                different = {name: (there[name], named[name]) for name in set(there) | set(named)
                             if abs(there[name] - named[name]) > 25}
                tap.equal(different, {}, "differences")
        tap.equal(len(talk.ok(do="counts", limit=3)["types"]), 3)
        talk.declined("usage", do="counts", how="magic")
        talk.declined("usage", do="counts", limit=-1)
    gc.enable()
    assert kept


def test_a_fork_for_counts_is_nobody_s_child():
    if ctypes is None:
        return "no ctypes"
    import signal
    signals = []
    old = signal.signal(signal.SIGCHLD, lambda *args: signals.append(args))
    with Talk() as talk:
        for _ in range(20):
            talk.ok(do="counts", how="fork", limit=1)
    signal.signal(signal.SIGCHLD, old)
    tap.equal(signals, [])
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return None
    raise AssertionError("a child is left")


def test_collections_are_told():
    if ctypes is None:
        return "no ctypes"
    gc.collect()
    gc.disable()
    with Talk() as talk:
        talk.declined("usage", do="gc.watch")
        tap.equal(talk.ok(do="gc.watch", on=True)["on"], True)
        tap.equal(talk.ok(do="gc.watch", on=True)["on"], True)
        gc.collect(0)
        make_cycles(3)
        started = time.time()
        found = gc.collect()
        ended = time.time()
        for _ in range(2):
            talk.events.append(talk.next())
        first, event = talk.events[-2:]
        tap.equal((event["event"], event["generation"]), ("gc", 2))
        tap.equal(first["generation"], 0)
        tap.equal(event["collected"], found)
        tap.equal(event["uncollectable"], 0)
        assert 0 < event["seconds"] <= ended - started + 0.001, event
        assert started - 0.01 <= event["time"] <= ended + 0.01, (started, event, ended)
        tap.equal(talk.ok(do="gc.watch", on=False)["on"], False)
        tap.equal(gc.callbacks, [])
        gc.collect()
        tap.equal(talk.ok(do="hello")["ok"], True)
        tap.equal(len(talk.events), 2)
    gc.enable()


def test_a_reader_that_does_not_read_stalls_nobody():
    if ctypes is None:
        return "no ctypes"
    with Talk() as talk:
        talk.ok(do="gc.watch", on=True)
        started = time.process_time()
        for _ in range(20000):
            gc.collect(0)  # ten times what a pipe and the ring hold
        spent = time.process_time() - started
        told = dropped = 0
        while told + dropped < 20000:
            event = talk.next()
            dropped += event.get("count", 0)
            told += event["event"] == "gc"
        assert told >= 1000, told
        assert dropped > 10000, dropped
        talk.ok(do="gc.watch", on=False)
    return "%.1f us a collection" % (spent / 20000 * 1e6)


def test_a_reader_that_dies_ends_it():
    if ctypes is None:
        return "no ctypes"
    before = open_descriptors()
    talk = Talk()
    talk.ok(do="gc.watch", on=True)
    talk.answers.close()
    wait_until(lambda: talk.thread not in os.listdir("/proc/self/task"), "the thread's end")
    tap.equal(gc.callbacks, [])
    os.close(talk.requests)
    tap.equal(open_descriptors(), before)


def test_a_child_of_fork_has_no_part_in_it():
    if ctypes is None:
        return "no ctypes"
    with Talk() as talk:
        talk.ok(do="gc.watch", on=True)
        inside = open_descriptors()
        ready, go = os.pipe()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.close(go)
                os.close(talk.requests)  # which is the parent's to hang up
                gc.collect()
                for _ in range(1000):  # the function goes at the next pending call
                    if not gc.callbacks:
                        break
                gone = inside - open_descriptors()
                other = Talk()  # may talk to somebody else
                status = 0 if len(gone) >= 3 and not gc.callbacks and other.error == 0 else 2
                other.end()
            finally:
                os.read(ready, 1)
                os._exit(status)
        os.close(ready)
        talk.ok(do="hello")
        gc.collect()
        tap.equal(talk.next()["event"], "gc")
        talk.end()  # although the child lives
        os.close(go)
        tap.equal(os.waitpid(child, 0)[1], 0, "status of the child")


def test_tracemalloc_is_as_it_says():
    if ctypes is None:
        return "no ctypes"
    import tracemalloc
    with Talk() as talk:
        talk.declined("not-tracing", do="tracemalloc.snapshot")
        answer = talk.ok(do="tracemalloc.start", frames=3)
        tap.equal((answer["tracing"], answer["limit"]), (True, 3))
        assert tracemalloc.is_tracing()
        tap.equal(tracemalloc.get_traceback_limit(), 3)
        kept = [bytes(1000) for _ in range(5000)]
        answer, here = talk.ok(do="tracemalloc.memory"), tracemalloc.get_traced_memory()
        assert abs(answer["current"] - here[0]) < 50000, (answer, here)
        assert answer["current"] > 5000000 and answer["peak"] >= answer["current"]
        kept = None
        if tap.VERSION >= (3, 9):
            talk.ok(do="tracemalloc.reset_peak")
            assert talk.ok(do="tracemalloc.memory")["peak"] < 1000000
        else:
            talk.declined("unsupported", do="tracemalloc.reset_peak")
        talk.ok(do="tracemalloc.clear")
        assert talk.ok(do="tracemalloc.memory")["current"] < 1000000
        tap.equal(talk.ok(do="tracemalloc.stop")["tracing"], False)
        assert not tracemalloc.is_tracing()
        talk.declined("usage", do="tracemalloc.start", frames=0)
    assert kept is None


def test_a_snapshot_is_what_tracemalloc_dumps():
    if ctypes is None:
        return "no ctypes"
    import tracemalloc
    modules = set(sys.modules)
    path = os.path.join(tap.FOLDER, "snapshot")
    namespace = {}
    code = "\n" * 6 + "def deep(n):\n    return [n] * 700 if n == 0 else deep(n - 1)\n"
    exec(compile(code, "odd\udcff" + "x" * 300 + ".py", "exec"), namespace)
    for frames in (1, 2, 5):
        tracemalloc.start(frames)
        kept = [[i] * 100 for i in range(40000)], [namespace["deep"](k) for k in range(5)]
        kept += (bytearray(1 << 20),)
        with Talk() as talk:
            here = tracemalloc.take_snapshot()
            answer = talk.ok(do="tracemalloc.snapshot", id=1)
        tracemalloc.stop()
        with open(path, "wb") as file:
            file.write(answer["raw"])
        there = tracemalloc.Snapshot.load(path)
        os.unlink(path)
        tap.equal(there.traceback_limit, frames)
        for by in ("lineno", "traceback"):
            own = tracemalloc.Filter(True, __file__, all_frames=True)
            odd = tracemalloc.Filter(True, "odd*")
            tables = []
            for snapshot in (here, there):
                rows = snapshot.filter_traces([own, odd]).statistics(by)
                tables.append({row.traceback: (row.size, row.count) for row in rows})
            large = [key for key, row in tables[0].items()
                     if row[0] > 20000 or "odd" in key[-1].filename]
            assert len(large) >= 3, large
            for key in large:  # but for frames that are kept to be used again
                size, count = tables[1][key]
                assert abs(size - tables[0][key][0]) <= 8192, (key, size, tables[0][key])
                assert abs(count - tables[0][key][1]) <= 20, (key, count, tables[0][key])
        assert kept
    tap.equal({name for name in set(sys.modules) - modules if "pickle" in name}, set())


def test_the_allocator_is_as_sys_says():
    if ctypes is None:
        return "no ctypes"
    with Talk() as talk:
        talk.ok(do="allocator")
        answer, here = talk.ok(do="allocator"), sys.getallocatedblocks()
        assert abs(answer["blocks"] - here) < 200, (answer, here)
        small = answer["pymalloc"]
        assert small["known"] is True, small
        assert small["arena_bytes"] in (262144, 1048576), small
        assert small["pool_bytes"] in (4096, 16384), small
        total = (small["used_bytes"] + small["free_bytes"] + small["header_bytes"]
                 + small["quantization_bytes"] + small["alignment_bytes"]
                 + small["unused_pools"] * small["pool_bytes"])
        tap.equal(total, small["arenas"] * small["arena_bytes"])
        kept = [bytes(200) for _ in range(50000)]
        more = talk.ok(do="allocator")
        grown = more["pymalloc"]["used_bytes"] - small["used_bytes"]
        assert 50000 * 233 <= grown <= 50000 * 240 + 500000, grown
        native = more["malloc"]
        assert native["known"] and native["library"].startswith("libc"), native
        big = ctypes.create_string_buffer(64 << 20)
        after = talk.ok(do="allocator")["malloc"]
        assert 64 << 20 <= after["mapped_bytes"] - native["mapped_bytes"] < 66 << 20
        assert kept and big


def test_trimming_gives_back():
    if ctypes is None:
        return "no ctypes"
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    with Talk() as talk:
        blocks = [libc.malloc(ctypes.c_size_t(20000)) for _ in range(2000)]
        for block in blocks:
            ctypes.memset(block, 1, 20000)
        for block in blocks[:-1]:
            libc.free(ctypes.c_void_p(block))
        answer = talk.ok(do="allocator.trim")
        libc.free(ctypes.c_void_p(blocks[-1]))
        tap.equal(answer["trimmed"], True)
        assert answer["returned_bytes"] > 20 << 20, answer
        tap.equal(answer["returned_bytes"], answer["rss_before_bytes"] - answer["rss_after_bytes"])
        assert "pause_seconds" not in answer


BLOCK_BYTES = 34 << 20  # more than malloc keeps: always fresh from the kernel


def measured(n, kept):
    for _ in range(n):
        kept.append(bytearray(BLOCK_BYTES))
    return len(kept)


def test_lines_are_measured_in_every_thread():
    if ctypes is None:
        return "no ctypes"
    import threading
    go, done, kept = threading.Event(), threading.Event(), []

    def wait_and_work():
        go.wait()
        measured(1, kept)
        done.set()
        go.clear()
        go.wait()

    thread = threading.Thread(target=wait_and_work)
    thread.start()
    with Talk() as talk:
        talk.declined("usage", do="lines.stop")
        if not CALIBRATED:
            talk.declined("unsupported", do="lines.start")
            go.set()
            done.wait()
        else:
            talk.declined("usage", do="lines.start", functions="x")
            talk.ok(do="lines.start", functions=["measured"])
            talk.declined("unsupported", do="lines.start")
            measured(2, kept)
            go.set()
            done.wait()
            tap.equal(sys.gettrace(), None)
            rows = talk.ok(do="lines.stop")["functions"]
            tap.equal([row["name"] for row in rows], ["measured"])
            lines = {line["line"] - rows[0]["first_line"]: line for line in rows[0]["lines"]}
            tap.equal(rows[0]["last_line"] - rows[0]["first_line"], 3)
            tap.equal({number: line["occurrences"] for number, line in lines.items()},
                      {0: 2, 1: 5, 2: 3, 3: 2})
            grown = lines[2]["increment_bytes"] / BLOCK_BYTES
            assert 2.8 < grown < 3.2, grown
            talk.ok(do="lines.start")
            measured(0, kept)
    measured(0, kept)  # what was switched on is off
    sys.settrace(lambda *args: None)
    with Talk() as talk:
        talk.declined("unsupported", do="lines.start")
    sys.settrace(None)
    go.set()
    thread.join()


def test_a_locale_with_commas_changes_no_number():
    if ctypes is None:
        return "no ctypes"
    import locale
    for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "zh_CN.UTF-8"):
        try:
            locale.setlocale(locale.LC_ALL, name)
            break
        except locale.Error:
            pass
    with Talk() as talk:
        assert talk.ok(do="gc.collect")["seconds"] > 0
        assert talk.ok(do="allocator")["pymalloc"]["used_bytes"] > 100000
    locale.setlocale(locale.LC_ALL, "C")


tap.main(globals())
