# SPDX-License-Identifier: GPL-3.0-or-later
"""seep-cli dump: the heap of a program that runs, here and elsewhere; it goes on unharmed."""

import json
import os
import signal
import stat
import unittest

import seep_case
import transports

THINGS = transports.THINGS

# Garbage that only a collection finds, and that would say so.
GARBAGE = """
    import gc, sys
    gc.disable()
    class Thing:
        def __del__(self):
            print("collected", flush=True)
    thing = Thing()
    thing.itself = thing
    del thing
    print("ready", flush=True)
    sys.stdin.readline()
    """


class Dumps(transports.TargetCase):
    def count_things(self, path):
        rows = self.ask("types", path, "--match", "__main__.Thing")["types"]
        return sum(row["count"] for row in rows)

    def dump(self, target, *options):
        """The document, after a look at the file."""
        document = self.ask("dump", "--pid", str(target.pid), "-o", "out.seepheap", *options)
        path = self.path("out.seepheap")
        self.assertEqual(document["path"], "out.seepheap")
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        self.assertEqual(document["file_bytes"], os.path.getsize(path))
        (info,) = self.ask("info", path)["files"]
        self.assertEqual(document["objects"], info["objects"])
        self.assertLess(document["objects"], document["references"])
        self.assertLessEqual(document["references"], info["references"])  # the weak ones, too
        self.assertEqual(info["pid"], target.pid)
        self.assertIn("app.py", info["program"])
        return document

    def assert_no_file(self):
        left = [name for name in os.listdir(self.folder) if name.startswith("out")]
        self.assertEqual(left, [])

    def test_every_way(self):
        target = self.start_target()
        for how in ("agent", "fork", "outside"):
            document = self.dump(target, "--how", how)
            self.assertEqual(document["how"], how)
            self.assertEqual(self.count_things("out.seepheap"), THINGS)
            self.assertGreater(document["objects"], 5 * THINGS)
            self.assertGreater(document["bytes"], 0)
            self.assertGreater(document["pause_seconds"], 0)
            self.assertGreaterEqual(document["stop_seconds"], 0)
        self.assert_unharmed(target)

    def test_auto_says_why(self):
        target = self.start_target()
        document = self.dump(target)
        self.assertEqual(document["how"], "agent")
        self.assertRegex(document["why"], r"\AThe agent sees most")
        self.assertEqual(self.count_things("out.seepheap"), THINGS)
        self.assert_unharmed(target)

    def test_for_people(self):
        target = self.start_target()
        done = self.seep("dump", "--pid", str(target.pid), "-o", "out.seepheap")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        lines = done.stdout.splitlines()
        self.assertRegex(
            lines[0], r"\Aout\.seepheap: [\d,]+ objects, [\d.]+ MiB \(the file: .*B\)\Z"
        )
        self.assertRegex(lines[1], r"\A  Paused the program \d\.\d+ s, stopped a .* ms: agent\Z")
        self.assertEqual(lines[-1], "  Look further: seep-cli types 'out.seepheap'")
        done = self.seep("-q", "dump", "--pid", str(target.pid), "-o", "out.seepheap")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assert_unharmed(target)

    def test_everywhere_the_same(self):
        self.add_stand_ins()
        target = self.start_target()
        for place in transports.PLACES:
            self.dump(target, *place)
            self.assertEqual(self.count_things("out.seepheap"), THINGS)
        self.assert_unharmed(target)

    def test_garbage_is_collected_only_when_asked_for(self):
        target = self.start_target(GARBAGE)
        self.dump(target)
        self.assertEqual(self.count_things("out.seepheap"), 1)
        self.dump(target, "--collect")
        self.assertEqual(self.count_things("out.seepheap"), 0)
        self.assertEqual(target.stdout.readline(), "collected\n")

    def test_previews_can_be_left_out(self):
        said = "print(\"ready"
        program = (transports.PROGRAM % THINGS).replace(said, "word = 'mellon%d' % 1; " + said)
        target = self.start_target(program)
        for options, found in (((), True), (("--no-previews",), False)):
            self.dump(target, *options)
            with open(self.path("out.seepheap"), "rb") as stream:
                self.assertEqual(b"mellon1" in stream.read(), found)

    def test_a_stopped_program_is_read_from_outside(self):
        target = self.start_target()
        target.send_signal(signal.SIGSTOP)
        document = self.dump(target)
        self.assertEqual(document["how"], "outside")
        self.assertIn("stopped", document["why"])
        self.assertEqual(self.count_things("out.seepheap"), THINGS)
        done = self.seep("dump", "--pid", str(target.pid), "-o", "other", "--how", "agent")
        self.assertEqual(done.returncode, 4)
        self.assertIn("is stopped by a signal: nothing can run in it. Let it go on", done.stderr)
        self.assertFalse(os.path.exists(self.path("other")))
        target.send_signal(signal.SIGCONT)
        self.assert_unharmed(target)

    def test_what_is_there_is_replaced_when_the_new_one_is_whole(self):
        target = self.start_target()
        self.write("out.seepheap", "old")
        done = self.seep("dump", "--pid", "2147483646", "-o", "out.seepheap")
        self.assertEqual(done.returncode, 4)
        with open(self.path("out.seepheap"), encoding="utf-8") as stream:
            self.assertEqual(stream.read(), "old")
        self.dump(target)
        self.assertEqual(sorted(os.listdir(self.folder)), ["app.py", "out.seepheap", "tmp"])
        self.assert_unharmed(target)

    def test_what_cannot_be_dumped(self):
        cat = self.start(["cat"])
        self.targets.append(cat)
        for pid, code in ((2147483646, "does not exist"), (cat.pid, "runs no Python")):
            done = self.seep("--json", "dump", "--pid", str(pid), "-o", "out.seepheap")
            self.assertEqual(done.returncode, 4)
            self.assertEqual(len(done.stderr.splitlines()), 1)
            self.assertIn("Process %d %s" % (pid, code), done.stderr)
            error = json.loads(done.stdout)["error"]
            self.assertEqual((error["code"], error["message"] + "\n"), ("target", done.stderr))
            self.assert_no_file()

    def test_wrong_options(self):
        for options in (
            (), ("--pid", "1"), ("-o", "out"), ("--pid", "x", "-o", "out"),
            ("--pid", "-3", "-o", "out"), ("--pid", "1", "--core", "core", "-o", "out"),
            ("--pid", "1", "-o", "out", "--how", "magic"), ("--pid", "1", "-o", "out", "more"),
            ("--pid", "1", "-o", "out", "--exe", "python"),
            ("--core", "core", "-o", "out", "--collect"),
            ("--core", "core", "-o", "out", "--host", "web1"),
            ("--pid", "1", "-o", "out", "--how", "outside", "--collect"),
        ):
            done = self.seep("--json", "dump", *options)
            self.assertEqual(done.returncode, 2, (options, done.stderr))
            self.assertEqual(json.loads(done.stdout)["error"]["code"], "usage")
            self.assertEqual(len(done.stderr.splitlines()), 1)
            self.assert_no_file()

    def test_no_place_for_the_dump(self):
        target = self.start_target()
        done = self.seep("dump", "--pid", str(target.pid), "-o", "nowhere/out.seepheap")
        self.assertEqual(done.returncode, 3)
        self.assertIn("nowhere/out.seepheap: it cannot be written", done.stderr)
        self.assert_unharmed(target)

    def test_no_core_file(self):
        self.write("text", "no core\n" * 1000)
        for name in ("text", "missing"):
            done = self.seep("dump", "--core", name, "-o", "out.seepheap")
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn(name, done.stderr)
            self.assert_no_file()

    def test_an_interrupt_leaves_the_program_alone(self):
        """The dump is not read on, so it cannot be whole; then comes the interrupt."""
        self.add_stand_ins()
        os.mkfifo(self.path("called"))
        script = transports.STAND_INS["ssh"].replace(
            "exec sh -c \"$3\"",
            "case $3 in *dump*--pid*) sh -c \"$3\" | (head -c 1000; echo > %s; exec sleep 1000);;"
            " *) exec sh -c \"$3\";; esac" % self.path("called"),
        )
        self.write("bin/ssh", "#!/bin/sh\n" + script)
        target = self.start_target()
        process = self.start(
            [seep_case.SEEP_CLI, "dump", "--pid", str(target.pid), "-o", "out.seepheap"]
            + ["--host", "web1"]
        )
        with open(self.path("called"), encoding="utf-8") as stream:
            stream.read()
        process.send_signal(signal.SIGINT)
        done = self.finish(process)
        self.assertEqual((done.returncode, done.stdout), (130, ""))
        self.assert_no_file()
        self.assert_unharmed(target)


if __name__ == "__main__":
    unittest.main(verbosity=2)
