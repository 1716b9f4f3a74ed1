//! The history of a visit: what can be undone and redone, over all articles, without limit.

use super::ids::{LayerKey, SpanId};

/// A change with what is needed to take it back and to show where it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step<C> {
    /// What was done.
    pub change: C,
    /// The layer that has to be open to see it, if there is one.
    pub layer: Option<LayerKey>,
    /// The span that had the focus before.
    pub focus: Option<SpanId>,
}

/// Two stacks: a new change empties the one of redo.
#[derive(Clone, Debug)]
pub struct History<C> {
    done: Vec<Step<C>>,
    undone: Vec<Step<C>>,
}

impl<C> Default for History<C> {
    fn default() -> Self {
        Self {
            done: Vec::new(),
            undone: Vec::new(),
        }
    }
}

impl<C> History<C> {
    /// Notes a change that was just made.
    pub fn record(&mut self, step: Step<C>) {
        self.undone.clear();
        self.done.push(step);
    }

    /// Makes one step of the last two: `join` puts the last one's change into the one before it.
    pub fn join_last(&mut self, join: impl FnOnce(&mut C, C)) {
        if let Some(last) = self.done.pop() {
            match self.done.last_mut() {
                Some(before) => join(&mut before.change, last.change),
                None => self.done.push(last),
            }
        }
    }

    /// The step that an undo would take back.
    pub fn next_undo(&self) -> Option<&Step<C>> {
        self.done.last()
    }

    /// The step that a redo would make again.
    pub fn next_redo(&self) -> Option<&Step<C>> {
        self.undone.last()
    }

    /// Moves the last step over to redo and lends it out to be taken back.
    pub fn undo(&mut self) -> Option<&Step<C>> {
        let step = self.done.pop()?;
        self.undone.push(step);
        self.undone.last()
    }

    /// Moves the last undone step back and lends it out to be made again.
    pub fn redo(&mut self) -> Option<&Step<C>> {
        let step = self.undone.pop()?;
        self.done.push(step);
        self.done.last()
    }

    /// All steps, for when what they name is renamed.
    pub fn steps_mut(&mut self) -> impl Iterator<Item = &mut Step<C>> {
        self.done.iter_mut().chain(self.undone.iter_mut())
    }
}
