"""``python -m tregua`` is the command ``tregua``."""

import os
import sys


def main() -> int:
    """Run the command line of this process."""
    from tregua.i18n import asked_for

    # The commands say what they are when they are imported, so the language must be known before.
    lang = asked_for(sys.argv[1:])
    if lang is not None:
        os.environ["TREGUA_LANG"] = lang
    from tregua.cli.app import main as command

    return command()


if __name__ == "__main__":
    sys.exit(main())
