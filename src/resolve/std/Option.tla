-------------------------------- MODULE Option --------------------------------
EXTENDS Variants
Some(v)      == Variant("Some", v)
None         == Variant("None", UNIT)
IsSome(o)    == VariantTag(o) = "Some"
IsNone(o)    == VariantTag(o) = "None"
OptionCase(o, caseSome(_), caseNone(_)) == IF IsSome(o) THEN caseSome(VariantGetUnsafe("Some", o)) ELSE caseNone(UNIT)
OptionToSeq(o) == IF IsSome(o) THEN <<VariantGetUnsafe("Some", o)>> ELSE <<>>
OptionToSet(o) == IF IsSome(o) THEN {VariantGetUnsafe("Some", o)} ELSE {}
OptionGuess(S) == IF S = {} THEN None ELSE Some(CHOOSE x \in S : TRUE)
OptionFlatMap(f(_), o) == IF IsSome(o) THEN f(VariantGetUnsafe("Some", o)) ELSE None
OptionGetOrElse(o, default) == IF IsSome(o) THEN VariantGetUnsafe("Some", o) ELSE default
OptionPartialFun(f, undef) == [x \in DOMAIN f |-> IF x \in undef THEN None ELSE Some(f[x])]
===============================================================================
