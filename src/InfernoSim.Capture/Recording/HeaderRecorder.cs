using InfernoSim.Incidents;
using InfernoSim.Recording;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.Recording;

/// <summary>Writes down header fields in the order they come, secrets replaced.</summary>
/// <param name="keepSecrets">Whether secrets are written down as they are.</param>
internal struct HeaderRecorder(bool keepSecrets)
{
    private List<KeyValuePair<string, IReadOnlyList<string>>>? _fields;

    /// <summary>Writes a field down.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its values.</param>
    public void Add(string name, StringValues values)
    {
        _fields ??= new List<KeyValuePair<string, IReadOnlyList<string>>>(16);
        IReadOnlyList<string> recorded = keepSecrets || !RedactionPolicy.IsSensitive(name)
            ? (IReadOnlyList<string>)(object)values
            : [.. values.Select(v => RedactionPolicy.Redact(name, v ?? ""))];
        _fields.Add(new(name, recorded));
    }

    /// <summary>What was written down.</summary>
    /// <returns>The fields.</returns>
    public readonly HeaderMap ToHeaderMap() => _fields is null ? HeaderMap.Empty : HeaderMap.OfRead([.. _fields]);
}
