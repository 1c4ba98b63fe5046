"""The columns of Users and Orders files."""

from dashboard.data.files.cells import AMOUNT, CURRENCY, DAY, EMAIL, ID, LEFT, ORDER_TYPE, ORG_ID, QUANTITY, TEXT
from dashboard.data.files.columns.subscriptions import Column

USERS = (
    Column("customer_org_id", "Customer Org ID", "Organisations-ID des Kunden", ORG_ID),
    Column("email", "Email", "E-Mail", EMAIL, also=("E-Mail-Adresse", "Email Address")),
    Column("left", "Left", "Ausgeschieden", LEFT, required=False),
)

ORDERS = (
    Column("order_id", "Order ID", "Bestell-ID", ID),
    Column("subscription_id", "Subscription ID", "Abonnement-ID", ID),
    Column("order_date", "Order Date", "Bestelldatum", DAY),
    Column("type", "Type", "Art", ORDER_TYPE, required=False),
    Column("product", "Product", "Produkt", TEXT, required=False),
    Column("quantity", "Quantity", "Menge", QUANTITY, required=False),
    Column("amount", "Amount", "Betrag", AMOUNT, required=False),
    Column("currency", "Currency", "Währung", CURRENCY, required=False),
    Column("invoice_id", "Invoice ID", "Rechnungs-ID", ID, required=False),
    Column("invoice_status", "Invoice Status", "Rechnungsstatus", TEXT, required=False),
)
