//! The other tabs of this browser: texts to and from them. A browser without the channel has its tabs meet in
//! storage only.

use std::rc::Rc;

use gloo::events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

use crate::app::msg::Msg;

/// The channel, for as long as it lives.
pub struct Tabs {
    channel: Option<BroadcastChannel>,
    _listener: Option<EventListener>,
}

impl Tabs {
    /// Begins to listen.
    pub fn open(send: &Rc<dyn Fn(Msg)>) -> Self {
        let channel = BroadcastChannel::new("isnad").ok();
        let send = send.clone();
        let heard = move |event: &web_sys::Event| {
            let text = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
            if let Some(text) = text.and_then(|text| text.as_string()) {
                send(Msg::Heard(text));
            }
        };
        let listener = channel
            .as_ref()
            .map(|channel| EventListener::new(channel, "message", heard));
        Self {
            channel,
            _listener: listener,
        }
    }

    /// Tells the others.
    pub fn tell(&self, message: &str) {
        if let Some(channel) = &self.channel {
            // Fails only once it is closed, and it never is.
            let _ = channel.post_message(&JsValue::from_str(message));
        }
    }
}
