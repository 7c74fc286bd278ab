-------------------------------- MODULE Graphs --------------------------------
LOCAL INSTANCE Naturals
LOCAL INSTANCE Sequences
LOCAL INSTANCE FiniteSets

IsDirectedGraph(G)   == G = [node |-> G.node, edge |-> G.edge] /\ G.edge \subseteq (G.node \X G.node)
DirectedSubgraph(G)  == {H \in [node : SUBSET G.node, edge : SUBSET (G.node \X G.node)] :
                           IsDirectedGraph(H) /\ H.edge \subseteq G.edge}
Transpose(G)         == [edge |-> {<<e[2], e[1]>> : e \in G.edge}, node |-> G.node]
IsUndirectedGraph(G) == IsDirectedGraph(G) /\ \A e \in G.edge : <<e[2], e[1]>> \in G.edge
UndirectedSubgraph(G) == {H \in DirectedSubgraph(G) : IsUndirectedGraph(H)}
Path(G)              == {p \in Seq(G.node) : p # <<>> /\ \A i \in 1 .. (Len(p) - 1) : <<p[i], p[i + 1]>> \in G.edge}
SimplePath(G)        ==
  {p \in UNION {[1 .. n -> G.node] : n \in 1 .. Cardinality(G.node)} :
     /\ Cardinality({p[i] : i \in DOMAIN p}) = Len(p)
     /\ \A i \in 1 .. (Len(p) - 1) : <<p[i], p[i + 1]>> \in G.edge}
LOCAL Reach(G, m) ==
  LET from[k \in Nat] == IF k = 0 THEN {m} ELSE from[k - 1] \cup {n \in G.node : \E x \in from[k - 1] : <<x, n>> \in G.edge}
  IN from[Cardinality(G.node)]
AreConnectedIn(m, n, G) == n \in Reach(G, m)
ConnectionsIn(G)     == [m, n \in G.node |-> AreConnectedIn(m, n, G)]
IsStronglyConnected(G) == \A m, n \in G.node : AreConnectedIn(m, n, G)
Successors(G, n)     == {e[2] : e \in {d \in G.edge : d[1] = n}}
Predecessors(G, n)   == {e[1] : e \in {d \in G.edge : d[2] = n}}
Ancestors(G, n)      == {m \in G.node : \E s \in Successors(G, m) : AreConnectedIn(s, n, G)}
Descendants(G, n)    == UNION {Reach(G, s) : s \in Successors(G, n)}
HasCycle(G)          == \E m \in G.node : m \in Descendants(G, m)
IsDag(G)             == IsDirectedGraph(G) /\ ~HasCycle(G)
Roots(G)             == {n \in G.node : Predecessors(G, n) = {}}
Leaves(G)            == {n \in G.node : Successors(G, n) = {}}
GraphUnion(G, H)     == [node |-> G.node \cup H.node, edge |-> G.edge \cup H.edge]
IsTreeWithRoot(G, r) ==
  /\ IsDirectedGraph(G)
  /\ \A e \in G.edge : e[1] # r /\ \A f \in G.edge : e[1] = f[1] => e = f
  /\ \A n \in G.node : AreConnectedIn(n, r, G)
IsBipartiteWithPartitions(G, U, V) ==
  /\ U \cap V = {} /\ G.node = U \cup V
  /\ \A e \in G.edge : (e[1] \in U /\ e[2] \in V) \/ (e[1] \in V /\ e[2] \in U)
Graphs(nodes)        == [node : {nodes}, edge : SUBSET (nodes \X nodes)]
EmptyGraph           == [node |-> {}, edge |-> {}]
===============================================================================
