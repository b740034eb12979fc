"""Past tenses that no ending tells. Data only."""

# They take no object, so that a noun before one is its subject and never the object of the verb before.
MOVES = frozenset(
    "rose fell grew dropped declined climbed jumped increased decreased doubled tripled slowed shrank expanded surged"
    " plunged soared slumped collapsed rises falls grows stood remained died arrived amounted accounted happened"
    " occurred went came became sank dwindled improved worsened halved".split()
)
# No participles.
PASTS = MOVES | frozenset(
    "took gave saw began broke chose drove flew knew wrote stole threw spoke ran swore drew hid froze shook wore bit"
    " forgot overtook undertook withdrew rang sang sprang drank ate rode blew bore tore woke arose"
    " did had was were".split()
)
# Participles too.
PARTICIPLES = frozenset(
    "made won lost sold bought built spent paid sent left led met held kept sought fought struck shot caught taught"
    " brought got cut hit put said told found felt thought meant heard slept swept bent lent dealt fled fed bled bred"
    " laid hung dug stuck swung clung bound wound burnt learnt quit beat burst shut set spread cast".split()
)
PRESENT = frozenset("is are has have does do will would can could may might must should cannot".split())
