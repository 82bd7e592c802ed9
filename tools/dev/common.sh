# shellcheck shell=bash
# What the parts of ./dev share: steps with their time and log, failure, stamps.

LOGS=$ROOT/build/logs
STAMPS=$ROOT/build/stamps

say() { printf '%s\n' "$*"; }
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# need_own_folder: what root has built, root must go on with
need_own_folder() {
    if mkdir -p "$LOGS" "$STAMPS" 2>/dev/null && [ -w "$LOGS" ] && [ -w "$STAMPS" ]; then return 0; fi
    fail "This folder is not yours to write in ($ROOT/build is $(stat -c %U "$LOGS" 2>/dev/null || stat -c %U "$ROOT")'s): be that user, or have a clone of your own."
}

# One ./dev at a time installs and builds in this folder; a second one waits, up to let_others_in.
be_alone() {
    exec 9>"$STAMPS/alone"
    if flock -n 9; then return 0; fi
    say "  Another ./dev is installing or building here: waiting for it."
    flock 9
}
let_others_in() { exec 9>&-; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# need_root WHY REMEDY: asks for the password now, where the question can be seen, not in the middle of a step
need_root() {
    if [ "$(id -u)" = 0 ]; then return 0; fi
    command -v sudo >/dev/null || fail "$1 needs root, and there is no sudo here. $2"
    if sudo -n true 2>/dev/null; then return 0; fi
    say "  $1 needs root: sudo may ask for your password."
    sudo -v || fail "$1 needs root. $2"
}

# keep_root WHY REMEDY: for what comes later than sudo remembers the password
KEEPER=
keep_root() {
    need_root "$@"
    if [ "$(id -u)" = 0 ]; then return 0; fi
    while kill -0 $$ 2>/dev/null && sudo -n -v 2>/dev/null; do sleep 60; done >/dev/null 2>&1 </dev/null 9>&- &
    KEEPER=$!
}
at_exit() {
    stop_following
    if [ -n "$KEEPER" ]; then kill "$KEEPER" 2>/dev/null || true; fi
}
trap at_exit EXIT

# now_ms; elapsed SINCE_MS prints seconds with one decimal
now_ms() { date +%s%3N; }
elapsed() { local ms=$(($(now_ms) - $1)); printf '%d.%d s' $((ms / 1000)) $((ms % 1000 / 100)); }

# step LOGNAME "What happens" command...   Shows the step and its time; the output goes to build/logs/LOGNAME.log.
# On a terminal the last line of the log moves along. On failure: the last 30 lines, and status 1. The command stays in the foreground,
# so that Ctrl-C reaches it: what runs in the background of a script does not hear it.
step() {
    local log=$LOGS/$1.log text=$2 began status=0 interrupted=
    shift 2
    began=$(now_ms)
    trap 'interrupted=1' INT
    start_following "$text" "$log" "$began"
    ("$@") >"$log" 2>&1 </dev/null || status=$?
    stop_following
    trap - INT
    if [ -n "$interrupted" ]; then
        say "  $text: interrupted. The next start goes on from here."
        exit 130
    fi
    if [ "$status" = 0 ]; then
        say "  $text: $(elapsed "$began")"
        return 0
    fi
    say "  $text: FAILED after $(elapsed "$began"). The last lines of ${log#"$ROOT"/}:"
    tail -n 30 "$log"
    return 1
}

FOLLOWER=
start_following() {
    : >"$2"
    if [ -t 1 ]; then
        follow "$@" &
        FOLLOWER=$!
    else
        say "  $1 ..."
    fi
}
stop_following() {
    [ -n "$FOLLOWER" ] || return 0
    kill "$FOLLOWER" 2>/dev/null || true
    wait "$FOLLOWER" 2>/dev/null || true
    FOLLOWER=
    printf '\r\033[K'
}

follow() {
    local text=$1 log=$2 began=$3 width last
    trap - EXIT
    width=$(($(tput cols 2>/dev/null || echo 80) - ${#text} - 14))
    while kill -0 $$ 2>/dev/null; do
        last=$(tail -c 400 "$log" 2>/dev/null | tr '\r\033' '\n ' | grep -v '^ *$' | tail -n 1 | cut -c "1-$((width > 10 ? width : 10))" 2>/dev/null || true)
        printf '\r\033[K  %s %s  \033[2m%s\033[0m' "$text" "$(elapsed "$began")" "$last"
        sleep 0.2
    done
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
