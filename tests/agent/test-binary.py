# SPDX-License-Identifier: GPL-3.0-or-later
"""What the file asks of the system, and what it offers: read from its ELF tables."""
import re
import subprocess
import sys

FILE = sys.argv[1]
ENTRY_POINTS = {"PyInit_seep_agent", "seep_agent_call", "seep_agent_dump_fd", "seep_agent_serve",
                "seep_agent_spawn"}
OLDEST_GLIBC = (2, 17)


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE,
                          universal_newlines=True).stdout


def exports():
    found = set()
    for line in run("readelf", "--dyn-syms", "--wide", FILE).splitlines():
        words = line.split()
        if len(words) >= 8 and words[4] in ("GLOBAL", "WEAK") and words[6] != "UND":
            found.add(words[7].partition("@")[0])
    return found


def test_only_the_entry_points_are_exported():
    assert exports() == ENTRY_POINTS, exports() ^ ENTRY_POINTS


def test_no_newer_glibc_is_needed():
    needed = re.findall(r"Name: GLIBC_([0-9.]+)", run("readelf", "--version-info", "--wide", FILE))
    assert needed
    newest = max(tuple(map(int, version.split("."))) for version in needed)
    assert newest <= OLDEST_GLIBC, newest


def test_only_libc_is_linked():
    libraries = set(re.findall(r"\(NEEDED\).*\[(.*)\]", run("readelf", "--dynamic", "--wide",
                                                             FILE)))
    assert libraries <= {"libc.so.6", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}, libraries


tests = [(name, value) for name, value in sorted(globals().items()) if name.startswith("test_")]
failed = False
print("1..%d" % len(tests))
for number, (name, test) in enumerate(tests, 1):
    try:
        test()
        print("ok %d %s" % (number, name[5:].replace("_", "-")))
    except AssertionError as error:
        failed = True
        print("not ok %d %s\n# %s" % (number, name[5:].replace("_", "-"), error))
sys.exit(failed)
