-------------------------- MODULE traffic_lights --------------------------
(*
Traffic lights at a crossing of two streets.

A light goes green, yellow, red, green. It may turn green only if the other is red. With Hasty = TRUE
it also may when the other is yellow; then there is a moment in which both streets may drive.
*)

CONSTANT Hasty

Streets == {"north", "east"}
Other(s) == IF s = "north" THEN "east" ELSE "north"

VARIABLE light

Init == light = [s \in Streets |-> "red"]

After(colour) ==
  CASE colour = "green" -> "yellow"
    [] colour = "yellow" -> "red"
    [] colour = "red" -> "green"

MayChange(s) ==
  light[s] = "red" => light[Other(s)] = "red" \/ (Hasty /\ light[Other(s)] = "yellow")

Change(s) ==
  /\ MayChange(s)
  /\ light' = [light EXCEPT ![s] = After(@)]

Next == \E s \in Streets : Change(s)

Spec == Init /\ [][Next]_light

TypeOK == light \in [Streets -> {"red", "yellow", "green"}]

\* At least one street has to stop.
Safe == \E s \in Streets : light[s] = "red"

\* Properties of steps.
NoJump == [][\A s \in Streets : light'[s] /= light[s] => light'[s] = After(light[s])]_light
NeverYellow == [][\A s \in Streets : light'[s] /= "yellow"]_light
=============================================================================
