use crate::harness::{Setup, run};
use crate::support::*;
#[test]
fn scratch() {
    run(Setup::wide_arabic().size(1280, 640), |page| async move {
        open(&page).await;
        page.js("window.log=[]; for (const t of ['mousedown','mouseup','dblclick','selectionchange']) document.addEventListener(t, e => log.push([t, e.detail, getSelection().toString(), e.clientX]), true)", vec![]).await;
        page.js("document.querySelector('#reader').scrollTop = 300", vec![]).await;
        for at in [935, 934, 933, 931] {
        page.double_click_at(at).await;
        page.eval("new Promise(r => setTimeout(r, 300))").await;
        println!("{at} {:?} {}", selection(&page).await, page.eval("log.splice(0)").await);
        page.press("Escape").await;
        }
    });
}
