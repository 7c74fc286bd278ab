------------------------------ MODULE traffic ------------------------------
(*
A car waits at a traffic light.

The light changes between red and green until the car is gone; the car drives when it sees green. Both processes end. Whether
the car ever leaves depends on fairness: it must not miss every green, which is stronger than not waiting
forever at a light that stays green (strong fairness, `fair+`, not weak).

With Heeds = FALSE the driver does not look.
*)
CONSTANT Heeds

Other(colour) == IF colour = "red" THEN "green" ELSE "red"

(*--algorithm traffic

variables
  waiting = TRUE;
  colour = "red";

fair process light = "light"
begin
  Change:
    while waiting do
      colour := Other(colour);
    end while;
end process;

fair+ process car = "car"
begin
  Drive:
    await Heeds => colour = "green";
    waiting := FALSE;
end process;

end algorithm; *)

TypeOK == waiting \in BOOLEAN /\ colour \in {"red", "green"}

\* The car has gone if it does not wait, and the light stops only then.
Gone == waiting = (pc["car"] = "Drive") /\ (pc["light"] = "Done" => ~waiting)

\* A property of steps: the car does not drive on red.
NobodyOnRed == [][waiting /\ ~waiting' => colour = "green"]_<<waiting, colour, pc>>

\* With weak fairness only, the car may always look when the light is red.
WeakSpec == Init /\ [][Next]_vars /\ WF_vars(light) /\ WF_vars(car)
=============================================================================
