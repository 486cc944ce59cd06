//! Where panels stand: in rows from left to right, 24 columns wide.

use serde_json::{Value, json};

/// Columns of a dashboard.
const COLUMNS: usize = 24;

/// The panels so far.
#[derive(Debug, Default)]
pub(super) struct Grid {
    panels: Vec<Value>,
    height: usize,
}

impl Grid {
    /// Begins a row with a title.
    pub(super) fn row(&mut self, title: &str) {
        self.put(json!({"type": "row", "title": title, "collapsed": false}), 0, COLUMNS, 1);
        self.height += 1;
    }

    /// Puts panels side by side, equally wide.
    pub(super) fn across(&mut self, height: usize, panels: Vec<Value>) {
        let width = COLUMNS / panels.len().max(1);
        for (at, panel) in panels.into_iter().enumerate() {
            self.put(panel, at * width, width, height);
        }
        self.height += height;
    }

    /// All of them.
    pub(super) fn panels(self) -> Vec<Value> {
        self.panels
    }

    fn put(&mut self, mut panel: Value, x: usize, width: usize, height: usize) {
        panel["id"] = json!(self.panels.len() + 1);
        panel["gridPos"] = json!({"x": x, "y": self.height, "w": width, "h": height});
        self.panels.push(panel);
    }
}
