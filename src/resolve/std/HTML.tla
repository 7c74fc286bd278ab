--------------------------------- MODULE HTML ---------------------------------
LOCAL INSTANCE Sequences
LOCAL INSTANCE SequencesExt

\* Each pair of args is what to replace, once, and by what.
HTMLFill(string, args) == LET put(text, arg) == ReplaceFirstSubSeq(arg[2], arg[1], text) IN FoldLeft(put, string, args)
LOCAL Joined(texts, between) ==
  LET join(s, t) == IF s = "" THEN t ELSE s \o between \o t IN FoldLeft(join, "", texts)
LOCAL Lines(texts) == Joined(texts, "\n")

HTMLDocument(header, body, list_of_scripts) ==
  Lines(<<"<!DOCTYPE html>", "<html>", header, body, Lines(list_of_scripts), "</html>">>)
HTMLClass(classname, attribute_list) ==
  Lines(<<ReplaceFirstSubSeq(classname, "%classname%", "%classname% {"), Lines(attribute_list), "}">>)
HTMLAttribute(name, value) == HTMLFill("%name%: %value%;", <<<<"%name%", name>>, <<"%value%", value>>>>)
HTMLDefaultStyle ==
  Lines(<<HTMLClass(".default_grid", <<HTMLAttribute("display", "grid")>>),
          HTMLClass(".default_box", <<HTMLAttribute("border", "1px solid black")>>),
          HTMLClass(".default_circle", <<HTMLAttribute("border-radius", "50%")>>)>>)
HTMLStyleSheet(class_list) == Lines(<<"<style type=\"text/css\">", HTMLDefaultStyle, Lines(class_list), "</style>">>)
HTMLScriptFile(name) == HTMLFill("<script src=\"%name%\"></script>", <<<<"%name%", name>>>>)
HTMLScript(children) == Lines(<<"<script>", Lines(children), "</script>">>)
HTMLLink(name, type) == HTMLFill("<link href=\"%name%\" rel=\"%type%\"/>", <<<<"%name%", name>>, <<"%type%", type>>>>)
HTMLHeader(title, list_of_links, class_list) ==
  Lines(<<"<head>", "<meta charset=\"UTF-8\">", ReplaceFirstSubSeq(title, "%title%", "<title>%title%</title>"),
          Lines(list_of_links), HTMLStyleSheet(class_list), "</head>">>)
HTMLBody(body) == Lines(<<"<body>", body, "</body>">>)
HTMLFrame(id, children) == Lines(<<ReplaceFirstSubSeq(id, "%id%", "<div id=\"%id%\">"), Lines(children), "</div>">>)
HTMLGridContainer(id, class_list, children) ==
  LET open == HTMLFill("<div id=\"%id%\" class=\"default_grid %class_list%\">",
                       <<<<"%id%", id>>, <<"%class_list%", Joined(class_list, " ")>>>>)
  IN Lines(<<open, Lines(children), "</div>">>)
HTMLBox(id, class_list, size, children) ==
  LET open == HTMLFill("<div id=\"%id%\" class=\"default_box %class_list%\" style=\"%size%\">",
                       <<<<"%id%", id>>, <<"%class_list%", Joined(class_list, " ")>>, <<"%size%", size>>>>)
  IN Lines(<<open, Lines(children), "</div>">>)
HTMLCircle(id, class_list, size, children) == HTMLBox(id, <<"default_circle">> \o class_list, size, children)
HTMLText(id, text) == Lines(<<ReplaceFirstSubSeq(id, "%id%", "<span id=\"%id%\">"), text, "</span>">>)
HTMLSVG(id, viewBox, size, svgString) ==
  LET open == HTMLFill("<svg id=\"%id%\" viewBox=\"%viewBox%\" style=\"%size%\">",
                       <<<<"%id%", id>>, <<"%viewBox%", viewBox>>, <<"%size%", size>>>>)
  IN Lines(<<open, svgString, "</svg>">>)
HTMLSize(width, height) == Joined(<<HTMLAttribute("width", width), HTMLAttribute("height", height)>>, " ")
HTMLNewLine == "<br>"
HTMLFlexCenterAttributes ==
  Lines(<<HTMLAttribute("display", "flex"), HTMLAttribute("align-items", "center"), HTMLAttribute("justify-content", "center")>>)
HTMLJSLineElems(fromID, destID) ==
  HTMLFill("document.getElementById(\"%id1%\"), document.getElementById(\"%id2%\")", <<<<"%id1%", fromID>>, <<"%id2%", destID>>>>)
HTMLJSLine(fromID, destID, color, size) ==
  HTMLFill("new LeaderLine(%elems%, {color: '%color%', size: %size%})",
           <<<<"%elems%", HTMLJSLineElems(fromID, destID)>>, <<"%color%", color>>, <<"%size%", size>>>>)
HTMLJSLineDash(fromID, destID, color, size) ==
  HTMLFill("new LeaderLine(%elems%,  {color: '%color%', size: %size%, dash: true})",
           <<<<"%elems%", HTMLJSLineElems(fromID, destID)>>, <<"%color%", color>>, <<"%size%", size>>>>)
HTMLJSKeyListener(events) ==
  Lines(<<"window.onkeyup = function(event) {", "let key = event.key.toUpperCase();", Lines(events), "}">>)
HTMLJSNavigationKey(key, file) ==
  Lines(<<ReplaceFirstSubSeq(key, "%key%", "if(key == '%key%'){"),
          ReplaceFirstSubSeq(file, "%file%", "window.location.replace(\"%file%\");"), "}">>)
===============================================================================
