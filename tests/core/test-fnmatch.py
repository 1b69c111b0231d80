#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Patterns made at random match what fnmatch of the Python that runs this matches.

usage: test-fnmatch.py PROGRAM, which is match-patterns.c

Older Pythons raise re.error for a range that runs backwards; those patterns are left to the newer
ones. Nothing else is.
"""

import fnmatch
import random
import re
import subprocess
import sys
import warnings

ROUNDS = 10000
# What means something, what is next to it, and code points of every length.
LETTERS = "ab!-]^\\&|~[*?.\n\u00e9\udcff\udc80\uffff\U00010000"
LIKELY = "[]!-a"


def make_text(dice, letters, longest):
    return "".join(dice.choice(letters) for _ in range(dice.randrange(longest)))


def make_pattern(dice):
    pattern = make_text(dice, LETTERS if dice.random() < 0.5 else LIKELY + LETTERS[:3], 9)
    return "[" + pattern + "]" if dice.random() < 0.5 else pattern


def make_name(dice, pattern):
    """Often one that has a chance."""
    if dice.random() < 0.3:
        return make_text(dice, LETTERS, 7)
    if pattern.startswith("["):
        return dice.choice(pattern + LETTERS)
    return "".join(
        make_text(dice, LETTERS, 3) if letter == "*" else letter if letter != "?" else "a"
        for letter in pattern
    )


def ask_python(pattern, name):
    """Whether it matches; None: no answer."""
    try:
        return fnmatch.fnmatchcase(name, pattern)
    except re.error:
        if sys.version_info >= (3, 12):
            raise
        return None


def encode(text):
    return text.encode("utf-8", "surrogatepass").hex()


def main():
    warnings.simplefilter("ignore")  # "possible set difference"
    dice = random.Random(20261122)
    cases = []
    while len(cases) < ROUNDS:
        pattern = make_pattern(dice)
        name = make_name(dice, pattern)
        answer = ask_python(pattern, name)
        if answer is not None:
            cases.append((pattern, name, answer))
    told = subprocess.run(
        [sys.argv[1]],
        input="".join("%s %s\n" % (encode(p), encode(n)) for p, n, _ in cases),
        stdout=subprocess.PIPE,
        universal_newlines=True,
        check=True,
    ).stdout.split()
    wrong = [
        case for case, line in zip(cases, told) if line != ("1" if case[2] else "0")
    ]
    for case in wrong[:20]:
        print("%a on %a: Python says %s" % case)
    matching = sum(case[2] for case in cases)
    print("%d patterns, %d match, %d wrong" % (len(cases), matching, len(wrong)))
    is_fair = ROUNDS / 5 < matching < ROUNDS - ROUNDS / 5
    return 0 if is_fair and not wrong and len(told) == len(cases) else 1


if __name__ == "__main__":
    sys.exit(main())
