# shellcheck shell=bash
# Node.js 20.19 or newer (Vite 8 asks for it; Debian 12 has 18). An installed one is used; else one comes from the npm registry, by
# Debian's npm, into the user's cache. Then the dependencies and the build of the web client.

NODE_VERSION=20.19.5
NODE_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/sidetone/node-$NODE_VERSION

node_is_new_enough() {
    local version major minor
    version=$("$1" --version 2>/dev/null) || return 1
    IFS=. read -r major minor _ <<<"${version#v}"
    [ "$major" -gt 22 ] || { [ "$major" = 22 ] && [ "$minor" -ge 12 ]; } || { [ "$major" = 20 ] && [ "$minor" -ge 19 ]; }
}

need_node() {
    if command -v node >/dev/null && command -v npm >/dev/null && node_is_new_enough node; then return 0; fi
    if ! { [ -x "$NODE_CACHE/bin/node" ] && node_is_new_enough "$NODE_CACHE/bin/node"; }; then
        [ -z "${SIDETONE_NO_INSTALL:-}" ] || fail "Node.js 20.19 or newer and npm are needed."
        if ! command -v npm >/dev/null; then
            need_root "Installing npm" "Run this as root, then start again: apt-get update && apt-get install --no-install-recommends npm"
            install_packages nodejs npm
        fi
        step node "Fetching Node.js $NODE_VERSION" fetch_node
    fi
    export PATH=$NODE_CACHE/bin:$PATH
}

fetch_node() {
    local arch
    case $(uname -m) in
        x86_64) arch=x64 ;;
        aarch64) arch=arm64 ;;
        *) fail "No Node.js $NODE_VERSION is packaged for $(uname -m): install it yourself." ;;
    esac
    npm install --prefix "$NODE_CACHE" --no-audit --no-fund --ignore-scripts "node-linux-$arch@$NODE_VERSION" npm@10.9.4
    mkdir -p "$NODE_CACHE/bin"
    ln -sf "../node_modules/node-linux-$arch/bin/node" "$NODE_CACHE/bin/node"
    ln -sf ../node_modules/npm/bin/npm-cli.js "$NODE_CACHE/bin/npm"
    ln -sf ../node_modules/npm/bin/npx-cli.js "$NODE_CACHE/bin/npx"
    "$NODE_CACHE/bin/node" --version
}

# need_modules FOLDER: its locked dependencies, when the lock is newer than what is installed
need_modules() {
    local installed=$1/node_modules/.package-lock.json
    if [ -e "$installed" ] && ! [ "$1/package-lock.json" -nt "$installed" ] && ! [ "$1/package.json" -nt "$installed" ]; then return 0; fi
    need_node
    step "npm-${1//\//-}" "Fetching what $1 depends on" npm ci --prefix "$1" --no-audit --no-fund
}

need_web() {
    if [ -e web/dist/index.html ] && ! newer_than web-dist web/src web/public web/index.html web/package.json web/package-lock.json web/vite.config.ts api; then
        return 0
    fi
    need_node
    need_modules web
    local as_of
    as_of=$(date +%s)
    step web-build "Building the web client" npm run --prefix web build
    stamp web-dist "$as_of"
}
