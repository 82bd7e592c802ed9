# shellcheck shell=bash
# ./dev run: from a fresh checkout to a running office.

dev_run() {
    local data=$ROOT/data init=() options=()
    while [ $# -gt 0 ]; do
        case $1 in
            --data) data=$(realpath -m "$2"); shift ;;
            --host | --name) init+=("$1" "$2"); shift ;;
            --no-install) export SIDETONE_NO_INSTALL=1 ;;
            --) shift; options+=("$@"); break ;;
            *) fail "Unknown option $1. See ./dev help." ;;
        esac
        shift
    done
    need_packages run
    need_web
    build_preset release
    local server
    server=$(server_of release)
    if [ -e "$data" ] && ! { [ -r "$data" ] && [ -x "$data" ]; }; then
        fail "The office in ${data#"$ROOT"/} is $(stat -c %U "$data")'s: be that user, or choose another folder with --data."
    elif [ ! -e "$data" ] || [ -z "$(ls -A "$data")" ]; then
        step init "Making an office in ${data#"$ROOT"/}" "$server" init --data "$data" "${init[@]}"
    elif [ ${#init[@]} -gt 0 ]; then
        fail "There is an office in ${data#"$ROOT"/} already: change its config.toml, or choose another folder with --data."
    fi
    # Held by the server as long as it lives.
    exec 8<"$data"
    if ! flock -n 8; then
        say "  This office runs already, in another terminal."
        "$server" show --data "$data"
        return 0
    fi
    let_others_in
    serve_in_front "$server" "$data" "${options[@]}"
}

# The log goes to a file; the terminal says how to use the office. Ctrl-C ends it, and so does closing the terminal or killing this script.
serve_in_front() {
    local server=$1 data=$2 log=$LOGS/server.log status=0
    shift 2
    [ "$data" = "$ROOT/data" ] || log=$LOGS/server-${data##*/}.log
    : >"$log"
    setpriv --pdeathsig TERM "$server" serve --data "$data" --web "$ROOT/web/dist" "$@" >>"$log" 2>&1 &
    local job=$!
    # The first signal ends it in order; the wait below is interrupted and begun again.
    trap 'kill -TERM $job 2>/dev/null || true' INT TERM HUP
    until grep -qw ready "$log"; do
        if ! kill -0 $job 2>/dev/null; then
            wait $job || status=$?
            say "The server did not start. The last lines of ${log#"$ROOT"/}:"
            tail -n 30 "$log"
            explain "$log" "${data#"$ROOT"/}/config.toml"
            return $((status == 0 ? 1 : status))
        fi
        sleep 0.05
    done
    "$server" show --data "$data"
    say "  Log: ${log#"$ROOT"/}. Ctrl-C ends the office."
    while kill -0 $job 2>/dev/null; do
        status=0
        wait $job || status=$?
    done
    say "  The office has ended."
    return "$status"
}

# What can be done about it, where that is known.
explain() {
    if grep -q 'cannot listen: Address already in use' "$1"; then
        say "Another program has that port. End it, or give this office other ports: [listen] in $2."
    elif grep -q 'cannot listen: Cannot assign requested address' "$1"; then
        say "This machine does not have that address (any more). Take it out of [listen] in $2."
    elif grep -q 'cannot listen: Permission denied' "$1"; then
        say "A port below 1024 needs root, or another number: [listen] in $2."
    fi
}
