#!/usr/bin/env bash
# Installs the engines that tests/engine runs against, and promtool: Debian 12, root. Safe, and quick, to run again.
#   docker-20.10, podman-4.3  Debian 12's own packages; no service is started
#   docker-26.1               the next Debian's packages, unpacked under /var/cache/hale and never installed
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

packages=(busybox-static conmon containerd docker.io mount openssl podman prometheus runc)
cache=/var/cache/hale
policy=/usr/sbin/policy-rc.d
garbage=()
doing='asking for root'
trap 'status=$?; rm -rf "${garbage[@]}"; [ $status = 0 ] || echo "engines: failed while $doing" >&2' EXIT

apt() { apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"; }

are_installed() {
  local states
  states=$(dpkg-query --show --showformat '${db:Status-Status}\n' "${packages[@]}" 2>&1) && ! grep -qvx installed <<<"$states"
}

install_packages() {
  doing='listing packages with apt'
  apt update
  doing="installing ${packages[*]} with apt"
  if [ ! -e $policy ]; then
    garbage+=($policy)
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod +x $policy
  fi
  apt install --no-install-recommends -y "${packages[@]}" &>"$scratch/log" || { cat "$scratch/log" >&2; return 1; }
}

# An apt of its own, with lists and cache in the scratch folder, reads the next Debian from the machine's own mirror.
unpack_docker_26() {
  local codename mirror next package
  doing="finding apt's mirror"
  codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $codename" 'Component: main' | sed -n 1p)
  [ -n "$mirror" ]

  doing='downloading Docker 26.1 with apt'
  mkdir -p "$scratch"/{lists/partial,cache/archives/partial,root}
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$scratch/sources.list"
  next=(-o "Dir::Etc::SourceList=$scratch/sources.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$scratch/lists"
    -o "Dir::Cache=$scratch/cache" -o APT::Sandbox::User=root -o Acquire::Languages=none)
  apt "${next[@]}" update
  (cd "$scratch" && apt "${next[@]}" download docker.io containerd)

  doing='unpacking Docker 26.1'
  for package in "$scratch"/*.deb; do dpkg-deb --extract "$package" "$scratch/root"; done
  "$scratch/root/usr/sbin/dockerd" --version | grep -q ' 26\.1\.'
  rm -rf "$cache/docker-26.1"
  mv "$scratch/root" "$cache/docker-26.1"
}

[ "$(id -u)" = 0 ]
mkdir -p $cache
scratch=$(mktemp -d -p $cache)
garbage+=("$scratch")
if ! are_installed; then install_packages; fi
if [ ! -x $cache/docker-26.1/usr/sbin/dockerd ]; then unpack_docker_26; fi
