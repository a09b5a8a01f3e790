#!/usr/bin/env bash
# flufl.bounce finds nobody in a bounce of the form that servers use once an address or a header is UTF-8
#
# Run: flufl.bounce 6.0.0 (Mailman's) with the email package of Python 3.11.7; seen 2026-11-30. The reports are written here after
#      RFC 6533 and RFC 3464, with made-up addresses.
# Expected: a failed delivery to åsa@exempel.se is reported as such, or at least one to anna@exempel.se is, whatever the
#      report's type is called.
# Happens: RFC 6533 (2012) gives reports about SMTPUTF8 mail the types message/global-delivery-status and
#      multipart/report; report-type=global-delivery-status, and addresses of type utf-8. The library looks for
#      message/delivery-status and rfc822 only: neither permanent nor temporary failures, no error. Python's own parser knows the
#      old name only as well: the part has one header block, and the fields of the recipient are its text.
# Output: (temporary, permanent)
#      delivery-status,        rfc822; anna@exempel.se          none, anna@exempel.se
#      global-delivery-status, rfc822; anna@exempel.se          none, none
#      global-delivery-status, utf-8; åsa@exempel.se            none, none
#      delivery-status,        utf-8; \x{E5}sa@exempel.se       none, none  (the 7-bit form of the same)
#      header blocks found by email: 2 of 2 in the old form, 1 of 2 in the new
# Matters: one subject or name sent as UTF-8 to a server that offers SMTPUTF8 is enough to be answered this way; the address is
#      then mailed for ever, since "no failure" and "not understood" look alike.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip install --quiet --quiet --disable-pip-version-check flufl.bounce==6.0.0

cat >bounces.py <<'PY'
import email

from flufl.bounce import all_failures

REPORT = """From: MAILER-DAEMON@mx.exempel.se
To: studs+17@exempel.se
Subject: Undelivered mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="del"

--del
Content-Type: text/plain; charset=utf-8

Brevet kunde inte levereras.
--del
Content-Type: message/{kind}

Reporting-MTA: dns; mx.exempel.se

Final-Recipient: {recipient}
Action: failed
Status: 5.1.1

--del--
"""
CASES = (
    ("delivery-status", "rfc822; anna@exempel.se"),
    ("global-delivery-status", "rfc822; anna@exempel.se"),
    ("global-delivery-status", "utf-8; åsa@exempel.se"),
    ("delivery-status", r"utf-8; \x{E5}sa@exempel.se"),
)


def names(addresses: frozenset) -> str:
    return " ".join(sorted(address.decode() for address in addresses)) or "none"


for kind, recipient in CASES:
    report = email.message_from_bytes(REPORT.format(kind=kind, recipient=recipient).encode())
    temporary, permanent = all_failures(report)
    blocks = report.get_payload(1).get_payload()
    print(f"{kind}, {recipient}: {names(temporary)}, {names(permanent)}, {sum(map(bool, (block.keys() for block in blocks)))} blocks")
PY

cat >expected <<'TXT'
delivery-status, rfc822; anna@exempel.se: none, anna@exempel.se, 2 blocks
global-delivery-status, rfc822; anna@exempel.se: none, none, 1 blocks
global-delivery-status, utf-8; åsa@exempel.se: none, none, 1 blocks
delivery-status, utf-8; \x{E5}sa@exempel.se: none, none, 2 blocks
TXT

venv/bin/python bounces.py >seen
diff expected seen || { echo "changed: expected on the left, seen on the right" >&2; exit 1; }
echo "as described: three failures are not found"
