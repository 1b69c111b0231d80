# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop in a process of its own, used as a person does it: with keys and clicks of the X server.

Runs under with-display.sh. There is no window manager: a new window is at the corner of the screen,
and has the keys when focus() was called.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import traceback

from accessible import Atspi, DEADLINE_S, Element, Table, wait_for

HERE = os.path.dirname(os.path.abspath(__file__))
APPLICATION = os.environ["SEEP_DESKTOP"]
CLI = os.environ["SEEP_CLI"]


def xdotool(*words):
    answer = subprocess.run(["xdotool", *map(str, words)], stdout=subprocess.PIPE, timeout=DEADLINE_S,
                            universal_newlines=True, check=True)
    return answer.stdout.split()


class Window(Element):
    """A window on the screen."""

    def __init__(self, accessible, process):
        super().__init__(accessible)
        self.number = wait_for("the window's number", lambda: xdotool(
            "search", "--onlyvisible", "--pid", process.pid, "--name", "^%s$" % re.escape(self.name)))[-1]
        self.focus()

    def focus(self):
        xdotool("windowraise", self.number)
        xdotool("windowfocus", "--sync", self.number)

    def click(self, element):
        """In the middle of @element. Around the window is a frame, the same on all sides."""
        geometry = dict(line.split("=") for line in
                        xdotool("getwindowgeometry", "--shell", self.number) if "=" in line)
        frame = (int(geometry["WIDTH"]) - self.box[2]) // 2
        x, y = element.middle
        xdotool("mousemove", "--window", self.number, x + frame, y + frame, "click", 1)

    def activate(self, label):
        """The row with that label. Not by a double click: a busy machine makes two of it."""
        self.click(label)
        self.press("Return")

    def press(self, *keys):
        xdotool("key", *keys)

    def type(self, text):
        xdotool("type", "--delay", 5, text)

    def table(self, name):
        """The table of that name, when it is on the screen."""
        def find():
            found = self.find("tree table", name)
            table = found and Table(found.accessible, self)
            return table if table and table.titles()[0].is_shown() else None
        return wait_for("the table %r" % name, find)

    def choose_next(self, name):
        """In the drop-down of that name, what stands below its choice."""
        choice = self.wait_for("combo box", name)
        self.click(choice)
        wait_for("the choices", lambda: next(
            (True for item in choice.find_all("list") if item.box[2] > 0), False))
        self.press("Down", "Return")

    def show_page(self, name):
        """By a click in the sidebar."""
        row = wait_for("the page %r" % name, lambda: next(
            (label for label in self.wait_for("list", "Pages").find_all("label", name)
             if label.is_shown()), None))
        self.click(row)


class Seep:
    """The program, until the end of a with block."""

    def __init__(self, *files):
        self.process = subprocess.Popen([APPLICATION, *files])

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None:
            for window in self.windows():
                print("\n".join("# " + line for line in window.describe().splitlines()))
        if kind is not None and self.process.poll() is None:
            self.process.kill()
        self.process.wait(DEADLINE_S)

    def windows(self):
        """The windows that it has now, as elements."""
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(index)
            if application is not None and application.get_process_id() == self.process.pid:
                application.set_cache_mask(Atspi.Cache.NONE)
                children = [application.get_child_at_index(index)
                            for index in range(application.get_child_count())]
                return [Element(child) for child in children if child is not None]
        return []

    def window(self, title):
        """The window whose title begins so, with the keys. A session's has the time in it."""
        def find():
            if self.process.poll() is not None:
                raise AssertionError("it ended with %d" % self.process.returncode)
            return next((window for window in self.windows() if window.name.startswith(title)), None)
        return Window(wait_for("the window %r" % title, find).accessible, self.process)

    def close(self, window):
        """Closes its last window by the button in its corner; it has to end well."""
        window.focus()
        window.click(window.wait_for("push button", "Close"))
        assert self.process.wait(DEADLINE_S) == 0, self.process.returncode


def ask_cli(*words):
    """What seep-cli says about the same: both use one engine."""
    answer = subprocess.run([CLI, "--json", *words], stdout=subprocess.PIPE, timeout=DEADLINE_S,
                            check=True)
    return json.loads(answer.stdout.decode())


FOLDER = tempfile.TemporaryDirectory(prefix="seep-test-")


def make_dumps():
    """Two dumps of one program, the second one when it had grown: (before, after)."""
    paths = [os.path.join(FOLDER.name, name) for name in ("before.seepheap", "after.seepheap")]
    if not os.path.exists(paths[-1]):
        subprocess.run([sys.executable, os.path.join(HERE, "shop.py"),
                        os.environ["SEEP_TEST_AGENT_FOLDER"], *paths],
                       env={"LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}, check=True)
    return paths


def equal(found, expected):
    if found != expected:
        raise AssertionError("%r, not %r" % (found, expected))


def forget_everything(number):
    """What is opened from here on is remembered in folders of its own."""
    for kind in ("CACHE", "DATA", "STATE"):
        os.environ["XDG_%s_HOME" % kind] = os.path.join(FOLDER.name, str(number), kind.lower())


def main(namespace):
    """Runs the functions test_* of a file, as TAP; none sees what another one left."""
    Atspi.init()
    tests = [(name[5:].replace("_", "-"), function) for name, function in namespace.items()
             if name.startswith("test_")]
    failed = 0
    print("1..%d" % len(tests))
    for number, (name, function) in enumerate(tests, 1):
        try:
            forget_everything(number)
            function()
        except Exception: # pylint: disable=broad-except
            failed += 1
            print("not ok %d %s" % (number, name))
            print("\n".join("# " + line for line in traceback.format_exc().splitlines()))
        else:
            print("ok %d %s" % (number, name))
        sys.stdout.flush()
    FOLDER.cleanup()
    sys.exit(failed > 0)
