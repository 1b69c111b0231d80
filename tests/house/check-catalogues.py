#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogues of po/LINGUAS are sound: msgfmt accepts each (header, plural forms, printf formats),
and no entry of it is fuzzy or left untranslated.

usage: check-catalogues.py [--complete]; --complete, for a release: every string that is in the
sources today is translated, too. Not for every change: who adds a string may not speak Chinese.
`ninja -C build seep-update-po` brings the catalogues up to date; then translate what is new.
"""
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PO = os.path.join(ROOT, "po")

# What meson's preset 'glib' gives to xgettext.
XGETTEXT = ["xgettext", "--from-code=UTF-8", "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2",
            "--keyword=NC_:1c,2", "--keyword=g_dcgettext:2", "--keyword=g_dngettext:2,3",
            "--keyword=g_dpgettext2:2c,3"]


def run(*command):
    """None if @command succeeds, else what it said."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env=dict(os.environ, LC_ALL="C.UTF-8"), check=False)
    return done.stdout.decode() if done.returncode else None


def check(language, template):
    catalogue = os.path.join("po", language + ".po")
    said = [run("msgfmt", "--check", "-o", os.devnull, catalogue),
            # A catalogue is complete in itself if it is so beside itself.
            run("msgcmp", catalogue, template or catalogue)]
    return [problem for problem in said if problem]


def main():
    with open(os.path.join(PO, "LINGUAS"), encoding="utf-8") as stream:
        languages = [line.strip() for line in stream if line.strip() and not line.startswith("#")]
    problems = []
    template = None
    with tempfile.TemporaryDirectory() as scratch:
        if "--complete" in sys.argv:
            template = os.path.join(scratch, "seep.pot")
            said = run(*XGETTEXT, "--files-from=po/POTFILES.in", "--output=" + template)
            problems += [said] if said else []
        for language in languages if not problems else []:
            problems += check(language, template)
    sys.stdout.write("".join(problems) if problems else "%s\n" % " ".join(languages))
    return 1 if problems or not languages else 0


if __name__ == "__main__":
    sys.exit(main())
