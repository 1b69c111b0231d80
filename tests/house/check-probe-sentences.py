#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What seep-probe says to people stands in src/session/seep-probe-sentences.c, for translators:
each text in a call that says why something cannot be done (seep_probe_fail() and its like), or that
is given to a variable called why, who or remedy; as the C source has it, with %s for any value.

usage: check-probe-sentences.py [--update]; --update writes the file anew.
"""
import glob
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SENTENCES = os.path.join(ROOT, "src", "session", "seep-probe-sentences.c")
HEAD = """/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made by tests/house/check-probe-sentences.py --update out of src/probe. The longest come first: a
 * short one with a hole may be a part of them. */
#include "config.h"

#include "seep-probe-words.h"

#include "base/seep-i18n.h"

const char *const seep_probe_sentences[] = {
"""
TAIL = "  NULL,\n};\n"

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
PIECE = r'"((?:[^"\\\n]|\\.)*)"'
TEXT = re.compile(PIECE + r"(?:\s*" + PIECE + r")*")
CALL = re.compile(r"\b(?:(?:\w+_)?(?:fail|refuse)(?:_\w+)? \(|snprintf \([^,]*\b(?:why|remedy)\b)")
ASSIGNMENT = re.compile(r"\b(?:why|who|remedy)\b[^=;\n]*=([^=;][^;]*);")
CONVERSION = re.compile(r"%[-+ #0]*\d*(?:\.(?:\d+|\*))?(?:hh|h|ll|l|j|z)?[dusxc]")
MAX_COLUMNS = 100


def find_call_end(text, start):
    """The offset behind the bracket that closes the one before @start; texts may have some."""
    depth = 1
    for match in re.compile(PIECE + r"|[()]").finditer(text, start):
        depth += {"(": 1, ")": -1}.get(match.group(), 0)
        if depth == 0:
            return match.end()
    return len(text)


def find_texts(source):
    source = COMMENT.sub(" ", source)
    spans = [source[match.end():find_call_end(source, match.end())]
             for match in CALL.finditer(source)]
    spans += [match.group(1) for match in ASSIGNMENT.finditer(source)]
    for span in spans:
        is_for_programmers = '"usage"' in span
        for match in TEXT.finditer(span):
            text = CONVERSION.sub("%s", "".join(re.findall(PIECE, match.group())))
            if is_for_programmers and not text.endswith("."):
                continue
            if re.search(r"[a-z]{2,} | [a-z]{2,}", text):
                yield text


def write_text(text):
    """An initialiser, on as many lines as it needs."""
    lines, line = [], ""
    for word in re.findall(r"\S+ *|\s+", text):
        if len(line) + len(word) > MAX_COLUMNS - len('  N_("")') - 1:
            lines.append(line)
            line = ""
        line += word
    lines.append(line)
    return "  N_(" + "\n     ".join('"%s"' % line for line in lines) + "),\n"


def main():
    found = set()
    for path in glob.glob(os.path.join(ROOT, "src", "probe", "*.c")):
        with open(path, encoding="utf-8") as stream:
            found.update(find_texts(stream.read()))
    ordered = sorted(found, key=lambda text: (-len(text.replace("%s", "")), text))
    content = HEAD + "".join(write_text(text) for text in ordered) + TAIL
    if "--update" in sys.argv:
        with open(SENTENCES, "w", encoding="utf-8") as stream:
            stream.write(content)
        print("%d sentences" % len(ordered))
        return 0

    with open(SENTENCES, encoding="utf-8") as stream:
        is_same = stream.read() == content
    print("%d sentences%s" % (len(ordered), "" if is_same else
                              "; src/session/seep-probe-sentences.c has others: run with --update"))
    return 0 if is_same and ordered else 1


if __name__ == "__main__":
    sys.exit(main())
