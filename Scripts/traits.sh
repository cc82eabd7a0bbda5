#!/usr/bin/env bash
# Prints the options that SwiftPM needs on this machine: none where a program against GLPK can be compiled and linked,
# --disable-default-traits where not (the reference solver then stands in; said on standard error).
set -euo pipefail

if "$(dirname "$0")/has-glpk.sh"; then
    exit 0
fi
echo "GLPK (libglpk-dev) is not installed: building without it, linear programs go to the reference solver" >&2
echo "--disable-default-traits"
