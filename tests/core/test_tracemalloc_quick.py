# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read as a whole is what the stack machine would have made of it, good or bad.

Each file is written twice, with numbers as tracemalloc's files have them and as LONG1, which is the
same for a pickle and has only the machine read it. Most are damaged: numbers, values that are asked
for, and opcodes changed, left out, doubled and in another order.

usage: test_tracemalloc_quick.py DUMP-TRACES
"""

import os
import pickle
import pickletools
import random
import re
import struct
import subprocess
import sys
import tempfile
import tracemalloc
import unittest

DUMP_TRACES = sys.argv.pop(1)
CASES = 400
SHORT_NUMBERS = ("BININT1", "BININT2", "BININT")
GETS = ("BINGET", "LONG_BINGET")
NUMBERS = (0, 1, 255, 256, 65535, 65536, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**64, -1, -(2**31))


def make_traces(dice, n_items):
    stacks = [
        tuple(
            ("file%d.py" % dice.randrange(4), dice.choice((1, 300, 70000)))
            for _ in range(dice.choice((1, 2, 3, 4, 10, 130)))
        )
        for _ in range(6)
    ]
    for _ in range(dice.randrange(150)):
        trace = (dice.choice((0, 0, 7)), dice.choice((1, 500, 100000)), dice.choice(stacks), 40)
        yield trace[:n_items]


def read_tokens(data):
    """(name, argument, bytes) of each opcode; FRAME, which may stand anywhere, is left out."""
    ops = list(pickletools.genops(data))
    ends = [position for _, _, position in ops[1:]] + [len(data)]
    return [
        (op.name, argument, data[start:end])
        for (op, argument, start), end in zip(ops, ends)
        if op.name != "FRAME"
    ]


def write_short(number):
    if 0 <= number < 256:
        return b"K" + struct.pack("<B", number)
    if 0 <= number < 65536:
        return b"M" + struct.pack("<H", number)
    return b"J" + struct.pack("<i", number) if -(2**31) <= number < 2**31 else write_long(number)


def write_long(number):
    data = pickle.encode_long(number) or b"\0"
    return b"\x8a" + struct.pack("<B", len(data)) + data


def damage(dice, tokens):
    # Behind the head, or not much would be left to read.
    at = dice.randrange(30, len(tokens)) if len(tokens) > 40 else dice.randrange(len(tokens))
    name, argument, _ = tokens[at]
    kind = dice.randrange(4)
    if name in SHORT_NUMBERS and dice.random() < 0.8:
        tokens[at] = ("BININT", dice.choice(NUMBERS), None)
    elif name in GETS and dice.random() < 0.8:
        number = dice.randrange(argument + 40)
        tokens[at] = ("LONG_BINGET", number, b"j" + struct.pack("<I", number))
    elif kind == 0:
        del tokens[at]
    elif kind == 1:
        tokens.insert(at, tokens[at])
    elif kind == 2:
        tokens.insert(at, tokens.pop(dice.randrange(max(0, at - 8), at + 1)))
    else:
        tokens[at] = ("TUPLE", None, dice.choice((b"t", b"\x85", b"\x86", b"\x87", b"(", b"\x94")))


def encode(tokens, write_number):
    return b"".join(
        write_number(argument) if name in SHORT_NUMBERS else data for name, argument, data in tokens
    )


def read(paths):
    """What is printed of each file, without the place of what is wrong."""
    out = subprocess.run([DUMP_TRACES] + paths, stdout=subprocess.PIPE, check=True).stdout
    files = re.split(r"(?m)^file .*\n", out.decode("utf-8"))[1:]
    assert len(files) == len(paths)
    return [re.sub(r"(?m)^error .*?: byte \d+", "error", file) for file in files]


class Quick(unittest.TestCase):
    maxDiff = 4000

    def test_is_what_the_machine_makes_of_it(self):
        dice = random.Random(20261122)
        with tempfile.TemporaryDirectory(prefix="seep-test-") as folder:
            paths = []
            for number in range(CASES):
                traces = list(make_traces(dice, dice.choice((3, 4))))
                data = pickle.dumps(tracemalloc.Snapshot(traces, 25), 4)
                tokens = read_tokens(data)
                for _ in range(dice.choice((0, 1, 1, 1, 2))):
                    damage(dice, tokens)
                for write_number in (write_short, write_long):
                    paths.append(os.path.join(folder, "%d-%d" % (number, len(paths) % 2)))
                    with open(paths[-1], "wb") as stream:
                        stream.write(encode(tokens, write_number))
            files = read(paths)
        for number in range(CASES):
            self.assertEqual(files[2 * number], files[2 * number + 1], number)
        n_good = sum("\ntrace " in file for file in files)
        n_bad = sum(file.startswith("error") for file in files)
        self.assertGreater(n_good, CASES / 2)
        self.assertGreater(n_bad, CASES / 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
