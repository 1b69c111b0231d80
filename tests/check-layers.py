#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may include whom, and what every source file must have.

One table, ROOMS, says it all: a folder, its licence, the folders whose headers it may include, and
the libraries it may not see. The compiler keeps the coarse rules (each library has its own include
directories); this keeps those it cannot see: the folders inside core, and headers such as sqlite3.h
that compile from anywhere. src/DESIGN.md draws the arrows.

usage: check-layers.py [ROOT]; prints one line a violation, exit code 1 if there is any.
tests/house/test-check-layers.py plants a violation of every rule and sees it found.
"""
import os
import re
import subprocess
import sys

MIT = "MIT"
GPL = "GPL-3.0-or-later"
CC0 = "CC0-1.0"

CORE = ["src/core/" + room for room in
        ("base", "graph", "model", "formats", "analysis", "layout", "diagnosis")]
ENGINE = CORE + ["src/session"]

# Libraries by the headers they are known by.
GLIB = r"glib(\.h|/.*|-unix\.h)$"
GOBJECT_GIO = r"(glib-object\.h|gobject/.*|gio/.*|gmodule\.h)$"
TOOLKIT = r"(gtk/.*|gdk/.*|gsk/.*|adwaita\.h|libadwaita.*|pango/.*|graphene.*)$"
CAIRO = r"cairo.*\.h$"
JSON = r"json-glib/.*$"
SQLITE = r"sqlite3\.h$"
COMPRESSION = r"(lz4.*|zlib|zstd)\.h$"
PYTHON = r"(Python|frameobject|structmember)\.h$"

BARE = [GLIB, GOBJECT_GIO, TOOLKIT, CAIRO, JSON, SQLITE, COMPRESSION, PYTHON]
NO_OBJECTS = [GOBJECT_GIO, TOOLKIT, CAIRO, JSON, SQLITE, PYTHON]
NO_WINDOWS = [TOOLKIT, CAIRO, PYTHON]

# folder: (licence, folders whose headers it may include besides its own, libraries it may not see)
ROOMS = {
    "src/wire":           (MIT, [], BARE),
    "src/cpython":        (MIT, ["src/wire"], BARE),
    "src/heapdump":       (MIT, ["src/cpython", "src/wire"], BARE),
    "src/agent":          (MIT, ["src/heapdump", "src/cpython", "src/wire"], BARE),
    "src/probe":          (MIT, ["src/heapdump", "src/cpython", "src/wire"], BARE),
    "src/python":         (MIT, [], BARE),
    "src/core/base":      (GPL, [], NO_OBJECTS),
    "src/core/graph":     (GPL, CORE[:1], NO_OBJECTS),
    "src/core/model":     (GPL, CORE[:2], NO_OBJECTS),
    "src/core/formats":   (GPL, CORE[:3] + ["src/wire"], NO_OBJECTS),
    "src/core/analysis":  (GPL, CORE[:3], NO_OBJECTS),
    "src/core/layout":    (GPL, CORE[:3] + ["src/core/analysis"], NO_OBJECTS),
    "src/core/diagnosis": (GPL, CORE[:5], NO_OBJECTS),
    "src/session":        (GPL, CORE, NO_WINDOWS),
    "src/cli":            (GPL, ENGINE, NO_WINDOWS + [SQLITE]),
    "src/gui":            (GPL, ENGINE, [SQLITE, PYTHON]),
    "tests/wire":         (GPL, ["src/wire"], [TOOLKIT, SQLITE]),
    "tests/cpython":      (GPL, ["src/cpython", "src/wire"], [TOOLKIT, SQLITE]),
    "tests/agent":        (GPL, ["src/agent", "src/heapdump", "src/cpython", "src/wire"] + CORE,
                           [TOOLKIT, SQLITE]),
    "tests/probe":        (GPL, ["src/probe", "src/heapdump", "src/cpython", "src/wire"] + CORE,
                           [TOOLKIT, SQLITE]),
    "tests/core":         (GPL, CORE + ["src/wire"], [TOOLKIT, SQLITE]),
    "tests/session":      (GPL, ENGINE + ["src/wire", "tests/core"], [TOOLKIT]),
    "tests/cli":          (GPL, ENGINE + ["src/wire"], [TOOLKIT]),
    "tests/gui":          (GPL, ENGINE + ["src/gui", "src/wire"], [SQLITE]),
    "tests/gui/atspi":    (GPL, [], []),
    "tests/fuzz":         (GPL, ENGINE + ["src/wire", "tests/core"], [TOOLKIT, SQLITE]),
    "tests/bench":        (GPL, ENGINE + ["src/gui", "src/wire", "tests/core"], [SQLITE]),
    "tests/data":         (GPL, [], []),
    "tests/house":        (GPL, [], []),
    "tests":              (GPL, [], []),
    "src":                (GPL, [], []),
    "src/core":           (GPL, [], []),
    "ui":                 (GPL, [], []),
    "data":               (GPL, [], []),
    "po":                 (GPL, [], []),
    "flatpak":            (GPL, [], []),
    ".ci":                (GPL, [], []),
    "LICENSES":           (GPL, [], []),
    "":                   (GPL, [], []),
}

# Folders that may have folders of their own; the rest are flat.
DEEP = ("data", "tests/data", "ui")

# The sole user of SQLite, inside session; and who makes damaged files for it.
STORE = re.compile(r"^(src/session/seep-store-db|tests/session/test-(store|bundle)[^/]*)\.c$")

# Headers that the build makes.
MADE = re.compile(r"(config|seep-([a-z]+-)?resources)\.h$")

# AppStream wants the licence of the metadata to be a permissive one.
OTHER_LICENCE = {"data/io.github.seepworkbench.Seep.metainfo.xml.in": CC0}

# Core gets its inputs handed in: it never asks for the time.
CLOCK = re.compile(r"\b(g_get_(monotonic|real)_time|g_date_time_new_now\w*|g_timer_new|clock_gettime"
                   r"|gettimeofday|time) \(")

SOURCE = re.compile(r"(\.(c|h|py|sh|build|ui|css|in|xml|desktop)|/run|^dev|meson_options\.txt"
                    r"|\.clang-format|\.editorconfig|POTFILES)$")
CODE = re.compile(r"\.(c|h)$")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(<([^>]+)>|"([^"]+)")', re.MULTILINE)
SPDX = re.compile(r"SPDX-License-Identifier: ([\w.+-]+)")
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
MAX_LINES = 800 # beyond that a reader no longer holds the file in mind


def list_files(root):
    """Paths of the project's files: what git knows or would add, else everything but builds."""
    git = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others",
                          "--exclude-standard"], stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, check=False)
    if git.returncode == 0:
        names = git.stdout.decode().split("\0")
        return sorted(name for name in names if name and os.path.isfile(os.path.join(root, name)))

    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders
                      if name not in (".git", "__pycache__") and not re.match(r"_?build", name)]
        found += [os.path.relpath(os.path.join(folder, name), root) for name in files]
    return sorted(found)


def room_of(path):
    """The row of ROOMS that a file belongs to; None if it stands where no room is."""
    folder = os.path.dirname(path)
    if folder in ROOMS:
        return folder
    for deep in DEEP:
        if folder.startswith(deep + "/"):
            return deep
    return None


class Checker:
    def __init__(self, root):
        self.root = root
        self.files = list_files(root)
        # A test may include a .c file, to break something inside it.
        self.headers = {path for path in self.files if CODE.search(path)}
        self.violations = []

    def report(self, path, text, offset, what):
        line = text.count("\n", 0, offset) + 1
        self.violations.append("%s:%d: %s" % (path, line, what))

    def find_header(self, path, name, allowed):
        """The project's header that `#include "name"` in @path means, or None. Two rooms may have one
        of that name, as long as nobody may include both."""
        folders = [os.path.dirname(path), "src/core"] + allowed + [room for room in ROOMS if room]
        for folder in folders:
            header = os.path.normpath(os.path.join(folder, name))
            if header in self.headers:
                return header
        return None

    def check_include(self, path, room, match, text):
        _, allowed, hidden = ROOMS[room]
        name = match.group(2) or match.group(3)

        for library in hidden:
            if re.match(library, name):
                self.report(path, text, match.start(), "%s may not see <%s>" % (room, name))
        if SQLITE not in hidden and re.match(SQLITE, name) and not STORE.match(path):
            self.report(path, text, match.start(), "only the store of src/session sees sqlite3.h")
        if match.group(3) is None or MADE.match(name):
            return

        header = self.find_header(path, name, allowed)
        if header is None:
            self.report(path, text, match.start(), 'no header of this project is "%s"' % name)
        elif header.endswith(".c") and not room.startswith("tests/"):
            self.report(path, text, match.start(), "only a test may include a .c file")
        elif room_of(header) not in [room] + allowed:
            self.report(path, text, match.start(),
                        "%s may not include %s" % (room, room_of(header)))

    def check_code(self, path, room, text):
        for match in INCLUDE.finditer(text):
            self.check_include(path, room, match, text)
        if text.count("\n") > MAX_LINES:
            self.report(path, text, len(text), "longer than %d lines: split it" % MAX_LINES)
        if room.startswith("src/core"):
            for match in CLOCK.finditer(text):
                self.report(path, text, match.start(), "core has no clock: %s" % match.group(1))

    def check_source(self, path, room, text):
        licence = OTHER_LICENCE.get(path, ROOMS[room][0])
        start = "\n".join(text.split("\n", 3)[:3])
        match = SPDX.search(start)
        if match is None:
            self.report(path, text, 0, "no SPDX-License-Identifier in the first lines")
        elif match.group(1) != licence:
            self.report(path, text, match.start(), "the licence here is %s" % licence)
        if "\t" in text:
            self.report(path, text, text.index("\t"), "a tab")
        for match in UNFINISHED.finditer(text):
            self.report(path, text, match.start(), "unfinished: %s" % match.group(1))

    def check(self):
        for path in self.files:
            room = room_of(path)
            if room is None:
                self.violations.append("%s:1: src/DESIGN.md knows no such folder" % path)
                continue
            if not SOURCE.search(path):
                continue
            with open(os.path.join(self.root, path), encoding="utf-8") as stream:
                text = stream.read()
            self.check_source(path, room, text)
            if CODE.search(path):
                self.check_code(path, room, text)
        return self.violations


def main():
    default = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    checker = Checker(sys.argv[1] if len(sys.argv) > 1 else default)
    violations = checker.check()
    for violation in violations:
        print(violation)
    print("%d files, %d violations" % (len(checker.files), len(violations)))
    return 1 if violations or not checker.files else 0


if __name__ == "__main__":
    sys.exit(main())
