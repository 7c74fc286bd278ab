---------------------------- MODULE map_reduce ----------------------------
(*
A small map-reduce: workers square the items of a list, a reducer adds the squares up.

A worker takes the next item, computes, and reports <<index, square>>. A worker may also fail after it has
taken an item, which is then given out again. If the reducer just adds what is reported, an item that is
reported twice (its worker was only slow) counts twice; with ByIndex = TRUE it ignores an index it has seen.
The reducer asserts the sum when every index has been reported.
*)
EXTENDS Integers, Sequences, TLC

CONSTANTS
  Workers,
  Items,    \* how many: the list is 1, 2 ... Items
  None,
  ByIndex

RECURSIVE SumOfSquares(_)
SumOfSquares(n) == IF n = 0 THEN 0 ELSE n * n + SumOfSquares(n - 1)

(*--algorithm map_reduce

variables
  todo = [i \in 1..Items |-> i];  \* indices to be given out
  reports = <<>>;
  lost = 1;                       \* how many more workers may be considered failed

process worker \in Workers
variable item = None;
begin
  Take:
    await todo /= <<>>;
    item := Head(todo);
    todo := Tail(todo);
  Work:
    either
      reports := Append(reports, <<item, item * item>>);
    or \* a timeout: the item is given out again
      await lost > 0;
      lost := lost - 1;
      todo := Append(todo, item);
      Late:
        reports := Append(reports, <<item, item * item>>);
    end either;
  Again:
    item := None;
    goto Take;
end process;

process reducer = "reducer"
variables
  sum = 0;
  seen = {};
begin
  Reduce:
    while seen /= 1..Items do
      await reports /= <<>>;
      with report = Head(reports) do
        if ~ByIndex \/ report[1] \notin seen then
          sum := sum + report[2];
        end if;
        seen := seen \union {report[1]};
      end with;
      reports := Tail(reports);
    end while;
  Finish:
    assert sum = SumOfSquares(Items);
end process;

end algorithm; *)

\* Nothing is seen that is still to be given out for the first time.
TypeOK ==
  /\ \A i \in 1..Len(todo) : todo[i] \in 1..Items
  /\ \A i \in 1..Len(reports) : reports[i][2] = reports[i][1] * reports[i][1]
  /\ seen \subseteq 1..Items

\* Violated before the end.
SeenAll == seen = 1..Items
=============================================================================
