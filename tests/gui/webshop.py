# SPDX-License-Identifier: GPL-3.0-or-later
"""A program to look at while it runs: it serves, keeps what it should not, and ends when it is told to."""
import signal
import sys
import time


class Session:
    def __init__(self, number):
        self.name = "visit-%05d" % number
        self.profile = {"number": number, "tags": [self.name]}
        self.buffer = bytearray(4096)


def serve(sessions, number):
    sessions[number] = Session(number)


def main():
    sessions = {}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    for number in range(20000):
        serve(sessions, number)
        if number % 10 == 0:
            time.sleep(0.005)
    time.sleep(60) # for whoever still looks at it


if __name__ == "__main__":
    main()
