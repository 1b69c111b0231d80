# SPDX-License-Identifier: GPL-3.0-or-later
"""From a type to an object, and along its chain to the root."""
from accessible import wait_for
from seep import Seep, ask_cli, equal, main, make_dumps


def expected_chain(path, address):
    """What the rows must begin with, and the type that they must name."""
    steps = ask_cli("paths", path, "--address", address, "--limit", "1")["paths"][0]["steps"]
    return [(step["label"] if step["kind"] == "root" else step["text"], step["type"])
            for step in steps if not step["folded"]]


def read_chain(window):
    """The same from the screen; None while there is none."""
    chain = window.find("list", "Chain to the root")
    return chain and [tuple(row.texts()[:2]) for row in chain.children()]


def wait_for_chain(window, expected):
    wait_for("the chain %s; it was %s" % (expected, read_chain(window)),
             lambda: read_chain(window) == expected)


def open_object(window):
    """The first session, from its type; its address."""
    window.show_page("Types")
    types = window.table("Types")
    window.press("ctrl+f")
    window.type("shop.Session")
    wait_for("the type", lambda: types.column("Type") == ["shop.Session"])
    window.activate(types.find("label", "shop.Session"))
    objects = window.table("Objects")
    wait_for("its objects", lambda: len(objects.rows()) > 8)
    address = objects.column("Address")[0]
    window.activate(objects.find("label", address))
    return address


def test_walks_from_a_type_to_the_root():
    path, _ = make_dumps()
    with Seep(path) as seep:
        window = seep.window("shop.py")
        address = open_object(window)
        steps = expected_chain(path, address)
        equal([text for text, _ in steps[:2]], ["module shop", ".sessions"])
        equal(len(steps), 3)
        wait_for_chain(window, steps)
        window.wait_for_text("shop.sessions%s" % steps[-1][0])
        for n_left in (2, 1):
            chain = window.find("list", "Chain to the root")
            window.click(chain.find("label", steps[n_left - 1][0]))
            wait_for_chain(window, steps[:n_left])
        window.press("alt+Left")
        wait_for_chain(window, steps[:2])
        seep.close(window)


if __name__ == "__main__":
    main(globals())
