//! Mounts the page.

fn main() {
    isnad::ui::mount();
}
