# shellcheck shell=bash
# Debian packages: installs what is missing of tools/packages/*.txt, and nothing when nothing is.

wanted_packages() {
    local list
    for list in "$@"; do sed 's/#.*//; s/[[:space:]]//g; /^$/d' "tools/packages/$list.txt"; done | sort -u
}

missing_packages() {
    wanted_packages "$@" | comm -23 - <(
        # shellcheck disable=SC2046
        dpkg-query -W -f='${Package} ${db:Status-Status}\n' $(wanted_packages "$@") 2>/dev/null | awk '$2 == "installed" {print $1}' | sort -u
    )
}

need_packages() {
    [ -n "${SIDETONE_NO_INSTALL:-}" ] && return 0
    command -v dpkg-query >/dev/null || fail "./dev installs Debian 12 packages. Elsewhere, install the like of tools/packages/*.txt and use --no-install."
    local missing
    missing=$(missing_packages "$@")
    [ -z "$missing" ] && return 0
    # shellcheck disable=SC2086
    say "  Missing packages:" $missing
    # shellcheck disable=SC2086
    need_root "Installing them" "Run this as root, then start again: apt-get update && apt-get install --no-install-recommends$(printf ' %s' $missing)"
    # shellcheck disable=SC2086
    install_packages $missing
}

# install_packages PACKAGE...
install_packages() {
    step apt-update "Reading the package lists" as_root apt-get update -q
    step apt-install "Installing them" install_quietly "$@"
}

# Debian starts a service when its package is installed. The office starts its own media engine; nothing else shall run because of us.
# Runs as a process of its own: the policy goes also when it is interrupted, and one that was left by a killed run is known by its mark.
POLICY=/usr/sbin/policy-rc.d
install_quietly() {
    if [ ! -e $POLICY ] || grep -q 'made by sidetone' $POLICY; then
        trap 'as_root rm -f $POLICY' EXIT
        trap 'exit 130' INT TERM
        printf '#!/bin/sh\n# made by sidetone ./dev for the time of an installation\nexit 101\n' | as_root tee $POLICY >/dev/null
        as_root chmod 755 $POLICY
    fi
    local status=0 name
    # An installation that was killed must be brought to its end first; apt refuses everything else.
    if [ -n "$(ls /var/lib/dpkg/updates)" ]; then as_root env DEBIAN_FRONTEND=noninteractive dpkg --configure -a || status=$?; fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=600 -o DPkg::Use-Pty=0 "$@" || status=$?
    for name in "$@"; do
        case $name in
            rtpengine-daemon | kamailio | prometheus)
                if [ -d /run/systemd/system ]; then as_root systemctl disable -q "$name" || true; fi
                ;;
        esac
    done
    return $status
}
