#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The last line of .ci/run says how many cases passed and failed, whatever the nets left behind."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Count(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="seep-test-")
        self.addCleanup(self.folder.cleanup)

    def write(self, name, content):
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(content)
        return path

    def write_log(self, *tests):
        return self.write("testlog.json", "".join(json.dumps(test) + "\n" for test in tests))

    def check(self, last_line, *logs):
        answer = subprocess.run([sys.executable, os.path.join(ROOT, ".ci", "count.py"), *logs],
                                stdout=subprocess.PIPE, universal_newlines=True, check=False)
        self.assertEqual(answer.stdout.splitlines()[-1], last_line)
        self.assertEqual(answer.returncode, " 0 failed" not in last_line)

    def test_adds_up_cases_of_all_logs(self):
        log = self.write_log({"result": "OK", "stdout": "1..2\nok 1 a\nok 2 b\n"},
                             {"result": "OK", "stdout": "no TAP"})
        self.check("4 passed, 0 failed", log, self.write("results.tap", "ok fuzz-a\n"))
        self.check("4 passed, 1 failed", log, self.write("results.tap", "ok fuzz-a\nnot ok fuzz-b\n"))

    def test_a_test_that_dies_has_failed(self):
        self.check("1 passed, 1 failed",
                   self.write_log({"result": "ERROR", "stdout": "1..2\nok 1 a\n"}))
        self.check("0 passed, 1 failed", self.write_log({"result": "TIMEOUT"}))

    def test_a_net_that_was_not_reached_has_failed(self):
        log = self.write_log({"result": "OK", "stdout": ""})
        self.check("1 passed, 1 failed", log, os.path.join(self.folder.name, "nothing.json"))
        self.check("1 passed, 1 failed", log, self.write("results.tap", ""))


if __name__ == "__main__":
    unittest.main()
