# shellcheck shell=bash
# The C++ side: configure once, then ninja decides what is to do.

# server_of PRESET prints the path of the server binary
server_of() { printf '%s/build/%s/sidetone' "$ROOT" "$1"; }

build_preset() {
    local preset=$1
    shift
    [ -e "build/$preset/build.ninja" ] || step "configure-$preset" "Configuring ($preset)" cmake --preset "$preset"
    if [ "$(ninja -C "build/$preset" -n "$@" 2>/dev/null | tail -n 1)" = "ninja: no work to do." ]; then return 0; fi
    step "build-$preset" "Building ($preset)" ninja -C "build/$preset" "$@"
}

dev_build() {
    local preset=${1:-release}
    need_packages run
    [ "$preset" = release ] || need_packages run test
    build_preset "$preset"
}

dev_simulate() {
    need_packages run test
    build_preset test simulate
    "build/test/simulate" "$@"
}

dev_fuzz() {
    need_packages run test
    build_preset fuzz
    local target=${1:-} seconds=${SIDETONE_FUZZ_SECONDS:-60} binary
    [ $# -gt 0 ] && shift
    [ "${1:-}" = "--" ] && shift
    for binary in build/fuzz/fuzz_${target:-*}; do
        [ -x "$binary" ] || fail "No fuzz target ${target:-at all}. There are: $(cd build/fuzz && echo fuzz_*)"
        local name=${binary##*/fuzz_}
        mkdir -p "build/fuzz/corpus/$name"
        say "  $name, $seconds s"
        "$binary" "build/fuzz/corpus/$name" "server/fuzz/corpus/$name" -max_total_time="$seconds" -print_final_stats=1 "$@"
    done
}

dev_bench() {
    need_packages run test
    build_preset release
    need_node
    [ -x bench/run ] || fail "bench/run is missing"
    bench/run "$@"
}
