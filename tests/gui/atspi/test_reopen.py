# SPDX-License-Identifier: GPL-3.0-or-later
"""A session that is opened again shows what it showed."""
from accessible import wait_for
from seep import Seep, ask_cli, equal, main, make_dumps


def selected(table):
    """The types in the rows that are selected."""
    return [table.cells(row)[0] for row in table.rows() if row.is_selected()]


def arrange(window, path):
    """Sorts, filters and selects on the types page; what can be seen of it then."""
    matching = ask_cli("types", path, "--match", "er", "--sort", "name")["types"]
    window.show_page("Types")
    table = window.table("Types")
    window.click(table.title("Type"))
    window.press("ctrl+f")
    window.type("er")
    wait_for("the types that match", lambda: table.column("Type", len(matching)) ==
             [entry["name"] for entry in matching])
    name = matching[2]["name"]
    window.click(table.find("label", name))
    wait_for("the selection", lambda: selected(table) == [name])
    return table.column("Type"), selected(table)


def test_shows_what_it_showed():
    path, other = make_dumps()
    with Seep(path, other) as seep:
        window = seep.window("shop.py")
        names, selection = arrange(window, path)
        seep.close(window)

    with Seep() as seep:
        home = seep.window("Seep")
        home.click(wait_for("the session", lambda: next(
            (label for label in home.find("list", "Recent sessions").find_all("label")
             if label.name.startswith("shop.py")), None)))
        window = seep.window("shop.py")
        table = window.table("Types")
        wait_for("the rows", lambda: table.column("Type") == names)
        wait_for("the selection", lambda: selected(table) == selection)
        equal([row.name for row in window.find("list", "Captures").children()],
              ["before", "after"])
        seep.close(window)


if __name__ == "__main__":
    main(globals())
