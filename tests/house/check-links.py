#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminal program runs on a server: no window library is linked into it, not even through another.

usage: check-links.py PROGRAM
"""
import re
import subprocess
import sys

WINDOWS = re.compile(r"lib(gtk|gdk|adwaita|cairo|pango|graphene|X11|xcb|wayland|EGL|GL)\b[^ ]*")


def main():
    listing = subprocess.check_output(["ldd", sys.argv[1]]).decode()
    libraries = re.findall(r"^\s*(\S+) (?:=>|\()", listing, re.MULTILINE)
    found = sorted(library for library in libraries if WINDOWS.match(library))
    print("%d libraries%s" % (len(libraries), "; of windows: " + " ".join(found) if found else ""))
    return 1 if found or not any("libglib-2.0" in library for library in libraries) else 0


if __name__ == "__main__":
    sys.exit(main())
