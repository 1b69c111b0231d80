# SPDX-License-Identifier: GPL-3.0-or-later
"""Two dumps that are opened together are compared type by type, with the numbers of seep-cli."""
from accessible import wait_for
from seep import Seep, ask_cli, main, make_dumps

N_ROWS = 5


def signed(number):
    """As a cell says it: sign and digits, and an arrow that says the same."""
    if number == 0:
        return "0"
    return "▲ +{:,}".format(number) if number > 0 else "▼ \u2212{:,}".format(-number)


def expected_rows(before, after, scope):
    rows = ask_cli("diff", before, after, "--scope", scope)["rows"][:N_ROWS]
    return [[row["key"], "{:,}".format(row["count"][0]), signed(row["count_diff"]),
             "{:,}".format(row["count"][1])] for row in rows]


def read_rows(table):
    """Name, objects before, their change, and objects after, of the first rows."""
    return [[cells[0], cells[1], cells[3], cells[5]]
            for cells in (table.cells(row) for row in table.rows(N_ROWS))]


def wait_for_rows(window, expected):
    wait_for("the rows %s; they were %s" % (expected, read_rows(window.table("Comparison"))),
             lambda: read_rows(window.table("Comparison")) == expected)


def open_comparison(seep):
    window = seep.window("shop.py")
    window.show_page("Compare")
    window.table("Comparison")
    return window


def test_shows_what_has_changed():
    before, after = make_dumps()
    with Seep(before, after) as seep:
        window = open_comparison(seep)
        wait_for_rows(window, expected_rows(before, after, "all"))
        assert ["shop.Session", "400", "▲ +250", "650"] in read_rows(window.table("Comparison"))
        seep.close(window)


def test_scope_tells_new_from_gone():
    before, after = make_dumps()
    with Seep(before, after) as seep:
        window = open_comparison(seep)
        for scope in ("new", "gone"):
            window.choose_next("Which objects count")
            wait_for_rows(window, expected_rows(before, after, scope))
        seep.close(window)


def test_a_row_leads_to_the_objects_that_are_new():
    before, after = make_dumps()
    with Seep(before, after) as seep:
        window = open_comparison(seep)
        wait_for_rows(window, expected_rows(before, after, "all"))
        window.activate(window.table("Comparison").find("label", "shop.Session"))
        objects = window.table("Objects")
        window.wait_for_text("New since before")
        window.wait_for_text("300 objects")
        wait_for("sessions", lambda: all(text.startswith("key='session:")
                                         for text in objects.column("Object")))
        seep.close(window)


if __name__ == "__main__":
    main(globals())
