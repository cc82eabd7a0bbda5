#!/usr/bin/env bash
# doctor.sh: lists each prerequisite with its version, or what is missing and how to get it.
#   --require-ovs  also fails when something is missing that the Open vSwitch part needs.
# Without it, fails only when nothing at all can be built.
set -euo pipefail
cd "$(dirname "$0")"
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"

failed_build=0
failed_ovs=0

line() { printf '%-10s %-16s %s\n' "$1" "$2" "$3"; }

# program NAME PURPOSE PACKAGE PART VERSION-COMMAND...
program() {
    local name=$1 purpose=$2 package=$3 part=$4
    shift 4
    if command -v "$name" >/dev/null; then
        line present "$name" "$({ timeout 10 "$@" 2>&1 </dev/null || true; } | grep -v '^$' | head -n 1)"
    else
        line MISSING "$name" "$purpose; get it with: $package"
        [ "$part" != build ] || failed_build=1
        [ "$part" != ovs ] || failed_ovs=1
    fi
}

echo "To build and to run on emulated switches:"
program swift "the compiler, 6.2 or newer" "https://www.swift.org/install" build swift --version
program make "runs the targets" "apt-get install make" other make --version
if version=$(./has-glpk.sh --version); then
    line present glpk "$version"
else
    line MISSING glpk "linear programs go to the reference solver; get it with: apt-get install libglpk-dev"
fi
program pkg-config "finds C libraries" "apt-get install pkg-config" other pkg-config --version

echo
echo "To run on Open vSwitch as well:"
ovs="apt-get install openvswitch-switch"
program ovs-vswitchd "the switch, 2.17 or newer" "$ovs" ovs ovs-vswitchd --version
program ovsdb-server "the switch's database" "$ovs" ovs ovsdb-server --version
program ovs-ofctl "checks rules" "$ovs" ovs ovs-ofctl --version
program ip "namespaces and links" "apt-get install iproute2" ovs ip -V
program ethtool "switches offloads off" "apt-get install ethtool" ovs ethtool --version
program nft "NAT and firewall boxes" "apt-get install nftables" ovs nft --version
program haproxy "the proxy box" "apt-get install haproxy" ovs haproxy -v
program tcpdump "captures at the boxes" "apt-get install tcpdump" ovs tcpdump --version
if [ "$(id -u)" -ne 0 ]; then
    line MISSING root "namespaces and switches need it; make demo-ovs asks sudo for it"
    failed_ovs=1
elif timeout 10 unshare --net true 2>/dev/null; then
    line present root "and network namespaces can be made"
else
    line MISSING namespaces "root, but no network namespace can be made (a container without CAP_SYS_ADMIN?)"
    failed_ovs=1
fi

if [ "$failed_build" -ne 0 ]; then
    exit 1
elif [ "${1:-}" = --require-ovs ] && [ "$failed_ovs" -ne 0 ]; then
    echo "The Open vSwitch part cannot run here; see what is missing above." >&2
    exit 1
fi
