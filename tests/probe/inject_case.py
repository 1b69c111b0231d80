# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that the agent is loaded into, and what must be so afterwards. For the tests and the
benchmark: each runs until a line comes on its stdin, and says then whether all went right."""

import contextlib
import glob
import json
import os
import re
import subprocess
import time

# A program of its own kind each: run() until is_over(), then check() raises or returns a note.
PRELUDE = """
import os, select, sys, threading, time
def is_over():
    return bool(select.select([0], [], [], 0)[0])
def spin():
    total = n = 0
    while not is_over():
        for n in range(n, n + 2000):
            total += n * n
        n += 1
    assert total == (n - 1) * n * (2 * n - 1) // 6, (total, n)
def allocate():
    kept = {}
    n = 0
    while not is_over():
        for i in range(200):
            n += 1
            kept[n % 500] = (bytes(n % 7000), [n] * (n % 300), str(n))
    for key, (data, items, text) in kept.items():
        assert int(text) % 500 == key and len(data) == int(text) % 7000, text
        assert items == [int(text)] * (int(text) % 300), text
"""
KINDS = {
    "sleep": """
print("ready", flush=True)
while not is_over():
    start = time.monotonic()
    time.sleep(0.05)
    assert time.monotonic() - start >= 0.0499
""",
    "spin": "print('ready', flush=True)\nspin()\n",
    "malloc": "print('ready', flush=True)\nallocate()\n",
    "threads": """
failures = []
def guard(function):
    try:
        function()
    except BaseException as error:
        failures.append(error)
event = threading.Event()
work = [spin, allocate, allocate, event.wait, lambda: select.select([0], [], []),
        lambda: [event.wait(0.01) for _ in iter(is_over, True)]]
threads = [threading.Thread(target=guard, args=(function,)) for function in work]
for thread in threads:
    thread.start()
print("ready", flush=True)
spin()
event.set()
for thread in threads:
    thread.join()
assert not failures, failures
""",
    "asyncio": """
import asyncio
worst = 0
async def tick():
    global worst
    while not is_over():
        start = time.perf_counter()
        await asyncio.sleep(0.005)
        worst = max(worst, time.perf_counter() - start - 0.005)
async def other(queue):
    n = 0
    while not is_over():
        await queue.put(n)
        n += 1
        await asyncio.sleep(0)
    await queue.put(None)
    return n
async def consume(queue):
    n = 0
    while (await queue.get()) == n:
        n += 1
    return n
async def main():
    queue = asyncio.Queue(5)
    print("ready", flush=True)
    made, got, _ = await asyncio.gather(other(queue), consume(queue), tick())
    assert made == got, (made, got)
asyncio.new_event_loop().run_until_complete(main())
sys.stdout.write("%.1f " % (worst * 1000))
""",
}


def make_program(kind):
    return PRELUDE + KINDS[kind] + "print('right', flush=True)\n"


def mask_own_signals(mask):
    """Without the two of glibc's, which it asks for with the first thread."""
    return "%016x" % (int(mask, 16) & ~(3 << 31))


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:  # a thread that has ended meanwhile
        return ""


class State:
    """What a program has that the agent must not leave changed."""

    def __init__(self, pid):
        base = "/proc/%d/" % pid
        self.threads = sorted(os.listdir(base + "task"))
        self.fds = {}
        for fd in os.listdir(base + "fd"):
            with contextlib.suppress(FileNotFoundError):  # closed meanwhile
                self.fds[fd] = os.readlink(base + "fd/" + fd)
        self.masks = re.findall(r"^(Sig(?:Blk|Ign|Cgt)|TracerPid|State):\s*(.*)$",
                                read(base + "status"), re.M)
        self.masks = [(name, mask_own_signals(value) if name == "SigCgt" else value)
                      for name, value in self.masks if name != "State" or "T" in value]
        self.children = [child for path in glob.glob(base + "task/*/children")
                         for child in read(path).split()]
        self.agents = set(re.findall(r"(\d+) +/memfd:seep_agent", read(base + "maps")))


def find_changes(pid, before, seconds=10):
    """What is not as it was, once the agent's thread has had the time to end."""
    end = time.monotonic() + seconds
    while True:
        after = State(pid)
        changes = {name: (getattr(before, name), getattr(after, name))
                   for name in ("threads", "fds", "masks", "children")
                   if getattr(before, name) != getattr(after, name)}
        if len(after.agents) > 1:
            changes["agents"] = after.agents
        if not changes or time.monotonic() > end:
            return changes
        os.sched_yield()


def dump(probe, pid, how, path, *more):
    """What the last line says: of a dump that was made, or of why not."""
    with open(path, "wb") as file:
        done = subprocess.run([probe, "dump", "--pid", str(pid), "--how", how] + list(more),
                              stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.PIPE,
                              timeout=60, check=False)
    answer = json.loads(done.stderr.decode().splitlines()[-1])
    answer["exit"] = done.returncode
    answer["n_bytes"] = os.path.getsize(path)
    return answer
