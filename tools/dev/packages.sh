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
    say "  Missing packages: $(echo "$missing" | tr '\n' ' ')"
    step apt-update "Reading the package lists" as_root apt-get update -q
    # shellcheck disable=SC2086
    step apt-install "Installing them" install_quietly $missing
}

# Debian starts a service when its package is installed. The office starts its own media engine; nothing else shall run because of us.
install_quietly() {
    local policy=/usr/sbin/policy-rc.d ours=
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
        as_root chmod 755 $policy
        ours=1
    fi
    local status=0
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=600 -o DPkg::Use-Pty=0 "$@" || status=$?
    [ -n "$ours" ] && as_root rm -f $policy
    local name
    for name in "$@"; do
        case $name in
            rtpengine-daemon | kamailio)
                if [ -d /run/systemd/system ]; then as_root systemctl disable -q "$name" || true; fi
                ;;
        esac
    done
    return $status
}
