"""Word tables set as lines of text, which stay readable where lists of strings do not."""


def words(lines: str) -> tuple[str, ...]:
    """Cut a table at its blanks."""
    return tuple(lines.split())
