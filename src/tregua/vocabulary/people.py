"""Who is counted: ages, stages of custody, classes of people, and the publics whose support is followed."""

AGES = ("adult", "minor")
ADULT, MINOR = range(len(AGES))

STAGES = ("lawful", "overdue", "sentenced")
LAWFUL, OVERDUE, SENTENCED = range(len(STAGES))

CLASSES = ("member", "associate", "uninvolved", "other")
MEMBER, ASSOCIATE, UNINVOLVED, OTHER = range(len(CLASSES))

PUBLICS = ("host", "contributor", "council")
HOST, CONTRIBUTOR, COUNCIL = range(len(PUBLICS))
