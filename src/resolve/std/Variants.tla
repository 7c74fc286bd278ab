------------------------------- MODULE Variants -------------------------------
\* A variant is a record whose only field is the tag, so that variants of unlike tags compare.
EXTENDS _VariantsBefore
UNIT == "U_OF_UNIT"
Variant(tag, value) == [t \in {tag} |-> value]
VariantTag(v) == CHOOSE tag \in DOMAIN v : TRUE
VariantFilter(tag, S) == {v[tag] : v \in {w \in S : tag \in DOMAIN w}}
VariantGetUnsafe(tag, v) == v[tag]
VariantGetOrElse(tag, v, default) == IF tag \in DOMAIN v THEN v[tag] ELSE default
===============================================================================
