using System.Diagnostics.CodeAnalysis;

namespace InfernoSim.Matching;

/// <summary>
/// Names a dependency: <c>host</c> (any port), <c>host:port</c>, <c>[::1]:port</c>, or <c>*</c> (every dependency).
/// Upper and lower case are the same, and so are <c>host</c> and <c>host.</c>
/// </summary>
internal sealed record DependencyName
{
    private const string Every = "*";

    private DependencyName(string host, int? port)
    {
        Host = host;
        Port = port;
    }

    /// <summary>The host in lower case, without a trailing dot or brackets; <c>*</c> for every dependency.</summary>
    public string Host { get; }

    /// <summary>The port, 1 to 65535; <see langword="null"/> for any.</summary>
    public int? Port { get; }

    /// <summary>Whether this names every dependency.</summary>
    public bool IsEvery => Host == Every;

    /// <summary>Parses a name.</summary>
    /// <param name="text">For example <c>payments.test:8080</c>.</param>
    /// <returns>The name.</returns>
    /// <exception cref="ReplayConfigurationException">The text is not a name.</exception>
    public static DependencyName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out DependencyName? name)
            ? name
            : throw new ReplayConfigurationException(
                $"'{text}' does not name a dependency. Write host, host:port, [IPv6]:port or *, without a scheme or a path, "
                + "for example payments.test or payments.test:8080.");
    }

    /// <summary>Parses a name.</summary>
    /// <param name="text">For example <c>payments.test:8080</c>.</param>
    /// <param name="name">The name.</param>
    /// <returns><see langword="false"/> when the text is not a name.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out DependencyName? name)
    {
        name = null;
        if (text == Every)
        {
            name = new DependencyName(Every, null);
        }
        else if (text is not null && !text.AsSpan().ContainsAny('@', '*') && !text.EndsWith(':') && Authority.TryParse(text, out Authority authority))
        {
            name = new DependencyName(authority.Host, authority.Port);
        }

        return name is not null;
    }

    /// <summary>Whether a call goes to this dependency.</summary>
    /// <param name="authority"><c>host</c> or <c>host:port</c>, as the caller named it.</param>
    /// <param name="scheme"><c>http</c> or <c>https</c>; gives the port where <paramref name="authority"/> has none.</param>
    /// <returns><see langword="true"/> when host and, where this name has one, port are the same.</returns>
    public bool Matches(string authority, string scheme)
    {
        ArgumentNullException.ThrowIfNull(authority);
        ArgumentNullException.ThrowIfNull(scheme);
        return IsEvery || Matches(Authority.Of(authority, scheme));
    }

    /// <summary>The name as it is written.</summary>
    /// <returns><c>host</c>, <c>host:port</c> or <c>*</c>.</returns>
    public override string ToString() => new Authority(Host, Port).ToString();

    internal bool Matches(Authority authority) =>
        IsEvery || (Host == authority.Host && (Port is null || Port == authority.Port));
}
