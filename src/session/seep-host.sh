# SPDX-License-Identifier: GPL-3.0-or-later
# Takes seep-probe in where processes are looked at, and away again: run as
#   sh -c SCRIPT seep BYTES SHA256 MACHINE kill|leave   < BYTES of it, and nothing until the end
# Answers with one line, "seep-ready checked|unchecked PATH" or "seep-error WHAT DETAIL", and stays
# until its input ends, which it does when the connection does. "kill": where a connection that is
# cut leaves what it had started, that ends then, too.
umask 077
folder=

fail () {
  echo "seep-error $*"
  exit 1
}

clean () {
  [ -n "$folder" ] || return 0
  # When its name is gone nothing is started any more, and what was is known by this.
  [ -f "$folder/seep-probe" ] && exec 3<"$folder/seep-probe" || stay=leave
  rm -rf "$folder"
  [ "$stay" = kill ] || return 0
  for link in /proc/[0-9]*/exe; do
    if [ "$link" -ef "/proc/$$/fd/3" ]; then
      process=${link#/proc/}
      kill "${process%/exe}"
    fi
  done
}

bytes=$1 sum=$2 machine=$3 stay=$4
trap clean EXIT
trap '' HUP INT TERM PIPE # its input ends in any case; a signal might end the cleaning

here=$(uname -m 2>/dev/null) || here=$machine
[ "$here" = "$machine" ] || fail machine "$here"

# Where files may be made, and be run.
for place in "${TMPDIR-}" "${XDG_RUNTIME_DIR-}" /tmp /dev/shm /var/tmp "${HOME-}"; do
  [ -d "$place" ] && folder=$(mktemp -d "$place/seep-XXXXXX" 2>/dev/null) || continue
  echo "#!/bin/sh" >"$folder/try" && chmod 700 "$folder/try" && "$folder/try" && break
  rm -rf "$folder"
  folder=
done 2>/dev/null
[ -n "$folder" ] || fail folder

probe=$folder/seep-probe
head -c "$bytes" >"$probe" && chmod 700 "$probe" || fail space "$folder"
[ "$(wc -c <"$probe")" -eq "$bytes" ] || fail space "$folder"
check=unchecked
if command -v sha256sum >/dev/null 2>&1; then
  found=$(sha256sum <"$probe")
  [ "${found%% *}" = "$sum" ] || fail checksum
  check=checked
fi
rm -f "$folder/try"

echo "seep-ready $check $probe"
cat >/dev/null
exit 0
