# SPDX-License-Identifier: GPL-3.0-or-later
"""What is on the screen, as a screen reader is told: elements with a role and a name.

GTK 4.8 does not say which elements are on the screen (pages of a stack that are not shown are there
as well), so that is_shown() asks what lies under the middle of the element. It answers for labels only.
"""
import time
import warnings

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # pylint: disable=wrong-import-position

warnings.simplefilter("ignore", DeprecationWarning) # of calls that have no other name in Python

DEADLINE_S = 60 # nothing takes a tenth of it, on a machine that does nothing else
PAUSE_S = 0.03 # between two looks: nobody tells when an answer will be another one
MAX_CHILDREN = 30
CONTAINERS = ("panel", "filler", "scroll pane")
WINDOW = Atspi.CoordType.WINDOW


# What a look meets when elements go while it is taken: an error of theirs, or less than there was.
GONE = (GLib.Error, AttributeError, LookupError, StopIteration, TypeError, ValueError)


def wait_for(what, condition, deadline_s=DEADLINE_S):
    """What @condition returns as soon as that is true; elements that go meanwhile are no answer."""
    end = time.monotonic() + deadline_s
    problem = None
    while time.monotonic() < end:
        try:
            answer = condition()
        except GONE as error:
            answer, problem = None, error
        if answer:
            return answer
        time.sleep(PAUSE_S)
    raise AssertionError("waited %d s for %s" % (deadline_s, what)) from problem


class Element:
    def __init__(self, accessible, window=None):
        self.accessible = accessible
        self.window = window or self
        self.role = accessible.get_role_name()

    @property
    def name(self):
        return (self.accessible.get_name() or "").replace("\u00a0", " ")

    @property
    def description(self):
        return self.accessible.get_description() or ""

    @property
    def box(self):
        """(x, y, width, height) in the window; nothing for what is no widget, as a page of a stack."""
        component = self.accessible.get_component_iface()
        if component is None:
            return None
        extents = component.get_extents(WINDOW)
        return extents.x, extents.y, extents.width, extents.height

    @property
    def middle(self):
        x, y, width, height = self.box
        return x + width // 2, y + height // 2

    def may_be_shown(self):
        """Not what was never laid out, and of a table on a page that is not shown."""
        if self.role == "tree table":
            return Table(self.accessible, self.window).titles()[0].is_shown()
        if self.role in CONTAINERS:
            box = self.box
            return box is None or box[2] > 0
        return True

    def children(self):
        """All; of a long list those around what is on the screen at first."""
        for index in range(min(self.accessible.get_child_count(), MAX_CHILDREN)):
            child = self.accessible.get_child_at_index(index)
            if child is not None:
                yield Element(child, self.window)

    def walk(self):
        """All elements below that may be on the screen, in the order of reading."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            if element.may_be_shown():
                stack.extend(reversed(list(element.children())))

    def find_all(self, role, name=None):
        return [element for element in self.walk()
                if element.role == role and (name is None or element.name == name)]

    def find(self, role, name=None):
        for element in self.walk():
            if element.role == role and (name is None or element.name == name):
                return element
        return None

    def wait_for(self, role, name=None):
        return wait_for("%s %r" % (role, name), lambda: self.find(role, name))

    def is_selected(self):
        return self.accessible.get_state_set().contains(Atspi.StateType.SELECTED)

    def is_shown(self):
        """Is the middle of this label on the screen?"""
        if self.box is None or self.box[2] == 0:
            return False
        hit = self.window.accessible.get_component_iface().get_accessible_at_point(
            *self.middle, WINDOW)
        return (hit is not None and hit.get_role_name() == self.role
                and Element(hit).name == self.name)

    def texts(self):
        """What the labels that are on the screen say."""
        return [label.name for label in self.find_all("label") if label.is_shown()]

    def shows(self, text):
        return any(text in label.name and label.is_shown() for label in self.find_all("label"))

    def wait_for_text(self, text):
        wait_for("the text %r" % text, lambda: self.shows(text))

    def describe(self):
        """The tree, for a person who wonders why a test failed."""
        lines = []
        stack = [(self, 0)]
        while stack:
            element, depth = stack.pop()
            try:
                lines.append("%s%s %r %r" % ("  " * depth, element.role, element.name, element.box))
                if element.may_be_shown():
                    stack.extend((child, depth + 1) for child in reversed(list(element.children())))
            except GONE:
                lines.append("  " * depth + "(gone)")
        return "\n".join(lines)


class Table(Element):
    """A table with column titles: only the rows that are made, those around what is on the screen."""

    def titles(self):
        header = next(child for child in self.children() if child.role == "table row")
        return header.find_all("label")

    def title(self, name):
        return next(label for label in self.titles() if label.name == name)

    def list(self):
        return next(child for child in self.children() if child.role == "list")

    def rows(self, limit=20):
        rows = []
        for row in self.list().children():
            if len(rows) == limit:
                break
            rows.append(row)
        return rows

    def cells(self, row):
        """The text of each cell; "" where there is none."""
        texts = []
        for cell in row.children():
            label = cell.find("label")
            texts.append(label.name if label is not None else "")
        return texts

    def column(self, title, limit=20):
        """The texts of that column in the first @limit rows."""
        index = [label.name for label in self.titles()].index(title)
        return [self.cells(row)[index] for row in self.rows(limit)]
