#!/usr/bin/env bash
# Installs those of the named Debian packages that are missing.
set -euo pipefail

missing=()
for package in "$@"; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

by_hand() {
    cat >&2 <<END
$1
Install by hand what these Debian packages hold: ${missing[*]}
Then go on without this step: make <target> SETUP=skip [PYTHON=<a Python that imports qgis, numpy and scipy>]
END
    exit 1
}

system=$(. /etc/os-release 2>/dev/null && echo "$ID ${VERSION_ID:-}" || true)
case "$system" in
    "debian 12" | "debian 13") ;;
    *) by_hand "This sets itself up on Debian 12 and 13 only; here is: ${system:-unknown}." ;;
esac

root=()
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || by_hand "To install packages takes root or sudo; here is neither."
    root=(sudo)
fi

echo "Installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" </dev/null >"$log" 2>&1 || {
        cat "$log" >&2
        by_hand "apt-get $1 failed, see above."
    }
}
apt update
apt install --yes --no-install-recommends "${missing[@]}"
