------------------------------- MODULE cache -------------------------------
(*
A cache in front of a store, and how it comes to keep what is no longer true.

A reader that misses reads the store and, in another step, puts what it read into the cache. The writer changes the
store, then throws the cached copy away. If the copy is put in after it was thrown away, the old value
stays for ever. With Leases = TRUE the throwing away also cancels the readers that are under way: their copies
are dropped.
*)
EXTENDS Integers

CONSTANTS
  Readers,
  Nothing,  \* no value
  Last,     \* how often the writer writes
  Leases

(*--algorithm cache

variables
  store = 0;
  cached = Nothing;
  lease = [r \in Readers |-> FALSE];  \* whether what a reader is about to put in is still wanted

process reader \in Readers
variable copy = Nothing;
begin
  Look:
    await cached = Nothing;
    lease[self] := TRUE;
    copy := store;
  Fill:
    if ~Leases \/ lease[self] then
      cached := copy;
    end if;
    lease[self] := FALSE;
    goto Look;
end process;

process writer = "writer"
begin
  Write:
    while store < Last do
      store := store + 1;
      Invalidate:
        cached := Nothing;
        lease := [r \in Readers |-> FALSE];
    end while;
end process;

end algorithm; *)

TypeOK == store \in 0..Last /\ cached \in {Nothing} \union 0..store

\* Unless the writer is just about to throw it away, what is cached is what is stored.
NotStale == pc["writer"] /= "Invalidate" /\ cached /= Nothing => cached = store
=============================================================================
