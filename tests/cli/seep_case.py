# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of seep-cli share: a folder each, programs written into it, runs with a limit on
their time.

They run in the Python that is tested: sys.executable is the one that seep-cli starts.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import unittest

SEEP_CLI = os.environ["SEEP_CLI"]
SECONDS = 60  # nothing here takes one; a hang shall end


class SeepCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="seep-test-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("PYTHONPATH", "MALLOC_PERTURB_", "MALLOC_CHECK_")
        }
        self.environment["TMPDIR"] = self.path("tmp")
        os.mkdir(self.path("tmp"))
        self.environment["XDG_DATA_HOME"] = self.path("home")

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(textwrap.dedent(text))
        return path

    def start(self, command, **options):
        options.setdefault("cwd", self.folder)
        options.setdefault("env", self.environment)
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
            **options
        )

    def finish(self, process, text=""):
        """The process with its .stdout and .stderr as texts."""
        out, err = process.communicate(text, timeout=SECONDS)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def call(self, *command, **options):
        text = options.pop("input", "")
        return self.finish(self.start(list(command), **options), text)

    def seep(self, *arguments, **options):
        return self.call(SEEP_CLI, *arguments, **options)

    def ask(self, *arguments, **options):
        """The document that seep-cli --json prints."""
        done = self.seep("--json", *arguments, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def record(self, program, *options, arguments=(), **more):
        """Runs @program quietly under Seep; the dump is out.seepheap."""
        script = self.write("app.py", program)
        return self.seep(
            "run",
            "--quiet",
            "-o",
            "out.seepheap",
            "--python",
            sys.executable,
            *options,
            "--",
            script,
            *arguments,
            **more
        )

    def find_problems(self, program, *options):
        """The document of `run`, the last line on stderr, and the process."""
        script = self.write("app.py", program)
        done = self.seep(
            "--json",
            "run",
            "-o",
            "out.seepheap",
            "--python",
            sys.executable,
            *options,
            "--",
            script
        )
        return json.loads(done.stderr.splitlines()[-1]), done


def main():
    unittest.main(verbosity=2)
