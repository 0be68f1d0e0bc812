"""The words by which a report names its matter: rules with a weight, in simplified Chinese.

A rule's code starts with its category. The weight says how much a word alone tells: 4 is nearly
always about it, 3 mostly, 2 often, 1 only beside others, and less than 0 speaks against it.
"""

from typing import Final

from dispatch.lexicon.topics_ground import GROUND
from dispatch.lexicon.topics_people import PEOPLE
from dispatch.vocabulary import Category

Rule = tuple[str, float, str]
"""Code, weight, and the words as a regular expression."""

TOPICS: Final[dict[Category, tuple[Rule, ...]]] = GROUND | PEOPLE
"""Category → its rules."""

ASIDE: Final = (
    "家里[^。]{0,6}(?:口人|老两口)[^。]*|靠种[^。]*过活|让[^。,]{1,8}来(?:问|说)一?(?:问|说|声)[^。]*|前后院[^。]*|"
    "(?:坡上坡下|左邻右舍)[^。]*情况[^。]*|(?:过了|从|村口往)[^。]{0,8}(?:往|拐|进)[^。]*(?:看见|就到|走|就是)[^。]*|"
    "[^。,]{1,8}在外(?:头)?打工[^。]*|(?:刚出院|身体不好|腿脚不便)[^。]*|多?谢谢?了?|来之前[^。]*|地里活[^。]*|"
    "去年也?(?:有|出)过[^。]*|(?:之前|前年)[^。]*(?:没顶事|别再对付)"
)
"""What people add that is not the matter: who they are, the way to them, thanks."""
