namespace InfernoSim.Observations;

/// <summary>What was seen that a replay could not test, without repeats and in an order that does not depend on when it was seen. Thread-safe.</summary>
internal sealed class NotTestedLog
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
            return [.. _lines.Select(line => new NotTested(line, weakensVerdict: true))];
        }
    }
}
