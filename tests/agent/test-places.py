# SPDX-License-Identifier: GPL-3.0-or-later
"""Dumps from awkward places, and to awkward ones: nothing of the program runs, nothing breaks."""
import os
import stat
import subprocess
import sys
import threading
import tracemalloc
import weakref

import tap
import seep_agent
import seepheap

try:
    import ctypes
except ImportError:  # a Python that was built without libffi
    ctypes = None

PATH = os.path.join(tap.FOLDER, "x.seepheap")
START = """
import sys
sys.dont_write_bytecode = True
sys.path[:0] = %r
import builtins, gc, os, signal, threading
import seep_agent, seepheap
PATH = %r
""" % ([os.path.dirname(seep_agent.__file__), os.path.dirname(os.path.abspath(__file__))], PATH)

# Programs of their own, whose first dump it is: what they print.
PROGRAMS = {
    "a reader that goes away, SIGPIPE at its default": ("""
import ctypes
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
reader, writer = os.pipe()
os.close(reader)
print(ctypes.PyDLL(seep_agent.__file__).seep_agent_dump_fd(writer, 0))
""", "32"),
    "a limit on the size of files, SIGXFSZ at its default": ("""
import resource
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    seep_agent.dump(PATH)
except OSError as error:
    print(error.errno)
""", "27"),
    "a limit on memory": ("""
import resource
pages = int(open("/proc/self/statm").read().split()[0])
for room in range(0, 5 << 20, 1 << 19):
    resource.setrlimit(resource.RLIMIT_AS, (pages * 4096 + room, -1))
    try:
        seep_agent.dump(PATH)
    except (OSError, RuntimeError):
        pass
resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
seep_agent.dump(PATH)
print(seepheap.Dump(PATH, False, False).meta["calibrated"])
""", "True"),
    "a thread with the smallest stack": ("""
threading.stack_size(65536 if sys.version_info >= (3, 14) else 32768)
def run():
    seep_agent.dump(PATH)
    print("done")
thread = threading.Thread(target=run)
thread.start()
thread.join()
""", "done"),
    "collections that are due": ("""
seen = []
gc.callbacks.append(lambda phase, facts: seen.append(phase))
gc.set_threshold(1)
seen.clear()
seep_agent.dump(PATH)
gc.set_threshold(700)
print(len(seen) <= 2)  # the call itself makes a dict
""", "True"),
    "tracing and imports of the program": ("""
seen = []
def trace(frame, event, argument):
    seen.append(frame.f_code.co_filename)
    return trace
def hook(*arguments, **more):
    seen.append("import")
    return imported(*arguments, **more)
imported, builtins.__import__ = builtins.__import__, hook
sys.settrace(trace)
sys.setprofile(trace)
seep_agent.dump(PATH)
sys.settrace(None)
sys.setprofile(None)
print(sorted(set(seen) - {"<string>"}))
""", "[]"),
    "the end of the recursions": ("""
def recurse():
    try:
        return recurse()
    except RecursionError:
        return seep_agent.dump(PATH) if sys.version_info < (3, 11) else None
sys.setrecursionlimit(200)
recurse()
seep_agent.dump(PATH)
dump = seepheap.Dump(PATH, False)
print(dump.meta["calibrated"], dump.logs, min(o.size for o in dump.objects.values()) > 0)
""", "True [] True"),
    "a child of fork() while a dump was about to begin": ("""
import ctypes
writer = os.open(os.devnull, os.O_WRONLY)  # the GIL may be given up before the parent ends
ctypes.PyDLL(seep_agent.__file__).seep_agent_spawn(writer, 0)  # it waits for the GIL
if os.fork() == 0:
    seep_agent.dump(PATH)
    print("done", flush=True)
    os._exit(0)
sys.stdout.flush()
os._exit(0)
""", "done"),
    "a module without a dict": ("""
import types
sys.modules["threading"] = types.ModuleType.__new__(types.ModuleType)
seep_agent.dump(PATH)
print("done", flush=True)
os._exit(0)
""", "done"),
    "code with more names than locals": ("""
import types
def run(argument):
    return seep_agent.dump(PATH)
names = run.__code__.co_varnames
if sys.version_info < (3, 11):
    code = run.__code__.replace(co_varnames=names + tuple("v%d" % i for i in range(500)))
    run = types.FunctionType(code, globals())
run("held")
print([root[3] for root in seepheap.Dump(PATH, False, True).roots if root[0] == 4])
""", "['argument']"),
}


def run_program(name):
    text, expected = PROGRAMS[name]
    if ctypes is None and "ctypes" in text:
        return ""
    made = subprocess.run([sys.executable, "-c", START + text], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, universal_newlines=True, timeout=60)
    for file in os.listdir(tap.FOLDER):
        os.unlink(os.path.join(tap.FOLDER, file))
    if (made.returncode, made.stdout.strip()) == (0, expected):
        return ""
    return "%s: %d %s %s\n" % (name, made.returncode, made.stdout, made.stderr[-400:])


def test_programs_in_awkward_states_are_dumped():
    failures = "".join(map(run_program, PROGRAMS))
    assert not failures, failures
    return "%d programs" % len(PROGRAMS)


def test_threads_that_dump_to_one_path_do_no_harm():
    tracemalloc.start()
    answers = []

    def run():
        try:
            answers.append(seep_agent.dump(PATH)["path"])
        except RuntimeError as error:
            answers.append(str(error))
    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tracemalloc.stop()
    good = [answer for answer in answers if answer == PATH]
    assert good and all("another dump" in answer for answer in answers if answer != PATH), answers
    tap.equal(os.listdir(tap.FOLDER), ["x.seepheap"])
    assert seepheap.Dump(PATH, True, False).done["objects"] > 1000
    os.unlink(PATH)


def test_a_path_need_not_be_text():
    path = os.fsencode(tap.FOLDER) + b"/\xff\xfe.seepheap"
    tap.equal(os.fsencode(seep_agent.dump(path)["path"]), path)
    os.unlink(path)


def test_a_pipe_with_a_name_is_written_to():
    os.mkfifo(PATH)
    try:
        seep_agent.dump(PATH)
    except OSError as error:
        tap.equal(error.errno, 6)  # nobody reads
    copy = PATH + ".copy"
    with open(copy, "wb") as file:
        reader = os.open(PATH, os.O_RDONLY | os.O_NONBLOCK)
        os.set_blocking(reader, True)
        holder = os.open(PATH, os.O_WRONLY)  # so that cat does not find the end at once
        cat = subprocess.Popen(["cat"], stdin=reader, stdout=file)
        os.close(reader)
        seep_agent.dump(PATH)
        os.close(holder)
        tap.equal(cat.wait(), 0)
    assert stat.S_ISFIFO(os.stat(PATH).st_mode)
    assert seepheap.Dump(copy, True, False).done["objects"] > 1000
    os.unlink(PATH)
    os.unlink(copy)


class Link:
    __slots__ = ("after", "loud", "__weakref__")


class Loud:
    """Dumps when it goes."""
    dumps = False

    def __del__(self):
        if self.dumps:
            seep_agent.dump(PATH)


def make_chain(length):
    """Too deep to go at once: the interpreter puts links off that nothing refers to."""
    head, refs = None, []
    for i in range(length):
        link = Link()
        link.after, link.loud = head, Loud()
        head = link
        refs.append(weakref.ref(link))
    # The innermost that goes before a link is put off (50 deep; 3.13 counts otherwise).
    for i, ref in enumerate(reversed(refs)):
        ref().loud.dumps = 30 < i < 50 and i % 6 == 1
    return head, refs


def test_what_is_being_destroyed_is_no_object():
    head, refs = make_chain(300)
    del head
    dump = seepheap.Dump(PATH, False)
    for ref in refs:
        for kind, label, target in dump.objects[id(ref)].edges:
            assert kind != seepheap.WEAK or dump.objects[target].count > 0, dump.objects[target]
    os.unlink(PATH)


def test_an_old_str_has_its_text():
    if ctypes is None or tap.VERSION >= (3, 12):
        return "no such str"
    import warnings
    make = ctypes.pythonapi.PyUnicode_FromUnicode
    make.restype, make.argtypes = ctypes.py_object, [ctypes.c_wchar_p, ctypes.c_ssize_t]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        text = make(None, 4)
    wide = ctypes.c_void_p.from_address(id(text) + 40).value
    ctypes.memmove(wide, ctypes.create_unicode_buffer("s\xe9\u4e16\U0001f600"), 16)
    dump = tap.dump()
    record = dump.objects[id(text)]
    tap.equal((record.length, record.preview), (4, (1, "s\xe9\u4e16\U0001f600")))
    tap.equal(text, "s\xe9\u4e16\U0001f600")


tap.main(globals())
