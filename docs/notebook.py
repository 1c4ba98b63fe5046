# %% [markdown]
# # The numbers behind the pages, as pandas DataFrames
#
# Each `# %%` begins a cell: VS Code, PyCharm and Jupyter (with jupytext) open this file as a notebook, and
# `python docs/notebook.py` runs it from the top. It opens the databases that the settings name, as the command line
# does. Where there are none yet, `python -m dashboard init` and `python -m dashboard sample --region US` make them.
# A server that runs holds embedded regions: stop it first, or open a copy (`python -m dashboard backup`). Regions on
# PostgreSQL can be opened beside it.

# %%
import sys
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))  # the package is used from its directory

from dashboard.data import frame
from dashboard.data.calling.usage import CUSTOMER_USAGE
from dashboard.data.query.frame import frame_of
from dashboard.data.query.moment import moment
from dashboard.data.query.question import Question, View
from dashboard.data.query.scope import Scope
from dashboard.data.subscriptions.sections import EXPIRING
from dashboard.data.subscriptions.trend import KINDS, trend
from dashboard.services import open_services
from dashboard.settings import Settings
from dashboard.ui.charts.figures import licence_trend

# %% [markdown]
# A question is who asks, about when, and about which product. Who opens the database itself sees every customer of it:
# `None` is the scope of no particular user.

# %%
settings = Settings()
services = open_services(settings)
scope = Scope(services.regions["US"], None)
question = Question(scope, moment(scope, settings.as_of()), product="meetings", weeks=26)

# %% [markdown]
# Any table of the product is a frame: the rows of the page, of its export and of the API. Its columns have the dtypes
# of what they hold, and unknown is `<NA>`, never 0. `dashboard.data.tables.TABLES` are all of them.

# %%
expiring = frame(question, EXPIRING)
print(expiring.dtypes.head(8))
print(expiring[["customer", "ends_on", "purchased", "assigned", "used"]].head())

# %% [markdown]
# What ends in which month, and how much of it nobody uses.

# %%
by_month = expiring.groupby(expiring["ends_on"].dt.to_period("M"))[["purchased", "used"]].sum()
print(by_month.assign(idle=by_month["purchased"] - by_month["used"]))

# %% [markdown]
# A view chooses columns and order. Two frames join on `org_id`.

# %%
calls = frame(question, CUSTOMER_USAGE, View(columns=("org_id", "calls", "minutes"), sort=("-calls",)))
print(pd.merge(expiring, calls, on="org_id", how="left")[["customer", "ends_on", "used", "calls"]].head())

# %% [markdown]
# Charts are functions of a frame: `.show()` opens the figure of the page, or of any other frame of weeks.

# %%
weeks = frame_of(trend(question), KINDS)
figure = licence_trend(weeks, "light")
print(weeks.tail(3))

# %%
services.close()
