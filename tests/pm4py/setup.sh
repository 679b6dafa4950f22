#!/usr/bin/env bash
# Makes the Python environment of the process mining test, once for each list of requirements, in
# target/pm4py. Without Python or a package index it says that the test will be skipped, and is content.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=tests/pm4py
into=target/pm4py
wanted=$(cksum < "$here/requirements.txt")
if [ -f "$into/made" ] && [ "$(cat "$into/made")" = "$wanted" ]; then
    echo "pm4py is there: $into"
    exit 0
fi
skip() {
    rm -rf "$into"
    echo "skipped: $1; exports will not be opened with pm4py"
    exit 0
}
command -v python3 >/dev/null 2>&1 || skip "python3 is not installed"
rm -rf "$into"
mkdir -p target
python3 -m venv "$into" >/dev/null 2>&1 || skip "python3 cannot make an environment (venv)"
"$into/bin/pip" install --quiet --no-deps --no-compile --only-binary :all: --retries 1 --timeout 30 \
    --disable-pip-version-check --requirement "$here/requirements.txt" \
    || skip "the packages of $here/requirements.txt could not be installed"
echo "$wanted" > "$into/made"
echo "pm4py was installed: $into"
