#!/usr/bin/env bash
# Shows the checkout to QGIS, then times: bench.sh PYTHON [CASE ...]
set -euo pipefail
python=$1
shift
qgis_process.bin plugins enable agora >/dev/null 2>&1
exec "$python" benchmarks/run.py "$@"
