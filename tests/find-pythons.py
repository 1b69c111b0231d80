#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the CPythons of this machine that Seep knows, 3.8 to 3.14, one a line: version, space,
path. With an argument such as 3.6: those from that version on.

Looks on the path, where pyenv keeps its own, and where debian-python.sh puts one. SEEP_PYTHONS (paths, separated by colons) names
them instead.
"""

import glob
import os
import subprocess
import sys

FIRST = int(sys.argv[1].split(".")[1]) if len(sys.argv) > 1 else 8
KNOWN = [(3, minor) for minor in range(FIRST, 15)]
ASK = (
    "import sys; print(sys.implementation.name, '%d.%d.%d' % sys.version_info[:3], sys.executable)"
)


def list_candidates():
    if os.environ.get("SEEP_PYTHONS"):
        yield from os.environ["SEEP_PYTHONS"].split(":")
        return
    names = ["python3"] + ["python%d.%d" % version for version in KNOWN]
    for folder in os.environ.get("PATH", "").split(":"):
        for name in names:
            yield os.path.join(folder, name)
    root = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    yield from sorted(glob.glob(os.path.join(root, "versions", "*", "bin", "python3")))
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    newer = os.path.join(cache, "seep.tests", "python3.14")
    newer = os.environ.get("SEEP_TEST_PYTHON314_ROOT") or newer
    yield os.path.join(newer, "usr", "bin", "python3.14")


def ask(path):
    """(version, path of the interpreter itself), or None."""
    try:
        answer = subprocess.run(
            [path, "-I", "-c", ASK],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            universal_newlines=True,
            timeout=20,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    name, version, executable = answer.rstrip("\n").split(" ", 2)
    known = name == "cpython" and tuple(map(int, version.split(".")[:2])) in KNOWN
    return (version, executable) if known else None


def main():
    found = {}
    for candidate in list_candidates():
        if os.access(candidate, os.X_OK):
            answer = ask(candidate)
            if answer is not None:
                found.setdefault(os.path.realpath(answer[1]), answer)
    for version, path in sorted(
        found.values(), key=lambda item: [int(part) for part in item[0].split(".")]
    ):
        print(version, path)


if __name__ == "__main__":
    main()
