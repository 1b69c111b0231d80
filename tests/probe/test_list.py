#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`list`: which processes it finds, what it says of them, and that it leaves them alone."""

import ctypes
import os
import re
import shutil
import subprocess
import time

import probe_case
import psutil
from probe_case import NOBODY, PYTHONS, SYSTEM

LOADER = b"/lib64/ld-linux-x86-64.so.2\0"


def is_known(version):
    return (3, 8) <= tuple(map(int, version.split(".")[:2])) <= (3, 14)


def find_libraries(program):
    out = subprocess.run(
        ["ldd", program], stdout=subprocess.PIPE, check=True, universal_newlines=True
    )
    return re.findall(r"(/\S+) \(0x", out.stdout)


class List(probe_case.ProbeCase):
    def test_finds_every_interpreter(self):
        targets = {version: self.start_python(python=path) for version, path in PYTHONS}
        listed = self.list()
        for version, target in targets.items():
            found = listed[target.pid]
            maps = open("/proc/%d/maps" % target.pid, encoding="utf-8").read()
            self.assertEqual(found["python"], version)
            self.assertEqual(found["build"], "shared" if "/libpython" in maps else "static")
            self.assertEqual(found["libc"], "glibc")
            self.assertEqual(found["parent"], os.getpid())
            self.assertEqual(found["uid"], os.getuid())
            self.assertEqual(found["argv"], target.process.args)
            self.assertEqual(found["exe"], os.readlink("/proc/%d/exe" % target.pid))
            self.assertRegex(found["program"], r"^python.* -c import sys…$")
            self.assertIs(found["container"], False)
            if is_known(version) and os.geteuid() == 0:
                self.assertEqual(
                    found["attach"], {"how": "agent", "code": "ok", "message": "", "remedy": ""}
                )
            elif not is_known(version):
                self.assertEqual(found["attach"]["how"], "none")
                self.assertIn(found["attach"]["code"], ("too-old", "too-new"))
                self.assertEqual(found["attach"]["python"], version)

    def test_says_what_psutil_says(self):
        target = self.start_python("x = bytearray(9 << 20)")
        target.stop()
        found, other = self.list()[target.pid], psutil.Process(target.pid)
        self.assertEqual(found["user"], other.username())
        self.assertEqual(found["rss_bytes"], other.memory_info().rss)
        self.assertAlmostEqual(found["started"], other.create_time(), delta=1.1)

    def test_passes_over_what_is_no_python(self):
        target = self.start(["sh", "-c", "echo ready; cat"])
        self.assertNotIn(target.pid, self.list())

    def test_finds_a_file_that_is_gone(self):
        exe = self.path("python3.11")
        shutil.copy(os.path.realpath(SYSTEM), exe)
        moved, deleted, replaced = (self.start_python(python=exe) for _ in range(3))
        version = self.list()[moved.pid]["python"]
        os.rename(exe, self.path("elsewhere"))
        self.assertEqual(self.list()[moved.pid]["python"], version)
        shutil.copy("/bin/true", exe)
        self.assertEqual(self.list()[replaced.pid]["python"], version)
        os.unlink(self.path("elsewhere"))
        found = self.list()[deleted.pid]
        self.assertEqual((found["python"], found["build"]), (version, "static"))
        self.assertTrue(found["exe"].endswith(" (deleted)"))

    def test_finds_a_library_that_is_gone(self):
        for version, path in PYTHONS:
            home = os.path.dirname(os.path.dirname(path))
            name = "libpython%s.so.1.0" % re.match(r"\d+\.\d+", version).group()
            if not is_known(version) or not os.path.exists(os.path.join(home, "lib", name)):
                continue
            copy = self.path(name)
            shutil.copy(os.path.join(home, "lib", name), copy)
            target = self.start_python(
                python=path, env={"LD_LIBRARY_PATH": self.folder, "PYTHONHOME": home}
            )
            with open("/proc/%d/maps" % target.pid, encoding="utf-8") as maps:
                self.assertIn(copy, maps.read())
            os.unlink(copy)
            found = self.list()[target.pid]
            self.assertEqual(found["build"], "shared")
            # Without the privilege to follow the mapping there is still the name.
            short = version.rpartition(".")[0]
            self.assertIn(found["python"], [version] if os.geteuid() == 0 else [version, short])

    def test_knows_a_library_by_its_name_at_least(self):
        copy = self.path("libpython3.9.so.1.0")
        shutil.copy(find_libraries(SYSTEM)[0], copy)
        target = self.start_python(env={"LD_PRELOAD": copy})
        os.unlink(copy)
        found = self.list()[target.pid]
        self.assertEqual((found["build"], found["python"]), ("shared", "3.9"))

    def test_looks_into_a_chroot(self):
        for path in find_libraries(SYSTEM) + [os.path.realpath(SYSTEM)]:
            os.makedirs(self.path("." + os.path.dirname(path)), exist_ok=True)
            shutil.copy(path, self.path("." + path))

        def enter():
            probe_case.unshare(0)
            os.chroot(self.folder)

        # The standard library is not in there: what little is needed is built in.
        code = "import posix; posix.write(1, b'ready\\n'); posix.read(0, 1)"
        os.makedirs(self.path("lib/python3/encodings"))
        stdlib = os.path.dirname(os.__file__)
        shutil.copytree(
            stdlib,
            self.path("." + stdlib),
            symlinks=True,
            ignore=shutil.ignore_patterns("*.pyc", "test*", "dist-packages", "config-*"),
        )
        target = self.start([os.path.realpath(SYSTEM), "-S", "-c", code], setup=enter, cwd="/")
        found = self.list()[target.pid]
        self.assertEqual(
            found["python"], dict((path, version) for version, path in PYTHONS)[SYSTEM]
        )
        self.assertEqual(found["build"], "static")

    def test_tells_containers(self):
        user = [] if os.geteuid() == 0 else ["--map-root-user"]
        outer = self.start(
            ["unshare", *user, "--pid", "--fork", "--kill-child"]
            + [SYSTEM, "-S", "-c", probe_case.WAIT]
        )
        inner = [line for line in self.list().values() if line["parent"] == outer.pid]
        self.assertEqual([line["container"] for line in inner], [True])

    def test_a_service_with_own_mounts_is_no_container(self):
        target = self.start_python(setup=lambda: probe_case.unshare(probe_case.CLONE_NEWNS))
        self.assertIs(self.list()[target.pid]["container"], False)

    def test_calls_programs_by_name(self):
        script = self.path("server.py")
        with open(script, "w", encoding="utf-8") as file:
            file.write(probe_case.WAIT)
        shutil.copy(script, self.path("tool"))
        by_script = self.start([SYSTEM, "-S", script, "--port", "80"])
        by_module = self.start([SYSTEM, "-m", "server"], cwd=self.folder)
        by_title = self.start(["svc: worker [é]", "-S", script], executable=SYSTEM)
        as_console = self.start([SYSTEM, "-S", self.path("tool")])
        listed = self.list()
        self.assertEqual(listed[by_script.pid]["program"], "server.py")
        self.assertEqual(listed[by_module.pid]["program"], "-m server")
        self.assertEqual(listed[by_title.pid]["argv"][0], "svc: worker [é]")
        self.assertEqual(listed[as_console.pid]["program"], "tool")

    def test_believes_a_process_that_renamed_itself(self):
        # As setproctitle does it: over the arguments, where the kernel reads them.
        target = self.start_python("""
import ctypes
stat = open('/proc/self/stat').read().rpartition(')')[2].split()
start, end = int(stat[45]), int(stat[46])
title = b'gunicorn: master [app]'
ctypes.memset(start, 0, end - start)
ctypes.memmove(start, title, len(title))
ctypes.CDLL(None).prctl(15, b'gunicorn', 0, 0, 0)
""")
        found = self.list()[target.pid]
        self.assertEqual(found["program"], "gunicorn: master [app]")
        self.assertEqual(found["argv"], ["gunicorn: master [app]"])

    def test_knows_musl_by_its_loader(self):
        loader = self.path("ld-musl-x86_64.so.1")
        os.symlink("/lib64/ld-linux-x86-64.so.2", loader)
        exe = self.path("python3.11")
        short = "/tmp/ld-musl-%d" % os.getpid()  # there is room for as many letters only
        os.symlink(loader, short)
        self.addCleanup(os.unlink, short)
        with open(os.path.realpath(SYSTEM), "rb") as file:
            data = file.read()
        self.assertEqual(data.count(LOADER), 1)
        with open(exe, "wb") as file:
            file.write(data.replace(LOADER, short.encode().ljust(len(LOADER), b"\0")))
        os.chmod(exe, 0o755)
        target = self.start_python(python=exe)
        found = self.list()[target.pid]
        self.assertEqual(found["libc"], "musl")
        if os.geteuid() == 0:
            self.assertEqual((found["attach"]["how"], found["attach"]["code"]), ("outside", "musl"))

    def test_leaves_out_who_goes_meanwhile(self):
        stop = time.monotonic() + 1
        while time.monotonic() < stop:
            children = [subprocess.Popen([SYSTEM, "-S", "-c", ""]) for _ in range(4)]
            self.list()
            for child in children:
                child.wait()

    def test_changes_nothing(self):
        target = self.start_python()
        target.stop()
        before = open("/proc/%d/stat" % target.pid, encoding="utf-8").read()
        for _ in range(5):
            self.list()
        self.assertEqual(open("/proc/%d/stat" % target.pid, encoding="utf-8").read(), before)


class Refusals(probe_case.ProbeCase):
    """Each needs somebody who may do less than root."""

    def attach(self, target, **options):
        return self.list(**options)[target.pid]["attach"]

    def test_another_user(self):
        target = self.start_python()
        if os.geteuid() != 0:
            target = None
        listed = self.list(preexec_fn=become_other)
        for line in listed.values():
            if line["uid"] not in (os.geteuid() if os.geteuid() != 0 else NOBODY,):
                self.assertEqual(
                    (line["attach"]["how"], line["attach"]["code"]), ("none", "other-user")
                )
                self.assertNotIn("exe", line)
        if target is not None:
            found = listed[target.pid]
            self.assertEqual(found["attach"]["user"], "root")
            self.assertEqual(found["user"], "root")
            self.assertTrue(found["program"].startswith("python3 -c"))

    def test_our_own(self):
        target = self.start_python(setup=become_other)
        found = self.attach(target, preexec_fn=become_other)
        self.assertIn(found["code"], ("ok", "yama"))

    def test_one_that_cannot_be_dumped(self):
        target = self.start_python(
            "import ctypes; ctypes.CDLL(None).prctl(4, 0)", setup=become_other
        )
        found = self.attach(target, preexec_fn=become_other)
        self.assertEqual(found["how"], "none")
        self.assertIn(found["code"], ("no-ptrace", "yama"))
        if os.geteuid() == 0:
            self.assertEqual(self.attach(target)["code"], "ok")

    def test_one_that_is_stopped(self):
        target = self.start_python()
        target.stop()
        found = self.attach(target)
        self.assertIn((found["how"], found["code"]), (("outside", "stopped"), ("none", "yama")))

    def test_one_that_is_traced(self):
        target = self.start_python()
        libc = probe_case.LIBC
        libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
        self.assertEqual(libc.ptrace(0x4206, target.pid, None, None), 0)  # PTRACE_SEIZE
        found = self.attach(target)
        self.assertEqual((found["how"], found["code"]), ("none", "traced"))
        self.assertEqual(found["tracer"], os.getpid())

    def test_strict_seccomp(self):
        target = self.start(
            [
                SYSTEM,
                "-S",
                "-c",
                """
import ctypes, posix
prctl, write, read = ctypes.CDLL(None).prctl, posix.write, posix.read
assert prctl(22, 1) == 0
write(1, b'ready\\n')
read(0, 1)
""",
            ]
        )
        found = self.attach(target)
        self.assertIn((found["how"], found["code"]), (("outside", "seccomp"), ("none", "yama")))


def become_other():
    if os.geteuid() == 0:
        probe_case.become_nobody()


if __name__ == "__main__":
    probe_case.main()
