"""Names of the countries that have an instrument on file, by ISO code of three letters."""

from __future__ import annotations

INTERNATIONAL = "INT"

NAMES = {
    "AFG": "Afghanistan", "AGO": "Angola", "ARG": "Argentina", "BFA": "Burkina Faso",
    "BGD": "Bangladesh", "BOL": "Bolivia", "BRA": "Brazil", "CHL": "Chile", "COL": "Colombia",
    "CRI": "Costa Rica", "CUB": "Cuba", "DOM": "Dominican Republic", "ECU": "Ecuador",
    "ETH": "Ethiopia", "GHA": "Ghana", "GTM": "Guatemala", "HND": "Honduras", "HTI": "Haiti",
    "IDN": "Indonesia", "IND": "India", INTERNATIONAL: "International", "KEN": "Kenya",
    "KHM": "Cambodia", "LAO": "Lao PDR", "LKA": "Sri Lanka", "MEX": "Mexico", "MLI": "Mali",
    "MOZ": "Mozambique", "MWI": "Malawi", "NER": "Niger", "NGA": "Nigeria", "NIC": "Nicaragua",
    "NPL": "Nepal", "PAK": "Pakistan", "PAN": "Panama", "PER": "Peru", "PHL": "Philippines",
    "PRY": "Paraguay", "RWA": "Rwanda", "SEN": "Senegal", "SLV": "El Salvador", "THA": "Thailand",
    "TZA": "Tanzania", "UGA": "Uganda", "URY": "Uruguay", "VEN": "Venezuela", "VNM": "Viet Nam",
    "ZAF": "South Africa", "ZMB": "Zambia", "ZWE": "Zimbabwe",
}  # fmt: skip


def code_of(text: str) -> str:
    """Return the code meant by a code or a name; the text itself where it is neither.

    >>> code_of("col"), code_of("South Africa"), code_of("vietnam")
    ('COL', 'ZAF', 'VNM')
    """
    plain = text.replace(" ", "").replace("-", "").lower()
    for code, name in NAMES.items():
        if plain in {code.lower(), name.replace(" ", "").lower()}:
            return code
    return text


def name_of(code: str) -> str:
    """Return the name of a country by its code.

    >>> name_of("COL")
    'Colombia'
    """
    return NAMES.get(code, code)
