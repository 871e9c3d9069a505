"""Exits of the compartments: the columns of a row of hazards."""

# exits of active members; the last four are deaths
M_QUIT, M_ARREST, M_HIDE, M_RIVAL, M_CLASH, M_OPERATION, M_SUSPECT = range(7)
ACTIVE_EXITS = 7
# exits of hiding members
H_QUIT, H_ARREST, H_RETURN, H_RIVAL, H_SUSPECT = range(5)
HIDING_EXITS = 5
# exits shared by associates and the exposed, before those into each gang
C_ARREST, C_DRIFT, C_GANG, C_STATE, C_OPERATION, C_NEIGHBOUR, C_BACKGROUND = range(7)
CIVILIAN_EXITS = 7
# exits of the rest
R_GANG, R_STATE, R_OPERATION, R_NEIGHBOUR, R_BACKGROUND, R_AGENT, R_FLEE, R_ARM, R_JAIL = range(9)
REST_EXITS = 9
# exits from a cell of the custody table
FREED, CONVICTED, LATE, DIED, ESCAPED = range(5)
CUSTODY_EXITS = 5
# exits of those held for other offences
O_FREED, O_DIED, O_ESCAPED = range(3)
OTHER_EXITS = 3
