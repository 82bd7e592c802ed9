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
    # shellcheck disable=SC2016
    as_root env "PATH=$PATH" "HOME=$HOME" "CI=${CI:-}" "SIDETONE_BINARY=$(server_of test)" unshare -n sh -c '
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

run_e2e() {
    need_e2e
    let_others_in
    say "  End-to-end tests"
    (cd tests/e2e && in_own_network node_modules/.bin/playwright test "$@") 2>&1 | tee "$LOGS/e2e.log"
    return "${PIPESTATUS[0]}"
}

dev_e2e() { run_e2e "$@"; }

dev_shots() {
    need_e2e
    let_others_in
    (cd tests/e2e && in_own_network node_modules/.bin/playwright test --config shots.config.ts "$@")
}
