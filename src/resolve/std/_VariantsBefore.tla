--------------------------- MODULE _VariantsBefore ----------------------------
\* What module Variants had once.
VariantMatch(tag, v, Then(_), Else(_)) == IF tag \in DOMAIN v THEN Then(v[tag]) ELSE Else(v)
===============================================================================
