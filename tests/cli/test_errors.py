# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is wrong is one sentence on stderr, one word for scripts, and the right exit code."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import seep_case


class Errors(seep_case.SeepCase):
    def check(self, code, word, pattern, *arguments):
        """With and without --json; the sentence is the same and the only line."""
        plain = self.seep(*arguments)
        self.assertEqual((plain.returncode, plain.stdout), (code, ""), plain.stderr)
        self.assertRegex(plain.stderr, r"\A[^\n]*%s[^\n]*\n\Z" % pattern)
        told = self.seep("--json", *arguments)
        self.assertEqual(told.returncode, code)
        self.assertEqual(told.stderr, plain.stderr)
        error = json.loads(told.stdout)["error"]
        self.assertEqual((error["code"], error["message"] + "\n"), (word, plain.stderr))

    def test_usage(self):
        dump = self.make_dump()
        for arguments in (
            (),
            ("no-such-command",),
            ("types",),
            ("types", dump, dump),
            ("types", "--no-such-option", dump),
            ("types", "--sort", "colour", dump),
            ("types", "--limit", "-5", dump),
            ("types", "--limit", "-1", dump),
            ("types", "--limit", "many", dump),
            ("objects", dump),
            ("info",),
            ("objects", dump, "--type", "dict", "--address", "0x10"),
            ("objects", dump, "--type", "dict", "--where", "garbage"),
            ("object", dump),
            ("paths", dump),
            ("sites",),
            ("sites", dump, dump),
            ("sites", dump, "--by", "colour"),
            ("sites", dump, "--filter", "any:"),
            ("run",),
            ("run", "--", "-m"),
            ("run", "--tracemalloc", "-1", "--", "x.py"),
            ("run", "--snapshot-every", "never", "--", "x.py"),
            ("--bad-option",),
            ("run", "--snapshot-every", "-1", "--", "x.py"),
            ("run", "--tracemalloc", "70000", "--", "x"),
        ):
            with self.subTest(arguments):
                self.check(2, "usage", "", *arguments)

    def make_dump(self):
        self.record(
            "class Thing: pass\nkept = [Thing()]\n"
        )
        return self.path("out.seepheap")

    def test_what_is_not_there(self):
        dump = self.make_dump()
        self.check(2, "not-found", "no object starts at 0x10", "object", dump, "0x10")
        self.check(2, "usage", "“banana” is no address", "paths", dump, "--address", "banana")
        self.check(
            2,
            "usage",
            "a number is missing, at “banana”",
            "objects",
            dump,
            "--where",
            "bytes>banana",
        )
        self.check(2, "not-found", "NoSuchType", "objects", dump, "--type", "NoSuchType")

    def test_files_that_cannot_be_read(self):
        self.write(
            "text.seepheap", "this is no dump, and long enough to have a header if it were one " * 3
        )
        self.write("empty.seepheap", "")
        os.mkfifo(self.path("fifo.seepheap"))
        for command in (
            ("info",),
            ("types",),
            ("objects", "--type", "dict"),
            ("paths", "--type", "dict"),
            ("sites",),
        ):
            for name in (
                "text.seepheap",
                "empty.seepheap",
                "fifo.seepheap",
                "missing.seepheap",
                ".",
            ):
                path = self.path(name)
                with self.subTest(command=command, name=name):
                    self.check(
                        3, "unreadable", r"^%s: byte \d+: " % path, command[0], path, *command[1:]
                    )

    def test_damage_is_told(self):
        self.record("kept = [[n] for n in range(100000)]\n")  # several chunks
        with open(self.path("out.seepheap"), "rb") as stream:
            whole = stream.read()
        newer = bytearray(whole)
        newer[8] = 2
        for name, content in (("head", whole[:50]), ("newer", bytes(newer))):
            with open(self.path(name), "wb") as stream:
                stream.write(content)
            self.check(3, "unreadable", "^%s: byte " % self.path(name), "info", self.path(name))

        # What is there is shown; what is missing is said, and the exit code is not that of a whole file.
        path = self.path("cut")
        with open(path, "wb") as stream:
            stream.write(whole[: len(whole) * 2 // 3])
        for command in (("info",), ("types",), ("objects", "--type", "list"), ("paths", "--type", "list")):
            with self.subTest(command=command):
                done = self.seep("--json", command[0], path, *command[1:])
                document = json.loads(done.stdout)
                self.assertEqual(done.returncode, 3)
                self.assertEqual(len(done.stderr.splitlines()), 1)
                self.assertRegex(done.stderr, r"^%s: byte \d+: the file is cut off" % path)
                self.assertEqual(document["error"]["message"], done.stderr.strip())
                rows = [value for key, value in document.items() if isinstance(value, list)]
                self.assertGreater(len(rows[0]), 0)
        row = json.loads(self.seep("--json", "info", path).stdout)["files"][0]
        self.assertTrue(row["truncated"])
        self.assertGreater(row["objects"], 20000)

    def test_good_files_are_told_beside_bad_ones(self):
        dump = self.make_dump()
        done = self.seep("--json", "info", "missing", dump, ".")
        document = json.loads(done.stdout)
        self.assertEqual(done.returncode, 3)
        self.assertEqual([row["path"] for row in document["files"]], [dump])
        self.assertIn("missing: byte 0: ", document["error"]["message"])
        self.assertEqual(len(done.stderr.splitlines()), 2)

    def test_targets_that_cannot_be_reached(self):
        script = self.write("app.py", "pass\n")
        self.check(4, "target", "no such file, and no such program", "run", "--", "no-such-script")
        self.check(4, "target", "no such file", "run", "--", "./missing.py")
        self.check(4, "target", "no-such-python", "run", "--python", "no-such-python", "--", script)
        self.check(4, "target", "is not a Python script", "run", "--", "ldd")

    def test_places_that_cannot_be_written(self):
        script = self.write("app.py", "print('must not run')\n")
        self.write("full/letter.txt", "dear\n")
        self.check(
            3,
            "unreadable",
            "other things than a recording",
            "run",
            "-o",
            self.path("full"),
            "--",
            script,
        )
        self.check(
            3,
            "unreadable",
            "no snapshots can be written there",
            "run",
            "-o",
            "/proc/x/y",
            "--",
            script,
        )
        with open(self.path("full", "letter.txt"), encoding="utf-8") as stream:
            self.assertEqual(stream.read(), "dear\n")

    def test_output_that_cannot_be_written(self):
        dump = self.make_dump()
        for arguments in (
            ("--json", "types", dump), ("types", dump), ("info", dump), ("growth", dump),
            ("types", "--limit", "0", dump), ("convert", dump, "-o", "out.csv"),
        ):
            with self.subTest(arguments), open("/dev/full", "w") as full:
                done = subprocess.run(
                    [seep_case.SEEP_CLI] + list(arguments),
                    cwd=self.folder, env=self.environment,
                    stdout=full, stderr=subprocess.PIPE, universal_newlines=True,
                )
                self.assertEqual(done.returncode, 3)
                self.assertRegex(done.stderr, r"\Athe output cannot be written: .*\n\Z")

    def test_names_do_not_command_the_terminal(self):
        dump = self.make_dump()
        name = "a\n\x1b[2J\x07.seepheap"
        shutil.copy(dump, self.path(name))
        for arguments in (
            ("types", "no" + name), ("info", name), ("sites", name), ("object", name, "0x10"),
            ("convert", name, "-o", name + ".csv"), ("sessions", "show", name),
        ):
            with self.subTest(arguments):
                done = self.seep(*arguments)
                text = done.stdout + done.stderr
                self.assertIn("a\\x0a\\x1b[2J\\x07.seepheap", text)
                self.assertNotIn("\x1b", text)
                self.assertNotIn("\x07", text)

    def test_names_of_any_bytes(self):
        done = self.seep("types", b"no \xff\xf0")
        self.assertEqual((done.returncode, done.stdout), (3, ""))
        self.assertIn("no \ufffd\ufffd: byte 0", done.stderr)

    def test_help_and_version_everywhere(self):
        for command in ((), ("run",), ("info",), ("types",), ("objects",), ("object",), ("paths",), ("sites",)):
            shown = self.seep(*command, "--help")
            self.assertEqual((shown.returncode, shown.stderr), (0, ""))
            self.assertIn("seep-cli " + " ".join(command), shown.stdout)
            self.assertRegex(
                self.seep(*command, "--version").stdout, r"\Aseep-cli \d+\.\d+\.\d+\n\Z"
            )
        for command in ("run", "info", "types", "objects", "object", "paths", "sites"):
            self.assertRegex(self.seep("--help").stdout, r"\n  %s +\w" % command)

    def test_interrupt_ends_with_130(self):
        # A big heap, and an interrupt as soon as the work has begun: the file is open then.
        self.record(
            "import seep_agent\n"
            "kept = [[n] for n in range(700000)]\n"
            "seep_agent.dump('big.seepheap')\n"
        )
        process = self.start([seep_case.SEEP_CLI, "--json", "types", "big.seepheap"])
        folder = "/proc/%d/fd" % process.pid
        while process.poll() is None and not self.has_open(folder, "big.seepheap"):
            time.sleep(0)
        process.send_signal(signal.SIGINT)
        done = self.finish(process)
        self.assertEqual(done.returncode, 130)
        self.assertEqual(json.loads(done.stdout)["error"]["code"], "interrupted")
        self.assertEqual(len(done.stderr.splitlines()), 1)

    def has_open(self, folder, name):
        try:
            return any(
                os.readlink(os.path.join(folder, fd)).endswith(name) for fd in os.listdir(folder)
            )
        except OSError:
            return False


class Progress(seep_case.SeepCase):
    def read_on_terminal(self, *arguments):
        import pty

        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.folder)
            os.dup2(os.open("out.txt", os.O_WRONLY | os.O_CREAT, 0o600), 1)
            os.execve(seep_case.SEEP_CLI, [seep_case.SEEP_CLI] + list(arguments), self.environment)
        text = b""
        try:
            while True:
                text += os.read(terminal, 1000)
        except OSError:
            pass
        self.assertEqual(os.waitpid(pid, 0)[1], 0)
        os.close(terminal)
        return text.decode()

    def test_is_shown_on_a_terminal_only_and_goes_away(self):
        self.record("kept = [[n] for n in range(1000)]\n")
        text = self.read_on_terminal("types", "out.seepheap")
        self.assertIn("\r\x1b[K", text)
        self.assertTrue(text.endswith("\r\x1b[K"), repr(text))
        self.assertEqual(self.read_on_terminal("--quiet", "types", "out.seepheap"), "")
        self.assertEqual(self.seep("types", "out.seepheap").stderr, "")


class Links(seep_case.SeepCase):
    def test_no_toolkit(self):
        done = self.call("ldd", seep_case.SEEP_CLI)
        self.assertIn("libglib-2.0", done.stdout)
        for library in (
            "libgtk",
            "libadwaita",
            "libgdk",
            "libcairo",
            "libpango",
            "libX11",
            "libwayland",
            "libpython",
        ):
            self.assertNotIn(library, done.stdout)


if __name__ == "__main__":
    seep_case.main()
