using InfernoSim.Verdicts;

namespace InfernoSim.Testing.Interception;

/// <summary>What was seen to go past the stub, or could not be seen, without repeats. Thread-safe.</summary>
internal sealed class CallReport
{
    private const int Most = 100;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _lines = new(StringComparer.Ordinal);

    public void Add(string line)
    {
        lock (_lock)
        {
            if (_lines.Count < Most)
            {
                _lines.Add(line);
            }
        }
    }

    /// <summary>In an order that does not depend on when they were seen.</summary>
    public IReadOnlyList<NotTested> ToNotTested()
    {
        lock (_lock)
        {
            return [.. _lines.Order(StringComparer.Ordinal).Select(line => new NotTested(line, WeakensVerdict: true))];
        }
    }
}
