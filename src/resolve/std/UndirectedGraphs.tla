--------------------------- MODULE UndirectedGraphs ---------------------------
LOCAL INSTANCE Naturals
LOCAL INSTANCE Sequences
LOCAL INSTANCE FiniteSets

IsUndirectedGraph(G) ==
  /\ G = [node |-> G.node, edge |-> G.edge]
  /\ \A e \in G.edge : \E a, b \in G.node : e = {a, b}
IsLoopFreeUndirectedGraph(G) ==
  /\ G = [node |-> G.node, edge |-> G.edge]
  /\ \A e \in G.edge : \E a, b \in G.node : a # b /\ e = {a, b}
UndirectedSubgraph(G) == {H \in [node : SUBSET G.node, edge : SUBSET G.edge] : IsUndirectedGraph(H)}
Path(G) == {p \in Seq(G.node) : p # <<>> /\ \A i \in 1 .. (Len(p) - 1) : {p[i], p[i + 1]} \in G.edge}
SimplePath(G) ==
  {p \in UNION {[1 .. n -> G.node] : n \in 1 .. Cardinality(G.node)} :
     /\ Cardinality({p[i] : i \in DOMAIN p}) = Len(p)
     /\ \A i \in 1 .. (Len(p) - 1) : {p[i], p[i + 1]} \in G.edge}
LOCAL Reach(G, m) ==
  LET from[k \in Nat] == IF k = 0 THEN {m} ELSE from[k - 1] \cup {n \in G.node : \E x \in from[k - 1] : {x, n} \in G.edge}
  IN from[Cardinality(G.node)]
AreConnectedIn(m, n, G) == n \in Reach(G, m)
ConnectedComponents(G) == {Reach(G, m) : m \in G.node}
IsStronglyConnected(G) == Cardinality(ConnectedComponents(G)) = 1
===============================================================================
