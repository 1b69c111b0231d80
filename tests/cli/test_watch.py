# SPDX-License-Identifier: GPL-3.0-or-later
"""seep-cli watch: a line a sample, thresholds and what they set off, and what is kept of it."""

import json
import signal
import subprocess
import time

import seep_case
import transports

# Takes orders on its standard input, and says when it has done each.
PROGRAM = """
    import os, subprocess, sys
    class Thing:
        pass
    things = [Thing() for _ in range(100)]
    held = []
    print("ready", flush=True)
    for line in sys.stdin:
        order = line.split()
        if order[0] == "grow":
            held.append(bytearray(b"x") * (int(order[1]) << 20))
        elif order[0] == "open":
            held.extend(os.open("/dev/null", os.O_RDONLY) for _ in range(int(order[1])))
        elif order[0] == "fork":
            held.append(subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.readline()"],
                                         stdin=subprocess.PIPE))
        elif order[0] == "end":
            sys.exit(0)
        print("done", flush=True)
"""
MANY = "32M"  # more than an interpreter that does nothing
GROWN = 64


class WatchCase(transports.TargetCase):
    def start_target(self):
        target = super().start_target(PROGRAM)
        self.addCleanup(self.end, target)
        return target

    def end(self, target):
        if target.poll() is None:
            target.kill()

    def order(self, target, order):
        target.stdin.write(order + "\n")
        target.stdin.flush()
        self.assertEqual(target.stdout.readline(), "done\n")

    def assert_lives(self, target):
        self.order(target, "grow 0")
        done = self.finish(target, "end\n")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def start_watch(self, target, *options, json_lines=True):
        """It has printed its first sample."""
        command = [seep_case.SEEP_CLI] + (["--json"] if json_lines else [])
        watch = self.start(
            command + ["watch", "--pid", str(target.pid), "--interval", "0.05"] + list(options)
        )
        self.targets.append(watch)
        self.first = watch.stdout.readline()
        return watch

    def finish(self, process, text=""):
        """What readline() has read ahead communicate() would not find."""
        if process.args[0] != seep_case.SEEP_CLI:
            return super().finish(process, text)
        out, err = process.stdout.read(), process.stderr.read()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()
        process.stdin = process.stdout = process.stderr = None  # nobody looks there any more
        return subprocess.CompletedProcess(process.args, process.wait(seep_case.SECONDS), out, err)

    def read(self, done):
        return [json.loads(line) for line in [self.first] + done.stdout.splitlines()]


class Samples(WatchCase):
    def test_a_line_a_sample_until_the_process_ends(self):
        target = self.start_target()
        watch = self.start_watch(target)
        self.assertEqual(self.finish(target, "end\n").returncode, 0)
        done = self.finish(watch)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        *samples, end = self.read(done)
        self.assertEqual((end["event"], end["message"]), ("process", "It has ended"))
        for sample in samples:
            self.assertEqual(sample["pid"], target.pid)
            self.assertGreater(sample["rss_bytes"], 1 << 20)
            self.assertGreater(sample["vms_bytes"], sample["rss_bytes"])
            self.assertTrue(0 < sample["memory_percent"] < 100)
            self.assertGreaterEqual(sample["threads"], 1)
            self.assertGreaterEqual(sample["fds"], 3)
            self.assertEqual(sample["processes"], 1)
            self.assertIsNone(sample["traced_bytes"])
        self.assertGreater(samples[0]["pss_bytes"], 1 << 20)
        self.assertGreater(samples[0]["uss_bytes"], 1 << 20)
        self.assertIsNone(samples[0]["cpu_percent"])
        times = [sample["time"] for sample in samples]
        self.assertEqual(times, sorted(times))
        self.assertLess(abs(times[0] - time.time()), seep_case.SECONDS)

    def test_people_read_a_table(self):
        target = self.start_target()
        watch = self.start_watch(target, "--for", "0.5", json_lines=False)
        done = self.finish(watch)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(
            self.first.split(), "Time RSS Change PSS USS CPU Files Threads".split()
        )
        rows = done.stdout.splitlines()
        self.assertGreater(len(rows), 2)
        for row in rows:
            self.assertRegex(row, r"\A\d\d:\d\d:\d\d +\d+\.\d MiB ")
            self.assertLess(abs(len(row) - len(self.first.rstrip("\n"))), 2)
        self.assert_lives(target)

    def test_ends_when_its_time_is_over(self):
        target = self.start_target()
        begin = time.monotonic()
        done = self.finish(self.start_watch(target, "--for", "0.3"))
        self.assertEqual(done.returncode, 0)
        self.assertGreaterEqual(time.monotonic() - begin, 0.3)
        self.assert_lives(target)

    def test_ctrl_c_ends_it(self):
        target = self.start_target()
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            watch = self.start_watch(target)
            watch.send_signal(number)
            done = self.finish(watch)
            self.assertEqual((done.returncode, done.stderr), (code, ""))
        self.assert_lives(target)

    def test_a_reader_that_goes_ends_it(self):
        target = self.start_target()
        watch = self.start_watch(target)
        watch.stdout.close()
        self.assertEqual(watch.stderr.read(), "")
        self.assertEqual(watch.wait(seep_case.SECONDS), 3)
        watch.stdin = watch.stdout = None
        self.assert_lives(target)

    def test_a_process_that_is_not_there(self):
        target = self.start_target()
        self.finish(target, "end\n")
        done = self.seep("--json", "watch", "--pid", str(target.pid))
        self.assertEqual(done.returncode, 4)
        self.assertEqual(json.loads(done.stdout)["error"]["code"], "target")
        self.assertIn(str(target.pid), done.stderr)

    def test_descendants_count_with_tree(self):
        target = self.start_target()
        self.order(target, "fork")
        found = []
        for more in ([], ["--tree"]):
            lines = self.read(self.finish(self.start_watch(target, "--for", "0.2", *more)))
            found.append(next(line for line in lines if "event" not in line))
        alone, family = found
        self.assertEqual((alone["processes"], family["processes"]), (1, 2))
        self.assertGreater(family["rss_bytes"], alone["rss_bytes"])
        self.assertGreater(family["fds"], alone["fds"])
        self.assert_lives(target)

    def test_elsewhere(self):
        self.add_stand_ins()
        target = self.start_target()
        for place in transports.PLACES:
            done = self.finish(self.start_watch(target, "--for", "0.2", *place))
            self.assertEqual(done.returncode, 0, (place, done.stderr))
            sample = self.read(done)[0]
            self.assertGreater(sample["rss_bytes"], 1 << 20)
            self.assertIsNone(sample["memory_percent"])  # of a memory that nobody knows
        self.assert_lives(target)

    def test_usage(self):
        for arguments in (
            [],
            ["--pid", "x"],
            ["--pid", "-1"],
            ["--pid", "1", "more"],
            ["--interval", "0"],
            ["--interval", "nan"],
            ["--for", "-1"],
            ["--above", "much"],
            ["--above", "0"],
            ["--above", "5X"],
            ["--above", "-5M"],
            ["--growing", "5M"],
            ["--growing", "5M/year"],
            ["--growing", "/s"],
            ["--fds", "-1"],
            ["--dump", "x.seepheap"],
            ["--notify"],
            ["--exec", "true"],
            ["-o", "a/b"],
            ["--host", "a", "--pod", "b"],
        ):
            done = self.seep("watch", *(arguments if len(arguments) == 0 else ["--pid", "1"] + arguments))
            self.assertEqual(done.returncode, 2, (arguments, done.stderr))
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)


class Thresholds(WatchCase):
    def test_above_a_size(self):
        target = self.start_target()
        dump = self.path("grown.seepheap")
        facts = self.path("facts")
        watch = self.start_watch(
            target, "--above", MANY, "--dump", dump, "--exec", "env > '%s'; echo words" % facts
        )
        self.assertNotIn("event", json.loads(self.first))
        self.order(target, "grow %d" % GROWN)
        done = self.finish(watch)
        self.assertEqual(done.returncode, 1, done.stderr)

        events = [line for line in self.read(done) if "event" in line]
        self.assertEqual([event["event"] for event in events], ["threshold"])
        self.assertIn("above 32.0", events[0]["message"])
        self.assertIn("words", done.stderr)
        self.assertIn("grown.seepheap", done.stderr)

        with open(facts, encoding="utf-8") as stream:
            found = dict(line.rstrip("\n").split("=", 1) for line in stream if line.startswith("SEEP_"))
        self.assertEqual(found["SEEP_PID"], str(target.pid))
        self.assertEqual(found["SEEP_REASON"], events[0]["message"])
        self.assertGreater(int(found["SEEP_RSS_BYTES"]), 32 << 20)
        self.assertEqual((found["SEEP_DUMP"], found["SEEP_SESSION"]), (dump, ""))

        types = self.ask("types", dump)["types"]
        self.assertEqual([row["count"] for row in types if row["name"].endswith(".Thing")], [100])
        (held,) = [row for row in types if row["name"] == "bytearray"]
        self.assertGreater(held["bytes"], GROWN << 20)
        self.assert_lives(target)

    def test_file_descriptors(self):
        target = self.start_target()
        watch = self.start_watch(target, "--fds", "50", json_lines=False)
        self.order(target, "open 60")
        done = self.finish(watch)
        self.assertEqual(done.returncode, 1)
        self.assertIn("file descriptors are open, more than 50", done.stdout)
        self.assert_lives(target)

    def test_one_that_is_crossed_at_once(self):
        target = self.start_target()
        done = self.finish(self.start_watch(target, "--above", "1M", "--growing", "1G/s"))
        self.assertEqual(done.returncode, 1)
        self.assertEqual(len(self.read(done)), 2)
        self.assert_lives(target)

    def test_what_does_not_work_is_told(self):
        target = self.start_target()
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=" + self.path("no-bus")
        done = self.finish(
            self.start_watch(
                target, "--above", "1M", "--notify", "--exec", "exit 7", "--dump", self.path("no", "x")
            )
        )
        self.assertEqual(done.returncode, 1)
        for words in ("no dump was made", "no notification was shown", "the command has failed"):
            self.assertIn(words, done.stderr)
        self.assert_lives(target)

    def test_a_notification_is_asked_for(self):
        bus = self.start(["dbus-daemon", "--session", "--nofork", "--print-address"])
        self.targets.append(bus)
        address = bus.stdout.readline().strip()
        monitor = self.start(
            ["dbus-monitor", "--address", address, "interface='org.freedesktop.Notifications'"]
        )
        self.targets.append(monitor)
        while "NameLost" not in monitor.stdout.readline():
            pass  # then it hears all
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = address
        target = self.start_target()
        done = self.finish(self.start_watch(target, "--above", "1M", "--notify"))
        self.assertEqual(done.returncode, 1)
        heard = ""
        while "above 1.0" not in heard:
            line = monitor.stdout.readline()
            self.assertNotEqual(line, "", heard)
            heard += line
        self.assertIn("member=Notify", heard)
        self.assertIn("Process %d" % target.pid, heard)
        self.assert_lives(target)


class Sessions(WatchCase):
    def test_it_is_kept(self):
        target = self.start_target()
        dump = self.path("grown.seepheap")
        watch = self.start_watch(target, "-o", "night", "--above", MANY, "--dump", dump)
        self.order(target, "grow %d" % GROWN)
        done = self.finish(watch)
        self.assertEqual(done.returncode, 1, done.stderr)
        samples = [line for line in self.read(done) if "event" not in line]

        shown = self.ask("sessions", "show", "night")["sessions"][0]
        n_samples = shown["recorded"]["samples"]
        self.assertGreaterEqual(n_samples, len(samples))
        self.assertGreaterEqual(
            shown["recorded"]["peak_rss_bytes"], max(sample["peak_rss_bytes"] for sample in samples)
        )
        self.assertEqual(shown["recorded"]["marks"], 1)
        self.assertEqual([capture["path"] for capture in shown["captures"]], [dump])
        self.assertIn(
            "%d samples" % n_samples, self.seep("sessions", "show", "night").stdout
        )

        bundle = self.path("night.seepsession")
        self.assertEqual(self.seep("sessions", "export", "night", "-o", bundle).returncode, 0)
        self.assertEqual(self.seep("sessions", "import", bundle).returncode, 0)
        again = self.ask("sessions", "show", "night 2")["sessions"][0]
        self.assertEqual(again["recorded"], shown["recorded"])
        self.assert_lives(target)

    def test_others_look_while_it_goes_on(self):
        target = self.start_target()
        watch = self.start_watch(target, "-o", "night")
        recorded = None
        while recorded is None:  # the first batch comes after five seconds
            (session,) = self.ask("sessions", "list")["sessions"]
            recorded = self.ask("sessions", "show", session["id"])["sessions"][0]["recorded"]
        self.assertGreater(recorded["samples"], 1)
        watch.kill()
        self.finish(watch)
        after = self.ask("sessions", "show", session["id"])["sessions"][0]["recorded"]
        self.assertGreaterEqual(after["samples"], recorded["samples"])
        self.assert_lives(target)


if __name__ == "__main__":
    seep_case.main()
