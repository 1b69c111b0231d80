#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# with-display.sh COMMAND… — runs it under an X server and a session bus of its own.
#
# Not xvfb-run: that one does not wait for its server to end, so that the next run on the same display
# number may lose its socket. Here -displayfd picks a free number and says when the server is ready.
# The bus can start nothing but the accessibility bus: no portals, no settings of the user's.
# SEEP_WINDOW_MANAGER=1 also starts xfwm4 with its compositor, for pictures with real window frames.
set -u

for program in Xvfb dbus-run-session; do
  command -v "$program" > /dev/null || {
    echo "Bail out! $program is not installed: the tests of the desktop need it (./dev setup installs it)."
    exit 1
  }
done

scratch=$(mktemp -d) || exit 1
chmod 700 "$scratch"
export XDG_RUNTIME_DIR=$scratch/run XDG_CACHE_HOME=$scratch/cache XDG_DATA_HOME=$scratch/data
export XDG_CONFIG_HOME=$scratch/config XDG_STATE_HOME=$scratch/state
mkdir -m 700 "$XDG_RUNTIME_DIR" "$XDG_CACHE_HOME" "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" "$scratch/services"
export GDK_BACKEND=x11 GSK_RENDERER=cairo GDK_DEBUG=${GDK_DEBUG-gl-disable} GSETTINGS_BACKEND=memory
export GTK_USE_PORTAL=0 ADW_DISABLE_PORTAL=1 LC_ALL=${LC_ALL:-C.UTF-8}

# No settings daemon runs here: without this, text is in the font of last resort. Recent files of no age: GTK 4.8
# leaks a date whenever it looks for old ones.
mkdir "$XDG_CONFIG_HOME/gtk-4.0"
printf '%s\n' '[Settings]' 'gtk-font-name=Cantarell 11' 'gtk-recent-files-max-age=-1' \
  > "$XDG_CONFIG_HOME/gtk-4.0/settings.ini"

for service in org.a11y.Bus; do
  [ ! -e "/usr/share/dbus-1/services/$service.service" ] ||
    cp "/usr/share/dbus-1/services/$service.service" "$scratch/services/"
done
cat > "$scratch/bus.conf" << EOF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=$scratch</listen>
  <servicedir>$scratch/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
EOF

mkfifo "$scratch/display"
exec 4<> "$scratch/display"
Xvfb -displayfd 4 -screen 0 1440x1000x24 -nolisten tcp -noreset > /dev/null 2> "$scratch/xvfb.log" &
server=$!
if ! read -r -t 30 -u 4 number; then
  echo "Bail out! Xvfb did not start: $(tail -n 1 "$scratch/xvfb.log")"
  kill "$server" 2> /dev/null
  rm -rf "$scratch"
  exit 1
fi
export DISPLAY=:$number

# The compositor has to be there before the first window: only then that draws its own shadow and corners.
if [ -n "${SEEP_WINDOW_MANAGER:-}" ]; then
  set -- bash -c '
    xfwm4 --compositor=on > /dev/null 2>&1 & manager=$!
    for ((i = 0; i < 100; i++)); do
      xprop -root _NET_SUPPORTING_WM_CHECK 2> /dev/null | grep -q "window id" && break
      sleep 0.1
    done
    "$@"; status=$?
    kill "$manager"; wait "$manager" 2> /dev/null
    exit "$status"' with-window-manager "$@"
fi

status=0
# What is run has our stdout; what the bus starts says its words on stderr, where the usual ones are dropped.
exec 5>&1
dbus-run-session --config-file="$scratch/bus.conf" -- sh -c 'exec "$@" >&5 5>&-' sh "$@" \
  4>&- 2> >(grep -v -e "^dbus-daemon" -e SpiRegistry -e "dbind-WARNING.*GetItems" >&2) >&2 || status=$?
kill "$server" 2> /dev/null
wait "$server" 2> /dev/null
rm -rf "$scratch"
exit "$status"
