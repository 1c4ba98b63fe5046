"""The columns of each kind of report: key, English and German header, what the cells hold."""

from dataclasses import dataclass

from dashboard.data.files.cells import COUNTRY, DAY, FLAG, ID, MANAGED_BY, ORG_ID, STATUS, TEXT, WHOLE, CellType


@dataclass(frozen=True)
class Column:
    """One column of a report. A file without a required one is refused."""

    key: str
    english: str
    german: str
    cells: CellType
    required: bool = True
    also: tuple[str, ...] = ()  # other spellings of its header


SUBSCRIPTION_DETAILS = (
    Column("calculation_date", "Calculation Date", "Berechnungsdatum", DAY),
    Column("customer_name", "Customer Name", "Kundenname", TEXT),
    Column("customer_org_id", "Customer Org ID", "Organisations-ID des Kunden", ORG_ID),
    Column("subscription_status", "Subscription Status", "Abonnement-Status", STATUS),
    Column("subscription_id", "Subscription ID", "Abonnement-ID", ID),
    Column("subscription_type", "Subscription Type", "Abonnementtyp", TEXT),
    Column("total_users_in_org", "Total Users in Organization", "Gesamtzahl der Benutzer in der Organisation", WHOLE),
    Column("total_verified_users", "Total Verified Users", "Gesamtzahl der verifizierten Nutzer", WHOLE),
    Column("auto_renewal_enabled", "Auto Renewal Enabled", "Automatische Verlängerung aktiviert", FLAG),
    Column("expiration_renewal_date", "Expiration / Renewal Date", "Ablauf / Erneuerungsdatum", DAY),
    Column("meeting_license_available", "Meeting License (Available)", "Tagungslizenz (verfügbar)", WHOLE),
    Column("meeting_license_assigned", "Meeting License (Assigned)", "Tagungslizenz (zugewiesen)", WHOLE),
    Column("meeting_license_used", "Meeting License (Used)", "Tagungslizenz (verwendet)", WHOLE),
    Column(
        "calling_professional_license_available",
        "Calling Professional License (Available)",
        "Berufslizenz für Anrufe (verfügbar)",
        WHOLE,
    ),
    Column(
        "calling_professional_license_assigned",
        "Calling Professional License (Assigned)",
        "Berufslizenz für Anrufe (zugeteilt)",
        WHOLE,
    ),
    Column(
        "calling_professional_license_used",
        "Calling Professional License (Used)",
        "Berufslizenz für Anrufe (gebraucht)",
        WHOLE,
    ),
    Column(
        "calling_standard_license_available",
        "Calling Standard License (Available)",
        "Anruflizenz Standard (verfügbar)",
        WHOLE,
    ),
    Column(
        "calling_standard_license_assigned",
        "Calling Standard License (Assigned)",
        "Anruferlizenz Standard (zugewiesen)",
        WHOLE,
    ),
    Column(
        "calling_standard_license_used",
        "Calling Standard License (Used)",
        "Standardlizenz anrufen (gebraucht)",
        WHOLE,
    ),
    Column("start_date", "Start Date", "Startdatum", DAY, required=False),
    Column("enterprise_trial_id", "Enterprise Trial ID", "Enterprise-Test-ID", ID, required=False),
    Column("suspended", "Suspended", "Gesperrt", FLAG, required=False),
    Column("setup_complete", "Setup Complete", "Einrichtung abgeschlossen", FLAG, required=False),
)

CUSTOMERS = (
    Column("customer_name", "Customer Name", "Kundenname", TEXT),
    Column("customer_org_id", "Customer Org ID", "Organisations-ID des Kunden", ORG_ID),
    Column("country", "Country", "Land", COUNTRY, required=False),
    Column("industry", "Industry", "Branche", TEXT, required=False),
    Column("planned_users", "Planned Users", "Geplante Benutzer", WHOLE, required=False),
    Column("managed_by", "Managed By", "Verwaltet von", MANAGED_BY, required=False),
    Column("last_admin_sign_in", "Last Admin Sign-in", "Letzte Anmeldung eines Administrators", DAY, required=False),
    Column("domains", "Domains", "Domänen", TEXT, required=False),
    Column("external_id", "External ID", "Externe ID", ID, required=False),
)
