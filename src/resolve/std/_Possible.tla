------------------------------ MODULE _Possible ------------------------------
LOCAL INSTANCE TLC
LOCAL INSTANCE Naturals

\* How often each predicate under _POSSIBLE was true.
_Counts == TLCGet("all:named")["s:_possible"][1]

_PrintCounts == PrintT(_Counts)
_CheckName(name) ==
    \/ name \in DOMAIN _Counts /\ _Counts[name] > 0
    \/ PrintT(_Counts) /\ FALSE
===============================================================================
