"""Pages from templates: escaped, translated, without inline style or script."""

from functools import cache
from pathlib import Path
from typing import Any, Final, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.labels import label
from api.pages.frame import Frame
from api.texts import Language, texts_in

_TEMPLATES: Final = Path(__file__).parent / "templates"


def render(template: str, frame: Frame, **context: Any) -> str:
    """Render one page in the language of its frame.

    Raises
    ------
    jinja2.UndefinedError
        If the template asks for something the context lacks.
    """
    return environment(frame.language).get_template(template).render(frame=frame, **context)


@cache
def environment(language: Language) -> Environment:
    """Make the templates of one language: every value is escaped, none may be missing."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    texts = texts_in(language)
    # The i18n extension adds this method at run time; newstyle fills placeholders escaped.
    cast("Any", made).install_gettext_callables(texts.translate, texts.ngettext, newstyle=True)
    made.filters["label"] = lambda value: label(value, texts.translate)
    return made
