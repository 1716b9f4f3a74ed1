//! A part of the page, drawn again when its version moves on.

use yew::prelude::*;

use super::store::View;

/// Draws a part.
pub type Draw = fn(&View) -> Html;

/// One component for all parts: each component of its own weighs more than a kilobyte of the first load.
pub struct Part;

#[derive(Properties)]
pub struct PartProps {
    pub draw: Draw,
    pub view: View,
}

impl PartialEq for PartProps {
    fn eq(&self, other: &Self) -> bool {
        // Two functions at one address draw the same.
        std::ptr::fn_addr_eq(self.draw, other.draw) && self.view == other.view
    }
}

impl Component for Part {
    type Message = ();
    type Properties = PartProps;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let PartProps { draw, view } = ctx.props();
        draw(view)
    }
}
