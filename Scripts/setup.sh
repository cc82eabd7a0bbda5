#!/usr/bin/env bash
# setup.sh demo | all: installs with apt what is missing, and says what it does.
#
#   demo  what the demonstration on emulated switches profits from: GLPK. Never fails, since that runs without it too.
#   all   also what the Open vSwitch part needs. Fails only when apt, run as root, fails.
#
# Without root or apt nothing is installed; the command to run is printed.
set -euo pipefail
cd "$(dirname "$0")"

mode=${1:-all}
case $mode in demo | all) ;; *) echo "usage: setup.sh demo | all" >&2; exit 64 ;; esac

has() { PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin" command -v "$1" >/dev/null; }

missing=()
./has-glpk.sh || missing+=(libglpk-dev)
has pkg-config || missing+=(pkg-config)
if [ "$mode" = all ]; then
    { has ovs-vswitchd && has ovsdb-server && has ovs-ofctl; } || missing+=(openvswitch-switch)
    has nft || missing+=(nftables)
    has haproxy || missing+=(haproxy)
    has tcpdump || missing+=(tcpdump)
    has ip || missing+=(iproute2)
    has ethtool || missing+=(ethtool)
fi

if [ ${#missing[@]} -eq 0 ]; then
    echo "setup: nothing is missing"
    exit 0
fi
echo "setup: missing: ${missing[*]}"

if ! has apt-get; then
    echo "setup: no apt here; install the equivalents of these Debian packages: ${missing[*]}"
    exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "setup: not root; to install them, run: sudo apt-get update && sudo apt-get install -y ${missing[*]}"
    exit 0
fi

# Debian starts the daemons of openvswitch-switch and haproxy when it installs them. We start our own, in namespaces, and
# a second switch daemon on the machine's own database would only be in the way; so services are held back meanwhile.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi

install() {
    apt-get update -q </dev/null &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" </dev/null
}
echo "setup: installing with apt-get (services are not started): ${missing[*]}"
if install "${missing[@]}"; then
    echo "setup: done"
elif [ "$mode" = demo ]; then
    echo "setup: apt failed; going on without ${missing[*]}"
else
    echo "setup: apt failed; see above" >&2
    exit 1
fi
