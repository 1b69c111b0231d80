#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# debian-python.sh [FOLDER] — CPython 3.14 of a newer Debian suite in a folder of its own, so that tests can run it
# where the machine's own suite has none. Prints the interpreter's path; makes nothing when it is there already.
#
# The packages come from where the machine's own come from, checked with the same keys, and are only unpacked: nothing
# is installed, root is not needed. The interpreter is told to use the folder's own libc and libraries, so it runs like
# any other program: 75 MB, ten seconds. FOLDER is $SEEP_TEST_PYTHON314_ROOT or a folder in the user's cache; it must
# stay where it was made.
set -eu

suite=forky
package=python3.14
folder=${1:-${SEEP_TEST_PYTHON314_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/seep.tests/$package}}
python=$folder/usr/bin/$package

die ()
{
  printf '%s\n' "debian-python.sh: $*" >&2
  exit 1
}

if [ -x "$python" ] && "$python" -c 'import ctypes' 2>/dev/null; then
  printf '%s\n' "$python"
  exit 0
fi
for program in apt-get dpkg-deb; do
  command -v "$program" >/dev/null || die "there is no $program: this is for Debian"
done

mkdir -p "$(dirname "$folder")"
work=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -e 'debian/*$' | head -n 1)
[ -n "$archive" ] || die "no archive of Debian is among the sources of apt"
keys=/usr/share/keyrings/debian-archive-keyring.gpg
[ -f "$keys" ] || keys=
mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/root"
: >"$work/status"
printf 'deb %s%s %s main\n' "${keys:+[signed-by=$keys] }" "$archive" "$suite" >"$work/sources.list"

get ()
{
  apt-get -q -q -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State::Lists="$work/lists" -o Dir::State::Status="$work/status" -o Dir::Cache::PkgCache= \
    -o Dir::Cache::SrcPkgCache= -o Dir::Cache::Archives="$work/archives" -o APT::Install-Recommends=false \
    -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none -o Acquire::Check-Valid-Until=false \
    -o Debug::NoLocking=true "$@" >&2
}
get update || die "the list of the packages of $suite could not be had"
get install --download-only -y "$package" patchelf || die "the packages of $suite could not be had"
for file in "$work"/archives/*.deb; do
  dpkg-deb -x "$file" "$work/root"
done

# What it is to run with lies in the folder; the paths are those that it will have.
loader=usr/lib64/ld-linux-x86-64.so.2
libraries=usr/lib/x86_64-linux-gnu
patch ()
{
  "$work/root/$loader" --library-path "$work/root/$libraries" "$work/root/usr/bin/patchelf" "$@" \
    "$work/root/usr/bin/$package"
}
patch --force-rpath --set-rpath "$folder/$libraries"
patch --set-interpreter "$folder/$loader"

rm -rf "$folder"
mv "$work/root" "$folder"
"$python" -c 'import ctypes, ssl' || die "$python does not run"

# Programs that are tested write no byte code: without it each start compiles what it imports.
"$python" -m compileall -q -x '/(test|idlelib|turtledemo|pydoc_data)/' "$folder/usr/lib/$package" >/dev/null || true
printf '%s\n' "$python"
