"""What a page on a phone must not do: scroll sideways, ask for what a finger does not hit."""

SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"
TOO_SMALL = """() => [...document.querySelectorAll(
        "main :is(a, button, summary, input, select, textarea)")]
    .filter((one) => one.checkVisibility() && one.type !== "hidden")
    .map((one) => [one, (["radio", "checkbox"].includes(one.type) && one.closest("label") || one)
        .getBoundingClientRect()])
    .filter(([one, box]) => box.height && Math.min(box.height, box.width) < 47.5)
    .map(([one]) => one.outerHTML.slice(0, 90))"""
"""What can be tapped and is lower or narrower than 48 px; a choice is tapped by its label."""
