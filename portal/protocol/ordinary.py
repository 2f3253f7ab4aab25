"""English words that are names too, and words of the name field that name nobody."""

_NOBODY = """
and aka baby babies birth boy brother child children daughter date expected family foetus former formerly
girl infant known master miss mother mr mrs ms mx name named names newborn nobody none not number of or
record sibling sister son the triplet twin twins unborn unknown unnamed yet
"""

_ORDINARY = """
able an angel april art as at august autumn bay be bear bell bill black blue bright brown case chance
chase close cook dale dawn day dear destiny do early east fair faith field fields flower free gold good
grace grant gray green grey guy hall he heather heaven her hill hope house hunt in is it joy june justice
king lane law liberty light little long lord love lucky major man march mark may me mercy miles moon my
no north oak on page park patience peace penny power precious price prince princess promise rain ray red
rich river rock rose royal sea see serenity sharp she silver sky snow so star stone storm street strong
summer sun sunny swift test to true unity us van victory ward we west white will win winter wise wood
woods worth young
"""

NAMES_NOBODY = frozenset(_NOBODY.split())
"""What people write beside a name, or where there is none yet. None of it is an identity."""

ORDINARY = frozenset(_ORDINARY.split())
"""Names that are read as a word unless they begin with a capital. Few: people type names in small letters."""

_NO_NAME = """
class cross does goes gross hers jeans less lots news ours plus this thus
also jackpot kitchen making market taking timely
"""

NO_NAME = frozenset(_NO_NAME.split())
"""Words that are no name, though a name with an s, or two names in one word, would read like them."""
