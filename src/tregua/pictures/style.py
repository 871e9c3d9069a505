"""Letters that key marks to their names; the colours are in `tregua.vocabulary.palette`."""


def letters(count: int) -> list[str]:
    """Return A, B, ... Z, AA, AB, ... to key marks to their names."""
    out = []
    for i in range(count):
        first, second = divmod(i, 26)
        out.append((chr(64 + first) if first else "") + chr(65 + second))
    return out
