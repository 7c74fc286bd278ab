-------------------------------- MODULE Graphs --------------------------------
EXTENDS Naturals, Sequences, FiniteSets, SequencesExt, Relation

IsDirectedGraph(G)   == G = [node |-> G.node, edge |-> G.edge] /\ G.edge \subseteq (G.node \X G.node)
DirectedSubgraph(G)  == {H \in [node : SUBSET G.node, edge : SUBSET (G.node \X G.node)] :
                           IsDirectedGraph(H) /\ H.edge \subseteq G.edge}
Transpose(G)         == [edge |-> {<<e[2], e[1]>> : e \in G.edge}, node |-> G.node]
IsUndirectedGraph(G) == IsDirectedGraph(G) /\ \A e \in G.edge : <<e[2], e[1]>> \in G.edge
UndirectedSubgraph(G) == {H \in DirectedSubgraph(G) : IsUndirectedGraph(H)}
Path(G)              == {p \in Seq(G.node) : p # <<>> /\ \A i \in 1 .. (Len(p) - 1) : <<p[i], p[i + 1]>> \in G.edge}

\* What follows goes through the nodes, where the definitions go through all sequences of them.
SimplePath(G)        ==
  LET N == Cardinality(G.node)
      after(p, k) == {n \in G.node : <<p[k], n>> \in G.edge /\ \A i \in 1 .. k : p[i] # n}
      of[k \in 1 .. N] == IF k = 1 THEN {<<n>> : n \in G.node}
                          ELSE UNION {{Append(p, n) : n \in after(p, k - 1)} : p \in of[k - 1]}
  IN UNION {of[k] : k \in 1 .. N}
LOCAL Reach(G, m) ==
  LET from[k \in Nat] == IF k = 0 THEN {m} ELSE from[k - 1] \cup {n \in G.node : \E x \in from[k - 1] : <<x, n>> \in G.edge}
  IN from[Cardinality(G.node)]
AreConnectedIn(m, n, G) == m \in G.node /\ n \in G.node /\ n \in Reach(G, m)
ConnectionsIn(G)     == LET R == [m \in G.node |-> Reach(G, m)] IN [m, n \in G.node |-> n \in R[m]]
IsStronglyConnected(G) == \A m \in G.node : G.node \subseteq Reach(G, m)
IsTreeWithRoot(G, r) ==
  /\ IsDirectedGraph(G)
  /\ r \in G.node
  /\ \A e \in G.edge : e[1] # r /\ \A f \in G.edge : e[1] = f[1] => e = f
  /\ \A n \in G.node : AreConnectedIn(n, r, G)
GraphUnion(G, H)     == [node |-> G.node \cup H.node, edge |-> G.edge \cup H.edge]
IsBipartiteWithPartitions(G, U, V) ==
  /\ U \cap V = {}
  /\ G.node \subseteq (U \cup V)
  /\ \A e \in G.edge : (e[1] \in U /\ e[2] \in V) \/ (e[2] \in U /\ e[1] \in V)
HasCycle(G)          ==
  \/ \E n \in G.node : <<n, n>> \in G.edge
  \/ LET C == ConnectionsIn(G) IN \E m, n \in G.node : m # n /\ C[m, n] /\ C[n, m]
IsDag(G)             == IsDirectedGraph(G) /\ ~HasCycle(G)
Successors(G, n)     == {m \in G.node : <<n, m>> \in G.edge}
AllSuccessors(G, S)  == UNION {Successors(G, n) : n \in S}
Predecessors(G, n)   == {m \in G.node : <<m, n>> \in G.edge}
AllPredecessors(G, S) == UNION {Predecessors(G, n) : n \in S}
\* Is there a path of one edge or more?
LOCAL Follows(G) ==
  LET after == [m \in G.node |-> UNION {Reach(G, s) : s \in Successors(G, m)}]
  IN [m, n \in G.node |-> n \in after[m]]
Ancestors(G, n)      == LET F == Follows(G) IN {m \in G.node : F[m, n]}
Descendants(G, n)    == LET F == Follows(G) IN {m \in G.node : F[n, m]}
InDegree(G, n)       == Cardinality(Predecessors(G, n))
OutDegree(G, n)      == Cardinality(Successors(G, n))
Roots(G)             == {n \in G.node : Predecessors(G, n) = {}}
Leaves(G)            == {n \in G.node : Successors(G, n) = {}}
EmptyGraph           == [node |-> {}, edge |-> {}]
Graphs(S)            == [node : {S}, edge : SUBSET (S \X S)]
===============================================================================
