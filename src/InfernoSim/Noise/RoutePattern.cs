using System.Text.RegularExpressions;
using InfernoSim.Matching;

namespace InfernoSim.Noise;

/// <summary>
/// Names requests by method and path: <c>GET /orders/*</c>, or <c>/orders/*</c> for every method. <c>*</c> stands for any text
/// within one segment of the path, <c>**</c> for any text at all. The query is no part of it.
/// </summary>
internal sealed record RoutePattern
{
    private readonly Regex _path;

    private RoutePattern(string? method, string path)
    {
        Method = method;
        Path = path;
        string pattern = Regex.Escape(path).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal);
        _path = new Regex($"^{pattern}$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }

    /// <summary>The method; <see langword="null"/> for every method.</summary>
    public string? Method { get; }

    /// <summary>The path with its wildcards.</summary>
    public string Path { get; }

    /// <summary>Parses a pattern.</summary>
    /// <param name="text">For example <c>POST /orders</c>.</param>
    /// <returns>The pattern.</returns>
    /// <exception cref="ReplayConfigurationException">The text is not one.</exception>
    public static RoutePattern Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string path = parts.Length > 0 ? parts[^1] : "";
        if (parts.Length is 1 or 2 && path.StartsWith('/') && !path.Contains('?', StringComparison.Ordinal))
        {
            return new RoutePattern(parts.Length == 1 || parts[0] == "*" ? null : parts[0].ToUpperInvariant(), path);
        }

        throw new ReplayConfigurationException($"'{text}' is not a route. Write a method and a path without a query, or a path alone, for example GET /orders/* or /orders/**.");
    }

    /// <summary>Whether a request is on this route.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="pathAndQuery">Its target.</param>
    /// <returns><see langword="true"/> when it is.</returns>
    public bool Matches(string method, string pathAndQuery)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(pathAndQuery);
        return (Method is null || Method == method) && _path.IsMatch(RequestTarget.PathOf(pathAndQuery));
    }

    /// <inheritdoc/>
    public bool Equals(RoutePattern? other) => other is not null && Method == other.Method && Path == other.Path;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Method, Path);

    /// <summary>The pattern as it is written.</summary>
    /// <returns><c>METHOD /path</c> or <c>/path</c>.</returns>
    public override string ToString() => Method is null ? Path : $"{Method} {Path}";
}
