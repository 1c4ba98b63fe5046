#!/bin/sh
# Sees to what the tests need from the machine: a PostgreSQL server and three browsers. Installs what is missing where it may.
set -eu

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

missing=""
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="postgresql"
found=no
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null && found=yes
done
[ -d "/Applications/Google Chrome.app" ] && found=yes
[ "$found" = yes ] || missing="$missing chromium fonts-dejavu-core"
command -v firefox-esr >/dev/null || command -v firefox >/dev/null || missing="$missing firefox-esr"
command -v WebKitWebDriver >/dev/null || missing="$missing webkit2gtk-driver"
command -v Xvfb >/dev/null || missing="$missing xvfb"
[ -n "$missing" ] || exit 0

if command -v apt-get >/dev/null && as_root true 2>/dev/null; then
    echo "Installing $missing …"
    as_root apt-get -qq update
    # shellcheck disable=SC2086  # a list of packages
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $missing >/dev/null
else
    echo "The tests need these packages, which cannot be installed from here: $missing" >&2
    exit 1
fi
