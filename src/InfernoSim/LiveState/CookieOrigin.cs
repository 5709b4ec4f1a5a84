using InfernoSim.Matching;

namespace InfernoSim.LiveState;

/// <summary>Where a request goes, as far as cookies look at it.</summary>
internal readonly record struct CookieOrigin
{
    private readonly string? _host;
    private readonly string? _path;

    /// <param name="host">The <c>Host</c> of the request, or <see langword="null"/>.</param>
    /// <param name="target">Path and query.</param>
    public CookieOrigin(string? host, string target)
    {
        int port = (host ?? "").LastIndexOf(':');
        _host = (port > 0 && !host!.EndsWith(']') ? host[..port] : host ?? "").ToLowerInvariant();
        _path = RequestTarget.PathOf(target);
    }

    /// <summary>The host in lower case, without its port; empty when it is not known.</summary>
    public string Host => _host ?? "";

    /// <summary>The path.</summary>
    public string Path => string.IsNullOrEmpty(_path) ? "/" : _path;

    /// <summary>The path of a cookie that names none (RFC 6265, section 5.1.4).</summary>
    public string DefaultPath => Path.LastIndexOf('/') is > 0 and var last ? Path[..last] : "/";
}
