------------------------------- MODULE Layers -------------------------------
(* A graph that grows: a new node may point at any of those that are there, so there are no cycles. `Below` follows the
   edges; only the behavior shows that it terminates. *)
EXTENDS Integers, FiniteSets, Sequences

CONSTANT Size

VARIABLES nodes, edges

Init == nodes = {} /\ edges = {}

Add(n) == \E below \in SUBSET nodes :
    /\ nodes' = nodes \cup {n}
    /\ edges' = edges \cup {<<n, m>> : m \in below}

Next == \/ \E n \in 1..Size \ nodes : Add(n)
        \/ Cardinality(nodes) = Size /\ UNCHANGED <<nodes, edges>>

Children(from) == {m \in nodes : \E n \in from : <<n, m>> \in edges}

RECURSIVE Below(_)
Below(from) == IF from = {} THEN {} ELSE LET next == Children(from) IN next \cup Below(next)

Height[n \in 1..Size] ==
    LET next == Children({n}) IN
    IF next = {} THEN 0 ELSE 1 + Height[CHOOSE m \in next : TRUE]

RECURSIVE Listed(_)
Listed(s) == IF s = {} THEN <<>> ELSE LET n == CHOOSE n \in s : TRUE IN <<n>> \o Listed(s \ {n})

Acyclic == \A n \in nodes : n \notin Below({n})
Low == \A n \in nodes : Height[n] < Size
Whole == Len(Listed(edges)) = Cardinality(edges)

Flat == \A n \in nodes : Height[n] < 2
Sparse == \A n \in nodes : Cardinality(Below({n})) < 3
=============================================================================
