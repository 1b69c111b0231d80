#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# screenshots.sh BUILD-FOLDER DUMP FOLDER [LATER] — pictures of every page: light, dark, Chinese, half as wide, and as
# narrow as a phone. With a later dump of the same program, of what changed too.
set -eu

[ $# -eq 3 ] || [ $# -eq 4 ] || { echo "usage: screenshots.sh BUILD-FOLDER DUMP FOLDER [LATER]" >&2; exit 2; }
here=$(dirname "$(realpath "$0")")
mkdir -p "$3"
program=$(realpath "$1/tests/gui/screenshots")
dump=$(realpath "$2")
folder=$(realpath "$3")
later=${4:+$(realpath "$4")}
cd "$here" # where the program is that is recorded

take () { "$here/with-display.sh" "$program" "$dump" "$folder" "$@" ${later:+"$later"}; }

take light 1180 760
ADW_DEBUG_COLOR_SCHEME=prefer-dark take dark 1180 760
LANGUAGE=zh_CN take zh_CN 1180 760
take half 700 760
take narrow 360 760
