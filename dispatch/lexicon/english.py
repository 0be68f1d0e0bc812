"""The words of English texts."""

from typing import Final

ENGLISH: Final[dict[str, str]] = {
    "en_role": (
        "village (?:head|chief|secretary|committee|leader|clerk|office|cadre|official|"
        "council|boss|accountant|doctor|director|party)s?|(?:head|chief|leader|secretary|"
        "director|committee) of (?:the|our|this|my) (?:village|township|gacha|team|"
        "group)|(?:party )?secretary|cadres?|officials?|officers?|grid (?:agent|worker|"
        "member|manager|person|keeper)s?|agents?|team leader|group leader|township|"
        "government|the committee|committee|mayor|director|the clerk|clerk|police|"
        "policem[ae]n|inspectors?|bureau|county office|council(?:l?or)?|authorit(?:y|"
        "ies)|civil servants?|petition office|land office|water station|party (?:branch|"
        "member)s?|accountant|headm[ae]n|headman|chairm[ae]n|captain|gacha|sumu|banner|"
        "in charge|leadership|leaders?|administration|bureaucrats?|the village|"
        "our village|village"
    ),
    "en_power": (
        "village (?:head|chief|secretary|committee|leader|clerk|cadre|official|council|"
        "boss|accountant|director|party)s?|(?:head|chief|leader|secretary|director|"
        "committee) of (?:the|our|this|my) (?:village|township|gacha|team|group)|"
        "secretary|cadres?|officials?|grid (?:agent|worker|member|manager|person|"
        "keeper)s?|team leader|group leader|headm[ae]n|mayor|civil servants?|gacha leader"
    ),
    "en_fault": (
        "pocket|bribe|steal|stole|sold|sell|cousin|brother|sister in law|relative|nephew|"
        "niece|uncle|son in law|his son|his wife|her son|her husband|his family|"
        "own family|their famil|in laws?|crony|cronies|favou?r|refuse|ignor|never|threat|"
        "beat|hit (?:me|my|him|her|us)|punch|slap|insult|swore|swear|shout|yell|scream|"
        r"rude|drunk|drinking|lazy|lie[sd]?\b|lying|forge|fake|falsif|rigged|cheat|"
        r"corrupt|unfair|accounts?\b|disappear|vanish|missing money|money missing|"
        "kept the|keeps? (?:the )?money|took|takes|taking|demand|extort|cover|collu|"
        "gambl|mahjong|tore|get lost|abus|reveng|retaliat|intimidat|bull(?:y|ie)|"
        "does nothing|do nothing|doing nothing|did nothing|nobody|no one|not (?:show|"
        "answer|come|help|care|visit|publish|transparent|allow)|doesnt|does not|dont|"
        "wont|will not|didnt|did not|hasnt|has not|havent|absent|own (?:house|pocket|"
        r"yard|farm|land|company)|new car|new house|cigarettes|gifts?\b|cash|liquor|"
        "mutton|money|where did|explain|investigat|remove him|replace|fired|dismiss|"
        "punish|secretly|behind our backs|without (?:asking|telling|consent|consult|our|"
        "any meeting|a vote|a meeting)|forced|forces|evict|demolish|seized|grabbed|"
        "took over|occupied|discriminat|prejudice|bias|harass|blackmail|vote|election|"
        "nepot|connections|embezzl|misus|misappropriat|diverted|withh|delay|stall|"
        "pass(?:ed|es|ing)? the buck|brush|sits on|sitting on|lost my|leak|"
        "told the accused|gossip|only for|relatives|asleep|sleep|playing|phone all day|"
        "skip|overcharg|charged (?:me|us)|fee|fine[sd]|receipt|incompetent|useless|power"
    ),
    "en_graft": (
        "no one tells us|nobody tells us|without (?:telling|asking|informing|"
        "consulting) (?:us|anyone|anybody|the villagers|the people|villagers)|keep quiet|"
        "behind our backs?|bribe|kickback|corrupt|embezzl|nepotis|crony|cronies|"
        "red envelope|backhander|pocketed|misappropriat|abuse of (?:power|office)|"
        "abus(?:es|ed|ing) (?:his|her|their) (?:power|position|office)|under the table|"
        "slush|rigged|vote buying|bought votes|buying votes|cover(?:s|ed|ing)? up|"
        "favou?ritism|extort|graft|whistleblow|power hungry|dictator|"
        "conflict of interest|palms? greased|grease|dereliction|misconduct|"
        "ghost (?:worker|employee)s?|taking advantage of (?:his|her|their) position|"
        "above the law|high(?:er)? up|someone important|you know who|from above told|"
        "(?:with|have|has|had|got|his|her|their) connections|well connected|who you know|"
        "relatives of|only (?:for|to) (?:friends|relatives|family)|has (?:friends|"
        "people) (?:higher|at the top|above)"
    ),
    "en_named": (
        "the head (?:promis|told|said|took|of|gave|is|was|never|does|sold|kept)|"
        "grid (?:agent|worker|member|manager|person|keeper|man|woman|lady|guy)s?|"
        r"agents?\b|officials?\b|cadres?|chiefs?\b|secretary|committee|leaders?\b|"
        r"township|(?:the|our|their|that|village|town|land|county) office\b|clerk|"
        r"director|mayor|authorit(?:y|ies)|government|headm[ae]n|accountant|officers?\b|"
        r"civil servants?|bureau|inspectors?\b|gacha|village (?:head|doctor|boss|council)"
    ),
    "en_they": (
        r"\b(?:they|them|he|she|these people|those people|someone|somebody|some people|"
        r"certain people|the ones? who|those who)\b"
    ),
    "en_matter": (
        r"sign(?:ed|ing|atures?)\b|blank|papers?\b|forms?\b|list\b|compensation|allowance|"
        r"file\b|records?\b|complain(?:t|ed|ts)? (?:go|went|end|was|about|to)|gifts?\b|"
        r"receipts?|accounts?\b|vote|election|subsid|funds?\b|budget|wallet|chat group|"
        r"quota|relief|welfare|benefits?\b|stamp|seal\b|permission|approved by|"
        "who approved|tender|minutes exist|had to (?:pay|buy|give|bring)|pay (?:him|her|"
        r"them)|nobody dares?|no one dares?|afraid to|scared to|dares?\b|everyone knows|"
        "meeting|documents?|names? (?:was|were|is)|collective|public (?:land|pasture|"
        "money|funds)|contract"
    ),
    "en_money": r"money|funds?\b|subsid(?:y|ies)|compensation|allowance|rent|grant|aid|relief",
    "en_gone": (
        "where did|where has|where is|where did|disappear|vanish|missing|went to|"
        "whose pocket|never (?:came|arrived|reached|got)|not reach|gone|who (?:got|took|"
        "has|kept)"
    ),
    "en_books": (
        r"accounts?\b|books\b|finances?|ledger|spending|expenses|list of beneficiaries|"
        "the list"
    ),
    "en_opaque": (
        "never|not|nobody|no one|public|publish|secret|hidden|hide|refus|fake|false|"
        "cooked|show|explain|burn"
    ),
    "en_hint": (
        "in charge of (?:us|our|this)|assigned to (?:us|our)|responsible for (?:us|our)|"
        "people at the top|someone (?:important|in the (?:village|township|office)|"
        "with power)|those in power|the boss(?:es)? (?:at|of|in) the (?:village|"
        "township)|certain (?:people|person|leaders?)|you know who|friends in high|"
        "well connected|connections"
    ),
}

ENGLISH_HARMLESS: Final[tuple[str, ...]] = (
    (
        "(?:please (?:ask|tell|have|get|let)|could|can|would|hope|"
        "thanks?(?: you)?(?: to)?|dear|ask|"
        r"hello)(?: \w{1,12}){0,3} (?:village (?:committee|head|office|secretary)|"
        "committee|government|township(?: office)?|grid (?:agent|worker)|council|police|"
        "agent|secretary|leaders?|officers?)"
    ),
    (
        "(?:near|beside|behind|next to|opposite|in front of|outside|between|"
        "through)(?: the| our| my)? (?:village (?:committee|office|school|road|well|"
        "square|entrance|shop)|village|township(?: office)?|police station|"
        "government building|committee)(?: building| office| hall)?"
    ),
    (
        "village (?:road|school|well|street|square|bridge|entrance|shop|clinic|pump|pond|"
        "hall)|township office phone"
    ),
    (
        "police station|(?:in|to|into|from) (?:the|our|my) village(?! (?:office|"
        "committee|head|chief|secretary|clerk|leader|cadre|official|council|boss|"
        "accountant|director|party))"
    ),
)
