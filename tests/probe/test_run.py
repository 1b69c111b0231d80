#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`run`: the program sees nothing of it, it ends as the program ended, and the report tells all."""

import json
import os
import pty
import resource
import select
import signal
import subprocess
import sys
import time

import probe_case
from probe_case import SECONDS, SEEP_PROBE, SYSTEM

# Says its number, then does what it is told.
CHILD = """
import os, signal, sys
def handle(number, frame):
    print("got", signal.Signals(number).name, flush=True)
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGRTMIN):
    signal.signal(number, handle)
print("ready", os.getpid(), flush=True)
for line in sys.stdin:
    if line == "end\\n":
        break
sys.exit(5)
"""


class Run(probe_case.ProbeCase):
    def run_child(self, *options, code=CHILD, **more):
        """`run` with a Python child, and the child's pid."""
        process = subprocess.Popen(
            [SEEP_PROBE, "run"] + list(options) + ["--", SYSTEM, "-S", "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
            **more
        )
        words = process.stdout.readline().split()
        self.addCleanup(self.end, process, int(words[1]))
        return process, int(words[1])

    def end(self, process, pid):
        process.kill()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()
        if process.wait(SECONDS) < 0:
            try:
                os.kill(pid, signal.SIGKILL)  # nobody else would
            except ProcessLookupError:
                pass

    def wait_for_state(self, pid, states):
        while True:
            with open("/proc/%d/stat" % pid, encoding="utf-8") as file:
                if file.read().rpartition(")")[2].split()[0] in states:
                    return
            os.sched_yield()

    def report(self, *command, options=(), until=None):
        """The lines of a report, and how it ended. Its stdin is closed when @until says so."""
        lines = []
        reader, writer = os.pipe()
        with subprocess.Popen(
            [SEEP_PROBE, "run", "--report-fd", str(writer)]
            + list(options)
            + ["--"]
            + list(command),
            stdin=subprocess.PIPE,
            pass_fds=[writer],
        ) as process:
            os.close(writer)
            with open(reader, encoding="utf-8") as file:
                for text in file:
                    lines.append(json.loads(text))
                    if until is not None and until(lines):
                        process.stdin.close()
                        until = None
            return lines, process.wait(SECONDS)

    def test_ends_with_its_exit_code(self):
        for code in (0, 1, 2, 77, 255):
            self.assertEqual(self.call("run", "--", "sh", "-c", "exit %d" % code).returncode, code)

    def test_ends_by_its_signal_without_a_core(self):
        def allow_cores():
            os.chdir(self.folder)
            hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
            resource.setrlimit(resource.RLIMIT_CORE, (0, hard))

        for name in ("TERM", "KILL", "HUP", "SEGV", "ABRT", "PIPE", "RTMIN"):
            done = self.call("run", "--", "sh", "-c", "kill -%s $$" % name, preexec_fn=allow_cores)
            self.assertEqual(done.returncode, -getattr(signal, "SIG" + name), name)
            self.assertEqual(done.stderr, "")
        self.assertEqual(os.listdir(self.folder), [])

    def test_passes_everything_through(self):
        done = subprocess.run(
            [
                SEEP_PROBE,
                "run",
                "--",
                SYSTEM,
                "-S",
                "-c",
                "import os, sys; print(sys.stdin.read() + sys.argv[1]);"
                "print(os.getcwd(), file=sys.stderr)",
                "--x",
            ],
            input="text",
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
            cwd=self.folder,
            timeout=SECONDS,
            check=True,
        )
        self.assertEqual((done.stdout, done.stderr), ("text--x\n", self.folder + "\n"))

    def test_the_child_inherits_what_is_ours(self):
        show = (
            "import os, signal, resource, sys\n"
            "status = dict(l.split(':', 1) for l in open('/proc/self/status'))\n"
            "print([status[k].strip() for k in ('SigBlk', 'SigIgn', 'Umask')],\n"
            " os.getpgrp() == int(sys.argv[1]), resource.getrlimit(resource.RLIMIT_NOFILE),\n"
            " sorted(os.environ), os.environ.get('SEEP_RUN_TRACER'))"
        )

        def setup():
            os.umask(0o027)
            os.setpgid(0, 0)
            signal.signal(signal.SIGUSR2, signal.SIG_IGN)
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])

        def call(*words):
            with subprocess.Popen(
                words,
                stdout=subprocess.PIPE,
                universal_newlines=True,
                preexec_fn=setup,
                env={"PATH": os.environ["PATH"]},
            ) as process:
                return process.stdout.read().replace(str(process.pid), "PID")

        # A shell in front: it tells its own group to the program, and is nobody's leader.
        script = "%s exec %s -S -c '%s' $$" % ("%s", SYSTEM, show.replace("'", '"'))
        alone = call("sh", "-c", script % "")
        under = call(
            "sh", "-c", (script % "").replace("exec ", "exec %s run --tree -- " % SEEP_PROBE)
        )
        self.assertIn("True", alone)
        self.assertEqual(
            under,
            alone.replace("'PWD'", "'PWD', 'SEEP_RUN_TRACER'").replace("None", str(os.getpid())),
        )

    def test_names_the_tracer(self):
        done = self.call("run", "--tracer", "4711", "--", "sh", "-c", "echo $SEEP_RUN_TRACER")
        self.assertEqual(done.stdout, "4711\n")

    def test_the_report_is_not_inherited(self):
        reader, writer = os.pipe()
        process, pid = self.run_child("--report-fd", str(writer), pass_fds=[writer])
        os.close(writer)
        pipe = "pipe:[%d]" % os.fstat(reader).st_ino
        links = [
            os.readlink("/proc/%d/fd/%s" % (pid, fd)) for fd in os.listdir("/proc/%d/fd" % pid)
        ]
        self.assertNotIn(pipe, links)
        os.close(reader)
        process.stdin.close()
        self.assertEqual(process.wait(SECONDS), 5)

    def test_reports_from_start_to_end(self):
        lines, code = self.report(
            SYSTEM,
            "-S",
            "-c",
            "import sys; sys.stdin.read(); sys.exit(9)",
            options=["--interval", "0.01"],
            until=lambda lines: len(lines) > 5,
        )
        self.assertEqual(code, 9)
        self.assertEqual((lines[0]["type"], lines[-1]["event"]), ("started", "exit"))
        self.assertEqual((lines[-1]["exit_code"], lines[-1]["pid"]), (9, lines[0]["pid"]))
        samples = [line for line in lines if line["type"] == "sample"]
        self.assertGreaterEqual(len(samples), 3)
        self.assertEqual({line["pid"] for line in samples}, {lines[0]["pid"]})
        self.assertIn("pss_bytes", samples[0])
        times = [line["time"] for line in lines]
        self.assertEqual(times, sorted(times))
        # The first look is at the program, not at what was there before it.
        self.assertNotIn("exec", [line.get("event") for line in lines])

    def test_reports_an_end_that_comes_at_once(self):
        for _ in range(20):
            lines, code = self.report("true")
            self.assertEqual(code, 0)
            self.assertEqual(lines[0]["type"], "started")
            self.assertEqual((lines[-1]["event"], lines[-1]["exit_code"]), ("exit", 0))
        lines, code = self.report("sh", "-c", "kill -9 $$")
        self.assertEqual((code, lines[-1]["signal"]), (-9, 9))

    def test_the_report_may_go_to_stderr(self):
        done = self.call("run", "--report-fd", "2", "--", "sh", "-c", "echo mine >&2; exit 3")
        self.assertEqual(done.returncode, 3)
        self.assertIn("mine\n", done.stderr)
        self.assertIn('"type":"started"', done.stderr)

    def test_the_command_outlives_the_reader(self):
        reader, writer = os.pipe()
        process, _ = self.run_child(
            "--report-fd", str(writer), "--interval", "0.01", pass_fds=[writer]
        )
        os.close(writer)
        os.read(reader, 10)
        os.close(reader)
        process.send_signal(signal.SIGUSR1)
        self.assertEqual(process.stdout.readline(), "got SIGUSR1\n")
        process.stdin.close()
        self.assertEqual(process.wait(SECONDS), 5)

    def test_signals_go_on_to_it(self):
        process, _ = self.run_child()
        for number in (
            signal.SIGINT,
            signal.SIGTERM,
            signal.SIGHUP,
            signal.SIGUSR1,
            signal.SIGRTMIN,
        ):
            process.send_signal(number)
            self.assertEqual(process.stdout.readline(), "got %s\n" % signal.Signals(number).name)
        process.send_signal(signal.SIGUSR2)
        self.assertEqual(process.wait(SECONDS), -signal.SIGUSR2)

    def test_a_job_is_stopped_and_goes_on(self):
        # With a parent in the session but in another group, as shells have it: else nothing stops.
        process, pid = self.run_child(preexec_fn=lambda: os.setpgid(0, 0))
        process.send_signal(signal.SIGTSTP)
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        self.assertTrue(os.WIFSTOPPED(status))
        self.assertEqual(os.WSTOPSIG(status), signal.SIGTSTP)
        self.wait_for_state(pid, "T")
        process.send_signal(signal.SIGCONT)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.stdout.readline(), "got SIGTERM\n")
        # Who is stopped by somebody else does not take us along.
        os.kill(pid, signal.SIGSTOP)
        self.wait_for_state(pid, "T")
        self.assertEqual(os.waitpid(process.pid, os.WUNTRACED | os.WNOHANG), (0, 0))
        os.kill(pid, signal.SIGCONT)
        process.stdin.close()
        self.assertEqual(process.wait(SECONDS), 5)

    def test_a_terminal_is_heard_once(self):
        code = CHILD.replace('print("ready"', 'print("here"')
        pid, terminal = pty.fork()
        if pid == 0:
            os.execv(SEEP_PROBE, [SEEP_PROBE, "run", "--", SYSTEM, "-S", "-c", code])
        try:
            text = self.read_until(terminal, b"here")
            os.write(terminal, b"\x03")
            self.read_until(terminal, b"got SIGINT")
            os.kill(pid, signal.SIGTERM)
            text = self.read_until(terminal, b"got SIGTERM")
            self.assertEqual(text.count(b"SIGINT"), 0)
            os.write(terminal, b"end\n")
            self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 5)
            pid = 0
        finally:
            os.close(terminal)
            if pid != 0:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)

    def read_until(self, terminal, word):
        text = b""
        end = time.monotonic() + SECONDS
        while word not in text and select.select([terminal], [], [], end - time.monotonic())[0]:
            text += os.read(terminal, 4096)
        self.assertIn(word, text)
        return text

    def test_what_is_not_there_is_an_error(self):
        error = self.fail_with("command", "run", "--", self.path("nothing"))
        self.assertEqual(error["exit"], 4)
        self.assertIn(self.path("nothing"), error["message"])
        with open(self.path("locked"), "w", encoding="utf-8"):
            pass
        self.fail_with("command", "run", "--", self.path("locked"))

    def test_a_tree_is_reported(self):
        lines, code = self.report(
            "sh",
            "-c",
            "cat; exit 2",
            options=["--interval", "0.01", "--tree"],
            until=lambda lines: lines[-1].get("processes") == 2,
        )
        self.assertEqual(code, 2)
        self.assertIn(2, {line["processes"] for line in lines if line["type"] == "sample"})
        self.assertIn("fork", [line.get("event") for line in lines])


if __name__ == "__main__":
    sys.exit(probe_case.main())
