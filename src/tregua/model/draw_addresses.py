"""Addresses of draws: which random number belongs to which flow of a place and step."""

from tregua.model.compilation import inlined

# one address a kind of draw; gang, stage and age are added below
(
    S_ACTIVE,
    S_HIDING,
    S_ASSOCIATES,
    S_EXPOSED,
    S_REST,
    S_CUSTODY_MEMBER,
    S_CUSTODY_CIVILIAN,
    S_OTHER,
    S_TERRITORY,
) = range(1, 10)
S_RELEASE, S_ESCAPE, S_CHILD, S_DIED, S_LYNCHED = range(10, 15)


@inlined
def slot(kind, gang, sub):
    """Return the address of a draw within a place and step; 1,024 exits fit behind it."""
    return (kind << 28) | (gang << 16) | (sub << 10)
