//! Generates the parsers from `grammar/*.lalrpop` into Cargo's output folder.

fn main() {
    // A grammar that is added later must be noticed, too.
    println!("cargo::rerun-if-changed=grammar");
    lalrpop::Configuration::new()
        .emit_rerun_directives(true)
        .set_in_dir("grammar")
        .process()
        .expect("build: the grammar is well-formed");
}
