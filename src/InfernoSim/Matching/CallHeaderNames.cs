using System.Collections.Frozen;
using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>Sorts the headers of dependency calls by who decides them; <c>docs/read-a-verdict.md</c> has the list.</summary>
internal static class CallHeaderNames
{
    // What clients, proxies and tracers add on their own, or what the body or the target says already.
    private static readonly FrozenSet<string> LeftOut = FrozenSet.ToFrozenSet(
        [
            "Accept-Encoding", "Alt-Used", "Content-Encoding", "Content-Length", "Date", "Expect", "Forwarded", "Host", "Max-Forwards", "Priority", "Server", "Trailer",
            "Upgrade-Insecure-Requests", "User-Agent", "Via", "X-Real-IP",
            "Grpc-Accept-Encoding", "Grpc-Timeout", "Grpc-Trace-Bin", "X-Goog-Api-Client", "X-Ms-Useragent", "X-Stripe-Client-Telemetry",
            "B3", "Baggage", "Correlation-Context", "Correlation-Id", "Elastic-Apm-Traceparent", "Newrelic", "Request-Id", "Sentry-Trace", "Uber-Trace-Id",
            "X-Amzn-Trace-Id", "X-Client-Trace-Id", "X-Cloud-Trace-Context", "X-Correlation-Id", "X-Ms-Client-Request-Id", "X-Request-Id", "X-Trace-Id",
            TraceContext.TraceParent, TraceContext.TraceState, TraceContext.InfernoHeader,
        ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly string[] LeftOutPrefixes = ["X-Forwarded-", "X-B3-", "X-Datadog-", "X-Newrelic-", "X-Instana-", "Sec-Fetch-", "Sec-WebSocket-", "Sec-CH-", "Amz-Sdk-", "Uberctx-", "Proxy-"];

    private static readonly FrozenSet<string> Standard = FrozenSet.ToFrozenSet(
        [
            "Accept", "Accept-Charset", "Accept-Language", "Cache-Control", "Content-Disposition", "Content-Language", "Content-Location", "Content-Range", "Content-Type", "DNT",
            "From", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Origin", "Pragma", "Prefer", "Range", "Referer",
        ],
        StringComparer.OrdinalIgnoreCase);

    // Tokens that RFC 9110 compares in any case.
    private static readonly FrozenSet<string> AnyCase = FrozenSet.ToFrozenSet(
        ["Accept", "Accept-Charset", "Accept-Language", "Cache-Control", "Content-Language", "Pragma", "Range"], StringComparer.OrdinalIgnoreCase);

    private static readonly string[] SecretWords = ["token", "secret", "apikey", "api-key", "password", "credential", "jwt"];

    private static readonly string[] DerivedWords = ["signature", "hmac", "digest", "checksum", "sha256", "md5", "hash", "nonce", "timestamp"];

    // What says for whom or for what a call is made is never new in each request.
    private static readonly string[] OwnerWords =
    [
        "tenant", "customer", "account", "user", "org", "merchant", "owner", "realm", "role", "scope", "principal", "subject", "group", "store", "shop", "market", "region",
        "currency", "version", "workspace", "project", "subscription",
    ];

    /// <summary>How a header is compared.</summary>
    /// <param name="name">The field name, in any case.</param>
    /// <returns>The kind.</returns>
    public static CallHeaderKind KindOf(string name)
    {
        if (LeftOut.Contains(name)
            || HopByHop.IsAlways(name)
            || name.EndsWith("User-Agent", StringComparison.OrdinalIgnoreCase)
            || LeftOutPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        {
            return CallHeaderKind.LeftOut;
        }

        if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
        {
            return CallHeaderKind.Cookie;
        }

        if (SecretHeaders.Names.Contains(name))
        {
            return CallHeaderKind.Credential;
        }

        return Standard.Contains(name) ? CallHeaderKind.Standard
            : Has(name, DerivedWords) ? CallHeaderKind.Derived
            : Has(name, SecretWords) ? CallHeaderKind.Credential
            : CallHeaderKind.Custom;
    }

    /// <summary>Whether the values of a standard header mean the same in any case.</summary>
    /// <param name="name">The field name.</param>
    public static bool IsAnyCase(string name) => AnyCase.Contains(name);

    /// <summary>Whether a header says for whom a call is made, by its name.</summary>
    /// <param name="name">The field name.</param>
    public static bool NamesAnOwner(string name) => name.Split('-', '_').Any(word => OwnerWords.Any(owner =>
        word.StartsWith(owner, StringComparison.OrdinalIgnoreCase) && word.Length <= owner.Length + 1));

    private static bool Has(string name, string[] words) => words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
