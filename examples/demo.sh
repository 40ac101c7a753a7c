#!/usr/bin/env bash
# Makes a spatial plan of the Bay Area as a nightly batch would, then shows it. Called by `make demo`.
set -euo pipefail
cd "$(dirname "$0")/.."
out=build/demo
mkdir -p "$out"

said=$(qgis_process.bin plugins enable agora 2>&1) || [[ $said == *"already enabled"* ]]
start=$(date +%s.%N)
qgis_process.bin run agora:spatialplan \
    --ZONES=examples/bay_area/bay_area.gpkg --ZONE_ID=zone_id --JOBS=jobs --POPULATION=pop \
    --KNOWLEDGE=finprof --CONSUMER=retail --INDUSTRY="manufact;agricult" --PUBLIC=healthedu \
    --TITLE="San Francisco Bay Area" --PLAN="$out/plan.gpkg" --MAP="$out/map.pdf" --REPORT="$out/report.html" >"$out/log.txt" 2>&1 ||
    { cat "$out/log.txt" >&2; exit 1; }
seconds=$(awk -v start="$start" -v end="$(date +%s.%N)" 'BEGIN { printf "%.1f", end - start }')

PYTHONPATH=build/plugins ${PYTHON:-/usr/bin/python3} examples/show_plan.py "$out/plan.gpkg" "$out" \
    "Zones: Metropolitan Transportation Commission, as in activitysim 1.6.0 (BSD-3). Commuting is modelled, not observed. Analytical centres are not policy boundaries."
echo "The plan took $seconds s: $out/plan.gpkg (in QGIS: Project > Open From > GeoPackage)"
