# shellcheck shell=bash
# The C++ side: configure once, then ninja decides what is to do.

# binary_of PRESET NAME prints the path of a built program
binary_of() {
    local path=$ROOT/build/$1/$2
    [ -x "$path" ] || path=$(find "$ROOT/build/$1" -name "$2" -type f -perm -u+x -print -quit 2>/dev/null)
    [ -n "$path" ] || fail "$2 is not built in build/$1"
    printf '%s' "$path"
}
server_of() { binary_of "$1" sidetone; }

build_preset() {
    local preset=$1
    shift
    # Fresh: what an interrupted look at the machine, or a folder that was moved, left behind would be believed.
    if ! { [ -e "build/$preset/build.ninja" ] && grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$ROOT" "build/$preset/CMakeCache.txt"; }; then
        step "configure-$preset" "Configuring ($preset)" cmake --fresh --preset "$preset"
    fi
    if [ "$(ninja -C "build/$preset" -n "$@" 2>/dev/null | tail -n 1)" = "ninja: no work to do." ]; then return 0; fi
    step "build-$preset" "Building ($preset)" ninja -C "build/$preset" "$@"
}

dev_build() {
    local preset=${1:-release}
    need_packages run
    [ "$preset" = release ] || need_packages run test
    build_preset "$preset"
}

# Of a server that was running: by the build that made it.
dev_replay() {
    [ $# -ge 1 ] || fail "which recording? ./dev replay FILE"
    need_packages run
    build_preset release
    "$(binary_of release sidetone)" replay "$@"
}

dev_simulate() {
    need_packages run test
    local program
    if [ "${1:-}" = "--sip" ]; then
        shift
        build_preset release
        program=$(binary_of release simulate_sip)
    else
        build_preset test
        program=$(binary_of test sidetone-simulate)
    fi
    let_others_in
    "$program" "$@"
}

dev_soak() {
    need_packages run test
    build_preset release
    need_node
    let_others_in
    bench/soak.py "$@"
}

dev_fuzz() {
    need_packages run test
    build_preset fuzz sidetone_fuzz
    let_others_in
    local wanted='*' seconds=${SIDETONE_FUZZ_SECONDS:-60} program name
    if [ $# -gt 0 ] && [ "$1" != -- ]; then
        wanted=$1
        shift
    fi
    [ "${1:-}" = "--" ] && shift
    local programs
    programs=$(find build/fuzz -name "fuzz_$wanted" -type f -perm -u+x | sort)
    [ -n "$programs" ] || fail "No such fuzz target. There are: $(find build/fuzz -name 'fuzz_*' -type f -perm -u+x -printf '%f ' | sed 's/fuzz_//g')"
    for program in $programs; do
        name=${program##*/fuzz_}
        mkdir -p "build/fuzz/corpus/$name"
        say "  $name, $seconds s"
        "$program" "build/fuzz/corpus/$name" "server/fuzz/corpus/$name" -max_total_time="$seconds" -print_final_stats=1 "$@"
    done
}

dev_bench() {
    need_packages run test
    build_preset release
    need_node
    [ -x bench/run ] || fail "bench/run is missing"
    let_others_in
    bench/run "$@"
}
