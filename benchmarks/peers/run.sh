#!/usr/bin/env bash
# Run the peers whose environments install.sh has made, and write the table: run.sh FOLDER PYTHON_WITH_TREGUA
set -uo pipefail
cd "$(dirname "$0")"
folder=${1:?folder of the environments} python=${2:-python3}
export PYTHONPATH=$PWD/../../src:$PWD
{
    [ -x "$folder/gillespy2/bin/python" ] && PATH="$folder/gillespy2/bin:$PATH" "$folder/gillespy2/bin/python" gillespy2_leap.py
    [ -x "$folder/pysd/bin/python" ] && "$folder/pysd/bin/python" pysd_mean.py
} | tee results.jsonl | "$python" table.py | tee results.md
rm -f results.jsonl
