# SPDX-License-Identifier: GPL-3.0-or-later
"""A program that runs under Seep is not disturbed, and leaves its snapshots."""

import json
import os
import signal
import subprocess
import sys

import seep_case

# What a program can easily see of how it was started.
LOOK = """
    import json, os, sys
    import threading
    print(json.dumps({
        "argv": sys.argv, "path": sys.path, "flags": str(sys.flags), "executable": sys.executable,
        "main": getattr(sys.modules["__main__"], "__file__", None), "cwd": os.getcwd(),
        "package": __package__, "environment": dict(os.environ),
        "threads": threading.active_count(),
        "modules": sorted(set(sys.modules) - {"seep_agent", "atexit", "_thread"}),
        "sitecustomize": getattr(sys.modules.get("sitecustomize"), "__file__", None),
        "importers": sorted(sys.path_importer_cache), "stdin": sys.stdin.read(),
    }, indent=1))
"""


class Undisturbed(seep_case.SeepCase):
    def compare(self, *arguments, python_path=None):
        """The same program with and without Seep sees the same."""
        if python_path is not None:
            self.environment["PYTHONPATH"] = python_path
        plain = self.call(sys.executable, *arguments, input="words\n")
        seen = self.seep(
            "run",
            "-q",
            "-o",
            "out.seepheap",
            "--python",
            sys.executable,
            "--",
            *arguments,
            input="words\n"
        )
        self.assertEqual(seen.stderr, plain.stderr)
        self.assertEqual(json.loads(seen.stdout), json.loads(plain.stdout))
        self.assertEqual(seen.returncode, plain.returncode)
        self.assertTrue(os.path.exists(self.path("out.seepheap")))
        return json.loads(seen.stdout)

    def test_script(self):
        seen = self.compare(self.write("dir/app.py", LOOK), "-x", "--json", "--", "a b")
        self.assertEqual(seen["argv"][1:], ["-x", "--json", "--", "a b"])
        self.assertEqual(seen["path"][0], self.path("dir"))

    def test_python_path_unset_empty_and_set(self):
        script = self.write("app.py", LOOK)
        self.write("lib/extra.py", "")
        self.compare(script, python_path="")
        self.compare(script, python_path=self.path("lib"))
        self.compare(script, python_path=self.path("lib") + "::lib")

    def test_module(self):
        self.write("pkg/__init__.py", "")
        self.write("pkg/__main__.py", LOOK)
        seen = self.compare("-m", "pkg", "-v", "x")
        self.assertEqual(seen["argv"], [self.path("pkg", "__main__.py"), "-v", "x"])
        self.assertEqual(seen["package"], "pkg")

    def test_zip_or_folder_with_main(self):
        self.write("bundle/__main__.py", LOOK)
        self.compare(self.path("bundle"))

    def test_uncaught_exception(self):
        script = self.write("app.py", "def f():\n    raise ValueError('no')\nf()\n")
        plain = self.call(sys.executable, script)
        seen = self.record("def f():\n    raise ValueError('no')\nf()\n")
        self.assertEqual((seen.returncode, seen.stderr), (1, plain.stderr))
        self.assertIn("ValueError: no", seen.stderr)

    def test_exit_codes(self):
        for code, expected in (
            ("sys.exit(7)", 7),
            ("sys.exit('sorry')", 1),
            ("raise SystemExit", 0),
            ("os._exit(9)", 9),
            ("pass", 0),
        ):
            done = self.record("import os, sys\n%s\n" % code)
            self.assertEqual(done.returncode, expected, code)

    def test_death_by_signal(self):
        for name in ("SIGKILL", "SIGTERM", "SIGABRT"):
            done = self.record("import os, signal\nos.kill(os.getpid(), signal.%s)\n" % name)
            self.assertEqual(done.returncode, -getattr(signal, name))

    def test_no_temporary_files_stay(self):
        self.record("pass\n")
        self.assertEqual(os.listdir(self.path("tmp")), [])
        self.assertEqual(sorted(os.listdir(self.folder)), ["app.py", "out.seepheap", "tmp"])


class Signals(seep_case.SeepCase):
    def test_are_sent_on_once(self):
        script = self.write(
            "app.py",
            """
            import signal, sys
            got = []
            numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGHUP)
            signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
            print("ready", flush=True)
            while signal.SIGHUP not in got:
                number = signal.sigwait(numbers)
                got.append(int(number))
                print(int(number), flush=True)
            sys.exit(5)
            """,
        )
        process = self.start(
            [seep_case.SEEP_CLI, "run", "-q", "-o", "out.seepheap", "--python", sys.executable]
            + ["--", script]
        )
        self.assertEqual(process.stdout.readline(), "ready\n")
        for number in (signal.SIGUSR1, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            process.send_signal(number)
            self.assertEqual(process.stdout.readline(), "%d\n" % number)
        done = self.finish(process)
        self.assertEqual((done.stdout, done.returncode), ("", 5))
        self.assertTrue(os.path.exists(self.path("out.seepheap")))

    def test_interrupt_from_a_terminal_comes_once(self):
        script = self.write(
            "app.py",
            """
            import signal
            numbers = (signal.SIGINT, signal.SIGUSR1)
            signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
            print("ready", flush=True)
            while True:
                number = signal.sigwait(numbers)
                print("got", int(number), flush=True)
                if number == signal.SIGUSR1:
                    break
            """,
        )
        import pty

        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.folder)
            command = [seep_case.SEEP_CLI, "run", "-q", "-o", "out.seepheap", "--python"]
            os.execve(command[0], command + [sys.executable, "--", script], self.environment)
        self.read_until(terminal, b"ready\r\n")
        os.write(terminal, b"\x03")  # ctrl-C
        self.read_until(terminal, b"got 2\r\n")
        # Signals are sent on in the order of their numbers: had the interrupt been sent on, too,
        # it would come before this one.
        os.kill(pid, signal.SIGUSR1)
        self.assertEqual(self.read_until(terminal, b"got 10\r\n"), b"got 10\r\n")
        self.assertEqual(os.waitpid(pid, 0)[1], 0)
        os.close(terminal)

    def read_until(self, terminal, word):
        text = b""
        while not text.endswith(word):
            text += os.read(terminal, 1)
        return text

    def test_keyboard_interrupt_leaves_a_snapshot(self):
        script = self.write(
            "app.py", "import signal\nprint('ready', flush=True)\nwhile True: signal.pause()\n"
        )
        process = self.start(
            [
                seep_case.SEEP_CLI,
                "run",
                "-q",
                "-o",
                "out.seepheap",
                "--python",
                sys.executable,
                "--",
                script,
            ]
        )
        self.assertEqual(process.stdout.readline(), "ready\n")
        process.send_signal(signal.SIGINT)
        done = self.finish(process)
        self.assertIn("KeyboardInterrupt", done.stderr)
        self.assertEqual(done.returncode, -signal.SIGINT)
        self.assertTrue(os.path.exists(self.path("out.seepheap")))


class Startup(seep_case.SeepCase):
    def test_goes_on_to_the_programs_sitecustomize(self):
        self.write(
            "site/sitecustomize.py",
            """
            import os, sys
            seen = [name for name in os.environ if name.startswith("SEEP_RUN")]
            sys.from_site = (os.environ["PYTHONPATH"], seen, __name__, __file__)
            """,
        )
        self.environment["PYTHONPATH"] = self.path("site")
        done = self.record("import sys, sitecustomize\nprint(sys.from_site, sitecustomize.seen)\n")
        self.assertEqual(
            done.stdout,
            "%r []\n"
            % ((self.path("site"), [], "sitecustomize", self.path("site", "sitecustomize.py")),),
        )

    def test_a_failing_sitecustomize_fails_as_without_seep(self):
        script = self.write("app.py", "print('on')\n")
        for text in ("import no_such_module\n", "raise RuntimeError('mine')\n"):
            self.write("site/sitecustomize.py", text)
            self.environment["PYTHONPATH"] = self.path("site")
            plain = self.call(sys.executable, script)
            seen = self.record("print('on')\n")
            self.assertEqual((seen.stdout, seen.stderr), (plain.stdout, plain.stderr))
            self.assertTrue(os.path.exists(self.path("out.seepheap")))

    def test_children_are_not_instrumented(self):
        script = self.write(
            "app.py",
            """
            import os, subprocess, sys
            look = "import os, sys; print('seep_agent' in sys.modules, " \\
                   "sorted(k for k in os.environ if 'SEEP' in k), " \\
                   "os.environ.get('PYTHONPATH'), any('seep-' in p for p in sys.path[1:]))"
            print(subprocess.check_output([sys.executable, "-c", look]).decode(), end="")
            os.environ["PYTHONPATH"] = "kept"
            print(os.popen("echo $PYTHONPATH").read(), end="")
            """,
        )
        del self.environment["SEEP_CLI"]
        done = self.seep(
            "run", "-q", "-o", "out.seepheap", "--python", sys.executable, "--", script
        )
        self.assertEqual(done.stdout, "False [] None False\nkept\n")

    def test_the_agent_can_be_imported(self):
        done = self.record("import seep_agent\nprint(seep_agent.dump('mine.seepheap')['path'])\n")
        self.assertEqual(done.stdout, "mine.seepheap\n")
        self.assertEqual(len(self.ask("info", "mine.seepheap", "out.seepheap")["files"]), 2)

    def test_console_script_on_the_path(self):
        script = self.write(
            "bin/tool", "#!%s\nimport sys\nprint(sys.executable, sys.argv[1:])\n" % sys.executable
        )
        os.chmod(script, 0o755)
        self.environment["PATH"] = self.path("bin") + ":" + self.environment["PATH"]
        done = self.seep("run", "-q", "-o", "out.seepheap", "--", "tool", "--all")
        self.assertEqual((done.stdout, done.stderr), ("%s ['--all']\n" % sys.executable, ""))

        self.write(
            "bin/tool",
            "#!/bin/sh\n'''exec' \"%s\" \"$0\" \"$@\"\n' '''\nprint('long')\n" % sys.executable,
        )
        done = self.seep("run", "-q", "-o", "out.seepheap", "--", "tool")
        self.assertEqual((done.stdout, done.stderr), ("long\n", ""))

    def test_a_first_line_that_keeps_seep_out(self):
        script = self.write("bin/tool", "#!%s -Es\nprint('on')\n" % sys.executable)
        os.chmod(script, 0o755)
        self.environment["PATH"] = self.path("bin") + ":" + self.environment["PATH"]
        done = self.seep("run", "-o", "out.seepheap", "--", "tool")
        self.assertEqual(done.returncode, 4)
        self.assertIn("keeps Seep out", done.stderr)
        done = self.seep(
            "run", "-q", "-o", "out.seepheap", "--python", sys.executable, "--", script
        )
        self.assertEqual((done.returncode, done.stdout), (0, "on\n"))


class Snapshots(seep_case.SeepCase):
    def test_final_one_comes_after_the_programs_atexit(self):
        done = self.record("""
            import atexit, threading
            class Early: pass
            class Late: pass
            class FromThread: pass
            early, kept = Early(), []
            def at_exit():
                global early
                early = None
                kept.append(Late())
            atexit.register(at_exit)
            go = threading.Event()
            def work():
                go.wait()
                kept.append(FromThread())
            threading.Thread(target=work).start()
            go.set()
            """)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        counts = {
            row["name"]: row["count"]
            for row in self.ask("types", "out.seepheap", "--match", "__main__")["types"]
        }
        self.assertEqual(counts, {"__main__.Late": 1, "__main__.FromThread": 1})

    def test_forked_children_leave_none(self):
        done = self.record("""
            import multiprocessing, os, sys
            def work(n):
                return n * n
            if __name__ == "__main__":
                print(os.getpid(), flush=True)
                for method in ("fork", "spawn"):
                    with multiprocessing.get_context(method).Pool(2) as pool:
                        print(pool.map(work, range(4)), flush=True)
                child = os.fork()
                if child == 0:
                    sys.exit(3)
                print(os.WEXITSTATUS(os.waitpid(child, 0)[1]))
            """)
        lines = done.stdout.splitlines()
        self.assertEqual(lines[1:], ["[0, 1, 4, 9]", "[0, 1, 4, 9]", "3"], done.stderr)
        self.assertEqual(self.ask("info", "out.seepheap")["files"][0]["pid"], int(lines[0]))
        self.assertEqual(sorted(os.listdir(self.folder)), ["app.py", "out.seepheap", "tmp"])

    def test_a_child_does_not_speak_for_a_parent_that_is_gone(self):
        document, done = self.find_problems(
            "import os, sys\n"
            "child = os.fork()\n"
            "if child == 0: sys.exit(0)\n"
            "os.waitpid(child, 0)\n"
            "os._exit(0)\n"
        )
        self.assertEqual(document["snapshots"], [])

    def test_periodic_ones_go_into_a_folder(self):
        script = self.write(
            "app.py",
            """
            import os, time
            os.chdir("/")
            while not os.path.exists(%r):
                time.sleep(0.01)
            """ % self.path("rec", "002.seepheap"),
        )
        done = self.seep(
            "--json",
            "run",
            "-o",
            "rec/",
            "--snapshot-every",
            "0.05",
            "--python",
            sys.executable,
            "--",
            script,
        )
        document = json.loads(done.stderr.splitlines()[-1])
        names = [os.path.basename(row["path"]) for row in document["snapshots"]]
        self.assertEqual(names[:2] + names[-1:], ["001.seepheap", "002.seepheap", "final.seepheap"])
        self.assertEqual(sorted(os.listdir(self.path("rec"))), sorted(names))
        for row in document["snapshots"]:
            self.assertGreater(row["objects"], 1000)
            self.assertGreater(row["bytes"], 100000)
            self.assertGreater(row["pause_seconds"], 0)
        self.assertEqual(
            [row["final"] for row in document["snapshots"]], [False] * (len(names) - 1) + [True]
        )
        for name in [""] + names:
            self.assertEqual(os.stat(self.path("rec", name)).st_mode & 0o077, 0)

    def test_an_end_without_a_final_one_is_told(self):
        document, done = self.find_problems("import os\nos._exit(3)\n")
        self.assertEqual((done.returncode, document["exit_code"], document["signal"]), (3, 3, None))
        self.assertEqual(document["snapshots"], [])
        self.assertIn("os._exit", document["problems"][0])

        document, done = self.find_problems("import os\nos.abort()\n")
        self.assertEqual((done.returncode, document["exit_code"], document["signal"]), (-6, 134, 6))
        self.assertIn("signal 6", document["problems"][0])

        document, done = self.find_problems(
            "import os, sys\nos.execv(sys.executable, [sys.executable, '-c', ''])\n"
        )
        self.assertEqual((done.returncode, document["snapshots"]), (0, []))
        self.assertIn("exec", document["problems"][0])

    def test_a_snapshot_that_cannot_be_made_is_told(self):
        document, done = self.find_problems(
            "import os, shutil, glob\n"
            "for path in glob.glob('out.seepheap.*'):\n"
            "    shutil.rmtree(path)\n"
            "print('on')\n"
        )
        self.assertEqual((done.returncode, done.stdout), (0, "on\n"))
        self.assertIn("the snapshot final was not made", document["problems"][0])

    def test_an_interpreter_that_lets_no_agent_in_is_told(self):
        wrapper = self.write("isolated", '#!/bin/sh\nexec %s -I "$@"\n' % sys.executable)
        os.chmod(wrapper, 0o755)
        script = self.write("app.py", "print('on')\n")
        done = self.seep("run", "-o", "out.seepheap", "--python", wrapper, "--", script)
        self.assertEqual((done.returncode, done.stdout), (0, "on\n"))
        self.assertIn("did not let Seep's agent in", done.stderr)

    def test_traced_objects_know_their_line(self):
        self.record(
            "import sys\nclass Thing: pass\ndef make():\n    return Thing()\nkept = [make()]\n",
            "--tracemalloc",
            "5",
        )
        found = self.ask("objects", "out.seepheap", "--type", "Thing")["objects"]
        self.assertEqual(len(found), 1)
        told = self.ask("object", "out.seepheap", found[0]["address"])["object"]["allocated_at"]
        self.assertEqual(
            [(os.path.basename(frame["file"]), frame["line"]) for frame in told],
            [("app.py", 4), ("app.py", 5)],
        )

    def test_tracing_starts_clean(self):
        done = self.record(
            """
            import tracemalloc
            print(tracemalloc.get_traceback_limit())
            print([frame for trace in tracemalloc.take_snapshot().traces
                   for frame in trace.traceback if "/seep-" in frame.filename
                   and frame.filename.endswith("sitecustomize.py")])
            """,
            "--tracemalloc",
            "3",
        )
        self.assertEqual(done.stdout, "3\n[]\n")

    def test_without_output_a_session_is_made(self):
        script = self.write("my app.py", "class Thing: pass\nkept = [Thing() for _ in range(10)]\n")
        done = self.seep("run", "--python", sys.executable, "--", script)
        (session,) = self.ask("sessions")["sessions"]
        self.assertTrue(session["name"].startswith("my app.py, "))
        self.assertEqual([capture["label"] for capture in session["captures"]], ["final"])
        self.assertIn("seep-cli types %s\n" % session["id"], done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(sorted(os.listdir(self.folder)), ["home", "my app.py", "tmp"])

    def test_what_is_measured_is_kept(self):
        script = self.write(
            "app.py",
            """
            import os, time
            held = bytearray(b"x") * (48 << 20)
            for _ in range(200):
                time.sleep(0.002)
            """,
        )
        done = self.seep(
            "--json", "run", "-o", "it", "--interval", "0.02", "--python", sys.executable, "--", script
        )
        recorded = json.loads(done.stderr.splitlines()[-1])["recorded"]
        self.assertGreater(recorded["samples"], 5)
        self.assertGreater(recorded["seconds"], 0.3)
        self.assertGreater(recorded["peak_rss_bytes"], 48 << 20)
        shown = self.ask("sessions", "show", "it")["sessions"][0]
        self.assertEqual(shown["recorded"]["samples"], recorded["samples"])
        self.assertEqual(shown["recorded"]["peak_rss_bytes"], recorded["peak_rss_bytes"])
        self.assertGreaterEqual(shown["recorded"]["marks"], 2)  # its end, the final snapshot
        self.assertEqual(len(shown["captures"]), 1)

    def test_snapshots_are_there_after_a_kill(self):
        """Of us, not of the program: they are taken in while it runs."""
        script = self.write("app.py", "import time\nwhile True: time.sleep(0.01)\n")
        process = self.start(
            [seep_case.SEEP_CLI, "run", "-q", "-o", "it", "--snapshot-every", "0.1"]
            + ["--python", sys.executable, "--", script],
            start_new_session=True,
        )
        try:
            captures = []
            while len(captures) < 2:
                sessions = self.ask("sessions", "list")["sessions"]
                captures = sessions[0]["captures"] if sessions else []
            process.kill()
            process.wait(seep_case.SECONDS)
            after = self.ask("sessions", "list")["sessions"][0]["captures"]
            self.assertGreaterEqual(len(after), 2)
            self.assertEqual([capture["label"] for capture in after[:2]], ["001", "002"])
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

    def test_without_a_store_a_folder_here_is_made(self):
        script = self.write("app.py", "pass\n")
        self.write("home", "no folder")
        done = self.seep("run", "--python", sys.executable, "--", script)
        (folder,) = [name for name in os.listdir(self.folder) if name.startswith("seep-app-")]
        self.assertEqual(os.listdir(self.path(folder)), ["final.seepheap"])
        self.assertIn("a folder here", done.stderr)
        self.assertIn("seep-cli types '%s/final.seepheap'" % folder, done.stderr)

        done = self.seep("run", "-o", "mine", "--python", sys.executable, "--", script)
        self.assertEqual((done.returncode, done.stdout), (3, ""))

    def test_json_is_the_last_line_of_stderr(self):
        script = self.write("app.py", "import sys\nprint('out')\nprint('err', file=sys.stderr)\n")
        done = self.seep("run", "--json", "-o", "./rec", "--python", sys.executable, "--", script)
        self.assertEqual(done.stdout, "out\n")
        first, last = done.stderr.splitlines()
        self.assertEqual(first, "err")
        document = json.loads(last)
        self.assertEqual(document["output"], "./rec")
        self.assertEqual(document["exit_code"], 0)
        self.assertEqual(document["problems"], [])
        self.assertEqual(document["snapshots"][0]["path"], "./rec/final.seepheap")

    def test_ends_a_pipeline(self):
        script = self.write("app.py", "import sys\nsys.stdout.write(sys.stdin.read().upper())\n")
        shell = "printf words | %s run -q -o out.seepheap --python %s -- %s | cat" % (
            seep_case.SEEP_CLI,
            sys.executable,
            script,
        )
        self.assertEqual(
            subprocess.check_output(shell, shell=True, cwd=self.folder, env=self.environment),
            b"WORDS",
        )


if __name__ == "__main__":
    seep_case.main()
