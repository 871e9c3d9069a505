#!/usr/bin/env bash
# Make one environment for each peer: install.sh FOLDER [PEER...]
# Each peer brings its own versions of NumPy and SciPy, so that none is held back by another.
set -uo pipefail
folder=${1:?folder for the environments}
shift
declare -A needs=(
    [gillespy2]="gillespy2==1.8.3 scons"   # its C++ solvers need scons on PATH, which its install does not bring
    [mesa]="mesa networkx"                 # a plain install of Mesa does not import
    [pysd]="pysd==3.14.3"
    [starsim]="starsim==3.7.2"
    [epymorph]="epymorph==1.2.0"
)
for peer in "${@:-${!needs[@]}}"; do
    for one in $peer; do
        echo "== $one"
        # shellcheck disable=SC2086
        python3 -m venv "$folder/$one" && "$folder/$one/bin/pip" install -q ${needs[$one]} || echo "$one: does not install here"
    done
done
