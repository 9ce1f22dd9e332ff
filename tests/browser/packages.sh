#!/usr/bin/env bash
# The browser tests drive the system's Chromium and need a Chinese font; the tests of the meeting pack open it in
# LibreOffice and read what it prints. Root gets what is missing on Debian and Ubuntu; anyone else is told the line to run.
set -u
# Not named like the browser: `command -v` would find the function itself.
browser_path() {
    if [ -n "${CHROMIUM:-}" ]; then command -v "$CHROMIUM"; return; fi
    command -v chromium || command -v chromium-browser || command -v google-chrome ||
        command -v google-chrome-stable || command -v "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
}
chinese_font() {
    command -v fc-list >/dev/null 2>&1 || return 1
    fc-list :lang=zh-cn family | grep -q .
}
missing() {
    browser_path >/dev/null 2>&1 || printf 'chromium '
    chinese_font || printf 'fonts-noto-cjk fontconfig '
    command -v soffice >/dev/null 2>&1 || printf 'libreoffice-impress libreoffice-calc '
    command -v pdftotext >/dev/null 2>&1 || printf 'poppler-utils '
}
packages=$(missing)
[ -z "$packages" ] && exit 0
install="apt-get update && apt-get install -y --no-install-recommends ${packages% }"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing $packages(for the tests)"
    export DEBIAN_FRONTEND=noninteractive
    bash -c "$install" >/dev/null || { echo "This failed: $install"; exit 1; }
    packages=$(missing)
    [ -z "$packages" ] && exit 0
fi
echo "The tests need: $packages"
if command -v apt-get >/dev/null 2>&1; then
    echo "Run this, then \`make test\` again:"
    echo "    sudo sh -c '$install'"
else
    echo "Install Chromium or Chrome, a Chinese font, LibreOffice and poppler, set CHROMIUM to the browser's path, then \`make test\` again."
fi
exit 1
