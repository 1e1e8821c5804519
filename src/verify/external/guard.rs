//! Networks that are not open to all are asked only when the content itself names them.
//!
//! Whoever runs the program may sit inside the network of a hospital, where printers and instruments answer to anyone who
//! asks. An address out on the net could send the program there.

use std::error::Error;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU8, Ordering};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Whether an address is not of the open net: the machine itself, a local network, and others that no host on the open net
/// has (RFC 6890 and the registries of IANA that it set up).
pub fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => {
            // An address of the older kind inside one of the newer: as such, by NAT64, by 6to4.
            let segments = address.segments();
            let inner = match segments {
                [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => Some(older(high, low)),
                _ => address.to_ipv4(),
            };
            inner.is_some_and(is_private_v4)
                || address.is_loopback()
                || address.is_unspecified()
                || address.is_multicast()
                || address.is_unique_local()
                || address.is_unicast_link_local()
                // Addresses of documentation, and of sites as they once were.
                || matches!(segments, [0x2001, 0xdb8, ..] | [0xfec0..=0xfeff, ..])
        }
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        // This network, shared by the customers of a provider, protocols, tests of speed, and what is kept for later.
        || first == 0
        || (first == 100 && second & 0xc0 == 64)
        || (first, second, third) == (192, 0, 0)
        || (first == 198 && second & 0xfe == 18)
        || first >= 240
}

fn older(high: u16, low: u16) -> Ipv4Addr {
    let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
    Ipv4Addr::new(a, b, c, d)
}

/// Finds the addresses of hosts, for one link and all that it is sent on to. It is the address found here that is asked, so
/// nobody can answer with another one afterwards.
///
/// Through a proxy it is the proxy that finds hosts, and that guards its network.
#[derive(Debug)]
pub struct Guard {
    hosts: DefaultResolver,
    is_private: fn(IpAddr) -> bool,
    state: AtomicU8,
}

/// Nothing was looked up yet: the first host is that of the content.
const NEW: u8 = 0;
/// The content names a host on the open net, so the rest is to be there too.
const OPEN: u8 = 1;
/// The content itself names a host in a closed network.
const CLOSED: u8 = 2;

/// A host in a closed network, where the content names one on the open net.
#[derive(Debug)]
pub struct InClosedNetwork;

impl fmt::Display for InClosedNetwork {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the host is in a closed network")
    }
}

impl Error for InClosedNetwork {}

impl Guard {
    pub fn new(is_private: fn(IpAddr) -> bool) -> Self {
        Self { hosts: DefaultResolver::default(), is_private, state: AtomicU8::new(NEW) }
    }
}

impl Resolver for Guard {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.hosts.resolve(uri, config, timeout).map_err(|error| match error {
            // What the system says when it finds no host has no kind of its own.
            ureq::Error::Io(_) => ureq::Error::HostNotFound,
            other => other,
        })?;
        let is_private = |address: &SocketAddr| (self.is_private)(address.ip());
        let state = if found.iter().any(is_private) { CLOSED } else { OPEN };
        let first =
            self.state.compare_exchange(NEW, state, Ordering::SeqCst, Ordering::SeqCst).unwrap_or_else(|was| was);
        if first == OPEN && state == CLOSED {
            return Err(ureq::Error::Other(Box::new(InClosedNetwork)));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::is_private;

    #[test]
    fn networks_that_are_not_open_to_all_are_known() {
        for closed in [
            "127.0.0.1",
            "127.8.8.8",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "240.0.0.1",
            "192.0.0.8",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:db8::1",
            "fec0::1",
        ] {
            assert!(is_private(closed.parse().unwrap()), "{closed}");
        }
        for open in [
            "1.1.1.1",
            "193.156.0.1",
            "172.32.0.1",
            "100.128.0.1",
            "192.0.1.1",
            "2001:700::1",
            "2606:4700::1111",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
            "2002:101:101::",
        ] {
            assert!(!is_private(open.parse().unwrap()), "{open}");
        }
    }
}
