# shellcheck shell=bash
# End-to-end tests: a network of their own (a namespace with nothing outside), real browsers, real phones, the server of the test build.

need_e2e() {
    need_packages run test
    need_node
    need_modules tests/e2e
    need_web
    build_preset test
}

# in_own_network COMMAND...: loopback, and a pair of interfaces so that browsers find an address and a route. Packets can be dropped there
# with nft and nobody else notices.
in_own_network() {
    need_root "A network of the tests' own" "Run the end-to-end tests as root."
    local home=$HOME
    # Firefox starts in a home of its own user only.
    [ "$(id -u)" = 0 ] || home=~root
    # shellcheck disable=SC2016
    as_root env "PATH=$PATH" "HOME=$home" "CI=${CI:-}" "SIDETONE_BINARY=$(server_of test)" unshare -n sh -c '
        set -e
        ip link set lo up
        ip link add v0 type veth peer name v1
        for i in v0 v1; do echo 1 >/proc/sys/net/ipv6/conf/$i/disable_ipv6; done
        ip addr add 10.99.0.1/24 dev v0
        ip link set v0 up
        ip link set v1 up
        ip route add default via 10.99.0.2
        exec "$@"' sh "$@"
}

# What root left in the folder of somebody else: results are theirs, the rest is made anew.
hand_back() {
    if [ "$(id -u)" = 0 ]; then return 0; fi
    as_root rm -rf tests/e2e/.work
    as_root chown -R "$(id -u):$(id -g)" tests/e2e docs/screenshots
}

run_e2e() {
    need_e2e
    let_others_in
    say "  End-to-end tests"
    local status=0
    (cd tests/e2e && in_own_network node_modules/.bin/playwright test "$@") 2>&1 | tee "$LOGS/e2e.log" || status=${PIPESTATUS[0]}
    hand_back
    return "$status"
}

dev_e2e() { run_e2e "$@"; }

dev_shots() {
    need_e2e
    let_others_in
    local status=0
    (cd tests/e2e && in_own_network node_modules/.bin/playwright test --config shots.config.ts "$@") || status=$?
    hand_back
    return $status
}
