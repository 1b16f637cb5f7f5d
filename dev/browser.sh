#!/bin/sh
# Is there a Chromium for the browser tests? Install Debian's when it is missing and we may; else say what is missing.
# TACENDA_WITHOUT_BROWSER=1 allows a run without: the browser tests are then left out, and `make test` says so.
set -u

found() { command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; }

found && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "browser: installing chromium from the system's packages"
    apt-get update -qq >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null 2>&1
    found && exit 0
fi
echo "browser: there is no Chromium. Install the package \`chromium\`, or set TACENDA_WITHOUT_BROWSER=1 to run the rest." >&2
exit 1
