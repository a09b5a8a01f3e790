#!/usr/bin/env bash
# Installs what the tests need from the distribution: a browser, libical and a second PostgreSQL.
# What is there already is left as it is; without the right to install, says exactly what to type.
set -eu

cd "$(dirname "$0")/.."
missing=()

if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then
  missing+=(chromium)
fi
# A reader of calendar files that is not ours.
if ! PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null | grep -q 'libical\.so\.3'; then
  missing+=(libical3)
fi
# The tests run on the wheel's PostgreSQL and on this one.
if ! compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; then
  missing+=(postgresql)
fi

if [ ${#missing[@]} -eq 0 ]; then
  exit 0
fi

install=(apt-get install -y -qq --no-install-recommends "${missing[@]}")

if ! command -v apt-get >/dev/null; then
  echo "The tests need these programs, by the names that Debian gives them: ${missing[*]}" >&2
  exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
  as_root=()
elif sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  echo "The tests need more of the distribution. Type:" >&2
  echo "  sudo apt-get update && sudo ${install[*]}" >&2
  exit 1
fi

echo "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" "${install[@]}" >/dev/null
