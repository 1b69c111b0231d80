# SPDX-License-Identifier: GPL-3.0-or-later
"""A dump is opened from the command line, and from home by its path."""
from seep import Seep, ask_cli, equal, main, make_dumps


def check_overview(window, path):
    facts = ask_cli("info", path)["files"][0]
    window.wait_for_text("What Holds Most")
    window.wait_for_text("{:,}".format(facts["objects"]))
    window.wait_for_text("{:,}".format(facts["references"]))
    window.wait_for_text("shop.sessions")


def test_shows_the_dump_that_is_named():
    path, _ = make_dumps()
    with Seep(path) as seep:
        window = seep.window("shop.py")
        check_overview(window, path)
        seep.close(window)


def test_opens_a_path_that_is_typed():
    _, path = make_dumps()
    with Seep() as seep:
        home = seep.window("Seep")
        home.wait_for_text("Why Does It Grow?")
        home.press("Return") # on "Open File…", where the focus is
        dialog = seep.window("Open Files")
        dialog.type(path)
        dialog.press("Return")
        window = seep.window("shop.py")
        check_overview(window, path)
        equal([other.name for other in seep.windows()], [window.name])
        seep.close(window)


if __name__ == "__main__":
    main(globals())
