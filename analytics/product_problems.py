"""What can be missing for a question on products, as facts and a remedy."""

from __future__ import annotations

from data.problems import Problem


class TableNotProvided(Problem):
    code = "E_TABLE_NOT_PROVIDED"
    message = (
        "The bank's data has no {table}, and this needs it. Load it on the data page; "
        "the other pages work without it."
    )


class LevelUnknown(Problem):
    code = "E_PRODUCT_LEVEL"
    message = "{value} is no way to look at the range. Choose one of {known}."


class PartUnknown(Problem):
    code = "E_PRODUCT_PART"
    message = "Customers cannot be parted by {value} here. Choose one of {known}."


class WindowUnknown(Problem):
    code = "E_MATURITY_WINDOW"
    message = "{value} is no list of maturing funds. Choose one of {known}."


class ProductUnknown(Problem):
    code = "E_PRODUCT_UNKNOWN"
    message = "The bank has no product {value}. The nearest are {known}."


class ChangeUnknown(Problem):
    code = "E_PRODUCT_CHANGE"
    message = "{value} is no change of who holds a product. Choose one of {known}."


class SignUnknown(Problem):
    code = "E_MAIN_BANK_SIGN"
    message = "{value} is no sign of a main bank. Choose one of {known}."
