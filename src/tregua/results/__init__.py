"""Results: variables, datasets, files and exports."""

import tregua.code_fingerprint  # noqa: F401 - taken before any file of this room is loaded
