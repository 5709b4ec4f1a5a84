using InfernoSim.Verdicts;

namespace InfernoSim.VirtualTime;

/// <summary>What did not run on the replay's clock, without repeats and in an order that does not depend on when it was seen. Thread-safe.</summary>
internal sealed class ClockReport
{
    private const int Most = 100;

    private readonly Lock _lock = new();
    private readonly SortedSet<string> _lines = new(StringComparer.Ordinal);

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

    public IReadOnlyList<NotTested> ToNotTested()
    {
        lock (_lock)
        {
            return [.. _lines.Select(line => new NotTested(line, WeakensVerdict: true))];
        }
    }
}
