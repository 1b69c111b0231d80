# SPDX-License-Identifier: GPL-3.0-or-later
"""A click on a column's title sorts as the engine does; another one turns the order around."""
from accessible import wait_for
from seep import Seep, ask_cli, equal, main, make_dumps

N_ROWS = 8


def expected(path, key):
    """The first names when sorted by @key, from the largest."""
    return [entry["name"] for entry in ask_cli("types", path, "--sort", key)["types"][:N_ROWS]]


def wait_for_order(table, names):
    wait_for("the order %s; it was %s" % (names, table.column("Type", N_ROWS)),
             lambda: table.column("Type", N_ROWS) == names)


def test_sorts_by_the_column_that_is_clicked():
    path, _ = make_dumps()
    with Seep(path) as seep:
        window = seep.window("shop.py")
        window.show_page("Types")
        table = window.table("Types")
        wait_for_order(table, expected(path, "retained"))
        for title, key in (("Count", "count"), ("Size", "bytes"), ("Type", "name")):
            window.click(table.title(title))
            wait_for_order(table, expected(path, key))
        seep.close(window)


def test_a_second_click_turns_the_order_around():
    path, _ = make_dumps()
    with Seep(path) as seep:
        window = seep.window("shop.py")
        window.show_page("Types")
        table = window.table("Types")
        window.click(table.title("Type"))
        names = sorted(entry["name"] for entry in ask_cli("types", path)["types"])
        wait_for_order(table, names[:N_ROWS])
        window.click(table.title("Type"))
        wait_for_order(table, names[:-N_ROWS - 1:-1])
        seep.close(window)


if __name__ == "__main__":
    main(globals())
