#!/usr/bin/env bash
# link.sh PROFILE: makes this checkout the plugin "agora" of a QGIS profile.
set -euo pipefail
cd "$(dirname "$0")/.."

profiles=${XDG_DATA_HOME:-$HOME/.local/share}/QGIS/QGIS3/profiles
link=$profiles/$1/python/plugins/agora

if [ "$1" != default ] && [ ! -d "$profiles/$1" ]; then
    echo "There is no QGIS profile '$1'. Known: $(ls "$profiles" 2>/dev/null | grep -v '\.ini$' | paste -sd ' ' || true)" >&2
    echo "Make it in QGIS (Settings > User Profiles), or name another: make link PROFILE=name" >&2
    exit 1
fi
if [ -e "$link" ] && [ ! -L "$link" ]; then
    echo "$link is a folder, not a link: an Agora installed in QGIS, perhaps." >&2
    echo "Uninstall it in QGIS (Plugins > Manage and Install Plugins) or move it away, then try again." >&2
    exit 1
fi

mkdir -p "$(dirname "$link")"
ln -sfn "$PWD" "$link"
cat <<END
$link -> $PWD
Next: restart QGIS, open Plugins > Manage and Install Plugins > Installed, and tick Agora.
Its tools are in the Processing Toolbox (Ctrl+Alt+T) under Agora. After a change in the code, restart QGIS
or use the plugin "Plugin Reloader".
END
