#!/usr/bin/env bash
# as-root.sh COMMAND...: runs a command as root, by sudo where we are not; the search path stays ours.
set -euo pipefail

if [ "$(id -u)" -eq 0 ]; then
    exec "$@"
fi
if ! command -v sudo >/dev/null; then
    echo "$* needs root, and there is no sudo here; become root and do the same again" >&2
    exit 1
fi
echo "As root: sudo $*"
exec sudo env PATH="$PATH" "$@"
