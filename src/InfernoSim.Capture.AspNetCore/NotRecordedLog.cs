namespace InfernoSim.Capture.AspNetCore;

/// <summary>What a recorder sees and cannot record, each said once.</summary>
internal sealed class NotRecordedLog
{
    private const int Most = 20;

    private readonly Lock _lock = new();
    private readonly SortedSet<string> _all = new(StringComparer.Ordinal);

    /// <summary>All of it.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _all];
            }
        }
    }

    /// <summary>Something cannot be recorded.</summary>
    /// <param name="what">What.</param>
    public void Add(string what)
    {
        lock (_lock)
        {
            if (_all.Count < Most)
            {
                _all.Add(what);
            }
        }
    }
}
