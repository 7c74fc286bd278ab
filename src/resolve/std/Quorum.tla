-------------------------------- MODULE Quorum --------------------------------
QuorumSystem(S) ==
  {QS \in SUBSET (SUBSET S) :
     /\ QS # {}
     /\ \A P, Q \in QS : P \cap Q # {}
     /\ \A P \in QS : \A Q \in SUBSET S : P \subseteq Q => Q \in QS}
===============================================================================
