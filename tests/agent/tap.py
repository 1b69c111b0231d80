# SPDX-License-Identifier: GPL-3.0-or-later
"""Test functions of a file, as TAP. They run inside the interpreter that is looked at."""
import gc
import importlib.machinery
import importlib.util
import os
import shutil
import sys
import tempfile
import traceback

sys.dont_write_bytecode = True
if len(sys.argv) > 1:
    AGENT = sys.argv[1]  # another file than seep_agent.so, or where that is
    if os.path.isdir(AGENT):
        sys.path.insert(0, AGENT)
    else:
        loader = importlib.machinery.ExtensionFileLoader("seep_agent", AGENT)
        spec = importlib.util.spec_from_file_location("seep_agent", AGENT, loader=loader)
        sys.modules["seep_agent"] = importlib.util.module_from_spec(spec)
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

VERSION = sys.version_info[:2]


FOLDER = tempfile.mkdtemp(prefix="seep-test-")


def dump(between=None, checksums=False, objects=True, **options):
    """Dumps this process and reads the file back; calls @between before it is read.
    Checksums in Python take longer than all the rest: test-ways.py checks them."""
    import seep_agent
    import seepheap
    path = os.path.join(FOLDER, "heap.seepheap")
    answer = seep_agent.dump(path, **options)
    if between is not None:
        between()
    equal(os.listdir(FOLDER), ["heap.seepheap"], "files")
    enabled = gc.isenabled()
    gc.disable()  # millions of small tuples
    result = seepheap.Dump(path, checksums, objects)
    if enabled:
        gc.enable()
    result.answer = answer
    result.file_bytes = os.path.getsize(path)
    result.mode = os.stat(path).st_mode & 0o777
    os.unlink(path)
    return result


def equal(found, expected, what=""):
    if found != expected:
        raise AssertionError("%s: %.400r, not %.400r" % (what or "value", found, expected))


def main(namespace):
    tests = [(name[5:].replace("_", "-"), function) for name, function in namespace.items()
             if name.startswith("test_")]
    failed = 0
    print("1..%d" % len(tests))
    for number, (name, function) in enumerate(tests, 1):
        try:
            note = function()
        except Exception:
            failed += 1
            print("not ok %d %s" % (number, name))
            for line in traceback.format_exc().splitlines():
                print("# " + line)
        else:
            print("ok %d %s" % (number, name))
            if note:
                print("# " + note)
        sys.stdout.flush()
    sys.stdout.flush()
    shutil.rmtree(FOLDER)
    os._exit(1 if failed else 0)
