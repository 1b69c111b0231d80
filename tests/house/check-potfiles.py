#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every file with a string for translators stands in po/POTFILES.in, and every file there has one.
A string has no macro inside but PRIu64 and its like: xgettext would cut it off there.

usage: check-potfiles.py [--update]; --update writes the list anew.
"""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
POTFILES = os.path.join(ROOT, "po", "POTFILES.in")
IN_C = re.compile(r'\b(_|N_|C_|NC_|g_dngettext|g_dpgettext2|ngettext) ?\([^"()\n]*(\n[^"()\n]*)?"')
IN_XML = re.compile(r'translatable="(yes|true)"')
STRING = r'"(?:[^"\\\n]|\\.)*"\s*'
CUT = re.compile(r"\b(?:_|N_) ?\(\s*" + STRING + r"(?:" + STRING + r"|PRI\w+\s*)*((?!PRI)[A-Za-z_]\w*)")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
ALWAYS = (".desktop.in", ".metainfo.xml.in")


def is_translatable(path):
    if path.endswith(ALWAYS):
        return True
    pattern = {".c": IN_C, ".h": IN_C, ".ui": IN_XML}.get(os.path.splitext(path)[1])
    if pattern is None:
        return False
    with open(os.path.join(ROOT, path), encoding="utf-8") as stream:
        return pattern.search(COMMENT.sub("", stream.read())) is not None


def find_cut(path):
    """Macros that cut a string of @path off."""
    if not path.endswith((".c", ".h")):
        return
    with open(os.path.join(ROOT, path), encoding="utf-8") as stream:
        text = stream.read()
    for match in CUT.finditer(text):
        line = text.count("\n", 0, match.start(1)) + 1
        yield "%s:%d: %s cuts the string off for translators" % (path, line, match.group(1))


def find_translatable():
    for top in ("data", "src", "ui"):
        for folder, _, files in os.walk(os.path.join(ROOT, top)):
            for name in files:
                path = os.path.relpath(os.path.join(folder, name), ROOT)
                if is_translatable(path):
                    yield path


def main():
    with open(POTFILES, encoding="utf-8") as stream:
        lines = stream.read().splitlines()
    comments = [line for line in lines if line.startswith("#")]
    listed = [line for line in lines if line and line not in comments]
    found = sorted(find_translatable())
    if "--update" in sys.argv:
        with open(POTFILES, "w", encoding="utf-8") as stream:
            stream.write("\n".join(comments + found) + "\n")
        return 0

    problems = ["missing in po/POTFILES.in: " + path for path in found if path not in listed]
    problems += ["without a translatable string, yet in po/POTFILES.in: " + path
                 for path in listed if path not in found]
    if listed != sorted(listed):
        problems.append("po/POTFILES.in is not sorted")
    cut = [problem for path in found for problem in find_cut(path)]
    if problems:
        problems.append("`tests/house/check-potfiles.py --update` puts that right")
    problems += cut
    print("\n".join(problems) if problems else "%d files" % len(found))
    return 1 if problems or not found else 0


if __name__ == "__main__":
    sys.exit(main())
