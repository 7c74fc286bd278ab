--------------------------------- MODULE SVG ---------------------------------
LOCAL INSTANCE Integers
LOCAL INSTANCE Sequences
LOCAL INSTANCE FiniteSets
LOCAL INSTANCE TLC
LOCAL INSTANCE _Library

\* On both sides the left one counts.
LOCAL Merge(r, s) == [k \in DOMAIN r \cup DOMAIN s |-> IF k \in DOMAIN r THEN r[k] ELSE s[k]]
SVGElem(_name, _attrs, _children, _innerText) ==
  [name |-> _name, attrs |-> _attrs, children |-> _children, innerText |-> _innerText]
Line(x1, y1, x2, y2, attrs) ==
  LET own == [x1 |-> ToString(x1), y1 |-> ToString(y1), x2 |-> ToString(x2), y2 |-> ToString(y2)]
  IN SVGElem("line", Merge(own, attrs), <<>>, "")
Circle(cx, cy, r, attrs) ==
  LET own == [cx |-> ToString(cx), cy |-> ToString(cy), r |-> ToString(r)]
  IN SVGElem("circle", Merge(own, attrs), <<>>, "")
Rect(x, y, w, h, attrs) ==
  LET own == [x |-> ToString(x), y |-> ToString(y), width |-> ToString(w), height |-> ToString(h)]
  IN SVGElem("rect", Merge(own, attrs), <<>>, "")
Text(x, y, text, attrs) ==
  LET own == [x |-> ToString(x), y |-> ToString(y)] IN SVGElem("text", Merge(own, attrs), <<>>, text)
Image(x, y, width, height, href, attrs) ==
  LET own == "xlink:href" :> href @@ [x |-> ToString(x), y |-> ToString(y), width |-> ToString(width), height |-> ToString(height)]
  IN SVGElem("image", Merge(own, attrs), <<>>, "")
Group(children, attrs) == SVGElem("g", attrs, children, "")
Svg(children, attrs) == SVGElem("svg", attrs, children, "")
SVGDoc(children, vbX, vbY, vbW, vbH, attrs) ==
  LET box == ToString(vbX) \o " " \o ToString(vbY) \o " " \o ToString(vbW) \o " " \o ToString(vbH)
      own == "xmlns:xlink" :> "http://www.w3.org/1999/xlink" @@ "xmlns" :> "http://www.w3.org/2000/svg" @@ "viewBox" :> box
  IN Svg(<<children>>, Merge(own, attrs))
SVGElemToString(elem) == SvgOf(elem)
NodeOfRingNetwork(cx, cy, r, n, m) == OnRing(cx, cy, r, n, m)
NodesOfDirectedMultiGraph(nodes, edges, options) == {}
\* A part of a pixel is cut off, towards zero.
LOCAL Part(from, to, segment) ==
  LET n == from * segment + (to - from)
      size(a) == IF a < 0 THEN -a ELSE a
  IN IF (n < 0) = (segment < 0) THEN size(n) \div size(segment) ELSE -(size(n) \div size(segment))
PointOnLine(from, to, segment) == [x |-> Part(from.x, to.x, segment), y |-> Part(from.y, to.y, segment)]
SVGSerialize(svg, frameNamePrefix, frameNumber) == {}
===============================================================================
