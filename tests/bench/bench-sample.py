#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What it costs to watch a process: seep-probe beside psutil, which asks for the same numbers.

usage: bench-sample.py SEEP_PROBE

The target has 200 MB, 50 files, 20 sockets, and does nothing. Ten samples a second for ten seconds;
processor time.
"""

import os
import subprocess
import sys
import time

SAMPLES = 100
RATE = 10

TARGET = """
import socket, sys
kept = bytearray(b'x') * (200 << 20)
files = [open('/dev/null') for _ in range(50)]
sockets = [socket.socketpair() for _ in range(10)]
print('ready', flush=True)
sys.stdin.read()
"""


def show(what, value, unit, target=""):
    print("%s\t%s\t%s\t%s" % (what, value, unit, target))


def time_probe(*command):
    """Processor time of a whole run, its start included, and how many lines it wrote."""
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        lines = process.stdout.read().count(b"\n")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit("%s failed" % command[0])
    return usage.ru_utime + usage.ru_stime, lines


def time_psutil(pid):
    """The same numbers as often: what is dear once a second."""
    import psutil

    process = psutil.Process(pid)
    start = time.process_time()
    for i in range(SAMPLES):
        with process.oneshot():
            process.memory_info(), process.num_threads(), process.cpu_times()
        process.num_fds(), process.open_files()
        if i % RATE == 0:
            process.memory_full_info(), process.connections("all")
    return time.process_time() - start


def main():
    probe = sys.argv[1]
    target = subprocess.Popen(
        [sys.executable, "-S", "-c", TARGET], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        target.stdout.readline()
        pid = str(target.pid)
        seconds, _ = time_probe(
            probe, "sample", "--pid", pid, "--count", str(SAMPLES), "--interval", str(1 / RATE)
        )
        show(
            "10 samples a second, of one core",
            "%.2f" % (100 * seconds * RATE / SAMPLES),
            "%",
            "<= 0.5",
        )
        many, _ = time_probe(
            probe, "sample", "--pid", pid, "--count", "2000", "--interval", "0.001"
        )
        show("a sample, as fast as it can", "%.0f" % (many / 2000 * 1e6), "µs")
        try:
            other = time_psutil(target.pid)
        except ImportError:
            pass
        else:
            show("10 samples a second: psutil", "%.2f" % (100 * other * RATE / SAMPLES), "%")
        n_processes = sum(name.isdigit() for name in os.listdir("/proc"))
        seconds = min(time_probe(probe, "list")[0] for _ in range(10))
        show(
            "list, a process of %d" % n_processes,
            "%.3f" % (seconds / n_processes * 1e3),
            "ms",
            "<= 1",
        )
    finally:
        target.kill()
        target.communicate()


if __name__ == "__main__":
    main()
