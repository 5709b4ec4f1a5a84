using System.Collections.Concurrent;

namespace InfernoSim.Observing;

/// <summary>Names that were met, up to a number that a report can show. Thread-safe.</summary>
/// <param name="most">How many are kept.</param>
internal sealed class BoundedNames(int most = 100)
{
    private readonly ConcurrentDictionary<string, byte> _names = new(StringComparer.OrdinalIgnoreCase);

    public void Add(string name)
    {
        if (!_names.ContainsKey(name) && _names.Count < most)
        {
            _names.TryAdd(name, 0);
        }
    }

    public bool Contains(string name) => _names.ContainsKey(name);

    public IReadOnlyList<string> InOrder(StringComparer order) => [.. _names.Keys.Order(order)];
}
