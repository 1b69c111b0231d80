# SPDX-License-Identifier: GPL-3.0-or-later
"""Stand-ins for ssh, docker, podman and kubectl, first on the path: each checks how it was called,
and runs the command here, as the real one would there. And a program that can be looked at."""

import os
import sys

import seep_case

STAND_INS = {
    "ssh": r"""
        [ "$1" = -T ] && shift
        while [ "$1" = -o ]; do shift 2; done
        [ "$1 $2 $#" = '-- web1 3' ] || exit 99
        exec sh -c "$3"
        """,
    "docker": r"""
        if [ "$1 $2" = 'container inspect' ]; then
          [ "$5" = box ] && echo true && exit
          echo "Error: No such container: $5" >&2
          exit 1
        fi
        [ "$1 $2 $3" = 'exec -i box' ] || exit 99
        shift 3
        exec "$@"
        """,
    "podman": r"""
        if [ "$1 $2" = 'container inspect' ]; then
          [ "$5" = pod-box ] && echo true && exit
          echo "Error: no such container $5" >&2
          exit 125
        fi
        [ "$1 $2 $3" = 'exec -i pod-box' ] || exit 99
        shift 3
        exec "$@"
        """,
    "kubectl": r"""
        [ "$1 $2 $3 $4 $5 $6" = 'exec -i --namespace shop web-0 --' ] || exit 99
        shift 6
        exec "$@"
        """,
}

PLACES = (
    ("--host", "web1"),
    ("--container", "box"),
    ("--container", "pod-box"),
    ("--pod", "web-0", "--namespace", "shop"),
)

PROGRAM = """
    import sys
    class Thing:
        pass
    things = [Thing() for _ in range(%d)]
    print("ready", flush=True)
    sys.stdin.readline()
    print(len(things), flush=True)
    """
THINGS = 1234


class TargetCase(seep_case.SeepCase):
    def setUp(self):
        super().setUp()
        self.targets = []

    def tearDown(self):
        for target in self.targets:
            if target.poll() is None:
                target.kill()
            target.communicate()
        self.assertEqual(os.listdir(self.path("tmp")), [])  # nothing that was brought stays

    def add_stand_ins(self):
        for name, script in STAND_INS.items():
            os.chmod(self.write("bin/" + name, "#!/bin/sh\n" + script), 0o700)
        self.environment["PATH"] = self.path("bin") + ":" + os.environ["PATH"]

    def start_target(self, program=PROGRAM % THINGS, command=None):
        """A program that has said that it is ready; it goes on when it is sent a line."""
        target = self.start(command or [sys.executable, self.write("app.py", program)])
        self.targets.append(target)
        self.assertEqual(target.stdout.readline(), "ready\n")
        return target

    def assert_unharmed(self, target):
        done = self.finish(target, "go on\n")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "%d\n" % THINGS, ""))
