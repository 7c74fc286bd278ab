------------------------------- MODULE Mapped -------------------------------
(* ENABLED is about the primed variables of its own module, and INSTANCE does not substitute for those: `Same!Apart` is
   TRUE although x and y stand for the same variable there, and `Sum!Steps` is although x stands for an expression. *)
EXTENDS Integers

VARIABLES z, w

Same == INSTANCE Pair WITH x <- z, y <- z
Sum == INSTANCE Pair WITH x <- z + w, y <- 2 * w
Own(k) == INSTANCE Pair WITH x <- z, y <- w + k
Plain == INSTANCE Pair WITH x <- z, y <- w

Init == z = 0 /\ w = 0
Next ==
    \/ z < 3 /\ z' = z + 1 /\ w' = w
    \/ w < 2 /\ w' = w + 1 /\ z' = z

ApartIsPossible == Same!Apart /\ Sum!Apart /\ Own(1)!Apart /\ Plain!Apart
NeverDiffers == ~Same!DifferAndApart
SumSteps == Sum!Steps <=> z + w < 4
OwnSteps == \A k \in 0..2 : Own(k)!Steps <=> z < 4
PlainSteps == Plain!Steps <=> z < 4
Untouched == Sum!Free /\ Same!Free
Local == Sum!Within(z)
\* What is given as an argument is about the variables of the one who gives it.
Given == Same!Possible(z' = 1 /\ w' = z') /\ ~Same!Possible(z' = 1 /\ z' = 2) /\ ~Same!Possible(Same!Set(0, 1))
=============================================================================
