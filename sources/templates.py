"""How pages of HTML are made here: every value escaped, a missing one an error."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["html_templates"]


def html_templates(package: str, folder: str = "templates") -> "Environment":
    """Return the templates that lie in a folder of a package."""
    # Loaded here, so that reading a document does not need it.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader(package, folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
