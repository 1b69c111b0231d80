#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogues of po/LINGUAS are sound and complete.

msgfmt accepts each (headers, plural forms, printf formats), no entry is fuzzy or left untranslated,
and every string that is in the sources today is in the catalogue.
`ninja -C build seep-update-po` brings them up to date; then translate what is new.
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
    # msgcmp fails on what the catalogue lacks, and on what is untranslated or fuzzy.
    said = [run("msgfmt", "--check", "-o", os.devnull, catalogue),
            run("msgcmp", catalogue, template)]
    return [problem for problem in said if problem]


def main():
    with open(os.path.join(PO, "LINGUAS"), encoding="utf-8") as stream:
        languages = [line.strip() for line in stream if line.strip() and not line.startswith("#")]
    with tempfile.TemporaryDirectory() as scratch:
        template = os.path.join(scratch, "seep.pot")
        problems = [run(*XGETTEXT, "--files-from=po/POTFILES.in", "--output=" + template)]
        problems = [problem for problem in problems if problem]
        for language in languages if not problems else []:
            problems += check(language, template)
    sys.stdout.write("".join(problems) if problems else "%s\n" % " ".join(languages))
    return 1 if problems or not languages else 0


if __name__ == "__main__":
    sys.exit(main())
