#!/bin/sh
# Installs Patrol without a network. Usage: sh install.sh [FOLDER]
here=$(cd "$(dirname "$0")" && pwd)

for python in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
    [ -n "$python" ] || continue
    "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
        2>/dev/null || continue
    exec "$python" "$here/install.py" "$@"
done

echo "没有找到 Python 3.11、3.12 或 3.13。请先安装其中一种，或用 PYTHON=/路径/python3 指定。" >&2
echo "Found no Python 3.11, 3.12 or 3.13. Install one, or name it: PYTHON=/path/python3 sh install.sh" >&2
exit 1
