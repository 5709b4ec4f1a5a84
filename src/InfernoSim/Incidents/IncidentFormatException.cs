using InfernoSim.Printing;

namespace InfernoSim.Incidents;

/// <summary>
/// An incident cannot be read or written as asked. The message names the file, the line and column where there is one,
/// the value, and the fix.
/// </summary>
public sealed class IncidentFormatException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="line">The line, from 1, or 0 when the trouble is not in a line.</param>
    /// <param name="column">The column in bytes, from 1, or 0.</param>
    /// <param name="problem">What is wrong, with the value, and what was expected.</param>
    /// <param name="remedy">What to do.</param>
    /// <param name="inner">The cause.</param>
    public IncidentFormatException(string path, long line, long column, string problem, string remedy, Exception? inner = null)
        : base(Compose(path, line, column, problem, remedy), inner)
    {
        Path = path;
        Line = line;
        Column = column;
    }

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>The line, from 1, or 0 when the trouble is not in a line.</summary>
    public long Line { get; }

    /// <summary>The column in bytes, from 1, or 0.</summary>
    public long Column { get; }

    /// <summary>Whether a recording is there already, which could be continued.</summary>
    internal bool HoldsRecording { get; init; }

    private static string Compose(string path, long line, long column, string problem, string remedy)
    {
        string place = line > 0 ? $"{path}:{line}{(column > 0 ? $":{column}" : "")}" : path;
        return VisibleText.Line($"{place}: {problem} {remedy}".TrimEnd());
    }
}
