//! The search on specifications with values of many kinds.

use super::*;

#[test]
fn mixed_values_need_no_annotation() {
    let body = "CONSTANT NULL\nVARIABLE m\nInit == m = NULL\nNext == \\/ m = NULL /\\ m' = [id |-> 1]\n        \\/ m # NULL /\\ m' = [m EXCEPT !.id = @ + 1]\nInv == m = NULL \\/ m.id < 3";
    check(
        body,
        "INIT Init\nNEXT Next\nCONSTANT NULL = NULL\nINVARIANT Inv",
        5,
        "Inv: NULL -> [id |-> 1] -> [id |-> 2] -> [id |-> 3]",
    );
}

#[test]
fn a_function_over_a_changing_interval_is_a_sequence() {
    let body = "VARIABLE q\nInit == q = <<>>\nPut == Len(q) < 3 /\\ \\E v \\in 1..2 : q' = Append(q, v)
Lose == \\E i \\in 1..Len(q) : q' = [j \\in 1..(Len(q) - 1) |-> IF j < i THEN q[j] ELSE q[j + 1]]
Next == Put \\/ Lose\nInv == q \\in Seq({1, 2})";
    check(body, PLAIN, 6, "safe to Some(6)");
    check(&format!("{body} /\\ q # <<2, 1>>"), PLAIN, 6, "Inv: <<>> -> <<2>> -> <<2, 1>>");
}

#[test]
fn a_filter_is_asked_of_one_value_only() {
    let body = "VARIABLE x\nInit == x \\in UNION {[1..n -> {n}] : n \\in 1..2}\nNext == x' = x
Inv == x \\in {s \\in Seq(1..2) : s[1] > 0} /\\ {1} \\in {s \\in SUBSET {1} : 1 = CHOOSE e \\in s : TRUE}";
    check(body, PLAIN, 2, "safe to Some(1), all");
    // one that is written out is asked of all
    let body = "VARIABLE x\nInit == x = <<1>>\nNext == x' = x\nInv == x \\in {s \\in {<<>>, <<1>>} : s[1] = 1}";
    check(body, PLAIN, 2, "invariant OutsideDomain: <<1>>");
}

#[test]
fn a_union_of_an_infinite_set_is_not_written_out() {
    let of = |sets: &str| {
        format!(
            "VARIABLE f\nInit == f = [x \\in 1..2 |-> 0]\nNext == f' = [f EXCEPT ![1] = @ + 1]\nInv == f \\in UNION {{{sets}}}"
        )
    };
    check(&of("[1..2 -> Nat]"), PLAIN, 4, "safe to Some(4)");
    // several are put into order, which those are not in
    check(&of("[1..2 -> Nat], [{3} -> Nat]"), PLAIN, 4, "invariant NotEnumerable: <<0, 0>>");
}

#[test]
fn numbers_are_chosen_without_enumeration() {
    let body = "VARIABLE x\nInit == x \\in Nat /\\ x > 5 /\\ x < 12 /\\ x % 7 = 3\nNext == x' \\in x .. 2 * x\nInv == x # 20";
    check(body, PLAIN, 3, "Inv: 10 -> 20");
    let body = "VARIABLE x\nInit == x \\in {i \\in Int : i * i = 1225 /\\ i < 0}\nNext == x' = x\nInv == x # -35";
    check(body, PLAIN, 3, "Inv: -35");
    // TLC's order of evaluation, and its bounds, where it could have enumerated the set
    let body = "VARIABLE x\nInit == x = 0\nNext == \\E n \\in 1 .. 100000 : x' = n * n\nInv == TRUE";
    check(body, PLAIN, 3, "next Overflow: 0");
}

#[test]
fn integers_have_no_bounds_where_one_was_chosen_from_an_infinite_set() {
    let body = "VARIABLE x\nInit == x \\in Int\nNext == x' = 2 * x + 1\nInv == TRUE";
    let v = bmc::check(&model(body, PLAIN), &Options::to_depth(20));
    assert_eq!(told(&v), "safe to Some(20)");
    assert_eq!(v.assumptions, Vec::<String>::new());
    // beyond 64 bits
    let body = "VARIABLE x\nInit == x \\in Nat /\\ x < 8\nNext == x' = x + 2^100\nInv == x # 2^101 + 7";
    check(body, PLAIN, 3, "Inv: 7 -> 1267650600228229401496703205383 -> 2535301200456458802993406410759");
    let body = "VARIABLE x\nInit == x \\in Int /\\ x < -(2^70) /\\ x + 3 > -(2^70)\nNext == x' = x \\div (2^69)\nInv == x # -3";
    check(body, PLAIN, 3, "Inv: -1180591620717411303425 -> -3");
    // TLC's overflow where nothing was chosen from an infinite set
    check("VARIABLE x\nInit == x = 65536\nNext == x' = x * x\nInv == TRUE", PLAIN, 3, "next Overflow: 65536");
}

#[test]
fn an_invariant_is_inductive_for_all_integers() {
    let of = |init: &str, next: &str| {
        let body = format!("VARIABLES x, y\nInit == {init}\nNext == {next}\nInv == {init}");
        told(&bmc::check(&model(&body, PLAIN), &Options::to_depth(1)))
    };
    let inv = "x \\in Int /\\ y \\in Nat /\\ x >= 3 * y";
    assert_eq!(of(inv, "\\E d \\in Nat : x' = x + 3 * d + 1 /\\ y' = y + d"), "safe to Some(1)");
    assert_eq!(of(inv, "\\E d \\in Int : x' = x + 3 * d + 1 /\\ y' = y + d /\\ y' >= 0"), "safe to Some(1)");
    assert!(of(inv, "x' = x - 1 /\\ y' = y").starts_with("Inv: "));
    // with quotients and remainders
    let inv = "x \\in Int /\\ y \\in Int /\\ y = x \\div 2";
    assert_eq!(of(inv, "x' = x + 5 /\\ y' = y + 2 + (x % 2)"), "safe to Some(1)");
    assert!(of(inv, "x' = x + 5 /\\ y' = y + 2").starts_with("Inv: "));
}

#[test]
fn integers_without_bounds_stand_in_sets_functions_and_sequences() {
    let body =
        "VARIABLE s\nInit == s = {}\nNext == \\E n \\in Nat : s' = s \\cup {n}\nInv == Cardinality(s) < 3 \\/ 2^64 \\notin s";
    let v = told(&bmc::check(&model(body, PLAIN), &Options::to_depth(4)));
    assert!(v.starts_with("Inv: {} -> ") && v.contains("18446744073709551616}"), "{v}");
    let body = "VARIABLE f\nInit == f \\in [{1, 2} -> Int]\nNext == \\E k \\in 1..2 : \\E n \\in 1..f[k] : f' = [f EXCEPT ![k] = @ - n]\n\
                Inv == f[1] + f[2] # 10 \\/ f[1] < 2^40";
    assert!(
        told(&bmc::check(&model(body, "INIT Init\nNEXT Next\nINVARIANT Inv\nCHECK_DEADLOCK FALSE"), &Options::to_depth(1)))
            .starts_with("Inv: <<")
    );
    let body =
        "VARIABLE q\nInit == q = <<>>\nNext == \\E n \\in Int : q' = Append(q, n)\nInv == Len(q) < 2 \\/ q[1] # q[2] + 2^40";
    assert!(told(&bmc::check(&model(body, PLAIN), &Options::to_depth(3))).starts_with("Inv: <<>> -> <<"));
}

#[test]
fn deadlocks_of_choices_without_bounds_are_exact() {
    let body = |guard: &str| format!("VARIABLE x\nInit == x = 1\nNext == \\E n \\in Int : {guard} /\\ x' = n\nInv == TRUE");
    let v = told(&bmc::check(&model(&body("n > x /\\ x < 10"), PLAIN), &Options::to_depth(2)));
    assert!(v.starts_with("deadlock: 1 -> "), "{v}");
    // infinitely many states, each with another choice
    check(&body("n > x"), PLAIN, 2, "safe to Some(2)");
    check(&body("n > x /\\ n < x + 2 /\\ x # 3"), PLAIN, 4, "deadlock: 1 -> 2 -> 3");
}

#[test]
fn what_cannot_be_chosen_from_is_an_error_as_with_the_reference() {
    for set in ["SUBSET Nat", "Seq({1})", "STRING", "[1 .. 2 -> SUBSET Int]"] {
        let body = format!("VARIABLE x\nInit == x \\in {set}\nNext == x' = x\nInv == TRUE");
        check(&body, PLAIN, 3, "init NotEnumerable: ");
    }
    let body = "VARIABLE x\nInit == x = 0\nNext == x' = x\nInv == ENABLED (\\E n \\in Nat : x' = n)";
    check(body, PLAIN, 3, "invariant NotEnumerable: 0");
}

/// TLC compares the elements in order until two differ. Whether it reaches those that cannot be compared is not encoded.
#[test]
fn sets_with_elements_of_several_kinds() {
    let told = |invariant: &str| {
        let body = format!(
            "VARIABLES i, q, s\nInit == i = 0 /\\ q = <<>> /\\ s = {{}}\n\
             Next == i' = 1 /\\ q' \\in {{<<>>, <<i>>}} /\\ s' = {{[a |-> 1, b |-> \"x\"], q}}\nInv == {invariant}"
        );
        told(&bmc::check(&model(&body, PLAIN), &Options::to_depth(3)))
    };
    assert_eq!(
        told("s # {[a |-> 3, b |-> \"y\"], q}"),
        "unsupported: the symbolic engine does not handle a comparison of sets with elements of several kinds"
    );
    // sizes decide, or there is one kind
    assert_eq!(told("s # {[a |-> 3, b |-> \"y\"]}"), "safe to Some(3)");
    assert_eq!(told("q = <<>> \\/ {q} # {[a |-> 3]}"), "invariant Type: 0 <<>> {} -> 1 <<0>> {<<>>, [a |-> 1, b |-> \"x\"]}");
}

/// The outline of the last state of a search to the depth given.
fn last_outline(body: &str, cfg: &str, depth: u32) -> String {
    let (model, options) = (model(body, cfg), Options::to_depth(depth));
    let mut search = Search::new(&system(&model), &options, None, Symmetry::default());
    search.search().unwrap_or_else(|stop| panic!("{stop:?}"));
    search.session.unroller.encoder.outline(search.session.state(depth))
}

#[test]
fn what_cannot_be_is_left_out_of_a_state() {
    // folding sees that either can write at each step; that who wrote once is elsewhere it does not see
    let body = "VARIABLES pc, log\nInit == pc = [p \\in {1, 2} |-> \"start\"] /\\ log = [p \\in {1, 2} |-> <<>>]\n\
                Write(p) == /\\ pc[p] = \"start\" /\\ pc' = [pc EXCEPT ![p] = \"wrote\"]\n            /\\ log' = [log EXCEPT ![p] = Append(@, p)]\n\
                Rest(p) == pc[p] # \"start\" /\\ pc' = [pc EXCEPT ![p] = IF @ = \"wrote\" THEN \"rests\" ELSE \"wrote\"] /\\ UNCHANGED log\n\
                Next == \\E p \\in {1, 2} : Write(p) \\/ Rest(p)\nInv == TRUE";
    let outline = last_outline(body, PLAIN, 4);
    assert_eq!(outline, "\n  pc: <<len 1: atom:3, atom:3>>\n  log: <<len 1: <<len 2: =>>, <<len 2: =>>>>");
}

#[test]
fn alternatives_that_turn_out_to_be_of_one_kind_are_one() {
    // a process that writes its second item would make a function with the key 5; as none does, what is left is a record
    let body = "VARIABLES pc, log, v\nInit == pc = [p \\in {1, 2} |-> \"start\"] /\\ log = [p \\in {1, 2} |-> <<>>] /\\ v = [x |-> 0]\n\
                Write(p) == /\\ pc[p] = \"start\" /\\ pc' = [pc EXCEPT ![p] = \"wrote\"]\n            /\\ log' = [log EXCEPT ![p] = Append(@, p)]\n            \
                /\\ v' = ((IF Len(log'[p]) = 2 THEN 5 ELSE \"x\") :> 2)\n\
                Rest(p) == pc[p] # \"start\" /\\ pc' = [pc EXCEPT ![p] = IF @ = \"wrote\" THEN \"rests\" ELSE \"wrote\"] /\\ log' = log /\\ v' = [x |-> 1]\n\
                Next == \\E p \\in {1, 2} : Write(p) \\/ Rest(p)\nInv == TRUE";
    let outline = last_outline(body, PLAIN, 4);
    assert!(outline.ends_with("\n  v: x:int:2"), "{outline}");
    check(
        &format!("{body} /\\ (v.x = 2 => pc # [p \\in {{1, 2}} |-> \"wrote\"])"),
        PLAIN,
        4,
        &[
            "Inv: <<\"start\", \"start\">> <<<<>>, <<>>>> [x |-> 0]",
            "<<\"wrote\", \"start\">> <<<<1>>, <<>>>> [x |-> 2]",
            "<<\"wrote\", \"wrote\">> <<<<1>>, <<2>>>> [x |-> 2]",
        ]
        .join(" -> "),
    );
}

#[test]
fn keys_that_become_one_are_one_key() {
    // either key is <<0, 0>>, which folding does not see
    let body = r"VARIABLES x, f, started
Init == x \in 0..9 /\ f = [k \in {} |-> 0] /\ started = FALSE
Key(n) == <<IF x < n /\ x > n THEN x ELSE 0, IF x < n /\ x > n THEN 2 * x ELSE 0>>
Start(n) == f = <<>> /\ f' = [k \in {Key(n)} |-> 1] /\ started' = TRUE /\ UNCHANGED x
Next == \/ Start(3)
        \/ Start(4)
        \/ f # <<>> /\ f' = [f EXCEPT ![<<0, 0>>] = @ + 1] /\ UNCHANGED <<x, started>>
        \/ f # <<>> /\ UNCHANGED <<x, f, started>>
Inv == started => DOMAIN f = {<<0, 0>>}";
    check(body, PLAIN, 4, "safe to Some(4)");
}

#[test]
fn sets_of_what_is_not_known_are_ordered() {
    // of two sets of one size the one comes first that has the least of the elements that only one has
    let body = r"VARIABLES a, b
Init == a \in 0..40 /\ b \in 0..40
Next == UNCHANGED <<a, b>>
P(x, y) == <<x, y, x + y>>
Sets == {{P(a, b), P(b, a)}, {P(b, 3), P(a, 7)}, {P(a + 1, b)}, {P(1, a), P(b, b)}}
Pairs == {s \in Sets : Cardinality(s) = 2}
First == CHOOSE s \in Sets : Cardinality(s) = 2
Less(x, y) == x[1] < y[1] \/ (x[1] = y[1] /\ x[2] < y[2])
Inv == \A s \in Pairs \ {First} : \E x \in First \ s : \A y \in s \ First : Less(x, y)";
    check(body, PLAIN, 0, "safe to Some(0)");
    let otherwise = model(&body.replace(": Less(x, y)", ": Less(y, x)"), PLAIN);
    assert!(told(&bmc::check(&otherwise, &Options::to_depth(0))).starts_with("Inv: "));
}

#[test]
fn texts_are_made_of_the_values_that_there_are() {
    let body = "VARIABLE x\nInit == x = 0\nNext == x < 5 /\\ x' = x + 1\nName == \"n\" \\o ToString(x)\nInv == Name # \"n4\"";
    check(body, PLAIN, 9, "Inv: 0 -> 1 -> 2 -> 3 -> 4");
    check(&body.replace("Name # \"n4\"", "Len(Name) = 2 /\\ SubSeq(Name, 2, 2) # \"3\""), PLAIN, 9, "Inv: 0 -> 1 -> 2 -> 3");
}

#[test]
fn what_changes_is_sorted_by_insertion() {
    let body = "VARIABLE x\nInit == x = <<>>\nNext == Len(x) < 3 /\\ \\E n \\in 1..3 : x' = Append(x, n)
Inv == SortSeq(x, LAMBDA a, b : a < b) # <<1, 2, 2>>";
    check(body, PLAIN, 4, "Inv: <<>> -> <<1>> -> <<1, 2>> -> <<1, 2, 2>>");
    // an order that is none: what comes out is what the order of the tests makes of it
    let none = body.replace("a < b) # <<1, 2, 2>>", "a # b) # <<3, 1, 2>>");
    check(&none, PLAIN, 4, "Inv: <<>> -> <<2>> -> <<2, 1>> -> <<2, 1, 3>>");
}

#[test]
fn a_set_has_no_more_elements_than_what_it_is_the_image_of() {
    let body = "VARIABLES s, f\nInit == s = {} /\\ f = [i \\in 1..3 |-> 0]
Next == \\E i \\in 1..3, v \\in 1..3 : s' = s \\cup {i} /\\ f' = [f EXCEPT ![i] = v]
Pairs == {<<i, f[i]>> : i \\in s}
Listed == CHOOSE q \\in [1..Cardinality(Pairs) -> Pairs] : \\A i, j \\in DOMAIN q : q[i] = q[j] => i = j
Inv == Listed # <<<<1, 3>>, <<3, 2>>>>";
    check(body, PLAIN, 3, "Inv: {} <<0, 0, 0>> -> {1} <<3, 0, 0>> -> {1, 3} <<3, 0, 2>>");
}

#[test]
fn sets_in_a_set_become_the_values_that_they_have() {
    let body = "VARIABLE s\nInit == s = {{1, 2}, {2, 4}, {3, 6}, {4, 8}, {5, 10}}\n\
                Next == \\E e \\in s, n \\in 1..5 : s' = (s \\ {e}) \\union {{x + n : x \\in e}}\n\
                Inv == {9, 99} \\notin s";
    let m = model(body, PLAIN);
    let options = Options::to_depth(1);
    let mut search = Search::new(&system(&m), &options, None, Symmetry::default());
    search.search().expect("nothing is wrong so far");
    let has_cell = |search: &Search<'_>, depth: usize| {
        search.session.unroller.encoder.outline(&search.session.unroller.states[depth]).contains("cells 1")
    };
    // the last state was not asked about yet
    assert!(!has_cell(&search, 1) && has_cell(&search, 2));
    check(
        &body.replace("99", "14"),
        PLAIN,
        3,
        "Inv: {{1, 2}, {2, 4}, {3, 6}, {4, 8}, {5, 10}} -> {{1, 2}, {2, 4}, {3, 6}, {4, 8}, {9, 14}}",
    );
}
