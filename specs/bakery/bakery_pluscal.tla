--------------------------- MODULE bakery_pluscal ---------------------------
(*
The bakery algorithm of bakery.tla as a program. See there for what it does, and why a flag or a number that is being
written shows anything before it has its value.
*)
EXTENDS Integers

CONSTANTS N, MaxNumber, Flags

Processes == 1..N
Numbers == 0..MaxNumber

(*--algorithm bakery

variables
  number = [p \in Processes |-> 0];
  flag = [p \in Processes |-> FALSE];

define
  Before(p, q) == number[p] < number[q] \/ (number[p] = number[q] /\ p < q)
end define;

fair process customer \in Processes
variables
  unseen = {};
  highest = 0;
  whom = 1;
begin
  Idle:-
    while TRUE do
      Choose:
        either
          flag[self] := ~flag[self];
          goto Choose;
        or
          flag[self] := TRUE;
          unseen := Processes \ {self};
          highest := 0;
        end either;
      Look:
        while unseen /= {} do
          with q \in unseen do
            unseen := unseen \ {q};
            if number[q] > highest then
              highest := number[q];
            end if;
          end with;
        end while;
      Take:
        either
          with n \in Nat do
            number[self] := n;
          end with;
          goto Take;
        or
          with n \in {m \in Nat : m > highest} do
            number[self] := n;
          end with;
        end either;
      Chosen:
        either
          flag[self] := ~flag[self];
          goto Chosen;
        or
          flag[self] := FALSE;
          unseen := Processes \ {self};
        end either;
      Wait:
        while unseen /= {} do
          with q \in unseen do
            await Flags => ~flag[q];
            whom := q;
          end with;
          Pass:
            await number[whom] = 0 \/ Before(self, whom);
            unseen := unseen \ {whom};
        end while;
      Inside:
        skip;
      Leave:
        either
          with n \in Nat do
            number[self] := n;
          end with;
          goto Leave;
        or
          number[self] := 0;
        end either;
    end while;
end process;

end algorithm; *)

Exclusive == \A p, q \in Processes : p /= q => ~(pc[p] = "Inside" /\ pc[q] = "Inside")

NobodyInside == \A p \in Processes : pc[p] /= "Inside"

\* No process waits forever, if numbers have no bound.
Served == \A p \in Processes : pc[p] = "Choose" ~> pc[p] = "Inside"
=============================================================================
