---------------------------- MODULE lost_update ----------------------------
(*
Two processes that add one to a shared counter.

Each reads the counter, and in another step writes back what it read plus one. If both read before either writes, one
of the additions is lost, a classic concurrency bug. With Atomic = TRUE reading and writing are one step,
and the sum is right.
*)
EXTENDS Integers, FiniteSets

CONSTANTS
  Procs,
  Atomic  \* whether adding is one step

(*--algorithm lost_update

variable counter = 0;

process proc \in Procs
variable seen = 0;
begin
  Read:
    seen := counter;
    if Atomic then
      counter := seen + 1;
      goto Done;
    end if;
  Write:
    counter := seen + 1;
end process;

end algorithm; *)

AllDone == \A p \in Procs : pc[p] = "Done"

\* When all have finished, every addition is there.
NothingLost == AllDone => counter = Cardinality(Procs)

\* The sum is at most the number of additions.
NothingInvented == counter <= Cardinality({p \in Procs : pc[p] = "Done"})
=============================================================================
