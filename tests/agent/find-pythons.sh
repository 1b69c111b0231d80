#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every CPython from 3.8 to 3.14 that is installed, or was put in a folder by debian-python.sh: a line "VERSION PATH" each.
newer=${SEEP_TEST_PYTHON314_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/seep.tests/python3.14}
for python in "$HOME"/.pyenv/versions/3.*/bin/python3 /opt/python/*/bin/python3 /usr/local/bin/python3 \
  /usr/bin/python3 $(command -v python3.8 python3.9 python3.10 python3.11 python3.12 python3.13 python3.14) \
  "$newer/usr/bin/python3.14"; do
  [ -x "$python" ] || continue
  "$python" - <<'EOF'
import os, platform, sys
if platform.python_implementation() == "CPython" and (3, 8) <= sys.version_info < (3, 15):
    print("%s %s" % (platform.python_version(), os.path.realpath(sys.executable)))
EOF
done 2>/dev/null | sort -V | uniq
