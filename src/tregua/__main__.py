"""``python -m tregua`` is the command ``tregua``."""

import sys

from tregua.cli import main

if __name__ == "__main__":
    sys.exit(main())
