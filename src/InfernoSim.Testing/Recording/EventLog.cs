using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Stub.Answers;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Testing.Recording;

/// <summary>Writes events by the rules of capture: what hop-by-hop fields and identity say is left out, secrets are replaced.</summary>
internal sealed class EventLog(IncidentWriter writer, IncidentRecorderOptions options)
{
    public int MaxBody => options.MaxBody;

    public ValueTask InboundAsync(IncidentEvent incidentEvent) => writer.Inbound.AppendAsync(incidentEvent);

    public ValueTask OutboundAsync(IncidentEvent incidentEvent) => writer.Outbound.AppendAsync(incidentEvent);

    /// <summary>Fields as they are recorded.</summary>
    public HeaderMap Record(IEnumerable<KeyValuePair<string, StringValues>> fields, StringValues connection)
    {
        IReadOnlyCollection<string> named = HopByHopFields.NamedBy(connection);
        var recorded = new List<KeyValuePair<string, IReadOnlyList<string>>>();
        foreach ((string name, StringValues values) in fields)
        {
            string[] own = HopByHopFields.Contains(name) || named.Contains(name) ? [] : OwnValues(name, values);
            if (own.Length > 0)
            {
                recorded.Add(new(name, Redact(name, own)));
            }
        }

        return new HeaderMap(recorded);
    }

    // Without what says which exchange something belongs to.
    private static string[] OwnValues(string name, StringValues values)
    {
        if (name.Equals(TraceContext.InfernoHeader, StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        string[] all = [.. values.Select(value => value ?? "")];
        return name.Equals(TraceContext.TraceState, StringComparison.OrdinalIgnoreCase) ? TraceContext.RemoveMember(all) : all;
    }

    private string[] Redact(string name, string[] values) =>
        options.CaptureSensitiveData || !SecretHeaders.Names.Contains(name) ? values : [.. values.Select(value => SecretHeaders.Redact(name, value))];
}
