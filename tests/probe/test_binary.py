#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file itself: it runs where there is nothing else, and its arguments are checked."""

import json
import os
import shutil
import subprocess

import probe_case
from probe_case import SEEP_PROBE

MAX_BYTES = 2 << 20

# What glibc would load libraries for at run time: no static program can rely on it.
LOADERS = {
    "getpwuid",
    "getpwnam",
    "getgrgid",
    "getgrnam",
    "getaddrinfo",
    "gethostbyname",
    "getpwuid_r",
    "getpwnam_r",
    "__nss_lookup_function",
}


def readelf(*arguments):
    return subprocess.run(
        ["readelf", "--wide"] + list(arguments) + [SEEP_PROBE],
        check=True,
        stdout=subprocess.PIPE,
        universal_newlines=True,
    ).stdout


class Binary(probe_case.ProbeCase):
    def test_needs_no_library_and_no_loader(self):
        self.assertNotIn("INTERP", readelf("--segments"))
        self.assertNotIn("NEEDED", readelf("--dynamic"))

    def test_asks_no_name_service(self):
        names = {
            line.split()[7].partition("@")[0]
            for line in readelf("--symbols").splitlines()
            if len(line.split()) == 8
        }
        self.assertIn("main", names)
        self.assertEqual(names & LOADERS, set())

    def test_is_small(self):
        stripped = self.path("stripped")
        subprocess.run(["strip", "-o", stripped, SEEP_PROBE], check=True)
        self.assertLess(os.path.getsize(stripped), MAX_BYTES)

    def test_runs_in_an_empty_folder(self):
        shutil.copy(SEEP_PROBE, self.path("seep-probe"))

        def leave():
            probe_case.unshare(0)
            os.chroot(self.folder)
            os.chdir("/")

        for command, code in (
            (["version"], None),
            (["list"], "internal"),
            (["sample", "--pid", "1"], "no-process"),
            (["run", "--", "python3"], "command"),
        ):
            done = subprocess.run(
                ["/seep-probe"] + command,
                stdout=subprocess.PIPE,
                env={},
                stderr=subprocess.PIPE,
                preexec_fn=leave,
                timeout=60,
                check=False,
            )
            if code is None:
                self.assertEqual((done.returncode, done.stderr), (0, b""))
                self.assertEqual(json.loads(done.stdout)["type"], "version")
            else:
                self.assertEqual(json.loads(done.stderr)["code"], code)
                self.assertEqual(done.returncode, 4)

    def test_says_what_it_knows(self):
        (line,) = self.ask("version")
        self.assertEqual(line["python"][:6], ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13"])
        self.assertRegex(line["agent"], "^[0-9a-f]{40}$")

    def test_refuses_wrong_arguments(self):
        for words in (
            [],
            ["x"],
            ["list", "x"],
            ["list", "--x"],
            ["sample"],
            ["sample", "--pid"],
            ["sample", "--pid", "0"],
            ["sample", "--pid", "1", "--interval", "0"],
            ["sample", "--pid", "1", "--count", "-1"],
            ["run"],
            ["run", "--"],
            ["run", "--report-fd", "99", "--", "true"],
        ):
            self.assertEqual(self.fail_with("usage", *words)["exit"], 2, words)

    def test_help_is_a_text(self):
        for words in (["--help"], ["list", "--help"], ["sample", "--help"], ["run", "--help"]):
            done = self.call(*words)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertTrue(done.stdout.startswith("usage: seep-probe "))

    def test_tells_a_full_disk(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run(
                [SEEP_PROBE, "list"], stdout=full, stderr=subprocess.PIPE, timeout=60, check=False
            )
        self.assertEqual(json.loads(done.stderr)["code"], "disk-full")
        self.assertEqual(done.returncode, 5)


if __name__ == "__main__":
    probe_case.main()
