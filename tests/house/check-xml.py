#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every .ui, .svg and .xml file of the project is well-formed, and ui/ is whole.

Whole: each file of ui/ is in seep.gresource.xml and each file named there exists; a template stands
in the file of its class's name (SeepTypesPage in seep-types-page.ui).
"""
import os
import re
import sys
import xml.etree.ElementTree as ElementTree

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
UI = os.path.join(ROOT, "ui")
RESOURCES = os.path.join(UI, "seep.gresource.xml")


def find_xml():
    for top in ("data", "ui"):
        for folder, _, files in os.walk(os.path.join(ROOT, top)):
            for name in files:
                if re.search(r"\.(ui|svg|xml)(\.in)?$", name):
                    yield os.path.join(folder, name)


def check_well_formed(path):
    try:
        ElementTree.parse(path)
    except ElementTree.ParseError as error:
        yield "%s: %s" % (os.path.relpath(path, ROOT), error)


def check_template(path):
    if not path.endswith(".ui"):
        return
    for template in ElementTree.parse(path).iter("template"):
        words = re.sub(r"(?<!^)(?=[A-Z])", "-", template.get("class", "GtkListItem")).lower()
        if words != "gtk-list-item" and words + ".ui" != os.path.basename(path):
            yield "%s: holds the template of %s" % (os.path.relpath(path, ROOT), words)


def check_resources():
    named = set()
    for group in ElementTree.parse(RESOURCES).iter("file"):
        named.add(os.path.normpath(os.path.join(UI, group.text.strip())))
    for path in sorted(named):
        if not os.path.isfile(path):
            yield "seep.gresource.xml names %s, which is not there" % os.path.relpath(path, ROOT)
    for path in sorted(find_xml()):
        if path.endswith(".ui") and path not in named:
            yield "%s is not in seep.gresource.xml" % os.path.relpath(path, ROOT)


def main():
    files = sorted(find_xml())
    problems = [problem for path in files for problem in check_well_formed(path)]
    if not problems:
        problems = [problem for path in files for problem in check_template(path)]
        if os.path.exists(RESOURCES):
            problems += check_resources()
    print("\n".join(problems) if problems else "%d files" % len(files))
    return 1 if problems or not files else 0


if __name__ == "__main__":
    sys.exit(main())
