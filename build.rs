//! Makes the program anew when a file of the theme that it carries has come or gone.

fn main() {
    println!("cargo::rerun-if-changed=themes/helsefellesskap");
}
