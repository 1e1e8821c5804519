//! What is sent to a browser: a head, and a body in pieces.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use tokio::sync::mpsc::Receiver;
use tokio::time::{Interval, interval};

use crate::foundation::headers;
use crate::read::source::SharedBytes;

/// Size of a piece in bytes. No more than one of each download is on its way.
const PIECE: usize = 64 << 10;

/// How often something is sent to a browser that hears nothing else, to notice that it is gone.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The body of an answer.
pub enum Answer {
    /// Content that is there, sent from where it lies.
    Content(Bytes),
    /// Messages for as long as the browser listens.
    Events { messages: Receiver<Bytes>, heartbeat: Interval },
}

/// A file of the sources, shared with them.
pub struct SharedFile(pub SharedBytes);

impl AsRef<[u8]> for SharedFile {
    fn as_ref(&self) -> &[u8] {
        (*self.0).as_ref()
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        match self.get_mut() {
            Self::Content(content) if content.is_empty() => Poll::Ready(None),
            Self::Content(content) => {
                let piece = content.split_to(content.len().min(PIECE));
                Poll::Ready(Some(Ok(Frame::data(piece))))
            }
            Self::Events { messages, heartbeat } => {
                let text = match messages.poll_recv(context) {
                    Poll::Ready(None) => return Poll::Ready(None),
                    Poll::Ready(Some(message)) => message,
                    Poll::Pending if heartbeat.poll_tick(context).is_ready() => Bytes::from_static(b": her\n\n"),
                    Poll::Pending => return Poll::Pending,
                };
                heartbeat.reset();
                Poll::Ready(Some(Ok(Frame::data(text))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Content(content) if content.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Content(content) => SizeHint::with_exact(content.len() as u64),
            Self::Events { .. } => SizeHint::default(),
        }
    }
}

/// Answers with content. What a server of the finished site will refuse, an editor should meet here.
pub fn content(status: StatusCode, content_type: &str, content: impl Into<Bytes>) -> Response<Answer> {
    let of_site = headers::headers();
    let own = [("content-type", content_type), ("cache-control", "no-store")];
    let all = own.into_iter().chain(of_site.iter().map(|(name, value)| (*name, value.as_str())));
    with_headers(status, all, Answer::Content(content.into()))
}

/// Answers with a line of text.
pub fn plain(status: StatusCode, text: &'static str) -> Response<Answer> {
    content(status, "text/plain; charset=utf-8", text)
}

/// Sends the browser to another address.
pub fn redirect(address: &str) -> Response<Answer> {
    with_headers(StatusCode::FOUND, [("location", address)].into_iter(), Answer::Content(Bytes::new()))
}

/// Answers with messages as they come.
pub fn events(messages: Receiver<Bytes>) -> Response<Answer> {
    let own = [("content-type", "text/event-stream; charset=utf-8"), ("cache-control", "no-store")];
    with_headers(StatusCode::OK, own.into_iter(), Answer::Events { messages, heartbeat: interval(HEARTBEAT) })
}

/// No other site may show the preview or a part of it.
const OWN_SITE_ONLY: (&str, &str) = ("cross-origin-resource-policy", "same-origin");

fn with_headers<'a>(
    status: StatusCode,
    headers: impl Iterator<Item = (&'a str, &'a str)>,
    body: Answer,
) -> Response<Answer> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    for (name, value) in headers.chain([OWN_SITE_ONLY]) {
        // An address of the portal is escaped, all else is the program's own.
        let value: String = value.chars().filter(|character| !character.is_control()).collect();
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
