#!/usr/bin/env bash
# Make the table of peers: run.sh [--scratch FOLDER] [PEER...]   (see README.md; run.sh --help tells all options)
# Takes the Python that has Tregua: $PYTHON, else the one `make` sets up, else python3.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=${PYTHON:-$here/../../.venv/bin/python}
[ -x "$python" ] || python=python3
exec "$python" "$here/run.py" "$@"
