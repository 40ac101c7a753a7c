#!/usr/bin/env bash
# matrix.sh SUITE: runs the tests on the QGIS of another Debian: trixie (Debian 13) or forky (testing).
# Its root, build/SUITE, is made once and kept. $ARGS goes to pytest. In there, pip sees only the wheels
# that were fetched out here.
set -euo pipefail
cd "$(dirname "$0")/.."

suite=$1
case $suite in
    trixie) python=3.13 ;;
    forky) python=3.14 ;;
    *) echo "matrix.sh knows trixie and forky, not: $suite" >&2; exit 1 ;;
esac
root=build/$suite
wheels=build/wheels-$suite
packages=$(paste -sd, .ci/packages.txt),make
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
# What is mounted in there is gone when the command ends, however it ends.
in_own_mounts() { as_root unshare --mount --pid --fork --kill-child "$@"; }

# A mirror may hold testing for longer than the week it is signed for; the signature itself is checked.
make_root() {
    echo "Building $root (a Debian with its QGIS): some two minutes, 2 GB"
    as_root rm -rf --one-file-system "$root" "$root.part"
    in_own_mounts mmdebstrap --quiet --variant=minbase --include="$packages" \
        --aptopt='Acquire::Check-Valid-Until "false"' "$suite" "$root.part" </dev/null
    as_root mkdir -p "$root.part/src" "$root.part/wheels"
    echo "$packages" | as_root tee "$root.part/src/packages" >/dev/null
    as_root mv "$root.part" "$root"
}

fetch_wheels() {
    rm -rf "$wheels"
    build/venv/bin/python -m pip download -qq --disable-pip-version-check --dest "$wheels" \
        --python-version "$python" --only-binary=:all: -r tests/requirements.txt
    cp tests/requirements.txt "$wheels/"
}

# What git tracks or would track; build/ in there, with its test environment, stays.
copy_source() {
    as_root mkdir -p "$root/src/agora" "$root/src/shared"
    as_root find "$root/src/agora" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
    git ls-files -z --cached --others --exclude-standard |
        while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
        tar --create --null --files-from=- |
        as_root tar --extract --no-same-owner --directory "$root/src/agora"
    as_root cp -r "$wheels/." "$root/wheels/"
    [ ! -d ../shared/data ] || as_root cp -rT ../shared/data "$root/src/shared/data"
}

run_tests() {
    in_own_mounts --root="$PWD/$root" --mount-proc --wd=/src/agora \
        env -i HOME=/root PATH=/usr/bin:/bin LANG=C.UTF-8 PIP_NO_INDEX=1 PIP_FIND_LINKS=/wheels \
        make --no-print-directory test SETUP=skip ARGS="${ARGS:-}" </dev/null
}

[ "$(cat "$root/src/packages" 2>/dev/null)" = "$packages" ] || make_root
cmp -s tests/requirements.txt "$wheels/requirements.txt" || fetch_wheels
copy_source
run_tests
