#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-layers.py finds every kind of violation when one is planted, and nothing in a clean tree."""
import os
import subprocess
import sys
import tempfile
import unittest

CHECKER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
                       "check-layers.py")
GPL = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
MIT = "/* SPDX-License-Identifier: MIT */\n"

CLEAN = {
    "src/wire/seep-wire.h": MIT + "#include <stdint.h>\n",
    "src/cpython/seep-layout.h": MIT + '#include "seep-wire.h"\n',
    "src/core/base/seep-reader.h": GPL + "#include <glib.h>\n",
    "src/core/graph/seep-graph.h": GPL + '#include "base/seep-reader.h"\n',
    "src/core/model/seep-heap.h": GPL + '#include "graph/seep-graph.h"\n',
    "src/core/analysis/seep-types.h": GPL + '#include "model/seep-heap.h"\n',
    "src/core/formats/seep-format.c": GPL + '#include "config.h"\n\n#include "seep-wire.h"\n',
    "src/session/seep-store-db.c": GPL + "#include <gio/gio.h>\n#include <sqlite3.h>\n",
    "src/session/seep-probe.h": GPL + '#include "model/seep-heap.h"\n',
    "src/cli/main.c": GPL + '#include "seep-probe.h"\n',
    "src/gui/seep-window.h": GPL + "#include <gtk/gtk.h>\n",
    "tests/core/test-broken.c": GPL + '#include "formats/seep-format.c"\n',
    "tests/core/test-graph.c": GPL + '#include "graph/seep-graph.h"\n',
}

# What is planted, and the words that must tell of it: (file, text, words).
PLANTED = [
    ("src/wire/a.c", MIT + "#include <glib.h>\n", "may not see <glib.h>"),
    ("src/cpython/a.c", MIT + "#include <Python.h>\n", "may not see <Python.h>"),
    ("src/agent/a.c", MIT + '#include "base/seep-reader.h"\n', "may not include src/core/base"),
    ("src/wire/a.c", MIT + '#include "seep-layout.h"\n', "may not include src/cpython"),
    ("src/core/base/a.c", GPL + '#include "graph/seep-graph.h"\n', "may not include src/core/graph"),
    ("src/core/graph/a.c", GPL + '#include "model/seep-heap.h"\n', "may not include src/core/model"),
    ("src/core/formats/a.c", GPL + '#include "analysis/seep-types.h"\n',
     "may not include src/core/analysis"),
    ("src/core/formats/a.c", GPL + '#include "seep-layout.h"\n', "may not include src/cpython"),
    ("src/core/analysis/a.c", GPL + '#include "seep-wire.h"\n', "may not include src/wire"),
    ("src/core/model/a.c", GPL + "#include <gio/gio.h>\n", "may not see <gio/gio.h>"),
    ("src/core/model/a.c", GPL + "#include <glib-object.h>\n", "may not see <glib-object.h>"),
    ("src/core/model/a.c", GPL + "#  include <sqlite3.h>\n", "may not see <sqlite3.h>"),
    ("src/core/base/a.c", GPL + "long f (void) { return g_get_monotonic_time (); }\n",
     "core has no clock"),
    ("src/session/a.c", GPL + '#include "seep-wire.h"\n', "may not include src/wire"),
    ("src/session/a.c", GPL + '#include "../cpython/seep-layout.h"\n', "may not include src/cpython"),
    ("src/session/a.c", GPL + "#include <gtk/gtk.h>\n", "may not see <gtk/gtk.h>"),
    ("src/session/a.c", GPL + "#include <sqlite3.h>\n", "only the store"),
    ("src/session/seep-store.c", GPL + "#include <sqlite3.h>\n", "only the store"),
    ("src/session/a.c", GPL + '#include "seep-window.h"\n', "may not include src/gui"),
    ("src/gui/a.c", GPL + "#include <sqlite3.h>\n", "may not see <sqlite3.h>"),
    ("src/cli/a.c", GPL + "#include <gtk/gtk.h>\n", "may not see <gtk/gtk.h>"),
    ("src/cli/a.c", GPL + '#include "seep-window.h"\n', "may not include src/gui"),
    ("src/cli/a.c", GPL + '#include "seep-unheard-of.h"\n', "no header of this project"),
    ("src/core/formats/a.c", GPL + '#include "seep-format.c"\n', "only a test may include a .c"),
    ("src/util/a.c", GPL, "knows no such folder"),
    ("src/core/helpers/a.c", GPL, "knows no such folder"),
    ("src/cli/a.c", "int x;\n", "no SPDX-License-Identifier"),
    ("src/cli/a.c", MIT, "the licence here is GPL-3.0-or-later"),
    ("src/agent/a.c", GPL, "the licence here is MIT"),
    ("src/cli/a.c", GPL + "\tint x;\n", "a tab"),
    ("src/cli/a.c", GPL + "/* TO" "DO: all of it */\n", "unfinished"),
    ("src/cli/a.c", GPL + "int x;\n" * 800, "longer than 800 lines"),
]


def check(files):
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            path = os.path.join(root, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(text)
        run = subprocess.run([sys.executable, CHECKER, root], stdout=subprocess.PIPE, check=False)
    return run.returncode, run.stdout.decode()


class CheckLayers(unittest.TestCase):
    def test_a_clean_tree_is_clean(self):
        status, output = check(CLEAN)
        self.assertEqual((status, output), (0, "%d files, 0 violations\n" % len(CLEAN)))

    def test_an_empty_tree_is_not_clean(self):
        self.assertEqual(check({})[0], 1)

    def test_every_planted_violation_is_found(self):
        for path, text, words in PLANTED:
            with self.subTest(path=path, words=words):
                status, output = check(dict(CLEAN, **{path: text}))
                self.assertEqual(status, 1, output)
                self.assertIn(path + ":", output)
                self.assertIn(words, output)
                self.assertIn(" 1 violations", output)


if __name__ == "__main__":
    unittest.main()
