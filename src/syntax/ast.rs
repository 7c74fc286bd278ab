//! The tree of a TLA+ module as written ("Specifying Systems", chapter 15, and TLA+2's additions).
//!
//! Names are not resolved: `a + b` is an application of the name `+`, because a module may define it.
//! Only what no module can redefine has a kind of its own. Prefix minus is the name `-.`.

use crate::source::Span;
use std::sync::Arc;

/// A name as written, ASCII spelling (`\leq` and `≤` both become `\leq`; see `syntax::token`).
pub type Name = Arc<str>;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Ident {
    pub name: Name,
    pub span: Span,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Module {
    pub name: Ident,
    pub extends: Vec<Ident>,
    pub units: Vec<Unit>,
    pub span: Span,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Unit {
    pub kind: UnitKind,
    pub local: bool,
    pub span: Span,
}

#[derive(Clone, PartialEq, Debug)]
pub enum UnitKind {
    Constants(Vec<OpDecl>),
    Variables(Vec<Ident>),
    Recursive(Vec<OpDecl>),
    /// `Op(a, F(_)) == e`, also infix, prefix and postfix definitions.
    Operator(OpDef),
    /// `f[x \in S, y \in T] == e`
    Function(FnDef),
    /// `INSTANCE M WITH …`
    Instance(Instance),
    /// `I(p) == INSTANCE M WITH …`
    ModuleDef {
        name: Ident,
        params: Vec<OpDecl>,
        instance: Instance,
    },
    Assume {
        name: Option<Ident>,
        body: Expr,
    },
    /// THEOREM, LEMMA, PROPOSITION, COROLLARY; the statement is kept where it is a plain formula, the proof never.
    Theorem {
        name: Option<Ident>,
        body: Option<Expr>,
    },
    /// `HIDE a, I!b`: the facts; what follows DEF is not kept. USE and proofs are skipped.
    Hide(Vec<Expr>),
    Submodule(Module),
    /// A PlusCal algorithm found in a comment; stands where its translation belongs.
    Algorithm(Box<crate::syntax::pluscal::Algorithm>),
}

/// A name with the number of its arguments: `F(_, _)`, `_ + _`, or `c`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpDecl {
    pub name: Ident,
    pub arity: usize,
}

#[derive(Clone, PartialEq, Debug)]
pub struct OpDef {
    pub name: Ident,
    pub params: Vec<OpDecl>,
    pub body: Expr,
}

#[derive(Clone, PartialEq, Debug)]
pub struct FnDef {
    pub name: Ident,
    pub bounds: Vec<Bound>,
    pub body: Expr,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Instance {
    pub module: Ident,
    /// `name <- e`; an operator argument is an `Apply` without arguments or a `Lambda`.
    pub with: Vec<(Ident, Expr)>,
    pub span: Span,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Expr {
    pub kind: Box<ExprKind>,
    pub span: Span,
}

/// `I(a)!J!name`: the instances passed through, then the name.
#[derive(Clone, PartialEq, Debug)]
pub struct GenName {
    pub prefix: Vec<(Ident, Vec<Expr>)>,
    pub name: Ident,
}

/// `x, y \in S` or `<<x, y>> \in S`, or without a set in unbounded CHOOSE and quantifiers.
#[derive(Clone, PartialEq, Debug)]
pub struct Bound {
    pub pattern: Pattern,
    pub set: Option<Expr>,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Pattern {
    Names(Vec<Ident>),
    Tuple(Vec<Ident>),
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Quantifier {
    Forall,
    Exists,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Junction {
    And,
    Or,
}

/// One step of the path in `EXCEPT ![i, j].f`, and of an assignment's left side in PlusCal.
#[derive(Clone, PartialEq, Debug)]
pub enum PathElem {
    Index(Vec<Expr>),
    Field(Ident),
}

#[derive(Clone, PartialEq, Debug)]
pub struct ExceptUpdate {
    pub path: Vec<PathElem>,
    pub value: Expr,
    pub span: Span,
}

/// One step of `Op!1!<<!:!@`: a reference to part of a definition.
#[derive(Clone, PartialEq, Debug)]
pub enum Selector {
    Nth(u32),
    Left,
    Right,
    Body,
    At,
    Args(Vec<Expr>),
    Label(Ident),
}

#[derive(Clone, PartialEq, Debug)]
pub enum ExprKind {
    /// A name, applied or not; infix, prefix and postfix operators too (`'`, `/\`, `\/`, `~`, `=>`, UNCHANGED,
    /// ENABLED, `[]`, `<>`, DOMAIN, SUBSET, UNION included: `name` is the operator's spelling). `S \X T \X U` has three arguments.
    /// Conjunction and disjunction are `Junction`, not this.
    Apply {
        name: GenName,
        args: Vec<Expr>,
    },
    /// A bulleted list, or infix `/\` and `\/` (then two items or more, left-associated chains flattened).
    Junction {
        op: Junction,
        items: Vec<Expr>,
    },
    /// Digits as written, or `\b101`, `\o17`, `\hFF`; decimals are kept for the message.
    Number(Arc<str>),
    String(Arc<str>),
    Bool(bool),
    /// The set BOOLEAN or STRING.
    BuiltinSet(BuiltinSet),
    Quant {
        quantifier: Quantifier,
        bounds: Vec<Bound>,
        body: Expr,
    },
    /// `\AA x : F`, `\EE x : F`
    TemporalQuant {
        quantifier: Quantifier,
        names: Vec<Ident>,
        body: Expr,
    },
    /// `pattern` has one name, or is a tuple.
    Choose {
        bound: Bound,
        body: Expr,
    },
    SetEnum(Vec<Expr>),
    /// `{x \in S : p}`; `pattern` has one name, or is a tuple.
    SetFilter {
        bound: Bound,
        body: Expr,
    },
    /// `{e : x \in S, y \in T}`
    SetMap {
        body: Expr,
        bounds: Vec<Bound>,
    },
    /// `[x \in S |-> e]`
    FnCtor {
        bounds: Vec<Bound>,
        body: Expr,
    },
    /// `[S -> T]`
    FnSet {
        domain: Expr,
        range: Expr,
    },
    /// `[a |-> e, b |-> f]`
    Record(Vec<(Ident, Expr)>),
    /// `[a : S, b : T]`
    RecordSet(Vec<(Ident, Expr)>),
    Except {
        function: Expr,
        updates: Vec<ExceptUpdate>,
    },
    /// `@` in EXCEPT, or in a PlusCal assignment's right side never.
    At,
    Tuple(Vec<Expr>),
    /// `f[a, b]`
    FnApp {
        function: Expr,
        args: Vec<Expr>,
    },
    /// `e.name`
    Field {
        record: Expr,
        name: Ident,
    },
    If {
        condition: Expr,
        then: Expr,
        otherwise: Expr,
    },
    Case {
        arms: Vec<(Expr, Expr)>,
        otherwise: Option<Expr>,
    },
    /// `units` are Recursive, Operator, Function, ModuleDef or Instance.
    Let {
        units: Vec<Unit>,
        body: Expr,
    },
    /// Only as an argument.
    Lambda {
        params: Vec<Ident>,
        body: Expr,
    },
    /// `[A]_v`
    BoxAction {
        action: Expr,
        subscript: Expr,
    },
    /// `<<A>>_v`
    AngleAction {
        action: Expr,
        subscript: Expr,
    },
    /// `WF_v(A)` and `SF_v(A)`
    Fairness {
        strong: bool,
        subscript: Expr,
        action: Expr,
    },
    /// `lbl(x) :: e`
    Labeled {
        label: Ident,
        params: Vec<Ident>,
        body: Expr,
    },
    /// `Op(a)!1!2`
    Subexpression {
        name: GenName,
        args: Vec<Expr>,
        selectors: Vec<Selector>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BuiltinSet {
    Boolean,
    String,
}

impl Expr {
    pub fn new(kind: ExprKind, span: Span) -> Expr {
        Expr { kind: Box::new(kind), span }
    }

    /// A name without prefix, applied to `args`, the name's own span being `name.span`.
    pub fn apply(name: Ident, args: Vec<Expr>, span: Span) -> Expr {
        Expr::new(ExprKind::Apply { name: GenName { prefix: Vec::new(), name }, args }, span)
    }

    /// A plain name.
    pub fn name(name: &str, span: Span) -> Expr {
        Expr::apply(Ident::new(name, span), Vec::new(), span)
    }
}

impl Ident {
    pub fn new(name: &str, span: Span) -> Ident {
        Ident { name: Arc::from(name), span }
    }
}
