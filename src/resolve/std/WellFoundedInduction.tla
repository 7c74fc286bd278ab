------------------------- MODULE WellFoundedInduction -------------------------
EXTENDS NaturalsInduction

IsTransitivelyClosedOn(R, S) == \A i, j, k \in S : <<i, j>> \in R /\ <<j, k>> \in R => <<i, k>> \in R
IsWellFoundedOn(R, S) == ~\E f \in [Nat -> S] : \A n \in Nat : <<f[n + 1], f[n]>> \in R
SetLessThan(s, R, S)  == {t \in S : <<t, s>> \in R}
OpToRel(Op(_, _), S)  == {ss \in S \X S : Op(ss[1], ss[2])}
===============================================================================
