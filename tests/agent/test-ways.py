# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways to a dump: paths, pipes, options, a thread of its own; and what goes wrong."""
import gc
import json
import os
import subprocess
import sys

import tap
import seep_agent
import seepheap

try:
    import ctypes
except ImportError:  # a Python that was built without libffi
    ctypes = None

NO_PREVIEWS, COLLECT, FORK = 1, 2, 4


class Plain:
    pass


class Loud:
    """A finalizer that the collector runs."""
    ran = 0
    failure = None
    in_finalizer = None

    def __init__(self):
        self.me = self

    def __del__(self):
        Loud.ran += 1
        if Loud.in_finalizer:
            try:
                Loud.in_finalizer()
            except RuntimeError as error:
                Loud.failure = str(error)


def library():
    return ctypes.PyDLL(seep_agent.__file__)


def fails(error, *args, **options):
    try:
        seep_agent.dump(*args, **options)
    except error as raised:
        return raised
    raise AssertionError("no %s" % error.__name__)


def test_a_file_is_whole_and_private():
    dump = tap.dump(checksums=True)
    tap.equal(dump.mode, 0o600)
    tap.equal(dump.meta["calibrated"], True)
    tap.equal(dump.logs, [])
    tap.equal(dump.meta["capture.collected"], False)
    assert tap.dump(objects=False).id != dump.id
    for key in ("path", "objects", "references", "bytes", "pause_seconds"):
        assert key in dump.answer, key


def test_a_file_is_replaced():
    path = os.path.join(tap.FOLDER, "replaced.seepheap")
    with open(path, "w") as file:
        file.write("before")
    os.chmod(path, 0o644)
    seep_agent.dump(path)
    assert seepheap.Dump(path, False, False).done["objects"] > 1000
    tap.equal(os.stat(path).st_mode & 0o777, 0o600)
    os.unlink(path)
    seep_agent.dump(os.fsencode(path))  # bytes, and in one more process state
    os.unlink(path)


def test_previews_can_be_left_out():
    dump = tap.dump(previews=False)
    tap.equal(dump.flags & 1, 0)
    assert all(record.preview is None for record in dump.objects.values())
    assert any(record.length for record in dump.objects.values())


def test_nothing_is_collected_unless_asked_for():
    gc.collect()
    gc.disable()
    Loud.ran = 0
    Loud()
    tap.dump(objects=False)
    tap.equal(Loud.ran, 0, "finalizers")
    dump = tap.dump(objects=False, collect=True)
    tap.equal(Loud.ran, 1, "finalizers")
    tap.equal(dump.meta["capture.collected"], True)
    gc.enable()


def test_the_collector_is_as_it_was():
    for enabled in (True, False, True):
        (gc.enable if enabled else gc.disable)()
        dump = tap.dump(objects=False)
        tap.equal(gc.isenabled(), enabled)
        tap.equal(dump.meta["gc.enabled"], enabled)


def test_no_garbage_is_left():
    tap.dump(objects=False)
    gc.collect()
    gc.disable()
    seep_agent.dump(os.path.join(tap.FOLDER, "x.seepheap"))
    tap.equal(gc.collect(), 0, "unreachable objects")
    gc.enable()
    os.unlink(os.path.join(tap.FOLDER, "x.seepheap"))
    left = [thing for thing in gc.get_objects() if isinstance(thing, type)
            and thing.__module__ == "seep_agent"]
    tap.equal(left, [])


def test_frozen_objects_are_in_it():
    thing = Plain()
    thing.value = ["frozen"]
    gc.freeze()
    dump = tap.dump()
    tap.equal(dump.meta["gc.frozen"], gc.get_freeze_count())
    assert id(thing) in dump.objects and dump.objects[id(thing)].flags & seepheap.TRACKED
    gc.unfreeze()


def test_a_huge_list_takes_no_memory():
    numbers = list(range(10 ** 6, 3 * 10 ** 6))
    table = {number: None for number in range(10 ** 7, 10 ** 7 + 500000)}
    dump = tap.dump(objects=False)
    assert dump.done["objects"] > len(numbers) + len(table)
    assert dump.done["own_bytes"] < 10 << 20, dump.done["own_bytes"]


def test_a_path_that_cannot_be_written_is_named():
    path = os.path.join(tap.FOLDER, "nowhere", "x.seepheap")
    error = fails(OSError, path)
    tap.equal(error.filename, path)
    assert isinstance(error, FileNotFoundError), error
    folder = os.path.join(tap.FOLDER, "folder")
    os.mkdir(folder)
    error = fails(OSError, folder)
    tap.equal(error.filename, folder)
    os.rmdir(folder)
    fails(OSError, os.path.join(tap.FOLDER, "n" * 5000))
    fails(TypeError)
    fails(TypeError, "x", 1)
    tap.equal(os.listdir(tap.FOLDER), [])


def test_a_full_disk_is_an_error():
    if ctypes is None:
        return "no ctypes"
    import errno
    with open("/dev/full", "wb") as file:
        tap.equal(library().seep_agent_dump_fd(file.fileno(), 0), errno.ENOSPC)


def test_a_pipe_will_do():
    if ctypes is None:
        return "no ctypes"
    path = os.path.join(tap.FOLDER, "piped.seepheap")
    with open(path, "wb") as file:
        reader, writer = os.pipe()
        cat = subprocess.Popen(["cat"], stdin=reader, stdout=file)
        os.close(reader)
        tap.equal(library().seep_agent_dump_fd(writer, 0), 0)
        os.close(writer)
        tap.equal(cat.wait(), 0)
    assert seepheap.Dump(path, True, False).done["objects"] > 1000
    os.unlink(path)


def test_a_reader_that_goes_away_ends_the_dump():
    if ctypes is None:
        return "no ctypes"
    import errno
    reader, writer = os.pipe()
    os.close(reader)
    tap.equal(library().seep_agent_dump_fd(writer, 0), errno.EPIPE)
    os.close(writer)


class Spawned:
    """seep_agent_spawn(), and what arrives in the two pipes. The GIL is held until they are read."""

    def __init__(self, flags, name="spawned.seepheap"):
        self.path = os.path.join(tap.FOLDER, name)
        with open(self.path, "wb") as file:
            reader, writer = os.pipe()
            self.cat = subprocess.Popen(["cat"], stdin=reader, stdout=file)
        os.close(reader)
        self.report, report = os.pipe()
        tap.equal(library().seep_agent_spawn(writer, report, flags), 0)

    def end(self):
        with open(self.report, encoding="utf-8") as file:
            lines = file.read().splitlines()
        tap.equal(self.cat.wait(), 0)
        tap.equal(len(lines), 1, "lines")
        return json.loads(lines[0])


def test_a_thread_of_its_own_dumps():
    if ctypes is None:
        return "no ctypes"
    spawned = Spawned(NO_PREVIEWS)
    # The GIL is held from there to the second dump: the first cannot have begun.
    error = fails(RuntimeError, os.path.join(tap.FOLDER, "busy.seepheap"))
    assert "another dump" in str(error), error
    report = spawned.end()
    dump = seepheap.Dump(spawned.path, False, False)
    tap.equal(len(dump.threads), 1, "threads")
    tap.equal(dump.flags & 1, 0)
    tap.equal(dump.meta["capture.how"], "agent")
    tap.equal(report["ok"], True)
    tap.equal(report["objects"], dump.done["objects"])
    tap.equal(report["file_bytes"], os.path.getsize(spawned.path))
    assert report["pause_ns"] >= dump.done["pause_ns"], report
    tap.equal(os.listdir(tap.FOLDER), ["spawned.seepheap"])
    os.unlink(spawned.path)


def test_a_child_writes_what_the_agent_would():
    if ctypes is None:
        return "no ctypes"
    held = ["\u4e16\u754c", "caf\xe9", {1, 2}, set(range(100)), frozenset("abcdefghij"),
            bytearray(77), Plain(), {"a": []}, (1.5, 10 ** 30), "\U0001F600", range(5)]
    held[1].encode()
    gc.collect()
    gc.disable()
    for flags in (0, FORK, 0, FORK):  # the second time nothing is new to anybody
        spawned = Spawned(flags, "%d.seepheap" % flags)
        report = spawned.end()
    gc.enable()
    dump = seepheap.Dump(spawned.path, True, True)
    in_place = seepheap.Dump(os.path.join(tap.FOLDER, "0.seepheap"), False, True)
    tap.equal(dump.meta["capture.how"], "fork")
    tap.equal(dump.meta["pid"], os.getpid())
    tap.equal(dump.meta["process.started_ns"], in_place.meta["process.started_ns"])
    tap.equal(report["objects"], len(dump.objects))
    tap.equal(report["file_bytes"], os.path.getsize(spawned.path))
    assert report["pause_ns"] < 10 ** 9, report
    common = set(dump.objects) & set(in_place.objects)
    assert len(common) > 0.98 * len(in_place.objects), (len(common), len(in_place.objects))
    for thing in held:
        tap.equal(dump.objects[id(thing)].size, sys.getsizeof(thing), "size of %r" % (thing,))
    pairs = [(dump.objects[address], in_place.objects[address]) for address in common]
    pairs = [(here, there) for here, there in pairs  # else a new object at the same place
             if (here.type.name, here.length) == (there.type.name, there.length)]
    assert len(pairs) > 0.98 * len(common)
    wrong = [there.type.name for here, there in pairs
             if here.size != there.size and not here.flags & seepheap.APPROX]
    assert len(wrong) < 10, wrong  # what this test made in between
    os.unlink(os.path.join(tap.FOLDER, "0.seepheap"))
    os.unlink(spawned.path)


def test_nothing_is_left_of_a_child():
    if ctypes is None:
        return "no ctypes"
    before = (sorted(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task")))
    for _ in range(3):
        spawned = Spawned(FORK | NO_PREVIEWS)
        tap.equal(spawned.end()["ok"], True)
        os.unlink(spawned.path)
        try:
            tap.equal(os.waitpid(-1, 0x40000000), None)  # __WALL
        except ChildProcessError:
            pass
    while len(os.listdir("/proc/self/task")) > before[1]:
        os.sched_yield()  # the thread has said its last line, and is about to end
    tap.equal(sorted(os.listdir("/proc/self/fd")), before[0])


def test_tracebacks_come_from_a_child_too():
    if ctypes is None:
        return "no ctypes"
    import tracemalloc
    tracemalloc.start(4)
    held = [Plain() for number in range(1000)]
    spawned = Spawned(FORK)
    tap.equal(spawned.end()["ok"], True)
    tracemalloc.stop()
    dump = seepheap.Dump(spawned.path, False, True)
    tap.equal(sum(not dump.objects[id(thing)].trace for thing in held), 0, "untraced")
    os.unlink(spawned.path)


def test_a_child_whose_reader_goes_is_ended():
    if ctypes is None:
        return "no ctypes"
    reader, writer = os.pipe()
    answer, report = os.pipe()
    held = [[number] for number in range(100000)]
    tap.equal(library().seep_agent_spawn(writer, report, FORK), 0)
    tap.equal(len(os.read(reader, 8)), 8)
    os.close(reader)
    with open(answer, encoding="utf-8") as file:
        line = json.loads(file.read())
    tap.equal((line["ok"], line["code"]), (False, "write"))
    tap.equal(len(held), 100000)


def test_a_dump_during_a_collection_is_refused():
    path = os.path.join(tap.FOLDER, "x.seepheap")
    Loud.in_finalizer = lambda: seep_agent.dump(path)
    Loud()
    gc.collect()
    Loud.in_finalizer = None
    assert Loud.failure and "collection" in Loud.failure, Loud.failure
    tap.equal(os.listdir(tap.FOLDER), [])


def test_subinterpreters_do_no_harm():
    try:
        import _testcapi
        run = _testcapi.run_in_subinterp
    except (ImportError, AttributeError):
        return "no _testcapi"
    code = ("import sys\nsys.path.insert(0, %r)\n"
            "try:\n import seep_agent\n seep_agent.dump(%r)\n"
            "except (RuntimeError, ImportError) as error:\n pass\n"
            "else:\n raise SystemExit('no error')\n"
            % (os.path.dirname(seep_agent.__file__), os.path.join(tap.FOLDER, "sub.seepheap")))
    tap.equal(run(code), 0)
    tap.equal(os.listdir(tap.FOLDER), [])


tap.main(globals())
