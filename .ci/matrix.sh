#!/usr/bin/env bash
# Runs the tests on Debian 13's QGIS, in a root of its own: build/trixie, made once and kept.
# $ARGS goes to pytest. In there, pip sees only the wheels that were fetched out here.
set -euo pipefail
cd "$(dirname "$0")/.."

root=build/trixie
packages=$(paste -sd, .ci/packages.txt),make
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
# What is mounted in there is gone when the command ends, however it ends.
in_own_mounts() { as_root unshare --mount --pid --fork --kill-child "$@"; }

make_root() {
    echo "Building $root (a Debian 13 with its QGIS): some two minutes, 2 GB"
    as_root rm -rf --one-file-system "$root" "$root.part"
    in_own_mounts mmdebstrap --quiet --variant=minbase --include="$packages" trixie "$root.part" </dev/null
    as_root mkdir -p "$root.part/src" "$root.part/wheels"
    echo "$packages" | as_root tee "$root.part/src/packages" >/dev/null
    as_root mv "$root.part" "$root"
}

fetch_wheels() {
    rm -rf build/wheels
    build/venv/bin/python -m pip download -qq --disable-pip-version-check --dest build/wheels \
        --python-version 3.13 --only-binary=:all: -r tests/requirements.txt
    cp tests/requirements.txt build/wheels/
}

# What git tracks or would track; build/ in there, with its test environment, stays.
copy_source() {
    as_root mkdir -p "$root/src/agora" "$root/src/shared"
    as_root find "$root/src/agora" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
    git ls-files -z --cached --others --exclude-standard |
        while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
        tar --create --null --files-from=- |
        as_root tar --extract --no-same-owner --directory "$root/src/agora"
    as_root cp -r build/wheels/. "$root/wheels/"
    [ ! -d ../shared/data ] || as_root cp -rT ../shared/data "$root/src/shared/data"
}

run_tests() {
    in_own_mounts --root="$PWD/$root" --mount-proc --wd=/src/agora \
        env -i HOME=/root PATH=/usr/bin:/bin LANG=C.UTF-8 PIP_NO_INDEX=1 PIP_FIND_LINKS=/wheels \
        make --no-print-directory test SETUP=skip ARGS="${ARGS:-}" </dev/null
}

[ "$(cat "$root/src/packages" 2>/dev/null)" = "$packages" ] || make_root
cmp -s tests/requirements.txt build/wheels/requirements.txt || fetch_wheels
copy_source
run_tests
