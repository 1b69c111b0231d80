#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample program leaks what it says, the same on every run, and ends by itself."""
import ast
import os
import subprocess
import sys
import time
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SAMPLE = os.path.join(ROOT, "data", "sample", "leaky_service.py")


def serve(*arguments):
    return subprocess.check_output([sys.executable, SAMPLE, *arguments]).decode()


class Sample(unittest.TestCase):
    def test_is_python_3_8(self):
        with open(SAMPLE, encoding="utf-8") as stream:
            ast.parse(stream.read(), feature_version=(3, 8))

    def test_leaks_the_same_every_time(self):
        expected = "served 300 requests: 209 sessions kept, 300 callbacks waiting for a shutdown\n"
        self.assertEqual(serve("--requests", "300", "--seconds", "0"), expected)
        self.assertEqual(serve("--requests", "300", "--seconds", "0.2"), expected)

    def test_takes_its_time_and_ends(self):
        start = time.monotonic()
        serve("--seconds", "0.5")
        self.assertGreater(time.monotonic() - start, 0.4)


if __name__ == "__main__":
    unittest.main()
