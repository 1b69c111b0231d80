# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows and totals follow what is typed into the filter."""
from accessible import wait_for
from seep import Seep, ask_cli, main, make_dumps


def count_objects(entries):
    return "{:,} objects".format(sum(entry["count"] for entry in entries))


def test_rows_and_totals_follow():
    path, _ = make_dumps()
    every = ask_cli("types", path)["types"]
    matching = ask_cli("types", path, "--match", "shop.")["types"]
    with Seep(path) as seep:
        window = seep.window("shop.py")
        window.show_page("Types")
        table = window.table("Types")
        window.wait_for_text("%d types · %s" % (len(every), count_objects(every)))
        window.press("ctrl+f")
        window.type("shop.")
        wait_for("the types that match", lambda: table.column("Type") ==
                 [entry["name"] for entry in matching])
        window.wait_for_text("%d of %d types · %s" % (
            len(matching), len(every), count_objects(matching)))
        window.type("xyz")
        window.wait_for_text("No Type Matches")
        window.press("ctrl+a", "BackSpace")
        wait_for("all types", lambda: len(table.rows(len(every))) > len(matching))
        window.wait_for_text("%d types · %s" % (len(every), count_objects(every)))
        seep.close(window)


if __name__ == "__main__":
    main(globals())
