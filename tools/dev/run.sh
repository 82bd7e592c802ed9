# shellcheck shell=bash
# ./dev run: from a fresh checkout to a running office.

dev_run() {
    local data=$ROOT/data options=()
    while [ $# -gt 0 ]; do
        case $1 in
            --data) data=$(realpath -m "$2"); shift ;;
            --no-install) export SIDETONE_NO_INSTALL=1 ;;
            --) shift; options+=("$@"); break ;;
            *) options+=("$1") ;;
        esac
        shift
    done
    need_packages run
    need_web
    build_preset release
    local server
    server=$(server_of release)
    if [ ! -e "$data" ]; then
        step init "Making an office in ${data#"$ROOT"/}" "$server" init --data "$data"
    fi
    exec "$server" serve --data "$data" --web "$ROOT/web/dist" "${options[@]}"
}
