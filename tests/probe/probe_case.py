# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of seep-probe share: programs that are started, looked at, and ended whatever
happens.

They run in the system's Python; SEEP_TEST_PYTHONS has the others, "version path" each, a line each.
"""

import contextlib
import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
SEEP_PROBE = os.environ["SEEP_PROBE"]
PYTHONS = [tuple(line.split(" ", 1)) for line in os.environ["SEEP_TEST_PYTHONS"].splitlines()]
SYSTEM = "/usr/bin/python3"
SECONDS = 60  # nothing here takes one; a hang shall end
NOBODY = 65534

LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG = 1
CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWPID = 0x00020000, 0x10000000, 0x20000000

# What a target does when it is ready: says so, and waits to be let go.
WAIT = "\nimport sys\nprint('ready', flush=True)\nsys.stdin.read()\n"


def die_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Target:
    """A program that has said that it is ready. Ended by end(), which a test's cleanup calls."""

    def __init__(self, command, setup=None, **options):
        def prepare():
            die_with_parent()
            if setup is not None:
                setup()

        options.setdefault("env", {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"})
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            preexec_fn=prepare,
            universal_newlines=True,
            **options
        )
        self.pid = self.process.pid
        self.wait_for("ready\n")

    def wait_for(self, line):
        found = self.process.stdout.readline()
        if found != line:
            self.end()
            raise AssertionError("the target said %r, not %r" % (found, line))

    def stop(self):
        os.kill(self.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WNOWAIT)

    def end(self):
        self.process.kill()
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(SECONDS)


class ProbeCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="seep-test-")
        os.chmod(self.folder, 0o755)  # other users look into it
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def start(self, command, **options):
        target = Target(command, **options)
        self.addCleanup(target.end)
        return target

    def start_python(self, code="", python=SYSTEM, **options):
        return self.start([python, "-S", "-c", code + WAIT], **options)

    def call(self, *arguments, **options):
        """seep-probe, to its end."""
        options.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.run(
            [SEEP_PROBE] + list(arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
            timeout=SECONDS,
            check=False,
            **options
        )

    def ask(self, *arguments, **options):
        """The lines that it answers with."""
        done = self.call(*arguments, **options)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return [json.loads(line) for line in done.stdout.splitlines()]

    def fail_with(self, code, *arguments, **options):
        """The error that it ends with; its exit code is in it as "exit"."""
        done = self.call(*arguments, **options)
        error = json.loads(done.stderr)
        self.assertEqual((error["type"], error["code"]), ("error", code), error)
        self.assertNotEqual(error["message"], "")
        error["exit"] = done.returncode
        return error

    def list(self, **options):
        """By pid, what `list` says."""
        lines = self.ask("list", **options)
        self.assertEqual(lines[-1], {"type": "end", "processes": len(lines) - 1})
        self.assertEqual({line["type"] for line in lines[:-1]} - {"process"}, set())
        return {line["pid"]: line for line in lines[:-1]}

    @contextlib.contextmanager
    def running(self, *arguments, **options):
        """seep-probe while it runs, its output a text to read from."""
        options.setdefault("stdin", subprocess.DEVNULL)
        with subprocess.Popen(
            [SEEP_PROBE] + list(arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
            preexec_fn=die_with_parent,
            **options
        ) as process:
            try:
                yield process
            finally:
                process.kill()


def become_nobody():
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def unshare(flags):
    """A namespace of one's own; who is not root needs one of users for that."""
    if os.geteuid() != 0:
        flags |= CLONE_NEWUSER
    if LIBC.unshare(flags) != 0:
        raise OSError(ctypes.get_errno(), "unshare")


def main():
    unittest.main(verbosity=2)
