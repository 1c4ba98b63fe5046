"""The columns of inventories: key, English and German header, what the cells hold."""

from dashboard.data.files.cells import COUNTRY, FLAG, ID, MAC, ORG_ID, TEXT, WHOLE
from dashboard.data.files.columns.subscriptions import Column

_EXTERNAL_ID = Column("external_id", "External ID", "Externe ID", ID, required=False)
_CUSTOMER = Column("customer", "Customer", "Kunde", TEXT, required=False, also=("Customer Name",))
_ORG_ID = Column("customer_org_id", "Customer Org ID", "Organisations-ID des Kunden", ORG_ID)
_LOCATION_ID = Column("location_id", "Location ID", "Standort-ID", ID, required=False)
_LOCATION_NAME = Column("location_name", "Location Name", "Standortname", TEXT, required=False)
_PHONE_NUMBER = Column("phone_number", "Phone Number", "Telefonnummer", ID)
_EXTENSION = Column("extension", "Extension", "Durchwahl", ID, required=False)
_USER_ID = Column("user_id", "User ID", "Benutzer-ID", TEXT, required=False)
_USER_UUID = Column("user_uuid", "User UUID", "Benutzer-UUID", ID, required=False)

DEVICES = (
    _EXTERNAL_ID,
    _CUSTOMER,
    _ORG_ID,
    _LOCATION_ID,
    _LOCATION_NAME,
    Column("product", "Product", "Produkt", TEXT),
    Column("mac", "MAC", "MAC", MAC),
    Column("firmware", "Firmware", "Firmware", TEXT, required=False),
    Column("phone_number", "Phone Number", "Telefonnummer", ID, required=False),
    _EXTENSION,
    _USER_ID,
    _USER_UUID,
)

PHONE_NUMBERS = (
    _EXTERNAL_ID,
    _CUSTOMER,
    _ORG_ID,
    _LOCATION_ID,
    _LOCATION_NAME,
    Column("country", "Country", "Land", COUNTRY, required=False),
    _PHONE_NUMBER,
    _EXTENSION,
    Column("pstn_connection", "PSTN Connection", "PSTN-Verbindung", TEXT, required=False),
    Column("active", "Active", "Aktiv", FLAG, required=False),
    Column("user_type", "User Type", "Benutzertyp", TEXT, required=False),
    Column("number_type", "Number Type", "Nummerntyp", TEXT, required=False),
    _USER_ID,
    _USER_UUID,
)

APP_VERSIONS = (
    Column("customer_name", "Customer Name", "Kundenname", TEXT, required=False),
    Column("org_id", "Org ID", "Organisations-ID", ORG_ID, also=("Organization ID",)),
    Column("app_type", "App Type", "App-Typ", TEXT, required=False),
    Column("platform", "Platform", "Plattform", TEXT),
    Column("version", "Version", "Version", TEXT),
    Column("os_version", "OS Version", "Betriebssystemversion", TEXT, required=False),
    Column("user_count", "User Count", "Anzahl der Nutzer", WHOLE, also=("Number of Users",)),
)
