#!/usr/bin/env bash
# Installs what the tests need beside the venv: a browser, libical, a second PostgreSQL and a pooler.
# What is there already is left as it is; without the right to install, says exactly what to type.
set -eu

cd "$(dirname "$0")/.."
venv=${VENV:-.venv}
missing=()
playwright=

if ! command -v chromium-headless-shell >/dev/null && ! command -v chromium >/dev/null; then
  # Ubuntu's package of that name is a snap, which does not run everywhere: there Playwright brings a browser.
  if grep -qs '^ID=ubuntu' /etc/os-release; then
    playwright=$venv/bin/playwright
  else
    # It has no window, and needs half the processor time for a page. `chromium` serves as well.
    missing+=(chromium-headless-shell)
  fi
fi
# A reader of calendar files that is not ours.
if ! PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null | grep -q 'libical\.so\.3'; then
  missing+=(libical3)
fi
# The tests run on the wheel's PostgreSQL and on this one.
if ! compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; then
  missing+=(postgresql)
fi

# A pooler between the services and PostgreSQL.
if [ ! -x /usr/sbin/pgbouncer ]; then
  missing+=(pgbouncer)
fi

as_root=
if [ "$(id -u)" -ne 0 ]; then
  as_root=sudo
fi

may_install() {
  [ -z "$as_root" ] || sudo -n true 2>/dev/null
}

if [ ${#missing[@]} -gt 0 ]; then
  if ! command -v apt-get >/dev/null; then
    echo "The tests need these programs, by the names that Debian gives them: ${missing[*]}" >&2
    exit 1
  fi
  if ! may_install; then
    echo "The tests need more of the distribution. Type:" >&2
    echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  echo "installing ${missing[*]}"
  $as_root apt-get update -qq
  # Until 2025 Debian had only the browser with windows.
  apt-cache show chromium-headless-shell >/dev/null 2>&1 || missing=("${missing[@]/#chromium-headless-shell/chromium}")
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# Playwright says nothing about what is there already: a stamp says that this was done for this venv.
if [ -n "$playwright" ] && [ ! -e "$venv/browser" ]; then
  "$playwright" install chromium
  if ! may_install; then
    echo "The browser needs libraries of the distribution. Type:" >&2
    echo "  sudo $playwright install-deps chromium && touch $venv/browser" >&2
    exit 1
  fi
  $as_root "$playwright" install-deps chromium >/dev/null
  touch "$venv/browser"
fi
