#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# screenshots.sh BUILD-FOLDER DUMP FOLDER — pictures of every page: light, dark, Chinese, and as narrow as a phone.
set -eu

[ $# -eq 3 ] || { echo "usage: screenshots.sh BUILD-FOLDER DUMP FOLDER" >&2; exit 2; }
here=$(dirname "$(realpath "$0")")
program=$1/tests/gui/screenshots
dump=$2
folder=$3
mkdir -p "$folder"

take () { "$here/with-display.sh" "$program" "$dump" "$folder" "$@"; }

take light 1180 760
ADW_DEBUG_COLOR_SCHEME=prefer-dark take dark 1180 760
LANGUAGE=zh_CN take zh_CN 1180 760
take narrow 400 760
