//! The terminals of the grammar.
//!
//! In: spellings. Out: [`Tok`]. All infix operators are one terminal that carries a canonical ASCII
//! spelling, and likewise prefix and postfix operators: `fixity` decides which of them binds tighter.
//!
//! Always holds: two spellings of the same operator give the same canonical name. Later stages match on
//! these names:
//!
//! | canonical | also written |          | canonical | also written |
//! |-----------|--------------|----------|-----------|--------------|
//! | `/\`      | `\land` `∧`  |          | `\cup`    | `\union` `∪` |
//! | `\/`      | `\lor` `∨`   |          | `\cap`    | `\intersect` `∩` |
//! | `~`       | `\lnot` `\neg` `¬` |    | `\X`      | `\times` `×` |
//! | `<=>`     | `\equiv` `≡` `⇔` |      | `\o`      | `\circ` `∘`  |
//! | `=>`      | `⇒`          |          | `/=`      | `#` `≠`      |
//! | `\leq`    | `<=` `=<` `≤` |         | `\geq`    | `>=` `≥`     |
//! | `\oplus`  | `(+)` `⊕`    |          | `\ominus` | `(-)` `⊖`    |
//! | `\odot`   | `(.)` `⊙`    |          | `\oslash` | `(/)` `⊘`    |
//! | `\otimes` | `(\X)` `⊗`   |          | `~>`      | `↝` `⇝`      |
//! | `\in`     | `∈`          |          | `\notin`  | `∉`          |
//! | `[]`      | `□`          |          | `<>`      | `◇`          |
//!
//! Every other operator is its own canonical name; prefix minus is `-.`. Keywords that say the same are
//! one terminal too (`CONSTANTS` is `CONSTANT`, `LEMMA` is `THEOREM`, `AXIOM` is `ASSUME`).

/// Declares an enumeration of words together with the text of each.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum $name { $($variant),* }

        impl $name {
            pub fn text(self) -> &'static str {
                match self { $($name::$variant => $text),* }
            }
        }
    };
}

words! {
    /// Keywords of TLA+, and the symbols that the grammar itself needs.
    Kw {
        Assume = "ASSUME", Boolean = "BOOLEAN", Case = "CASE", Choose = "CHOOSE", Constant = "CONSTANT",
        Else = "ELSE", Except = "EXCEPT", Extends = "EXTENDS", False = "FALSE", If = "IF", In = "IN",
        Instance = "INSTANCE", Lambda = "LAMBDA", Let = "LET", Local = "LOCAL", Module = "MODULE",
        Other = "OTHER", Recursive = "RECURSIVE", StringSet = "STRING", Then = "THEN", Theorem = "THEOREM",
        True = "TRUE", Variable = "VARIABLE", With = "WITH", Weak = "WF_", Strong = "SF_",
        Forall = "\\A", Exists = "\\E", TForall = "\\AA", TExists = "\\EE",
        Def = "==", Eq = "=", SetIn = "\\in", Dot = ".", Bang = "!", At = "@", Comma = ",", Colon = ":",
        Labels = "::", Semi = ";", MapsTo = "|->", Gets = "<-", Arrow = "->", Underscore = "_", Assign = ":=",
        Par = "||", Box = "[]",
        LParen = "(", RParen = ")", LBracket = "[", RBracket = "]", RBracketSub = "]_", LBrace = "{",
        RBrace = "}", LTuple = "<<", RTuple = ">>", RTupleSub = ">>_",
        Dashes = "----", EndModule = "====",
    }
}

words! {
    /// Keywords of PlusCal; words like any other outside an algorithm.
    Pc {
        Algorithm = "algorithm", Assert = "assert", Await = "await", Begin = "begin", Call = "call",
        Define = "define", Do = "do", Either = "either", Else = "else", Elsif = "elsif", End = "end",
        Fair = "fair", Goto = "goto", If = "if", Macro = "macro", Or = "or", Print = "print",
        Procedure = "procedure", Process = "process", Return = "return", Skip = "skip", Then = "then",
        Variables = "variables", When = "when", While = "while", With = "with",
    }
}

words! {
    /// What `layout` adds: it tells apart what looks the same, so that the grammar needs no lookahead.
    Virtual {
        StartModule = "<module>", StartExpr = "<expression>", StartAlgorithm = "<algorithm>",
        AndOpen = "/\\(", OrOpen = "\\/(", JunctionSep = "bullet", JunctionClose = ")bullets",
        Index = "[index", FnCtor = "[function", Record = "[record", RecordSet = "[records", FnSet = "[functions",
        ExceptOpen = "[except", Action = "[action", SetEnum = "{set", SetFilter = "{filter", SetMap = "{map",
        Tuple = "<<tuple", AngleAction = "<<action", CaseArrow = "-> of CASE", CaseSep = "[] of CASE",
        BlockOpen = "{block", BlockClose = "}block", LabelColon = "label:", LabelPlus = "label:+",
        LabelMinus = "label:-", SubscriptArgs = "(subscript", SkippedStatement = "ASSUME…PROVE",
    }
}

/// A token. Identifiers, numbers and strings are slices of the text (a string without its quotes,
/// escapes not yet replaced).
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Tok<'a> {
    Ident(&'a str),
    Number(&'a str),
    Str(&'a str),
    Infix(&'static str),
    Prefix(&'static str),
    Postfix(&'static str),
    Kw(Kw),
    Pc(Pc),
    Virtual(Virtual),
    /// A keyword that only proofs use.
    Proof(&'static str),
    /// `<1>2.`
    Step(&'a str),
    /// The place of the n-th algorithm of the text.
    Algorithm(usize),
}

/// A token and where it stands: bytes `start..end`, and the column (in characters, tabs as the
/// reference parser counts them) that decides about junction lists.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Token<'a> {
    pub tok: Tok<'a>,
    pub start: usize,
    pub end: usize,
    pub column: u32,
    /// The first token of its line.
    pub leads: bool,
}

impl std::fmt::Display for Tok<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Tok::Ident(s) | Tok::Number(s) | Tok::Step(s) => f.write_str(s),
            Tok::Str(s) => write!(f, "\"{s}\""),
            Tok::Infix(s) | Tok::Prefix(s) | Tok::Postfix(s) | Tok::Proof(s) => f.write_str(s),
            Tok::Kw(k) => f.write_str(k.text()),
            Tok::Pc(k) => f.write_str(k.text()),
            Tok::Virtual(v) => f.write_str(v.text()),
            Tok::Algorithm(n) => write!(f, "<algorithm {n}>"),
        }
    }
}

/// The terminal that a word of TLA+ is; `None` for an identifier.
pub fn keyword(word: &str) -> Option<Tok<'static>> {
    Some(match word {
        "ASSUME" | "ASSUMPTION" | "AXIOM" => Tok::Kw(Kw::Assume),
        "BOOLEAN" => Tok::Kw(Kw::Boolean),
        "CASE" => Tok::Kw(Kw::Case),
        "CHOOSE" => Tok::Kw(Kw::Choose),
        "CONSTANT" | "CONSTANTS" => Tok::Kw(Kw::Constant),
        "ELSE" => Tok::Kw(Kw::Else),
        "EXCEPT" => Tok::Kw(Kw::Except),
        "EXTENDS" => Tok::Kw(Kw::Extends),
        "FALSE" => Tok::Kw(Kw::False),
        "IF" => Tok::Kw(Kw::If),
        "IN" => Tok::Kw(Kw::In),
        "INSTANCE" => Tok::Kw(Kw::Instance),
        "LAMBDA" => Tok::Kw(Kw::Lambda),
        "LET" => Tok::Kw(Kw::Let),
        "LOCAL" => Tok::Kw(Kw::Local),
        "MODULE" => Tok::Kw(Kw::Module),
        "OTHER" => Tok::Kw(Kw::Other),
        "RECURSIVE" => Tok::Kw(Kw::Recursive),
        "STRING" => Tok::Kw(Kw::StringSet),
        "THEN" => Tok::Kw(Kw::Then),
        "THEOREM" | "LEMMA" | "PROPOSITION" | "COROLLARY" => Tok::Kw(Kw::Theorem),
        "TRUE" => Tok::Kw(Kw::True),
        "VARIABLE" | "VARIABLES" => Tok::Kw(Kw::Variable),
        "WITH" => Tok::Kw(Kw::With),
        "WF_" => Tok::Kw(Kw::Weak),
        "SF_" => Tok::Kw(Kw::Strong),
        "DOMAIN" => Tok::Prefix("DOMAIN"),
        "ENABLED" => Tok::Prefix("ENABLED"),
        "SUBSET" => Tok::Prefix("SUBSET"),
        "UNCHANGED" => Tok::Prefix("UNCHANGED"),
        "UNION" => Tok::Prefix("UNION"),
        "ACTION" => Tok::Proof("ACTION"),
        "BY" => Tok::Proof("BY"),
        "DEF" | "DEFS" => Tok::Proof("DEF"),
        "DEFINE" => Tok::Proof("DEFINE"),
        "HAVE" => Tok::Proof("HAVE"),
        "HIDE" => Tok::Proof("HIDE"),
        "NEW" => Tok::Proof("NEW"),
        "OBVIOUS" => Tok::Proof("OBVIOUS"),
        "OMITTED" => Tok::Proof("OMITTED"),
        "ONLY" => Tok::Proof("ONLY"),
        "PICK" => Tok::Proof("PICK"),
        "PROOF" => Tok::Proof("PROOF"),
        "PROVE" => Tok::Proof("PROVE"),
        "QED" => Tok::Proof("QED"),
        "STATE" => Tok::Proof("STATE"),
        "SUFFICES" => Tok::Proof("SUFFICES"),
        "TAKE" => Tok::Proof("TAKE"),
        "TEMPORAL" => Tok::Proof("TEMPORAL"),
        "USE" => Tok::Proof("USE"),
        "WITNESS" => Tok::Proof("WITNESS"),
        _ => return None,
    })
}

/// The PlusCal keyword that a word is inside an algorithm.
pub fn pluscal_keyword(word: &str) -> Option<Pc> {
    Some(match word {
        "algorithm" => Pc::Algorithm,
        "assert" => Pc::Assert,
        "await" => Pc::Await,
        "begin" => Pc::Begin,
        "call" => Pc::Call,
        "define" => Pc::Define,
        "do" => Pc::Do,
        "either" => Pc::Either,
        "else" => Pc::Else,
        "elsif" => Pc::Elsif,
        "end" => Pc::End,
        "fair" => Pc::Fair,
        "goto" => Pc::Goto,
        "if" => Pc::If,
        "macro" => Pc::Macro,
        "or" => Pc::Or,
        "print" => Pc::Print,
        "procedure" => Pc::Procedure,
        "process" => Pc::Process,
        "return" => Pc::Return,
        "skip" => Pc::Skip,
        "then" => Pc::Then,
        "variable" | "variables" => Pc::Variables,
        "when" => Pc::When,
        "while" => Pc::While,
        "with" => Pc::With,
        _ => return None,
    })
}

/// The terminal of `\word`; `None` when TLA+ has no such word.
pub fn backslash_word(word: &str) -> Option<Tok<'static>> {
    Some(match word {
        "A" | "forall" => Tok::Kw(Kw::Forall),
        "E" | "exists" => Tok::Kw(Kw::Exists),
        "AA" => Tok::Kw(Kw::TForall),
        "EE" => Tok::Kw(Kw::TExists),
        "in" => Tok::Kw(Kw::SetIn),
        "land" => Tok::Infix("/\\"),
        "lor" => Tok::Infix("\\/"),
        "lnot" | "neg" => Tok::Prefix("~"),
        "equiv" => Tok::Infix("<=>"),
        "leq" => Tok::Infix("\\leq"),
        "geq" => Tok::Infix("\\geq"),
        "times" | "X" => Tok::Infix("\\X"),
        "cup" | "union" => Tok::Infix("\\cup"),
        "cap" | "intersect" => Tok::Infix("\\cap"),
        "o" | "circ" => Tok::Infix("\\o"),
        "notin" => Tok::Infix("\\notin"),
        "approx" => Tok::Infix("\\approx"),
        "asymp" => Tok::Infix("\\asymp"),
        "bigcirc" => Tok::Infix("\\bigcirc"),
        "bullet" => Tok::Infix("\\bullet"),
        "cdot" => Tok::Infix("\\cdot"),
        "cong" => Tok::Infix("\\cong"),
        "div" => Tok::Infix("\\div"),
        "doteq" => Tok::Infix("\\doteq"),
        "gg" => Tok::Infix("\\gg"),
        "ll" => Tok::Infix("\\ll"),
        "odot" => Tok::Infix("\\odot"),
        "ominus" => Tok::Infix("\\ominus"),
        "oplus" => Tok::Infix("\\oplus"),
        "oslash" => Tok::Infix("\\oslash"),
        "otimes" => Tok::Infix("\\otimes"),
        "prec" => Tok::Infix("\\prec"),
        "preceq" => Tok::Infix("\\preceq"),
        "propto" => Tok::Infix("\\propto"),
        "sim" => Tok::Infix("\\sim"),
        "simeq" => Tok::Infix("\\simeq"),
        "sqcap" => Tok::Infix("\\sqcap"),
        "sqcup" => Tok::Infix("\\sqcup"),
        "sqsubset" => Tok::Infix("\\sqsubset"),
        "sqsubseteq" => Tok::Infix("\\sqsubseteq"),
        "sqsupset" => Tok::Infix("\\sqsupset"),
        "sqsupseteq" => Tok::Infix("\\sqsupseteq"),
        "star" => Tok::Infix("\\star"),
        "subset" => Tok::Infix("\\subset"),
        "subseteq" => Tok::Infix("\\subseteq"),
        "succ" => Tok::Infix("\\succ"),
        "succeq" => Tok::Infix("\\succeq"),
        "supset" => Tok::Infix("\\supset"),
        "supseteq" => Tok::Infix("\\supseteq"),
        "uplus" => Tok::Infix("\\uplus"),
        "wr" => Tok::Infix("\\wr"),
        _ => return None,
    })
}

/// Symbols made of ASCII punctuation; of those that match, the longest counts.
pub const SYMBOLS: &[(&str, Tok<'static>)] = &[
    ("-+->", Tok::Infix("-+->")),
    ("(\\X)", Tok::Infix("\\otimes")),
    ("(+)", Tok::Infix("\\oplus")),
    ("(-)", Tok::Infix("\\ominus")),
    ("(.)", Tok::Infix("\\odot")),
    ("(/)", Tok::Infix("\\oslash")),
    ("...", Tok::Infix("...")),
    ("::=", Tok::Infix("::=")),
    ("<=>", Tok::Infix("<=>")),
    ("|->", Tok::Kw(Kw::MapsTo)),
    (">>_", Tok::Kw(Kw::RTupleSub)),
    ("!!", Tok::Infix("!!")),
    ("##", Tok::Infix("##")),
    ("$$", Tok::Infix("$$")),
    ("%%", Tok::Infix("%%")),
    ("&&", Tok::Infix("&&")),
    ("**", Tok::Infix("**")),
    ("++", Tok::Infix("++")),
    ("--", Tok::Infix("--")),
    ("->", Tok::Kw(Kw::Arrow)),
    ("-|", Tok::Infix("-|")),
    ("-.", Tok::Prefix("-.")),
    ("..", Tok::Infix("..")),
    ("//", Tok::Infix("//")),
    ("/=", Tok::Infix("/=")),
    ("/\\", Tok::Infix("/\\")),
    ("::", Tok::Kw(Kw::Labels)),
    (":=", Tok::Kw(Kw::Assign)),
    (":>", Tok::Infix(":>")),
    ("<-", Tok::Kw(Kw::Gets)),
    ("<:", Tok::Infix("<:")),
    ("<<", Tok::Kw(Kw::LTuple)),
    ("<=", Tok::Infix("\\leq")),
    ("<>", Tok::Prefix("<>")),
    ("=<", Tok::Infix("\\leq")),
    ("==", Tok::Kw(Kw::Def)),
    ("=>", Tok::Infix("=>")),
    ("=|", Tok::Infix("=|")),
    (">=", Tok::Infix("\\geq")),
    (">>", Tok::Kw(Kw::RTuple)),
    ("??", Tok::Infix("??")),
    ("@@", Tok::Infix("@@")),
    ("[]", Tok::Kw(Kw::Box)),
    ("\\/", Tok::Infix("\\/")),
    ("]_", Tok::Kw(Kw::RBracketSub)),
    ("^#", Tok::Postfix("^#")),
    ("^*", Tok::Postfix("^*")),
    ("^+", Tok::Postfix("^+")),
    ("^^", Tok::Infix("^^")),
    ("|-", Tok::Infix("|-")),
    ("|=", Tok::Infix("|=")),
    ("||", Tok::Kw(Kw::Par)),
    ("~>", Tok::Infix("~>")),
    ("!", Tok::Kw(Kw::Bang)),
    ("#", Tok::Infix("/=")),
    ("$", Tok::Infix("$")),
    ("%", Tok::Infix("%")),
    ("&", Tok::Infix("&")),
    ("'", Tok::Postfix("'")),
    ("(", Tok::Kw(Kw::LParen)),
    (")", Tok::Kw(Kw::RParen)),
    ("*", Tok::Infix("*")),
    ("+", Tok::Infix("+")),
    (",", Tok::Kw(Kw::Comma)),
    ("-", Tok::Infix("-")),
    (".", Tok::Kw(Kw::Dot)),
    ("/", Tok::Infix("/")),
    (":", Tok::Kw(Kw::Colon)),
    (";", Tok::Kw(Kw::Semi)),
    ("<", Tok::Infix("<")),
    ("=", Tok::Kw(Kw::Eq)),
    (">", Tok::Infix(">")),
    ("@", Tok::Kw(Kw::At)),
    ("[", Tok::Kw(Kw::LBracket)),
    ("\\", Tok::Infix("\\")),
    ("]", Tok::Kw(Kw::RBracket)),
    ("^", Tok::Infix("^")),
    ("{", Tok::Kw(Kw::LBrace)),
    ("|", Tok::Infix("|")),
    ("}", Tok::Kw(Kw::RBrace)),
    ("~", Tok::Prefix("~")),
];

/// What `ℕ`, `ℤ` and `ℝ` stand for where nothing of that name is defined.
pub fn plain_name(name: &str) -> Option<&'static str> {
    match name {
        "ℕ" => Some("Nat"),
        "ℤ" => Some("Int"),
        "ℝ" => Some("Real"),
        _ => None,
    }
}

/// Symbols outside ASCII.
pub fn unicode_symbol(c: char) -> Option<Tok<'static>> {
    Some(match c {
        '∧' => Tok::Infix("/\\"),
        '∨' => Tok::Infix("\\/"),
        '¬' => Tok::Prefix("~"),
        '≡' | '⇔' => Tok::Infix("<=>"),
        '⇒' => Tok::Infix("=>"),
        '≜' => Tok::Kw(Kw::Def),
        '∀' => Tok::Kw(Kw::Forall),
        '∃' => Tok::Kw(Kw::Exists),
        '∈' => Tok::Kw(Kw::SetIn),
        '∉' => Tok::Infix("\\notin"),
        '≠' => Tok::Infix("/="),
        '≤' => Tok::Infix("\\leq"),
        '≥' => Tok::Infix("\\geq"),
        '∪' => Tok::Infix("\\cup"),
        '∩' => Tok::Infix("\\cap"),
        '⊆' => Tok::Infix("\\subseteq"),
        '⊂' => Tok::Infix("\\subset"),
        '⊇' => Tok::Infix("\\supseteq"),
        '⊃' => Tok::Infix("\\supset"),
        '×' => Tok::Infix("\\X"),
        '∘' => Tok::Infix("\\o"),
        '⊕' => Tok::Infix("\\oplus"),
        '⊖' => Tok::Infix("\\ominus"),
        '⊙' => Tok::Infix("\\odot"),
        '⊘' => Tok::Infix("\\oslash"),
        '⊗' => Tok::Infix("\\otimes"),
        '□' => Tok::Kw(Kw::Box),
        '◇' => Tok::Prefix("<>"),
        '↝' | '⇝' => Tok::Infix("~>"),
        '⟨' | '〈' => Tok::Kw(Kw::LTuple),
        '⟩' | '〉' => Tok::Kw(Kw::RTuple),
        '→' => Tok::Kw(Kw::Arrow),
        '←' => Tok::Kw(Kw::Gets),
        '↦' => Tok::Kw(Kw::MapsTo),
        '′' => Tok::Postfix("'"),
        '⁺' => Tok::Postfix("^+"),
        '≔' => Tok::Kw(Kw::Assign),
        '⩴' => Tok::Infix("::="),
        '‖' => Tok::Kw(Kw::Par),
        '∷' => Tok::Kw(Kw::Labels),
        '‥' => Tok::Infix(".."),
        '…' => Tok::Infix("..."),
        '‼' => Tok::Infix("!!"),
        '⁇' => Tok::Infix("??"),
        '⇸' => Tok::Infix("-+->"),
        '⊢' => Tok::Infix("|-"),
        '⊨' => Tok::Infix("|="),
        '⊣' => Tok::Infix("-|"),
        '⫤' => Tok::Infix("=|"),
        '≈' => Tok::Infix("\\approx"),
        '≍' => Tok::Infix("\\asymp"),
        '◯' => Tok::Infix("\\bigcirc"),
        '●' => Tok::Infix("\\bullet"),
        '⋅' => Tok::Infix("\\cdot"),
        '≅' => Tok::Infix("\\cong"),
        '÷' => Tok::Infix("\\div"),
        '≐' => Tok::Infix("\\doteq"),
        '≫' => Tok::Infix("\\gg"),
        '≪' => Tok::Infix("\\ll"),
        '≺' => Tok::Infix("\\prec"),
        '⪯' => Tok::Infix("\\preceq"),
        '∝' => Tok::Infix("\\propto"),
        '∼' => Tok::Infix("\\sim"),
        '≃' => Tok::Infix("\\simeq"),
        '⊓' => Tok::Infix("\\sqcap"),
        '⊔' => Tok::Infix("\\sqcup"),
        '⊏' => Tok::Infix("\\sqsubset"),
        '⊑' => Tok::Infix("\\sqsubseteq"),
        '⊐' => Tok::Infix("\\sqsupset"),
        '⊒' => Tok::Infix("\\sqsupseteq"),
        '⋆' => Tok::Infix("\\star"),
        '≻' => Tok::Infix("\\succ"),
        '⪰' => Tok::Infix("\\succeq"),
        '⊎' => Tok::Infix("\\uplus"),
        '≀' => Tok::Infix("\\wr"),
        // Names like any others, which may be defined; see `plain_name`.
        'ℕ' => Tok::Ident("ℕ"),
        'ℤ' => Tok::Ident("ℤ"),
        'ℝ' => Tok::Ident("ℝ"),
        _ => return None,
    })
}
