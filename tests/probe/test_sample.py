#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`sample`: number by number beside psutil and the kernel's own files, on a process that stands
still; what it tells between samples; when it ends."""

import json
import os
import select
import signal
import socket
import subprocess
import time

import probe_case
import psutil
from probe_case import SYSTEM

BUSY = """
import mmap, os, socket, tempfile, threading, time
kept = bytearray(7 << 20)
shared = mmap.mmap(-1, 3 << 20)
shared.write(b'x' * (3 << 20))
threads = [threading.Thread(target=time.sleep, args=(600,), daemon=True) for _ in range(3)]
for thread in threads: thread.start()
listener = socket.socket(); listener.bind(('127.0.0.1', 0)); listener.listen()
client = socket.create_connection(listener.getsockname()); server, _ = listener.accept()
closed = socket.create_connection(listener.getsockname())
other, _ = listener.accept(); other.close()
six = socket.socket(socket.AF_INET6 if socket.has_ipv6 else socket.AF_INET)
unix = socket.socketpair()
datagram = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); datagram.bind(('127.0.0.1', 0))
netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)
twice = os.dup(client.fileno())
deleted = tempfile.TemporaryFile(); deleted.write(b'x'); deleted.flush()
memory = os.memfd_create('m')
named = open(os.path.join(%r, 'a file (deleted)'), 'w')
pipe = os.pipe()
null = os.open('/dev/null', os.O_RDONLY)
poll = os.eventfd(0) if hasattr(os, 'eventfd') else os.open('/dev/null', 0)
end = time.process_time() + 0.05
while time.process_time() < end: pass
while open('/proc/self/net/tcp').read().count(' 08 ') < 1: pass
"""


TRIES = 200  # other tests come and go meanwhile


class Numbers(probe_case.ProbeCase):
    def start_busy(self):
        target = self.start_python(BUSY % self.folder, stderr=subprocess.DEVNULL)
        target.stop()
        return target, psutil.Process(target.pid)

    def sample_once(self, target, *arguments):
        lines = self.ask("sample", "--pid", str(target.pid), "--count", "1", *arguments)
        self.assertEqual(len(lines), 1)
        return lines[0]

    def agree(self, ask, expect):
        """Both say the same at a time: what is shared with other processes changes with them."""
        for _ in range(TRIES):
            found, expected = ask(), expect()
            if found == expected:
                return
        self.assertEqual(found, expected)

    def test_equal_psutils(self):
        target, other = self.start_busy()
        sample, cpu = self.sample_once(target), other.cpu_times()
        self.assertEqual(sample["type"], "sample")
        self.assertEqual(sample["pid"], target.pid)
        self.assertAlmostEqual(sample["time"], time.time(), delta=30)
        memory = other.memory_info()
        for key, expected in (
            ("rss_bytes", memory.rss),
            ("vms_bytes", memory.vms),
            ("threads", other.num_threads()),
            ("fds", other.num_fds()),
        ):
            self.assertEqual(sample[key], expected, key)
        self.assertAlmostEqual(sample["cpu_seconds"], cpu.user + cpu.system, places=6)
        self.assertGreaterEqual(sample["cpu_seconds"], 0.05)
        self.assertEqual(sample["processes"], 1)

    def test_pages_equal_psutils(self):
        target, other = self.start_busy()

        def ask():
            sample = self.sample_once(target)
            return [sample[key + "_bytes"] for key in ("pss", "uss", "swap")]

        def expect():
            memory = other.memory_full_info()
            return [memory.pss, memory.uss, memory.swap]

        self.agree(ask, expect)

    def test_equal_the_kernels(self):
        target, _ = self.start_busy()
        sample = self.sample_once(target)
        with open("/proc/%d/status" % target.pid, encoding="utf-8") as file:
            status = dict(line.rstrip("\n").split(":", 1) for line in file)
        with open("/proc/%d/stat" % target.pid, encoding="utf-8") as file:
            stat = file.read().rpartition(")")[2].split()
        self.assertEqual(sample["anon_bytes"], int(status["RssAnon"].split()[0]) * 1024)
        self.assertEqual(sample["peak_rss_bytes"], int(status["VmHWM"].split()[0]) * 1024)
        self.assertEqual(sample["minor_faults"], int(stat[7]))
        self.assertEqual(sample["major_faults"], int(stat[9]))

    def test_sockets_have_psutils_states(self):
        target, other = self.start_busy()
        sample = self.sample_once(target)
        expected = {}
        for connection in other.connections("all"):
            # psutil knows no state of datagrams and local sockets.
            name = {"NONE": "UNIX" if connection.family == socket.AF_UNIX else "UDP"}.get(
                connection.status, connection.status
            )
            expected[name] = expected.get(name, 0) + 1
        expected["ESTABLISHED"] += 1  # psutil leaves out what was duplicated
        found = dict(sample["sockets"])
        # An unbound socket and one of another family are in no table.
        self.assertEqual(found.pop("OTHER"), 2)
        self.assertEqual(found, expected)
        self.assertEqual(
            found, {"LISTEN": 1, "ESTABLISHED": 3, "CLOSE_WAIT": 1, "UNIX": 2, "UDP": 1}
        )

    def test_descriptors_have_kinds(self):
        sample = self.sample_once(self.start_busy()[0])
        self.assertEqual(sample["fd_sockets"], 10)
        self.assertEqual(sample["fd_deleted"], 1)
        self.assertEqual(sample["fd_pipes"], 2 + 2)  # its stdin and stdout
        self.assertEqual(sample["fd_others"], 4)  # null, eventfd, memfd, its stderr
        self.assertEqual(
            sample["fds"],
            sum(
                sample[key]
                for key in ("fd_files", "fd_deleted", "fd_sockets", "fd_pipes", "fd_others")
            ),
        )

    def test_mappings_have_classes(self):
        target, other = self.start_busy()

        def ask():
            maps = self.sample_once(target, "--maps")["maps"]
            return {name: [part["rss_bytes"], part["pss_bytes"]] for name, part in maps.items()}

        def name_class(part):
            if part.perms[3] == "s":
                return "shared"
            if part.path[0] == "/":
                return "file"
            return {"[heap]": "heap", "[stack]": "stack"}.get(part.path, "anonymous")

        def expect():
            sums = {name: [0, 0] for name in ("heap", "anonymous", "stack", "file", "shared")}
            for part in other.memory_maps(grouped=False):
                sums[name_class(part)][0] += part.rss
                sums[name_class(part)][1] += part.pss
            return sums

        self.agree(ask, expect)
        sample = self.sample_once(target, "--maps")
        self.assertGreaterEqual(sample["maps"]["anonymous"]["rss_bytes"], 7 << 20)
        self.assertGreaterEqual(sample["maps"]["shared"]["rss_bytes"], 3 << 20)

    def test_a_tree_is_a_sum(self):
        target = self.start_python(
            "import subprocess; c = [subprocess.Popen([%r, '-S', '-c',"
            "'print(1, flush=True); import sys;"
            "sys.stdin.read()'], stdin=-1, stdout=-1) for _ in range(3)]\n"
            "for child in c: child.stdout.readline()" % SYSTEM
        )
        root = psutil.Process(target.pid)
        family = [root] + root.children(recursive=True)
        for member in family:
            member.suspend()
            self.addCleanup(member.resume)
        while {member.status() for member in family} != {psutil.STATUS_STOPPED}:
            os.sched_yield()
        lines = self.ask("sample", "--pid", str(target.pid), "--count", "1", "--tree")
        self.assertEqual(
            sorted(line["pid"] for line in lines[:-1]), sorted(member.pid for member in family[1:])
        )
        self.assertEqual({line["event"] for line in lines[:-1]}, {"fork"})
        self.assertEqual({line["parent"] for line in lines[:-1]}, {target.pid})
        self.assertEqual(lines[-1]["processes"], 4)
        self.assertEqual(lines[-1]["rss_bytes"], sum(member.memory_info().rss for member in family))
        self.assertEqual(lines[-1]["threads"], 4)
        self.assertEqual(lines[-1]["fds"], sum(member.num_fds() for member in family))

    def test_what_may_not_be_read_is_missing(self):
        if os.geteuid() == 0:
            target = self.start_python()
            lines = self.ask(
                "sample",
                "--pid",
                str(target.pid),
                "--count",
                "1",
                preexec_fn=probe_case.become_nobody,
            )
        else:
            lines = self.ask("sample", "--pid", "1", "--count", "1")
        self.assertEqual(
            set(lines[0]),
            {
                "type",
                "time",
                "pid",
                "rss_bytes",
                "anon_bytes",
                "peak_rss_bytes",
                "vms_bytes",
                "minor_faults",
                "major_faults",
                "threads",
                "cpu_seconds",
                "processes",
            },
        )

    def test_many_descriptors_cost_little(self):
        target = self.start_python(
            "import resource; most = resource.getrlimit(7)[1]; resource.setrlimit(7, (most, most));"
            "kept = [open('/dev/null') for _ in range(min(most, 20000) - 100)]"
        )
        before = os.times()
        lines = self.ask("sample", "--pid", str(target.pid), "--count", "20", "--interval", "0.05")
        after = os.times()
        self.assertEqual({line["fds"] for line in lines}, {lines[0]["fds"]})
        self.assertGreater(lines[0]["fd_others"], 19000 if lines[0]["fds"] > 19000 else 100)
        self.assertEqual(sum("fd_others" in line for line in lines), 1)
        used = (
            after.children_user
            + after.children_system
            - before.children_user
            - before.children_system
        )
        self.assertLess(used, 0.5)


class Watching(probe_case.ProbeCase):
    def read(self, process):
        return json.loads(process.stdout.readline())

    def read_event(self, process):
        """The next event; samples in between are passed over."""
        while True:
            line = self.read(process)
            if line["type"] == "event":
                return line

    def test_times_do_not_drift(self):
        # Any may be late on a busy machine; but the last stand on the grid of the first.
        target = self.start_python()
        interval = 0.02
        lines = self.ask(
            "sample", "--pid", str(target.pid), "--count", "100", "--interval", str(interval)
        )
        times = [line["time"] for line in lines]
        self.assertEqual(times, sorted(times))
        self.assertGreater(times[-1] - times[1], 97 * interval)
        distances = [(b - a) % interval for a in times[1:10] for b in times[-10:]]
        self.assertLess(min(min(distance, interval - distance) for distance in distances), 0.001)

    def test_pages_are_gone_through_once_a_second(self):
        target = self.start_python()
        lines = self.ask("sample", "--pid", str(target.pid), "--count", "24", "--interval", "0.1")
        with_pages = [i for i, line in enumerate(lines) if "pss_bytes" in line]
        self.assertEqual(with_pages[0], 0)
        self.assertLessEqual(len(with_pages), 3)
        moments = [lines[i]["time"] for i in with_pages]
        self.assertTrue(all(b - a > 0.5 for a, b in zip(moments, moments[1:])), moments)

    def test_the_end_is_the_last_line(self):
        target = self.start_python()
        with self.running("sample", "--pid", str(target.pid), "--interval", "600") as process:
            self.assertEqual(self.read(process)["type"], "sample")
            target.process.stdin.close()
            last = self.read(process)
            self.assertEqual((last["event"], last["pid"]), ("exit", target.pid))
            self.assertEqual(process.stdout.read(), "")
            self.assertEqual(process.wait(), 0)
        target.process.stdin = open(os.devnull, "w", encoding="utf-8")

    def test_an_exec_is_told(self):
        target = self.start_python(
            "import os; print('ready', flush=True); sys = __import__('sys');"
            "sys.stdin.readline(); os.execv(%r, ['py', '-S', '-c', %r])"
            % (SYSTEM, "import sys; sys.stdin.read()")
        )
        with self.running("sample", "--pid", str(target.pid), "--interval", "0.02") as process:
            self.read(process)
            target.process.stdin.write("\n")
            target.process.stdin.flush()
            event = self.read_event(process)
            self.assertEqual((event["event"], event["pid"]), ("exec", target.pid))
            self.assertEqual(event["program"], "py -c import sys; sys.stdin.read()")
            self.assertEqual(self.read(process)["type"], "sample")

    def test_a_pause_is_told(self):
        target = self.start_python()
        with self.running("sample", "--pid", str(target.pid), "--interval", "0.02") as process:
            self.read(process)
            target.stop()
            self.assertEqual(self.read_event(process)["event"], "stopped")
            os.kill(target.pid, signal.SIGCONT)
            self.assertEqual(self.read_event(process)["event"], "continued")

    def test_children_come_and_go(self):
        # From a thread that is not the main one, and one whose parent ends before it.
        target = self.start_python("""
import os, subprocess, sys, threading
def start():
    global child
    child = subprocess.Popen([sys.executable, '-S', '-c', 'import sys; sys.stdin.read()'], stdin=-1)
def serve():
    for line in sys.stdin:
        if line == 'start\\n':
            thread = threading.Thread(target=start); thread.start(); thread.join()
        elif line == 'orphan\\n':
            reader, writer = os.pipe()
            middle = os.fork()
            if middle == 0:
                if os.fork() == 0:
                    os.close(writer); os.read(reader, 1); os._exit(0)
                os.read(reader, 1); os._exit(0)
        else:
            child.stdin.close(); child.wait()
threading.Thread(target=serve, daemon=True).start()
print('ready', flush=True)
threading.Event().wait()
""")

        def say(word):
            target.process.stdin.write(word + "\n")
            target.process.stdin.flush()

        with self.running(
            "sample", "--pid", str(target.pid), "--tree", "--interval", "0.02"
        ) as process:
            self.assertEqual(self.read(process)["processes"], 1)
            say("start")
            born = self.read_event(process)
            self.assertEqual((born["event"], born["parent"]), ("fork", target.pid))
            self.assertEqual(self.read(process)["processes"], 2)
            say("end")
            died = self.read_event(process)
            self.assertEqual((died["event"], died["pid"]), ("exit", born["pid"]))
            say("orphan")
            events = [self.read_event(process), self.read_event(process)]
            self.assertEqual([event["event"] for event in events], ["fork", "fork"])
            middle, orphan = sorted(event["pid"] for event in events)
            os.kill(middle, signal.SIGKILL)
            self.assertEqual(self.read_event(process)["pid"], middle)
            line = self.read(process)
            while line["type"] != "sample":
                line = self.read(process)
            self.assertEqual(line["processes"], 2)  # it has lost its parent, not its ancestor
            os.kill(orphan, signal.SIGKILL)
            self.assertEqual(self.read_event(process)["pid"], orphan)

    def test_ends_with_its_reader(self):
        target = self.start_python()
        with self.running("sample", "--pid", str(target.pid), "--interval", "600") as process:
            self.read(process)
            process.stdout.close()
            self.assertEqual(process.wait(10), 0)
            self.assertEqual(process.stderr.read(), "")

    def test_nobody_is_there(self):
        child = subprocess.Popen([SYSTEM, "-S", "-c", ""])
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        error = self.fail_with("exited", "sample", "--pid", str(child.pid))  # a zombie
        self.assertEqual((error["exit"], error["pid"]), (4, child.pid))
        child.wait()
        self.assertEqual(self.fail_with("no-process", "sample", "--pid", str(child.pid))["exit"], 4)

    def test_a_slow_reader_gets_whole_lines(self):
        target = self.start_python()
        with self.running(
            "sample", "--pid", str(target.pid), "--interval", "0.001", "--count", "300"
        ) as process:
            # It fills the pipe (64 KiB), and waits until somebody reads on.
            poll = select.poll()
            poll.register(process.stdout, select.POLLIN)
            self.assertTrue(poll.poll(10000))
            lines = [json.loads(line) for line in process.stdout]
            self.assertEqual(len(lines), 300)
            self.assertEqual(process.wait(), 0)


if __name__ == "__main__":
    probe_case.main()
