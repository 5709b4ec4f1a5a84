using System.Text;

namespace InfernoSim.Testing.Output;

/// <summary>The last lines that a service printed or logged; earlier ones are counted and dropped. Thread-safe.</summary>
internal sealed class BoundedOutput
{
    private const int MostCharacters = 256 * 1024;
    private const int LongestLine = 16 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();
    private int _characters;
    private long _dropped;

    public void AddLine(string line)
    {
        lock (_lock)
        {
            string kept = line.Length <= LongestLine ? line : line[..LongestLine] + "...";
            _lines.Enqueue(kept);
            _characters += kept.Length + 1;
            while (_characters > MostCharacters)
            {
                _characters -= _lines.Dequeue().Length + 1;
                _dropped++;
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        lock (_lock)
        {
            var text = new StringBuilder(_characters + 64);
            if (_dropped > 0)
            {
                text.Append("... ").Append(_dropped).Append(" earlier lines are left out\n");
            }

            foreach (string line in _lines)
            {
                text.Append(line).Append('\n');
            }

            return text.ToString();
        }
    }
}
