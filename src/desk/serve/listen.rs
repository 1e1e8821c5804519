//! Connections: accepted, limited, and answered by [`respond`].

use std::future::Future;
use std::io;
use std::net::TcpListener;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::{Notify, Semaphore};
use tokio::task::spawn_blocking;
use tokio::time::interval;
use tokio_io_timeout::TimeoutStream;

use super::Shared;
use super::answer::{self, Answer};
use super::respond::respond;

/// Limit on open connections. Others wait until one is free.
const CONNECTIONS: usize = 256;

/// Limit on the line and the headers of a request, in bytes.
const HEAD: usize = 16 << 10;

/// Limit on the number of headers.
const HEADERS: usize = 64;

/// Time in which a request must have come whole; so long an idle connection is kept, too.
const READ: Duration = Duration::from_secs(15);

/// Time that a client may take to read some of an answer.
const WRITE: Duration = Duration::from_secs(15);

/// Number of requests that pages are made for at the same time.
const WORKERS: usize = 4;

/// Answers connections until `stop` is notified.
///
/// # Errors
/// When the system gives no means to wait for connections.
pub fn listen(listener: TcpListener, shared: Arc<Shared>, stop: Arc<Notify>) -> io::Result<impl FnOnce() + Send> {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_io().enable_time().max_blocking_threads(WORKERS).build()?;
    listener.set_nonblocking(true)?;
    let listener = {
        let _context = runtime.enter();
        tokio::net::TcpListener::from_std(listener)?
    };
    Ok(move || {
        runtime.block_on(accept(listener, shared, stop));
    })
}

async fn accept(listener: tokio::net::TcpListener, shared: Arc<Shared>, stop: Arc<Notify>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let mut stopped = pin!(stop.notified());
    let mut pause = interval(Duration::from_millis(10));
    loop {
        let permit = tokio::select! {
            () = &mut stopped => return,
            permit = room.clone().acquire_owned() => permit,
        };
        let accepted = tokio::select! {
            () = &mut stopped => return,
            accepted = listener.accept() => accepted,
        };
        // A connection that is gone already, or no more files for now; the next may be well.
        let Ok((stream, _)) = accepted else {
            pause.tick().await;
            continue;
        };
        let shared = shared.clone();
        tokio::spawn(async move {
            // Best effort: without it a page can come some milliseconds later.
            let _ = stream.set_nodelay(true);
            let mut stream = TimeoutStream::new(stream);
            stream.set_write_timeout(Some(WRITE));
            // A client that hangs up, or is too slow, is no failure of ours.
            let _ = connection(Box::pin(stream), shared).await;
            drop(permit);
        });
    }
}

fn connection<S>(stream: S, shared: Arc<Shared>) -> impl Future<Output = hyper::Result<()>>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let answer = service_fn(move |request: Request<Incoming>| {
        let shared = shared.clone();
        async move { Ok::<_, io::Error>(answered(shared, request).await) }
    });
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(READ).max_buf_size(HEAD).max_headers(HEADERS);
    server.serve_connection(TokioIo::new(stream), answer)
}

async fn answered(shared: Arc<Shared>, request: Request<Incoming>) -> Response<Answer> {
    let (head, _) = request.into_parts();
    // The preview is asked for pages and told nothing; what is sent all the same is not read.
    let length = head.headers.get(CONTENT_LENGTH).is_some_and(|length| length.as_bytes() != b"0");
    if length || head.headers.contains_key(TRANSFER_ENCODING) {
        return answer::plain(StatusCode::PAYLOAD_TOO_LARGE, "Forhåndsvisningen tar ikke imot noe.\n");
    }
    let made = spawn_blocking(move || respond(&shared, &head)).await;
    made.unwrap_or_else(|_| answer::plain(StatusCode::INTERNAL_SERVER_ERROR, "Siden kunne ikke lages.\n"))
}
