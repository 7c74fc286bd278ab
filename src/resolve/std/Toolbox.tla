------------------------------- MODULE Toolbox -------------------------------
LOCAL INSTANCE Naturals
LOCAL INSTANCE FiniteSets
LOCAL INSTANCE TLC

\* Whoever looks at a trace gives it in the configuration: `_TETrace <- MyTrace`.
_TETrace == CHOOSE f \in [Nat \ {0} -> STRING] : TRUE
LOCAL Length == Cardinality(DOMAIN _TETrace)
_TEPosition ==
  LET level == TLCGet("level") IN IF level >= Length THEN Length ELSE IF level = 0 THEN 1 ELSE level
===============================================================================
