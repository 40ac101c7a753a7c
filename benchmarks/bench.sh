#!/usr/bin/env bash
# Shows the checkout to QGIS, then times: bench.sh PYTHON [CASE ...]
set -euo pipefail
python=$1
shift
said=$(qgis_process.bin plugins enable agora 2>&1) || [[ $said == *"already enabled"* ]]
exec "$python" benchmarks/run.py "$@"
