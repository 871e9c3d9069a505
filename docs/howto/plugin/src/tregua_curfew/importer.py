"""Tables of a morgue: a row a month, with the columns ``morgue_month`` and ``bodies``."""

from tregua.places.importers.recipe import Recipe

TITLE = "a register of a morgue"


def recognise(head):
    """Return how to read a table with these two columns; None if it has others."""
    if list(head.columns) != ["morgue_month", "bodies"]:
        return None
    return Recipe(
        importer="morgue",
        sheet=head.sheet.name,
        header=head.line,
        shape="rows",
        columns={"date": "morgue_month"},
        values={"bodies": "killed"},
    )
