#!/usr/bin/env bash
# Shows the checkout to QGIS, then times: bench.sh PYTHON [CASE ...], or bench.sh PYTHON start [TOOLS ...]
set -euo pipefail
python=$1
shift
said=$(qgis_process.bin plugins enable agora 2>&1) || [[ $said == *"already enabled"* ]]
[ "${1:-}" = start ] && exec "$python" benchmarks/start.py "${@:2}"
exec "$python" benchmarks/run.py "$@"
