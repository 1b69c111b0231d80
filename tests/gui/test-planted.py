#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The nets hold: under the very environment of the desktop's tests, a planted mistake ends the
program with a report, and a program without one ends well.

test-planted.py PLANTED, the program of planted.c, on a display.
"""
import subprocess
import sys

CASES = [
    ("a-leaked-object-is-found", "leak", "LeakSanitizer: detected memory leaks"),
    ("reading-beyond-the-end-is-found", "overflow", "heap-buffer-overflow"),
    ("undefined-behaviour-is-found", "undefined", "runtime error: signed integer overflow"),
]


def run(what):
    return subprocess.run([sys.argv[1], what], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          universal_newlines=True, timeout=60, check=False)


def report(number, name, good, answer):
    print("%s %d %s" % ("ok" if good else "not ok", number, name))
    if not good:
        print("\n".join("# " + line for line in answer.stdout.splitlines()))
        print("# exit code %d" % answer.returncode)
    return good


def main():
    print("1..%d" % (len(CASES) + 1))
    answer = run("nothing")
    good = report(1, "no-mistake-no-finding", answer.returncode == 0, answer)
    for number, (name, what, sentence) in enumerate(CASES, 2):
        answer = run(what)
        good &= report(number, name, answer.returncode != 0 and sentence in answer.stdout, answer)
    sys.exit(not good)


if __name__ == "__main__":
    main()
