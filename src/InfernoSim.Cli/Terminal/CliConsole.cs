using InfernoSim.Printing;

namespace InfernoSim.Cli.Terminal;

/// <summary>
/// Where the command writes, and what it may know of its surroundings. Results go to standard output; all else to standard error.
/// Nothing reaches either but through <see cref="VisibleText"/>.
/// </summary>
internal sealed class CliConsole
{
    private readonly TextWriter _terminal;

    /// <summary>Makes a console of two streams.</summary>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where all else goes.</param>
    /// <param name="errorIsTerminal">Whether a person looks at <paramref name="error"/>, on a terminal.</param>
    /// <param name="environment">The variables of the environment.</param>
    public CliConsole(TextWriter output, TextWriter error, bool errorIsTerminal, Func<string, string?> environment)
    {
        _terminal = error;
        Out = new VisibleWriter(output);
        Error = new VisibleWriter(error);
        ErrorIsTerminal = errorIsTerminal;
        Environment = environment;
    }

    /// <summary>Results.</summary>
    public TextWriter Out { get; }

    /// <summary>All else.</summary>
    public TextWriter Error { get; }

    /// <summary>Whether a person looks at <see cref="Error"/>, on a terminal.</summary>
    public bool ErrorIsTerminal { get; }

    /// <summary>The variables of the environment.</summary>
    public Func<string, string?> Environment { get; }

#pragma warning disable RS0030 // The one place that knows the streams of the process.
    /// <summary>The streams and environment of this process.</summary>
    public static CliConsole OfProcess() => new(
        Console.Out,
        Console.Error,
        !Console.IsErrorRedirected && System.Environment.GetEnvironmentVariable("CI") is null or "",
        System.Environment.GetEnvironmentVariable);
#pragma warning restore RS0030

    /// <summary>Prints a line of the result.</summary>
    /// <param name="line">The line.</param>
    public void Say(string line) => Out.WriteLine(VisibleText.Line(line));

    /// <summary>Prints a report, as its renderer made it.</summary>
    /// <param name="report">Its lines, or JSON.</param>
    public Task PrintAsync(string report) => Out.WriteAsync(report);

    /// <summary>Says something that is not a result.</summary>
    /// <param name="line">The line.</param>
    public void Note(string line) => Error.WriteLine($"infernosim: {VisibleText.Line(line)}");

    /// <summary>The terminal itself, for what moves its cursor.</summary>
    /// <param name="draw">Draws; what it shows has been through <see cref="VisibleText"/>.</param>
    public Task DrawAsync(Func<TextWriter, Task> draw) => draw(_terminal);
}
