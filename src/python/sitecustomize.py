# SPDX-License-Identifier: MIT
"""Starts Seep's agent in a program that Seep launches, and gets out of the way.

The launcher puts the folder of this file in front of PYTHONPATH, so that Python's own `site`
imports it before any code of the program runs. It undoes that at once, in the path and in the
environment, so that children of the program know nothing of it; arranges the snapshots; and makes
room for the sitecustomize that would have been imported without it: this module takes itself out
of sys.modules and imports the name again. If there is no other, the ImportError that `site`
expects goes on to it, and all is as if this file had never been there.

What stays: the module seep_agent, one atexit function, and a thread only if periodic snapshots
were asked for. Nothing is imported that an interpreter has not loaded or built in: every object
made here is one more in the heap.

Runs on every Python far enough to say why it does nothing there.
"""

import sys


def leave_path(folder):
    while folder in sys.path:
        sys.path.remove(folder)
    sys.path_importer_cache.pop(folder, None)


def take_variables():
    """Takes the launcher's variables out of the environment, and PYTHONPATH gets its own value."""
    import os

    taken = {}
    for name in ("FOLDER", "EVERY", "TRACEMALLOC", "LINES", "TRACER", "PYTHONPATH"):
        value = os.environ.pop("SEEP_RUN_" + name, None)
        if value is not None:
            taken[name] = value
    if "PYTHONPATH" in taken:
        os.environ["PYTHONPATH"] = taken["PYTHONPATH"]
    elif "FOLDER" in taken:
        del os.environ["PYTHONPATH"]
    return taken


def find_objection():
    if sys.version_info < (3, 8):
        return "Python %d.%d is too old for Seep's agent, which needs 3.8" % sys.version_info[:2]
    if sys.implementation.name != "cpython":
        return "Seep's agent knows CPython only, and this is " + sys.implementation.name
    return None


def note_problem(home, text):
    """Tells the launcher, which tells the user when the program has ended."""
    import posix

    try:
        fd = posix.open(home + "/problems", posix.O_WRONLY | posix.O_APPEND | posix.O_CREAT, 0o600)
        try:
            posix.write(fd, (text.replace("\n", " ") + "\n").encode("utf-8", "replace"))
        finally:
            posix.close(fd)
    except OSError:
        pass  # nobody is left to tell


def arrange_snapshots(home, folder, every):
    import _thread
    import atexit
    import posix
    import seep_agent

    pid = posix.getpid()
    dump = seep_agent.dump
    busy = _thread.allocate_lock()  # held for a snapshot: the last waits for a periodic one
    ended = _thread.allocate_lock()  # held until the last

    def make_snapshot(name):
        try:
            with busy:
                dump("%s/%s.seepheap" % (folder, name))
        except BaseException as error:
            note_problem(
                home, "the snapshot %s was not made: %s: %s" % (name, type(error).__name__, error)
            )

    def make_final():
        # A forked child runs the functions of atexit as well; the heap is its parent's to show.
        if posix.getpid() == pid:
            ended.release()
            make_snapshot("final")

    def make_periodic():
        number = 0
        while not ended.acquire(True, every):
            number += 1
            make_snapshot("%03d" % number)

    ended.acquire()
    if every > 0:
        _thread.start_new_thread(make_periodic, ())

    # Registered before any other, so it runs after all others: the program's own have done their
    # work, and its modules are still there.
    atexit.register(make_final)


def arrange_lines(home, folder, patterns):
    """Measures the lines of functions instead: a file at the end, no snapshots."""
    import atexit
    import posix
    import seep_agent
    import threading

    pid = posix.getpid()
    stop = seep_agent._stop_lines

    def finish():
        # A forked child measures nothing, and has nothing to say.
        if posix.getpid() == pid:
            try:
                stop(folder + "/lines.json")
            except BaseException as error:
                note_problem(
                    home, "what was measured was lost: %s: %s" % (type(error).__name__, error)
                )

    atexit.register(finish)
    threading.settrace(seep_agent._join_lines)
    seep_agent._start_lines(patterns)


def start(home, settings):
    """Does it all but tracing, and returns the number of frames to trace with."""
    import posix

    posix.unlink(home + "/waiting")
    objection = find_objection()
    if objection is not None:
        note_problem(home, objection)
        return 0
    if "LINES" in settings:
        arrange_lines(home, settings["FOLDER"], settings["LINES"])
        return 0
    arrange_snapshots(home, settings["FOLDER"], float(settings.get("EVERY", 0)))
    if "TRACER" in settings:
        import seep_agent

        seep_agent.allow_tracer(int(settings["TRACER"]))
    return int(settings.get("TRACEMALLOC", 0))


def run():
    home = __file__.rpartition("/")[0]
    settings = take_variables()
    frames = 0
    try:
        if (
            "FOLDER" in settings
        ):  # not in a subinterpreter, which has the path but not the variables
            frames = start(home, settings)
    except Exception as error:
        note_problem(home, "Seep's agent did not start: %s: %s" % (type(error).__name__, error))
    leave_path(home)
    return frames


frames = run()
del sys.modules["sitecustomize"]
if frames > 0:
    import _tracemalloc

    _tracemalloc.start(frames)  # last, so that nothing of ours is traced
import sitecustomize  # noqa: E402, F401
