using System.Buffers;
using System.Text;
using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>Method, host, path and query of a call in the form that they are compared in.</summary>
internal sealed record CallTarget
{
    private CallTarget(string method, string scheme, string authority, string pathAndQuery, OwnIds ids)
    {
        int query = pathAndQuery.IndexOf('?');
        Method = method;
        Host = Matching.Authority.Of(authority, scheme).ToString();
        Path = NormalizePath(query < 0 ? pathAndQuery : pathAndQuery.AsSpan(0, query), ids);
        Query = NamedPairs.OfQuery(query < 0 ? default : pathAndQuery.AsSpan(query + 1)).Masked(ids);
    }

    private string Method { get; }

    private string Host { get; }

    private string Path { get; }

    private NamedPairs Query { get; }

    /// <summary>The target of a call that came.</summary>
    /// <param name="request">The call.</param>
    /// <param name="ids">The ids of its exchange.</param>
    /// <returns>The target.</returns>
    public static CallTarget Of(DependencyRequest request, OwnIds ids) =>
        new(request.Method, request.Scheme, request.Authority, request.PathAndQuery, ids);

    /// <summary>The target of a recorded call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="ids">The ids of its exchange.</param>
    /// <returns>The target.</returns>
    public static CallTarget Of(IncidentEvent call, OwnIds ids)
    {
        RecordedTarget target = RecordedTarget.Of(call);
        return new(call.Method ?? "GET", target.Scheme, target.Authority, target.PathAndQuery, ids);
    }

    /// <summary>How far a call is from this one, from 0 for the same target.</summary>
    /// <param name="other">The target of the other call.</param>
    /// <returns>A rank; less is nearer.</returns>
    public int DistanceTo(CallTarget other)
    {
        if (Host != other.Host)
        {
            return 4;
        }

        if (Path != other.Path)
        {
            return 3;
        }

        if (Method != other.Method)
        {
            return 2;
        }

        return Query.DifferenceTo(other.Query) is null ? 0 : 1;
    }

    /// <summary>The first difference from this recorded target.</summary>
    /// <param name="got">The target of the call that came.</param>
    /// <returns>The difference, or <see langword="null"/>.</returns>
    public BodyDifference? DifferenceTo(CallTarget got)
    {
        if (Method != got.Method)
        {
            return new BodyDifference("method", Method, got.Method);
        }

        if (Host != got.Host)
        {
            return new BodyDifference("host", Host, got.Host);
        }

        if (Path != got.Path)
        {
            (string expected, string actual) = Excerpt.Pair(Path, got.Path);
            return new BodyDifference("path", expected, actual);
        }

        return Query.DifferenceTo(got.Query) is { } inQuery ? inQuery with { Location = $"query{inQuery.Location}" } : null;
    }

    private static string NormalizePath(ReadOnlySpan<char> path, OwnIds ids)
    {
        var normalized = new ArrayBufferWriter<byte>(path.Length + 16);
        PercentEncoding.AppendNormalized(path, plusIsSpace: false, normalized);
        var masked = new ArrayBufferWriter<byte>(normalized.WrittenCount + 1);
        ids.AppendMasked(normalized.WrittenSpan, masked);
        return Encoding.Latin1.GetString(masked.WrittenSpan);
    }
}
