------------------------------- MODULE ShiViz -------------------------------
LOCAL INSTANCE Integers
LOCAL INSTANCE Json
LOCAL INSTANCE TLC
INSTANCE Toolbox

LOCAL Hosts ==
  LET of[i \in DOMAIN _TETrace] ==
        IF i = 1 THEN "--"
        ELSE LET before == _TETrace[i - 1].pc  now == _TETrace[i].pc
             IN IF before = now THEN of[i - 1] ELSE CHOOSE p \in DOMAIN before : before[p] # now[p]
  IN TLCEval(of)
Host == Hosts[_TEPosition]

LOCAL Clocks ==
  LET of[i \in DOMAIN _TETrace] ==
        IF i = 1 THEN [p \in DOMAIN _TETrace[i].pc |-> 0]
        ELSE [of[i - 1] EXCEPT ![Hosts[i]] = @ + 1]
  IN TLCEval(of)
Clock == ToJsonObject(Clocks[_TEPosition])
===============================================================================
