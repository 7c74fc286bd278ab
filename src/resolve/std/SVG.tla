--------------------------------- MODULE SVG ---------------------------------
EXTENDS FiniteSets

SVGElem(name, attrs, children, text) == {}
Line(x1, y1, x2, y2, attrs) == {}
Circle(cx, cy, r, attrs) == {}
Rect(x, y, w, h, attrs) == {}
Text(x, y, text, attrs) == {}
Image(x, y, width, height, href, attrs) == {}
Group(children, attrs) == {}
Svg(children, attrs) == {}
SVGDoc(children, vbX, vbY, vbW, vbH, attrs) == {}
SVGSerialize(svg, name, number) == {}
SVGElemToString(elem) == {}
NodeOfRingNetwork(cx, cy, r, n, m) == {}
NodesOfDirectedMultiGraph(nodes, edges, options) == {}
PointOnLine(from, to, segment) == {}
===============================================================================
