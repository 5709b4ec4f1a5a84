namespace InfernoSim.Cli.Tests.Processes;

/// <summary>What a process has printed so far, to be looked at and waited for.</summary>
internal sealed class ProcessLines
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<(string Part, TaskCompletionSource<string?> Found)> _waiting = [];
    private bool _ended;

    /// <summary>Takes a line; <see langword="null"/> is the end.</summary>
    public void Add(string? line)
    {
        lock (_lock)
        {
            _ended |= line is null;
            if (line is not null)
            {
                _lines.Add(line);
            }

            foreach ((string part, TaskCompletionSource<string?> found) in _waiting)
            {
                if (line is null || line.Contains(part, StringComparison.Ordinal))
                {
                    found.TrySetResult(line);
                }
            }
        }
    }

    /// <summary>The first line with a text in it; <see langword="null"/> when the process ended without one.</summary>
    public Task<string?> FirstAsync(string part)
    {
        lock (_lock)
        {
            string? known = _lines.Find(line => line.Contains(part, StringComparison.Ordinal));
            if (_ended || known is not null)
            {
                return Task.FromResult(known);
            }

            var found = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((part, found));
            return found.Task;
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return string.Join("\n", _lines);
        }
    }
}
