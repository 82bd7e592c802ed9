# shellcheck shell=bash
# What the parts of ./dev share: steps with their time and log, failure, stamps.

LOGS=$ROOT/build/logs
STAMPS=$ROOT/build/stamps
mkdir -p "$LOGS" "$STAMPS"

say() { printf '%s\n' "$*"; }
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "This needs root: $*  (no sudo here; run as root)"
    fi
}

# now_ms; elapsed SINCE_MS prints seconds with one decimal
now_ms() { date +%s%3N; }
elapsed() { local ms=$(($(now_ms) - $1)); printf '%d.%d s' $((ms / 1000)) $((ms % 1000 / 100)); }

# step LOGNAME "What happens" command...   Shows the step and its time; the output goes to build/logs/LOGNAME.log.
# On a terminal the last line of the log moves along. On failure: the last 30 lines, and status 1.
step() {
    local log=$LOGS/$1.log text=$2 began status=0
    shift 2
    began=$(now_ms)
    if [ -t 1 ]; then
        "$@" >"$log" 2>&1 </dev/null &
        local job=$!
        follow "$job" "$text" "$log" "$began" || status=$?
    else
        printf '  %s ...\n' "$text"
        "$@" >"$log" 2>&1 </dev/null || status=$?
    fi
    if [ "$status" = 0 ]; then
        [ -t 1 ] && printf '\r\033[K'
        printf '  %s: %s\n' "$text" "$(elapsed "$began")"
        return 0
    fi
    [ -t 1 ] && printf '\r\033[K'
    printf '  %s: FAILED after %s. The last lines of %s:\n' "$text" "$(elapsed "$began")" "${log#"$ROOT"/}"
    tail -n 30 "$log"
    return 1
}

follow() {
    local job=$1 text=$2 log=$3 began=$4 width last
    width=$(($(tput cols 2>/dev/null || echo 80) - ${#text} - 14))
    while kill -0 "$job" 2>/dev/null; do
        last=$(tail -c 400 "$log" 2>/dev/null | tr '\r\033' '\n ' | grep -v '^ *$' | tail -n 1 | cut -c "1-$((width > 10 ? width : 10))" || true)
        printf '\r\033[K  %s %s  \033[2m%s\033[0m' "$text" "$(elapsed "$began")" "$last"
        sleep 0.2
    done
    wait "$job"
}

# newer_than STAMP PATH...: is anything there newer than the stamp (or the stamp missing)?
newer_than() {
    local stamp=$STAMPS/$1
    shift
    [ -e "$stamp" ] || return 0
    local path existing=()
    for path in "$@"; do [ -e "$path" ] && existing+=("$path"); done
    [ ${#existing[@]} -gt 0 ] && [ -n "$(find "${existing[@]}" -newer "$stamp" -print -quit)" ]
}
# stamp NAME AS_OF: what changed while the work was running is newer than the stamp
stamp() { touch -d "@$2" "$STAMPS/$1"; }
