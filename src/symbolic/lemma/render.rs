//! Lemmas as TLA+ text.
//!
//! In: a [`Lemma`]. Out: a line such as `\A i \in DOMAIN queue : \A c \in content : queue[i].action = "create" => queue[i].id #
//! c.id`. The kind of a value has no TLA+ notation: `local[p] is a record [id, action]`. A part stands for the values that have it.

use crate::symbolic::Encoder;
use crate::symbolic::lemma::items::{Hop, ItemKind, Over, PartPath, Tag};
use crate::symbolic::lemma::{Lemma, Pair, Relation};
use crate::symbolic::value::sym::Class;
use itertools::Itertools;

/// The text of an item in a lemma: its binder, and each of its roots.
struct Named {
    bound: String,
    roots: Vec<String>,
}

impl Encoder<'_> {
    pub fn render_lemma(&self, lemma: &Lemma, kinds: &[ItemKind]) -> String {
        let (a, b) = lemma.claim.pair.kinds();
        let same = matches!(lemma.claim.pair, Pair::One(_) | Pair::Some(_));
        let x = self.named(&kinds[a].over, ["p", "x", "i"]);
        let y = if same { self.named(&kinds[b].over, ["p", "x", "i"]) } else { self.named(&kinds[b].over, ["q", "y", "j"]) };
        let left = lemma.tags.0.map(|t| self.tag(&kinds[a].tags[t], &x));
        let some = matches!(lemma.claim.pair, Pair::Some(_));
        let right = lemma.tags.1.filter(|_| !some).map(|t| self.tag(&kinds[b].tags[t], &y));
        let apart = matches!(lemma.claim.pair, Pair::Two(_)).then(|| match &kinds[a].over {
            Over::State => String::new(),
            Over::Keys(_) => "p # q".to_owned(),
            Over::Elements(..) => "x # y".to_owned(),
            Over::Entries(..) => "i < j".to_owned(),
            Over::KeyElements(..) => "<<p, x>> # <<q, y>>".to_owned(),
            Over::KeyEntries(..) => "<<p, i>> # <<q, j>>".to_owned(),
        });
        let bound = if same { x.bound.clone() } else { format!("{}{}", x.bound, y.bound) };
        let same_part =
            lemma.claim.on.map(|(p, q)| format!("{} = {}", at(&kinds[a].parts[p].place, &x), at(&kinds[b].parts[q].place, &y)));
        let given = apart.into_iter().chain(left).chain(right).chain(same_part).join(" /\\ ");
        let claim = lemma.claim.says.map(|(relation, p, q)| {
            let sign = match relation {
                Relation::Differ => "#",
                Relation::Equal => "=",
                Relation::Less => "<",
                Relation::AtMost => "<=",
                Relation::More => ">",
                Relation::AtLeast => ">=",
            };
            format!("{} {sign} {}", at(&kinds[a].parts[p].place, &x), at(&kinds[b].parts[q].place, &y))
        });
        if some {
            let state = self.named(&Over::State, ["p", "x", "i"]);
            let when = lemma.tags.1.map(|t| format!("{} => ", self.tag(&kinds[0].tags[t], &state))).unwrap_or_default();
            return format!("{when}{}{given}", bound.replace("\\A ", "\\E "));
        }
        if let (Pair::Each(..), Some(claim)) = (lemma.claim.pair, &claim) {
            let some = y.bound.replace("\\A ", "\\E ");
            let given = if given.is_empty() { given } else { format!("{given} => ") };
            return format!("{}{given}{some}{claim}", x.bound);
        }
        match (given.as_str(), claim) {
            ("", Some(claim)) => format!("{bound}{claim}"),
            (given, Some(claim)) => format!("{bound}{given} => {claim}"),
            (given, None) => format!("{bound}~({given})"),
        }
    }

    fn named(&self, over: &Over, [key, element, index]: [&str; 3]) -> Named {
        let variable = |v: usize| self.cx.model.vars[v].name.to_string();
        match over {
            Over::State => Named { bound: String::new(), roots: self.cx.model.vars.iter().map(|v| v.name.to_string()).collect() },
            Over::Keys(functions) => {
                let applied = functions.iter().map(|f| format!("{}[{key}]", variable(*f)));
                Named {
                    bound: format!("\\A {key} \\in DOMAIN {} : ", variable(functions[0])),
                    roots: [key.to_owned()].into_iter().chain(applied).collect(),
                }
            }
            Over::Elements(v, hops) => {
                let set = way(variable(*v), hops);
                Named { bound: format!("\\A {element} \\in {set} : "), roots: vec![element.to_owned()] }
            }
            Over::Entries(v, hops) => {
                let sequence = way(variable(*v), hops);
                Named { bound: format!("\\A {index} \\in DOMAIN {sequence} : "), roots: vec![format!("{sequence}[{index}]")] }
            }
            Over::KeyElements(v, hops) => {
                let set = way(format!("{}[{key}]", variable(*v)), hops);
                Named {
                    bound: format!("\\A {key} \\in DOMAIN {} : \\A {element} \\in {set} : ", variable(*v)),
                    roots: vec![key.to_owned(), element.to_owned()],
                }
            }
            Over::KeyEntries(v, hops) => {
                let sequence = way(format!("{}[{key}]", variable(*v)), hops);
                Named {
                    bound: format!("\\A {key} \\in DOMAIN {} : \\A {index} \\in DOMAIN {sequence} : ", variable(*v)),
                    roots: vec![key.to_owned(), format!("{sequence}[{index}]")],
                }
            }
        }
    }

    fn tag(&self, tag: &Tag, item: &Named) -> String {
        let place = at(tag.place(), item);
        match tag {
            Tag::Is(_, code) => format!("{place} = {}", self.codes.value(*code)),
            Tag::Holds(_, true) => place,
            Tag::Holds(_, false) => format!("~{place}"),
            Tag::Of(_, class) => format!("{place} is {}", kind_of_value(class)),
        }
    }
}

fn at(place: &PartPath, item: &Named) -> String {
    way(item.roots[place.root].clone(), &place.hops)
}

fn way(root: String, hops: &[Hop]) -> String {
    hops.iter().fold(root, |way, hop| match hop {
        Hop::Field(_, field) => format!("{way}.{}", field.text()),
        Hop::Item(i) => format!("{way}[{}]", i + 1),
    })
}

fn kind_of_value(class: &Class) -> String {
    match class {
        Class::Bool => "TRUE or FALSE".to_owned(),
        Class::Int => "a number".to_owned(),
        Class::Atom => "a string or model value".to_owned(),
        Class::Set => "a set".to_owned(),
        Class::Tuple => "a sequence".to_owned(),
        Class::Record(fields) => format!("a record [{}]", fields.iter().map(|f| f.text()).join(", ")),
        Class::Function => "a function".to_owned(),
        Class::Undefined | Class::Single(_) | Class::Union => "a value".to_owned(),
    }
}
