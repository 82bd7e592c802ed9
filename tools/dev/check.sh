# shellcheck shell=bash
# ./dev test, lint, fmt: everything that says yes or no. Goes on after a failure, so that one run shows all of them.

FAILED=()
SUMMARY=()

# check LOGNAME "What" 'regex of the summary line' command...
check() {
    local log=$1 text=$2 pattern=$3
    shift 3
    if ! step "$log" "$text" "$@"; then FAILED+=("$text"); fi
    [ -z "$pattern" ] || note_summary "$text" "$LOGS/$log.log" "$pattern"
}

note_summary() {
    local line
    while IFS= read -r line; do SUMMARY+=("  $1: $line"); done < <(
        sed 's/\x1b\[[0-9;]*m//g' "$2" | grep -E "$3" | sed 's/^[[:space:]]*//; s/[[:space:]]*$//' | tail -n 4
    )
}

cpp_sources() { git ls-files --cached --others --exclude-standard -- 'server/*.h' 'server/*.cpp'; }
format_cpp() { cpp_sources | xargs -r -P "$(nproc)" -n 20 clang-format-14 "$@"; }
shell_sources() { git ls-files --cached --others --exclude-standard -- dev 'tools/dev/*.sh' .ci/run; }

dev_test() {
    local began
    began=$(now_ms)
    keep_root "A network of the tests' own, half an hour from now," "Run the tests as root."
    need_packages run test
    need_node
    need_modules web
    need_e2e
    let_others_in
    check architecture "House rules" '' tools/check_architecture
    check architecture-test "House rules: their own test" '' python3 tools/check_architecture_test.py
    check format "Formatting" '' format_cpp --dry-run -Werror
    check ctest "Server tests" '^[0-9]+% tests passed' ctest --test-dir build/test --output-on-failure -j "$(nproc)" --no-tests=error
    if [ -n "${CI:-}" ] && grep -qE '\*\*\*Skipped|Not Run' "$LOGS/ctest.log"; then FAILED+=("a server test was skipped"); fi
    check web-lint "Web: lint and types" '' npm run --prefix web lint
    check web-test "Web tests" '^ *(Test Files|Tests) ' npm test --prefix web
    run_e2e || FAILED+=("End-to-end tests")
    note_summary "End-to-end tests" "$LOGS/e2e.log" '^ *[0-9]+ (passed|failed|flaky|skipped|did not run)'
    say ""
    say "All in $(elapsed "$began"):"
    printf '%s\n' "${SUMMARY[@]}"
    [ ${#FAILED[@]} = 0 ] && return 0
    printf 'FAILED: %s\n' "${FAILED[@]}"
    return 1
}

dev_fmt() {
    need_packages test
    if [ "${1:-}" = --check ]; then
        format_cpp --dry-run -Werror
    else
        format_cpp -i
        need_modules web
        npm run --prefix web --if-present fmt
    fi
}

tidy_sources() {
    if [ "${1:-}" = --all ]; then
        cpp_sources
    else
        { git diff --name-only --diff-filter=d "$(git merge-base HEAD origin/main 2>/dev/null || git rev-parse HEAD)" -- 'server/*.cpp'; git ls-files --others --exclude-standard -- 'server/*.cpp'; } | sort -u
    fi | grep '\.cpp$' | grep -v _test.cpp || true
}
run_tidy() { tidy_sources "$@" | xargs -r -P "$(nproc)" -n 4 clang-tidy-14 -p build/test --quiet; }

check_shell() { shell_sources | xargs -r shellcheck -x; }

dev_lint() {
    need_packages run test
    need_node
    need_modules web
    build_preset test
    check shellcheck "Shell scripts" '' check_shell
    check web-lint "Web: lint and types" '' npm run --prefix web lint
    check architecture "House rules" '' tools/check_architecture
    check tidy "clang-tidy" '' run_tidy "$@"
    [ ${#FAILED[@]} = 0 ]
}
