//! The release manager's decision, and the discussion before it.

use leptos::prelude::*;
use quiesce_types::view::{BuildPage, CommentRow};

use crate::components::card::Card;
use crate::components::field::{FieldError, TextArea};
use crate::components::time::Time;
use crate::forms::{Filled, VERB};

/// Accept and reject; or, for a release manager who may not, the rule that says so.
#[component]
pub fn Review(request: BuildPage, form: Filled) -> impl IntoView {
    let path = format!("/builds/{}", request.row.id);
    let reopened = form.is("reject");
    let denied = request.review_denied.clone();
    (request.may_review || denied.is_some()).then(|| {
        let body = if request.may_review {
            view! {
                <p>
                    "Accepting has the signer sign exactly this request. It may then go into windows; no host gets it without one."
                </p>
                <div class="acts">
                    <form method="post" action=path.clone()>
                        <button class="btn primary" name=VERB value="accept">"Accept for signing"</button>
                    </form>
                    <details class="say" open=reopened>
                        <summary class="btn danger">"Reject…"</summary>
                        <form class="form" method="post" action=path>
                            <TextArea form name="reason" label="Why not" required=true/>
                            <button class="btn danger" name=VERB value="reject">"Reject the build"</button>
                        </form>
                    </details>
                </div>
            }
                .into_any()
        } else {
            view! {
                <p>{denied}</p>
                <div class="acts">
                    <button class="btn primary" disabled=true>"Accept for signing"</button>
                </div>
            }
                .into_any()
        };
        view! { <Card title="Your review"><div class="body">{body}</div></Card> }
    })
}

/// What was said, oldest first, and a field to say more.
#[component]
pub fn Discussion(request: BuildPage, form: Filled) -> impl IntoView {
    let path = format!("/builds/{}", request.row.id);
    let none = request
        .comments
        .is_empty()
        .then(|| view! { <p class="dim">"Nobody said anything yet."</p> });
    let text = if form.is("comment") {
        form.value("text")
    } else {
        String::new()
    };
    view! {
        <Card title="Discussion">
            <div class="body">
                {none}
                {request.comments.into_iter().map(comment).collect_view()}
                {request
                    .may_comment
                    .then(|| {
                        view! {
                            <form class="form" method="post" action=path>
                                <div class="field">
                                    <label class="sr" for="text">"Your comment"</label>
                                    <textarea id="text" name="text" rows="2" placeholder="Add a comment" required>
                                        {format!("\n{text}")}
                                    </textarea>
                                    <FieldError name="text" form/>
                                </div>
                                <div class="acts">
                                    <button class="btn" name=VERB value="comment">"Comment"</button>
                                </div>
                            </form>
                        }
                    })}
            </div>
        </Card>
    }
    .into_any()
}

fn comment(comment: CommentRow) -> impl IntoView {
    view! {
        <div>
            <b>{comment.by.name}</b>
            <span class="dim small">" · " <Time at=comment.at/></span>
            <p class="said">{comment.text}</p>
        </div>
    }
    .into_any()
}
