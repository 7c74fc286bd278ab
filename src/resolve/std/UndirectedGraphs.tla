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

\* What follows goes through the nodes, where the definitions go through all sequences of them.
SimplePath(G) ==
  LET N == Cardinality(G.node)
      after(p, k) == {n \in G.node : {p[k], n} \in G.edge /\ \A i \in 1 .. k : p[i] # n}
      of[k \in 1 .. N] == IF k = 1 THEN {<<n>> : n \in G.node}
                          ELSE UNION {{Append(p, n) : n \in after(p, k - 1)} : p \in of[k - 1]}
  IN UNION {of[k] : k \in 1 .. N}
LOCAL Reach(G, m) ==
  LET from[k \in Nat] == IF k = 0 THEN {m} ELSE from[k - 1] \cup {n \in G.node : \E x \in from[k - 1] : {x, n} \in G.edge}
  IN from[Cardinality(G.node)]
AreConnectedIn(m, n, G) == m \in G.node /\ n \in G.node /\ n \in Reach(G, m)
ConnectedComponents(G) == {Reach(G, m) : m \in G.node}
IsStronglyConnected(G) == ConnectedComponents(G) = {G.node}
UndirectedGraphs(S) == [node : {S}, edge : SUBSET {{e[1], e[2]} : e \in S \X S}]
===============================================================================
