------------------------------- MODULE cache -------------------------------
(*
A cache in front of a store, and how it keeps a stale value.

A reader that misses reads the store and, in another step, puts what it read into the cache. The writer changes the
store, then invalidates the cached copy. If a copy is put in after the invalidation, the old value
stays forever. With Leases = TRUE an invalidation also cancels the pending readers: their copies
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
  lease = [r \in Readers |-> FALSE];  \* whether the reader's copy is still valid

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

\* Unless the writer is about to invalidate it, the cached value is the stored one.
NotStale == pc["writer"] /= "Invalidate" /\ cached /= Nothing => cached = store
=============================================================================
