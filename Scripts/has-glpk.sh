#!/usr/bin/env bash
# Succeeds when a C program that uses GLPK can be compiled and linked; with --version it also prints GLPK's version.
set -euo pipefail

compiler=${CC:-}
for candidate in clang cc gcc; do
    [ -n "$compiler" ] || compiler=$(command -v "$candidate" || true)
done
[ -n "$compiler" ] || exit 1

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
printf '#include <stdio.h>\n#include <glpk.h>\nint main(void) { return puts(glp_version()) < 0; }\n' >"$scratch/probe.c"
"$compiler" "$scratch/probe.c" -o "$scratch/probe" -lglpk 2>/dev/null || exit 1
[ "${1:-}" != --version ] || "$scratch/probe"
