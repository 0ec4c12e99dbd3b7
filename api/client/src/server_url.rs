//! Where the server is: an address that a host may safely speak to.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use reqwest::Url;

/// A server's base address.
///
/// `https://` to anywhere; `http://` only to `localhost` and to loopback, private (RFC 1918, RFC 4193) and link-local
/// addresses written as numbers, because a name can be pointed elsewhere. Updates and permits are signed either
/// way; what plain HTTP gives up is the secrecy of what a host asks for and of its five-minute tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerUrl(Url);

/// A text that is not a server's address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MalformedServerUrl {
    /// Not an address, or one with a user, a query or a fragment.
    #[error("`{0}` is not a server address; write https://quiesce.example.org")]
    NotAnAddress(String),
    /// Plain HTTP to somewhere else.
    #[error(
        "`{0}` is neither https nor an address inside the site; use https://, or http:// with a loopback or private IP address"
    )]
    PlainToOutside(String),
}

impl ServerUrl {
    /// Whether the connection is not encrypted. Say so to a person.
    pub fn is_plain(&self) -> bool {
        self.0.scheme() == "http"
    }

    /// The address of a path below the base, for example `api/host/v1/check-in`.
    pub fn at(&self, path: &str) -> String {
        format!("{}/{path}", self.to_string().trim_end_matches('/'))
    }
}

impl FromStr for ServerUrl {
    type Err = MalformedServerUrl;

    fn from_str(text: &str) -> Result<Self, MalformedServerUrl> {
        let malformed = || MalformedServerUrl::NotAnAddress(text.chars().take(200).collect());
        let url = Url::parse(text).map_err(|_| malformed())?;
        let host = url.host_str().ok_or_else(malformed)?;
        let has_more = !url.username().is_empty()
            || url.password().is_some()
            || url.query().is_some()
            || url.fragment().is_some();
        match url.scheme() {
            "https" | "http" if has_more => Err(malformed()),
            "https" => Ok(Self(url)),
            "http" if stays_inside(host) => Ok(Self(url)),
            "http" => Err(MalformedServerUrl::PlainToOutside(url.to_string())),
            _ => Err(malformed()),
        }
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

fn stays_inside(host: &str) -> bool {
    let number = host.trim_start_matches('[').trim_end_matches(']');
    match number.parse() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        Ok(IpAddr::V6(ip)) => {
            ip == Ipv6Addr::LOCALHOST || ip.is_unique_local() || ip.is_unicast_link_local()
        }
        Err(_) => host == "localhost",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_only_inside_the_site() {
        for inside in [
            "http://127.0.0.1:8080",
            "http://10.0.2.2:8080/",
            "http://192.168.7.1",
            "http://[::1]:80",
            "http://localhost:8080",
            "http://[fd00::1]",
        ] {
            assert!(inside.parse::<ServerUrl>().unwrap().is_plain(), "{inside}");
        }
        for outside in [
            "http://quiesce.example.org",
            "http://8.8.8.8",
            "http://localhost.example.org",
            "http://[2001:db8::1]",
        ] {
            let refused = outside.parse::<ServerUrl>().unwrap_err();
            assert!(
                matches!(refused, MalformedServerUrl::PlainToOutside(_)),
                "{outside}"
            );
        }
    }

    #[test]
    fn what_is_not_an_address_is_refused() {
        for text in [
            "",
            "quiesce.example.org",
            "ftp://a",
            "https://u:p@a",
            "https://a/?q",
            "https://a/#f",
        ] {
            let refused = text.parse::<ServerUrl>().unwrap_err();
            assert!(
                matches!(refused, MalformedServerUrl::NotAnAddress(_)),
                "{text}"
            );
        }
    }

    #[test]
    fn paths_are_joined_with_one_slash() {
        for base in ["https://a.example", "https://a.example/"] {
            let url: ServerUrl = base.parse().unwrap();
            assert_eq!(url.at("bundles/00"), "https://a.example/bundles/00");
        }
        let below: ServerUrl = "https://a.example/quiesce/".parse().unwrap();
        assert_eq!(below.at("x"), "https://a.example/quiesce/x");
    }
}
