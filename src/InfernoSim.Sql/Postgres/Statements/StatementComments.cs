using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Sql.Postgres.Statements;

/// <summary>
/// The tags that a comment of a statement carries by the sqlcommenter convention (https://google.github.io/sqlcommenter/spec/), which
/// OpenTelemetry's instrumentations write: <c>/*traceparent='00-…-01',tracestate='…'*/</c>, names and values percent-encoded.
/// </summary>
internal static class StatementComments
{
    private static readonly string[] Carriers = [TraceContext.TraceParent, TraceContext.TraceState];

    /// <summary>What a statement says of the request that caused it, as the headers of a call would.</summary>
    /// <param name="text">The statement as it was sent.</param>
    public static HeaderMap TracingOf(string text)
    {
        // The convention has the comment last; a tool may put it first.
        if (!text.Contains(TraceContext.TraceParent, StringComparison.OrdinalIgnoreCase))
        {
            return HeaderMap.Empty;
        }

        var found = new List<(string, string)>();
        foreach (string comment in SqlComments.Of(text))
        {
            foreach (string tag in comment.Split(','))
            {
                if (Read(tag) is { } read)
                {
                    found.Add(read);
                }
            }
        }

        return HeaderMap.Of([.. found]);
    }

    private static (string, string)? Read(string tag)
    {
        int equals = tag.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            return null;
        }

        string name = Uri.UnescapeDataString(tag[..equals].Trim());
        string value = tag[(equals + 1)..].Trim();
        string? carrier = Array.Find(Carriers, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return carrier is not null && value is ['\'', .., '\''] && value.Length > 2 ? (carrier, Uri.UnescapeDataString(value[1..^1])) : null;
    }
}
