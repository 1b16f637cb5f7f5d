#!/bin/sh
# What can be judged without running the product: one line a step, every step run, exit 0 only if all passed.
set -u
bin=.venv/bin
failed=0

step() {
    name=$1
    shift
    if out=$("$@" 2>&1); then
        echo "check: $name passed"
    else
        failed=1
        echo "$out"
        echo "check: $name FAILED"
    fi
}

step "format" $bin/ruff format --check --quiet src tests bench dev
step "lint" $bin/ruff check --quiet src tests bench dev
step "types" $bin/basedpyright
step "arrows" $bin/lint-imports --no-cache
step "generated documents" $bin/python dev/documents.py --check
step "house rules" $bin/pytest -q tests/house
exit $failed
