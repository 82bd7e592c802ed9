# shellcheck shell=bash
# ./dev phone: a real desk phone for whoever has none at hand.

dev_phone() {
    local name='' data=$ROOT/data extra=()
    while [ $# -gt 0 ]; do
        case $1 in
            --data) data=$(realpath -m "$2"); shift ;;
            --manual) extra+=(--manual) ;;
            --no-install) export SIDETONE_NO_INSTALL=1 ;;
            -*) fail "Unknown option $1. See ./dev help." ;;
            *) name=$1 ;;
        esac
        shift
    done
    [ -n "$name" ] || fail "Whose phone? For example: ./dev phone anna"
    [ -d "$data" ] || fail "There is no office in ${data#"$ROOT"/}. Start one with ./dev run (in another terminal)."
    need_packages run
    local server account
    server=$(server_of release) || fail "Start the office first: ./dev run"
    account=$(as_owner_of "$data" "$server" phone-account --data "$data" "$name") || fail "No phone for $name."
    exec python3 tools/dev/phone.py "${extra[@]}" <(printf '%s\n' "$account")
}

# The data folder is private to whoever runs the office.
as_owner_of() {
    local folder=$1
    shift
    if [ -r "$folder" ] && [ -x "$folder" ]; then "$@"; else as_root "$@"; fi
}
